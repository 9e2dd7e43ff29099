"""The figures of the network, and the pages on which coordinators see them."""

import csv
import io
from datetime import timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.utils import timezone
from django_tasks import default_task_backend
from openpyxl import load_workbook

from cms.models import AuditEntry, Country
from cms.worker import jobs
from schools.domain.network import rebuild, rebuild_now
from schools.domain.network_events import add_event, remove_event
from schools.domain.queries.network import figures_of, kept
from schools.domain.schools import confirm_school, move_school
from schools.enums import RecognitionState, SchoolState
from schools.models import NetworkEvent, NetworkFigures, Recognition, SchoolYear
from schools.network_map import PLACES, tile_map
from schools.tasks import rebuild_network
from schools.years import year_label
from tests.schools.factories import SchoolFactory, person
from tests.schools.network_factories import first_day, school_in, this_year
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db


def recognised(school, level: int, *, state=RecognitionState.GRANTED, days: int = 100) -> Recognition:
    now = timezone.now()
    return Recognition.objects.create(
        school=school,
        level=level,
        state=state,
        decided_at=now - timedelta(days=300),
        expires_at=now + timedelta(days=days),
        status_index=Recognition.objects.count(),
    )


def figures(code: str = "", year: int | None = None) -> dict:
    year = this_year() if year is None else year
    rebuild(year)
    return figures_of(year, code).figures


@pytest.fixture
def visit(site_tree):
    """Return (path, **data) -> the answer to a coordinator."""
    site_tree("en")
    client = signed_in(coordinator(factor=True))
    return lambda path="/en/network/", **data: client.get(path, data)


# Figures ------------------------------------------------------------------------------------------------------------


def test_only_confirmed_schools_count_and_samples_are_told():
    school_in("AT", lessons=4)
    school_in("AT", lessons=3, is_sample=True)
    school_in("AT", lessons=50, state=SchoolState.NEW, decided_at=None)
    school_in("AT", lessons=60, state=SchoolState.CLOSED)
    found = figures("AT")
    assert (found["sessions"], found["active"], found["idle"]) == (7, 2, 0)
    assert (found["today"]["schools"], found["today"]["samples"]) == (2, 1)
    assert found["today"]["states"] == {"new": 1, "confirmed": 2, "closed": 1}
    assert found["languages"] == {"en": 7}


def test_a_school_has_the_highest_level_that_stands():
    both = school_in("AT")
    recognised(both, 1)
    recognised(both, 2)
    ended = school_in("AT")
    Recognition.objects.filter(pk=recognised(ended, 3).pk).update(
        expires_at=timezone.now() - timedelta(days=1)
    )
    recognised(school_in("DE"), 1, state=RecognitionState.REVOKED)
    recognised(school_in("DE"), 3)
    assert figures("AT")["today"]["levels"] == [1, 0, 1, 0]
    assert figures("DE")["today"]["levels"] == [1, 0, 0, 1]
    assert figures()["today"]["levels"] == [2, 0, 1, 1]
    assert figures()["countries"]["DE"]["today"]["schools"] == 2


def test_languages_months_and_depth_are_added_up_over_countries():
    school_in("AT", lessons=5, languages={"de": 3, "uk": 2}, depth=0.1)
    school_in("AT", lessons=2, languages={"uk": 2}, depth=0.25)
    school_in("DE", lessons=1, languages={"de": 1}, depth=1)
    school_in("DE")
    everything = figures()
    assert everything["languages"] == {"de": 4, "uk": 4}
    assert list(figures("AT")["languages"].items()) == [("de", 3), ("uk", 4)]
    assert everything["depth"] == [1, 1, 0, 1]
    assert everything["idle"] == 1
    assert len(everything["months"]) == 12
    assert everything["months"][0] == [first_day().isoformat(), 8]
    assert everything["months"][1][1] == 0
    assert everything["months"][11][0] == first_day(this_year() + 1).replace(month=7).isoformat()


def test_new_and_quiet_schools_are_counted():
    today, now = timezone.localdate(), timezone.now()
    school_in("AT", lessons=1, last_day=today - timedelta(days=60))
    school_in("AT", lessons=1, last_day=today - timedelta(days=61), decided_at=now - timedelta(days=40))
    school_in("AT", decided_at=now - timedelta(days=29))
    found = figures("AT")["today"]
    assert (found["quiet"], found["new"]) == (2, 2)


