"""Coordinators see all schools, and decide about them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.models import AuditEntry, Country
from schools.domain.queries.schools import quiet_schools
from schools.domain.schools import SchoolError, move_school
from schools.models import Recognition, School, SchoolYear
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db

URL = "/en/network/schools/"


@pytest.fixture
def by(site_tree):
    site_tree("en", "ar")
    return coordinator(factor=True)


@pytest.fixture
def desk(by):
    return signed_in(by)


def taught_on(school, *days) -> School:
    for place, day in enumerate(days):
        SchoolYear.objects.create(school=school, year=2020 + place, last_day=day)
    return school


def recognised(school, level, *, ended=False) -> None:
    now = timezone.now()
    Recognition.objects.create(
        school=school, level=level, state="granted", decided_at=now - timedelta(days=800),
        expires_at=now + timedelta(days=-1 if ended else 9), status_index=Recognition.objects.count(),
    )  # fmt: skip


def named(page) -> list[str]:
    """Return the names of the schools that a list shows, in its order."""
    return [school.name for school in page.context["pages"]]


def test_the_list_shows_state_country_level_and_last_session(desk):
    today = timezone.localdate()
    school = taught_on(SchoolFactory(name="By the River"), today - timedelta(days=400), today)
    recognised(school, 1)
    recognised(school, 2)
    recognised(school, 3, ended=True)
    SchoolFactory(name="Waiting", state="new", decided_at=None)
    page = desk.get(URL)
    assert named(page) == ["Waiting", "By the River"]
    shown = page.context["pages"][1]
    assert (shown.level_label, shown.last_day) == ("Practising", today)
    html = page.content.decode()
    assert "Austria" in html
    assert "not confirmed yet" in html
    assert "Practising" in html


def test_the_list_is_narrowed_by_state_country_and_quiet(desk):
    today = timezone.localdate()
    taught_on(SchoolFactory(name="Busy"), today - timedelta(days=60))
    taught_on(SchoolFactory(name="Quiet"), today - timedelta(days=61))
    SchoolFactory(name="Never")
    SchoolFactory(name="New", state="new", decided_at=None)
    SchoolFactory(name="Closed", state="closed")
    SchoolFactory(
        name="Abroad", state="new", decided_at=None, town=TownFactory(country=Country.objects.get(code="DE"))
    )
    assert named(desk.get(URL)) == ["Abroad", "New", "Busy", "Never", "Quiet", "Closed"]
    assert named(desk.get(URL, {"state": "closed"})) == ["Closed"]
    assert named(desk.get(URL, {"country": "DE"})) == ["Abroad"]
    assert named(desk.get(URL, {"quiet": "on"})) == ["Never", "Quiet"]
    assert named(desk.get(URL, {"state": "new", "country": "AT"})) == ["New"]
    assert len(named(desk.get(URL, {"state": "nonsense", "country": "\x00", "page": "1e9"}))) == 6
    assert [school.name for school in quiet_schools()] == ["Never", "Quiet"]


def test_fifty_schools_stand_on_a_page(desk):
    town = TownFactory()
    for number in range(51):
        SchoolFactory(name=f"School {number:02d}", town=town)
    assert len(named(desk.get(URL))) == 50
    assert named(desk.get(URL, {"page": "2"})) == ["School 50"]


def test_the_list_costs_no_more_with_three_schools(desk, django_assert_max_num_queries):
    SchoolFactory()
    desk.get(URL)
    with django_assert_max_num_queries(16) as one:
        desk.get(URL)
    for _number in range(2):
        recognised(taught_on(SchoolFactory(), timezone.localdate()), 1)
    with django_assert_max_num_queries(len(one)):
        assert len(named(desk.get(URL))) == 3


def test_nobody_else_sees_the_list_or_a_school(client, by):
    school = MemberFactory(role="lead").school
    for user in (person(), school.memberships.get().user):
        client.force_login(user)
        for path in (URL, f"{URL}{school.key}/"):
            assert client.get(path).status_code == 404
            assert client.post(path, {"do": "confirm"}).status_code in (404, 405)


def test_a_coordinator_confirms_closes_and_opens_again(desk, by):
    lead = MemberFactory(role="lead", school=SchoolFactory(state="new", decided_at=None))
    school, url = lead.school, f"{URL}{lead.school.key}/"
    page = desk.get(url).content.decode()
    assert lead.user.email in page
    assert desk.post(url, {"do": "confirm", "state": "closed", "decided_by": "1"})["Location"] == url
    school.refresh_from_db()
    assert (school.state, school.decided_by) == ("confirmed", by)
    page = desk.post(url, {"do": "confirm"}, follow=True).content.decode()
    assert "Somebody has decided about this school meanwhile." in page
    page = desk.post(url, {"do": "close", "reasons": " "}).content.decode()
    assert "Please give your reasons. The leads read them." in page
    desk.post(url, {"do": "close", "reasons": "It moved."})
    school.refresh_from_db()
    assert (school.state, school.reasons) == ("closed", "It moved.")
    assert "It moved." in desk.get(url).content.decode()
    desk.post(url, {"do": "reopen"})
    school.refresh_from_db()
    assert (school.state, school.reasons) == ("confirmed", "")
    desk.post(url, {"do": "rename", "name": "Better name"})
    school.refresh_from_db()
    assert school.name == "Better name"
    assert desk.post(url, {"do": "nonsense"}).status_code == 404
    assert desk.get(f"/ar/network/schools/{school.key}/").status_code == 200


def test_a_coordinator_puts_the_town_of_a_school_right(desk, by):
    school = SchoolFactory(town=TownFactory(name="Lindnau"))
    other = SchoolFactory(name=school.name, town=TownFactory(name="Graz"))
    url = f"{URL}{school.key}/"
    assert 'value="Lindnau"' in desk.get(url).content.decode()
    place = {"do": "move", "country": "DE", "town": " Lindenau "}
    for _twice in range(2):
        assert desk.post(url, place)["Location"] == url
    school.refresh_from_db()
    assert (school.town.name, school.town.country.code) == ("Lindenau", "DE")
    entry = AuditEntry.objects.get(verb="school.moved")
    assert (entry.actor, entry.details["town"]) == (by, "Lindenau, DE")
    page = desk.post(url, {"do": "move", "country": other.town.country.code, "town": "graz"}).content.decode()
    assert "There is another school of this name in this town." in page
    assert 'value="graz"' in page
    page = desk.post(url, {"do": "move", "country": "Atlantis", "town": ""}).content.decode()
    assert "This field is required." in page
    school.refresh_from_db()
    assert school.town.name == "Lindenau"


def test_no_lead_moves_her_school_by_herself():
    school = SchoolFactory()
    lead = MemberFactory(school=school, role="lead").user
    with pytest.raises(SchoolError, match="by a coordinator"):
        move_school(school, actor=lead, country=school.town.country, town="Elsewhere")


def test_a_school_that_nobody_belongs_to_is_not_opened_again(desk):
    school = SchoolFactory(state="closed")
    page = desk.post(f"{URL}{school.key}/", {"do": "reopen"}, follow=True).content.decode()
    assert "Nobody belongs to this school any more." in page


def test_a_coordinator_decides_nothing_about_her_own_school(desk, by):
    """Case 18."""
    school = MemberFactory(user=by, role="lead", school=SchoolFactory(state="new", decided_at=None)).school
    url = f"{URL}{school.key}/"
    page = desk.get(url).content.decode()
    assert "another coordinator decides" in page
    assert 'name="do"' not in page
    for do in ("confirm", "close", "reopen", "rename", "move"):
        sent = {"do": do, "reasons": "Because.", "name": "Mine", "country": "AT", "town": "Mine"}
        assert desk.post(url, sent).status_code == 403
    school.refresh_from_db()
    assert school.state == "new"


def test_a_coordinator_sees_no_page_of_a_school_by_being_one(desk):
    school = SchoolFactory()
    assert desk.get(f"/en/school/{school.key}/").status_code == 404