def test_the_schools_that_have_been_quiet_for_longest_are_named_first_and_none_that_was_woken(visit):
    today = timezone.localdate()
    for days in (70, 90, 80):
        school_in("AT", lessons=1, last_day=today - timedelta(days=days), name=f"Quiet for {days}")
    school_in("DE", name="Never heard of")
    for _more in range(10):
        school_in("FR", lessons=1, last_day=today - timedelta(days=61))
    rebuild_now()
    names = [one.name for one in visit().context["quiet"]]
    assert names[:4] == ["Never heard of", "Quiet for 90", "Quiet for 80", "Quiet for 70"]
    assert len(names) == 10
    SchoolYear.objects.filter(school__name="Quiet for 90").update(last_day=today)
    names = [one.name for one in visit(country="AT").context["quiet"]]
    assert names == ["Quiet for 80", "Quiet for 70"]


def test_an_earlier_year_says_nothing_about_today():
    school_in("AT", year=this_year() - 1, lessons=6)
    found = figures("AT", this_year() - 1)
    assert found["today"] is None
    assert found["sessions"] == 6
    assert figures("AT")["sessions"] == 0


def test_made_anew_as_often_as_one_likes_and_what_is_gone_goes():
    school_in("DE", lessons=1)
    gone, years = school_in("AT", lessons=1), (this_year(), this_year() - 1)
    rebuild_now()
    rebuild_now()
    assert {year: [*each] for year, each in kept().items()} == dict.fromkeys(years, ["", "AT", "DE"])
    gone.delete()
    rebuild_now()
    assert {year: [*each] for year, each in kept().items()} == dict.fromkeys(years, ["", "DE"])


@pytest.mark.parametrize("schools", [3, 60])
def test_the_figures_cost_the_same_for_many_schools(schools, django_assert_num_queries):
    for place in range(schools):
        school_in(("AT", "DE", "FR")[place % 3], lessons=1, places=20, teachers=1, trained=[3])
    with django_assert_num_queries(11):
        rebuild(this_year())


def test_the_worker_adds_up_every_ten_minutes_and_a_decision_does_so_at_once(
    django_capture_on_commit_callbacks,
):
    assert jobs["schools.network"] == (600, rebuild_now)
    waiting = SchoolFactory(state=SchoolState.NEW, decided_at=None)

    def asked(verb, *args, **how) -> int:
        default_task_backend.clear()
        with django_capture_on_commit_callbacks(execute=True):
            verb(*args, **how)
        return sum(result.task.name == "rebuild_network" for result in default_task_backend.results)

    assert asked(waiting.save) == 0
    by = coordinator()
    assert asked(confirm_school, waiting, actor=by) == 1
    assert asked(move_school, waiting, actor=by, country=waiting.town.country, town="Elsewhere") == 1
    rebuild_network.call()
    assert figures_of(this_year()).figures["today"]["schools"] == 1


# The dashboard ------------------------------------------------------------------------------------------------------


def test_for_whoever_does_not_coordinate_there_is_no_dashboard(client, site_tree):
    site_tree("en")
    client.force_login(person())
    for path in ("", "export/csv/", "export/xlsx/", "events/"):
        assert client.get(f"/en/network/{path}").status_code == 404
    client.logout()
    assert client.get("/en/network/").status_code == 302


def test_before_the_first_figures_the_page_says_so(visit):
    answer = visit()
    assert answer.status_code == 200
    assert "There are no figures yet" in answer.content.decode()
    assert visit("/en/network/export/csv/").status_code == 404


def test_the_dashboard_shows_what_is_kept(visit):
    recognised(school_in("AT", lessons=4, languages={"uk": 4}, depth=0.3), 2)
    school_in(
        "DE",
        lessons=2,
        is_sample=True,
        last_day=timezone.localdate() - timedelta(days=90),
        name="Quiet <one>",
    )
    SchoolFactory(state=SchoolState.NEW, decided_at=None)
    rebuild_now()
    shown = visit().content.decode()
    for words in (
        "With 1 invented sample school.",
        "1 new school to confirm",
        "No recognition to decide on",
        "Schools by level",
        "Sessions by month",
        "How deep it goes",
        "Українська",
        "<bdi>Quiet &lt;one&gt;</bdi>",
        f"All countries, {year_label(this_year())}",
        f'href="?country=AT&amp;year={this_year()}">Austria</a>',
    ):
        assert words in shown
    assert "style=" not in shown.partition("<main")[2]


def test_country_and_year_are_chosen_and_what_is_no_choice_is_not_chosen(visit):
    school_in("AT", lessons=4)
    school_in("DE", lessons=9, year=this_year() - 1)
    rebuild_now()
    page = visit(country="AT", year=this_year()).context["page"]
    assert (page.country, page.place, page.year, page.lines, page.schools) == (
        "AT",
        "Austria",
        this_year(),
        [],
        {},
    )
    assert dict(page.facts)["Sessions"] == 4
    before = visit(year=this_year() - 1).context["page"]
    assert (before.country, dict(before.facts)["Sessions"]) == ("", 9)
    assert visit(year=this_year() - 1).context["quiet"] == []
    assert before.columns[0] == "Schools with a session"
    for wrong in (
        {"country": "XX"},
        {"year": "1999"},
        {"country": "AT'--", "year": "x"},
        {"country": ["AT\x00"]},
    ):
        page = visit(**wrong).context["page"]
        assert (page.country, page.year) == ("", this_year())


@pytest.mark.parametrize("schools", [3, 60])
def test_the_dashboard_asks_at_most_twelve_times(visit, schools, django_assert_max_num_queries):
    for place in range(schools):
        school_in(
            ("AT", "DE", "FR")[place % 3], lessons=1, last_day=timezone.localdate() - timedelta(days=99)
        )
        add_event(actor=None, day=first_day(), title=f"Event {place}", country=Country.objects.get(code="AT"))
    rebuild_now()
    visit()
    with django_assert_max_num_queries(12):
        answer = visit()
    assert len(answer.context["quiet"]) == min(schools, 10)
    assert len(answer.context["events"]) == schools


def test_events_of_the_country_and_of_all_stand_beside_the_figures(visit):
    school_in("AT", lessons=1)
    school_in("DE", lessons=1)
    rebuild_now()
    day = first_day() + timedelta(days=40)
    for title, code in (("Everywhere", None), ("In Austria", "AT"), ("In Germany", "DE")):
        add_event(actor=None, day=day, title=title, country=Country.objects.filter(code=code).first())
    add_event(actor=None, day=first_day() - timedelta(days=1), title="Before")
    titles = [one.title for one in visit(country="AT").context["events"]]
    assert titles == ["Everywhere", "In Austria"]


# The map ------------------------------------------------------------------------------------------------------------


def test_every_country_of_the_vocabulary_has_a_tile_of_its_own():
    codes = set(Country.objects.values_list("code", flat=True)) - {"EU"}
    assert codes == set(PLACES)
    assert len(set(PLACES.values())) == len(PLACES)


def test_the_map_shows_the_states_of_the_round_table_and_whoever_else_has_a_school(visit):
    school_in("AT")
    school_in("UA")
    rebuild_now()
    schools = visit().context["page"].schools
    assert schools == dict.fromkeys(Country.objects.filter(in_report=True).values_list("code", flat=True), 0) | {
        "AT": 1, "UA": 1,
    }  # fmt: skip
    assert len(schools) == 15


def test_the_map_of_all_countries_is_sound_and_light():
    svg = tile_map({**dict.fromkeys(PLACES, 12345), "<X": 1}, 'Schools "by" country')
    root = fromstring(svg)
    texts = [one.text for one in root.iter() if one.tag.endswith("text")]
    assert texts.count("12,345") == len(PLACES)
    assert "<X" in texts  # a country that nobody knows has a place below
    assert root.get("aria-label") == 'Schools "by" country'
    assert len(svg.encode()) <= 10_000
    assert tile_map({}, "") == ""


def test_a_tile_says_how_many_schools_there_are_and_its_shade_repeats_it():
    root = fromstring(tile_map({"AT": 0, "DE": 1, "FR": 3, "ES": 10, "IT": 50}, "x"))
    shades = [one.get("class") for one in root.iter() if one.tag.endswith("rect")]
    assert sorted(shades) == ["tiles__0", "tiles__1", "tiles__2", "tiles__3", "tiles__4"]


# Files --------------------------------------------------------------------------------------------------------------


def test_the_files_hold_exactly_what_the_page_shows(visit):
    for place in range(3):
        school_in("AT", lessons=2, places=50 + place, teachers=4, trained=[5], name=f"School {place}")
    school_in("DE", lessons=7, places=100, teachers=9)
    add_event(actor=None, day=first_day(), title="=cmd|' /C calc'!A0")
    rebuild_now()
    answer = visit("/en/network/export/csv/", year=this_year())
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert ["Country", "All countries", "", ""] in rows
    assert ["Figures", "Sessions", "", "13"] in rows
    assert ["Figures", "Places of pupils in sessions", "", "150"] in rows
    assert ["By country", "Austria", "Teachers who had a session", "10"] in rows
    assert ["By country", "Germany", "Places of pupils in sessions", "not shown"] in rows
    assert ["Schools by level", "Practising", "Schools", "0"] in rows
    assert ["What happened", "'=cmd|' /C calc'!A0", "", first_day().isoformat()] in rows
    assert answer["Content-Disposition"].startswith(f'attachment; filename="network-{this_year()}-')
    book = load_workbook(io.BytesIO(visit("/en/network/export/xlsx/", year=this_year()).content))
    sheet = [
        ["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)
    ]
    assert sheet == rows
    assert visit("/en/network/export/pdf/").status_code == 404


# Events -------------------------------------------------------------------------------------------------------------


def test_an_event_is_added_once_and_removed_once(site_tree):
    site_tree("en")
    user = coordinator(factor=True)
    client = signed_in(user)
    sent = {"do": "add", "day": first_day().isoformat(), "title": "Elections <b>", "country": "AT"}
    for _again in range(2):
        answer = client.post("/en/network/events/", sent)
        assert (answer.status_code, answer["Location"]) == (302, "/en/network/events/")
    event = NetworkEvent.objects.get()
    assert (event.title, event.country.code, event.added_by) == ("Elections <b>", "AT", user)
    assert "<bdi>Elections &lt;b&gt;</bdi>" in client.get("/en/network/events/").content.decode()
    for _again in range(2):
        assert client.post("/en/network/events/", {"do": f"remove:{event.pk}"}).status_code == 302
    assert not NetworkEvent.objects.exists()
    verbs = list(AuditEntry.objects.filter(verb__startswith="network_event").values_list("verb", "actor"))
    assert sorted(verbs) == [("network_event.added", user.pk), ("network_event.removed", user.pk)]


def test_what_is_wrong_with_an_event_is_said_and_nothing_is_lost(site_tree):
    site_tree("en")
    client = signed_in(coordinator(factor=True))
    answer = client.post(
        "/en/network/events/", {"do": "add", "day": "1066-10-14", "title": "Hastings", "country": "XX"}
    )
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "one of our school years" in shown
    assert 'value="Hastings"' in shown
    assert not NetworkEvent.objects.exists()
    for do in ("", "remove:", "remove:x", "add_all"):
        assert client.post("/en/network/events/", {"do": do}).status_code == 404


def test_an_event_of_a_country_and_one_of_all_may_have_the_same_name():
    austria = Country.objects.get(code="AT")
    one, other = (
        add_event(actor=None, day=first_day(), title=" Holidays ", country=code) for code in (austria, None)
    )
    assert one != other
    assert one.title == "Holidays"
    assert remove_event(one.pk, actor=None)
    assert not remove_event(one.pk, actor=None)


@pytest.mark.parametrize("events", [1, 3])
def test_the_list_of_events_costs_the_same_for_many(visit, events, django_assert_max_num_queries):
    for place in range(events):
        add_event(actor=None, day=first_day(), title=f"Event {place}", country=Country.objects.get(code="AT"))
    visit("/en/network/events/")
    with django_assert_max_num_queries(8):
        visit("/en/network/events/")


def test_figures_are_kept_once():
    school_in("AT")
    rebuild_now()
    assert NetworkFigures.objects.count() == 4
