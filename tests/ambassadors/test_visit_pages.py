"""The pages of a visit: who sees which, what stands there of people and what never does, what can be done."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import people, reviewing, visits
from ambassadors.domain.visits import CHECKLIST
from ambassadors.enums import VisitState
from ambassadors.models import Feedback, Visit
from cms.models import SearchEntry
from tests.ambassadors.factories import (
    CompanionFactory,
    VisitRequestFactory,
    booked,
    cleared_companion,
    companions,
    matched,
    ready,
)
from tests.ambassadors.lives import just_delivered, past, user_of
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]

WORRIED = "Something was worrying. Please ask."


def as_(client, user):
    client.force_login(user)
    return client


def ambassador_url(visit) -> str:
    return f"/en/ambassador/visits/{visit.key}/"


def companion_url(visit) -> str:
    return f"/en/ambassador/companion/{visit.key}/"


def school_url(visit) -> str:
    return f"/en/school/{visit.school.key}/visits/{visit.key}/"


def network_url(visit) -> str:
    return f"/en/network/visits/{visit.key}/"


def words(page) -> str:
    """Return what a page says in its main part, without tags."""
    html = page.content.decode()
    main = html[html.index("<main") : html.index("</main")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


# Who sees what -----------------------------------------------------------------------------------------------------


def test_everybody_sees_a_visit_at_the_page_of_her_own_and_no_other(client, desk, by, caplog):
    """Case 11."""
    visit = booked()
    host, companion = visit.request.asked_by, visit.first_companion.user
    pages = {
        ambassador_url(visit): {user_of(visit)},
        companion_url(visit): {companion, visit.second_companion.user},
        school_url(visit): {host, MemberFactory(school=visit.school).user},
    }
    everybody = set().union(*pages.values()) | {
        person(),
        ready().user,
        cleared_companion().user,
        MemberFactory(school=SchoolFactory()).user,
    }
    for url, allowed in pages.items():
        for user in everybody:
            page = as_(client, user).get(url)
            assert page.status_code == (200 if user in allowed else 404), (url, user)
            if user in allowed:
                assert "no-store" in page["Cache-Control"]
            else:
                assert client.post(url, {"do": "cancel", "reason": "No"}).status_code == 404
        client.logout()
        assert client.get(url).status_code == 302
    for user in everybody:
        for url in (network_url(visit), "/en/network/visits/"):
            assert as_(client, user).get(url).status_code == 404
            assert client.post(url, {"do": "review"}).status_code in (404, 405)
    assert desk.get(network_url(visit)).status_code == 200
    for url in pages:
        assert desk.get(url).status_code == 404
    visit.refresh_from_db()
    assert visit.state == VisitState.BOOKED


def test_a_look_at_what_is_not_hers_is_logged(client, caplog):
    """Case 11."""
    visit, user = booked(), person()
    with caplog.at_level("INFO"):
        as_(client, user).get(ambassador_url(visit))
        client.get(companion_url(visit))
    asked = [one for one in caplog.messages if one == f"User {user.pk} asked for a visit that is not hers"]
    assert len(asked) == 2


def test_a_school_sees_no_visit_of_another_one_by_its_own_address(client):
    """Case 11."""
    visit, other = booked(), booked()
    host = as_(client, visit.request.asked_by)
    assert host.get(f"/en/school/{visit.school.key}/visits/{other.key}/").status_code == 404
    assert host.get(f"/en/school/{other.school.key}/visits/{other.key}/").status_code == 404


def test_whoever_said_no_sees_the_visit_no_more(client):
    visit = matched(ambassadors=[ready(), ready()])
    one = visit.parts.first().ambassador
    user = as_(client, one.user)
    assert user.post(ambassador_url(visit), {"do": "no"})["Location"] == "/en/ambassador/"
    assert user.get(ambassador_url(visit)).status_code == 404


def test_whoever_left_sees_no_visit_any_more(client):
    visit = just_delivered()
    one = visit.parts.get().ambassador
    assert as_(client, one.user).get(ambassador_url(visit)).status_code == 200
    people.withdraw(one, actor=one.user)
    assert client.get(ambassador_url(visit)).status_code == 404


# What stands there -------------------------------------------------------------------------------------------------


def test_the_facts_stand_on_every_page(client, desk):
    school = SchoolFactory(name="By the River", town=TownFactory(name="Lindnau"))
    request = VisitRequestFactory(school=school, year_group=3, pupils=24, contact="office", lesson=uuid4())
    SearchEntry.objects.create(
        page_id=990, translation_key=request.lesson, language="en", kind="lesson", title="Who is we?",
        url="/en/lessons/who-is-we/", published_at=timezone.now(), updated_at=timezone.now(),
    )  # fmt: skip
    going = (cleared_companion(first_name="Otto"), cleared_companion(first_name="Olga"))
    visit = booked(ambassadors=[ready(first_name="Mira")], request=request, going=going)
    for page in (
        as_(client, user_of(visit)).get(ambassador_url(visit)),
        as_(client, going[0].user).get(companion_url(visit)),
        as_(client, request.asked_by).get(school_url(visit)),
        desk.get(network_url(visit)),
    ):
        said = words(page)
        for fact in (
            "By the River , Lindnau",
            "45 minutes",
            "in person",
            "Room 12",
            "the school office",
            "24 pupils of year group 3",
            "Mira",
            "Otto , Olga",
            "booked",
            "It takes place as it stands here.",
        ):
            assert fact in said, fact
        html = page.content.decode()
        assert 'href="/en/lessons/who-is-we/"' in html
        assert html.count("<h1") == 1
        labels = re.findall(r'id="([^"]+)"', html)
        assert len(labels) == len(set(labels))


def test_a_school_and_companions_learn_the_first_name_of_a_minor_and_no_more(client):
    """Case 14: no surname, school, age, e-mail of hers or of her guardian."""
    one = ready(
        first_name="Mira",
        town=TownFactory(name="Nirgendwo"),
        school=SchoolFactory(name="House of the Rising Sun"),
        guardian_email="mother@example.org",
    )
    one.user.display_name = "Mira Musterfrau"
    one.user.save()
    visit = booked(ambassadors=[one])
    for state in ("matched", "booked", "held", "delivered"):
        Visit.objects.filter(pk=visit.pk).update(
            state=state, attended=20, delivered_at=timezone.now(), held_at=timezone.now()
        )
        for user, url in (
            (visit.request.asked_by, school_url(visit)),
            (visit.first_companion.user, companion_url(visit)),
        ):
            html = as_(client, user).get(url).content.decode()
            assert ("Mira" in html) == (state == "booked")  # neither before she is, nor longer than needed
            secrets = (
                "Musterfrau",
                "Nirgendwo",
                "Rising Sun",
                "mother@",
                one.user.email,
                "13-15",
                "13 to 15",
            )
            for secret in secrets:
                assert secret not in html, (state, secret)
            others = {one.user.email, visit.request.asked_by.email, *(c.user.email for c in visit.companions)}
            for email in others - {user.email}:
                assert email not in html


def test_an_ambassador_reads_what_is_missing_of_herself_and_nothing_of_others(client):
    one, other = ready(first_name="Mira"), ready(first_name="Zoe")
    visit = booked(ambassadors=[one, other])
    ledger.take_back_as_guardian(other)
    ledger.take_back(one, actor=one.user)
    said = words(as_(client, one.user).get(ambassador_url(visit)))
    assert "Something that it needs is missing." in said
    assert "own consent is missing" in said
    assert "guardian" not in said.replace("Whoever looks after you", "")
    said = words(as_(client, visit.request.asked_by).get(school_url(visit)))
    assert "Something that it needs is missing." in said
    assert "consent" not in said


def test_a_companion_finds_her_visits_on_her_desk(client):
    visit, made = booked(), just_delivered()
    me = visit.first_companion
    Visit.objects.filter(pk=made.pk).update(first_companion=me)
    page = as_(client, me.user).get("/en/ambassador/companion/")
    assert [one.pk for one in page.context["ahead"]] == [visit.pk]
    assert [one.pk for one in page.context["made"]] == [made.pk]
    assert "please say how it went" in words(page)
    assert "/en/ambassador/talks/" in page.content.decode()
    empty = as_(client, cleared_companion().user).get("/en/ambassador/companion/")
    assert "No visit is planned with you yet." in words(empty)
    uncleared = as_(client, CompanionFactory().user).get("/en/ambassador/companion/")
    assert "Your clearance is missing or has run out." in words(uncleared)
    ended = CompanionFactory(ended_at=timezone.now())
    for user in (person(), ready().user, ended.user):
        assert as_(client, user).get("/en/ambassador/companion/").status_code == 404


def test_the_desk_of_a_companion_costs_no_more_with_three_visits(client, django_assert_max_num_queries):
    visit = booked()
    user = as_(client, visit.first_companion.user)
    user.get("/en/ambassador/companion/")
    with django_assert_max_num_queries(25) as one:
        user.get("/en/ambassador/companion/")
    for more in range(1, 3):
        booked(going=(visit.first_companion, cleared_companion()), days=14 + more)
    with django_assert_max_num_queries(len(one)):
        assert len(user.get("/en/ambassador/companion/").context["ahead"]) == 3


# What an ambassador does -------------------------------------------------------------------------------------------


def test_an_ambassador_says_yes_on_the_page(client):
    visit = matched()
    visit.parts.update(agreed_at=None)
    user = as_(client, user_of(visit))
    assert "Yes, I will go" in words(user.get(ambassador_url(visit)))
    for _twice in range(2):
        page = user.post(ambassador_url(visit), {"do": "yes"}, follow=True)
        assert "Thank you! You are told once it is booked." in words(page)
    assert visit.parts.get().agreed_at is not None
    assert "Yes, I will go" not in words(user.get(ambassador_url(visit)))
    assert user.post(ambassador_url(visit), {"do": "book"}).status_code == 404


def test_how_it_went_is_said_on_the_page_and_can_be_changed_until_the_review(client):
    visit = just_delivered()
    user, url = as_(client, user_of(visit)), ambassador_url(visit)
    assert "How did it go?" in words(user.get(url))
    page = user.post(url, {"do": "feedback", "text": "They asked so much", "worry": "on"})
    assert page.status_code == 422
    html = page.content.decode()
    assert "Please choose one of the four." in html
    assert "They asked so much" in html
    assert re.search(r'<input type="checkbox" name="worry"[^>]* checked', html)
    assert not Feedback.objects.exists()
    for went in ("3", "4"):
        sent = {"do": "feedback", "went": went, "learnt": "2", "text": "Fine", "user": "1", "by": "host"}
        assert user.post(url, sent)["Location"] == url
    said = Feedback.objects.get()
    assert (said.by, said.user, said.went, said.learnt, said.text, said.worry) == (
        "ambassador", user_of(visit), 4, 2, "Fine", False,
    )  # fmt: skip
    assert "Fine" in user.get(url).content.decode()
    reviewing.give_feedback(visit, actor=visit.request.asked_by, went=4)
    Visit.objects.filter(pk=visit.pk).update(state="reviewed", reviewed_at=timezone.now())
    assert "How did it go?" not in words(user.get(url))
    page = user.post(url, {"do": "feedback", "went": "1"})
    assert page.status_code == 422
    assert "How it went can be said after a visit, until it is reviewed." in words(page)


# What companions and the school do ---------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["companion", "school"])
def test_a_visit_is_cancelled_on_the_page_with_a_reason(client, role):
    visit = booked()
    user = visit.first_companion.user if role == "companion" else visit.request.asked_by
    url = companion_url(visit) if role == "companion" else school_url(visit)
    page = as_(client, user).post(url, {"do": "cancel", "reason": " "})
    assert page.status_code == 422
    assert "Please say why." in words(page)
    sent = {"do": "cancel", "reason": "The heating is broken", "reopen": "on"}
    page = client.post(url, sent, follow=True)
    assert "The heating is broken" in words(page)
    visit.refresh_from_db()
    assert (visit.state, visit.cancelled_by, visit.request.state) == ("cancelled", user, "open")
    assert client.post(url, sent)["Location"] == url


def test_a_school_that_wants_no_visit_any_more_says_so(client):
    visit = booked()
    as_(client, visit.request.asked_by).post(school_url(visit), {"do": "cancel", "reason": "No time"})
    visit.request.refresh_from_db()
    assert visit.request.state == "cancelled"


@pytest.mark.parametrize("role", ["companion", "school"])
def test_that_a_visit_took_place_is_said_on_the_page(client, role):
    visit = booked()
    user = visit.first_companion.user if role == "companion" else visit.request.asked_by
    url = companion_url(visit) if role == "companion" else school_url(visit)
    page = as_(client, user).get(url)
    assert "Did it take place?" not in words(page)
    page = client.post(url, {"do": "deliver", "attended": "21"})
    assert page.status_code == 422
    assert "This visit is still to come." in words(page)
    past(visit)
    assert "Did it take place?" in words(client.get(url))
    for wrong in ("", "0", "201", "many"):
        page = client.post(url, {"do": "deliver", "attended": wrong})
        assert page.status_code == 422
        assert "Please say how many pupils were there: 1 to 200." in words(page)
    page = client.post(url, {"do": "deliver", "attended": "21", "state": "reviewed"}, follow=True)
    assert "How did it go?" in words(page)
    visit.refresh_from_db()
    assert (visit.state, visit.attended) == ("delivered", 21)


def test_a_school_reads_what_it_sees_to(client):
    visit = booked()
    said = words(as_(client, visit.request.asked_by).get(school_url(visit)))
    for point in CHECKLIST.values():
        assert str(point).replace("'", "&#x27;") in said
    visits.cancel(visit, actor=visit.request.asked_by, reason="Ill")
    assert "What your school sees to" not in words(client.get(school_url(visit)))


def test_a_school_gives_feedback_once_whoever_of_it_does(client):
    visit = just_delivered()
    colleague = MemberFactory(school=visit.school).user
    as_(client, visit.request.asked_by).post(school_url(visit), {"do": "feedback", "went": "2", "text": "Hm"})
    page = as_(client, colleague).get(school_url(visit))
    assert "Hm" in page.content.decode()
    client.post(school_url(visit), {"do": "feedback", "went": "4", "text": "Better"})
    assert Feedback.objects.get().text == "Better"


# Coordinators ------------------------------------------------------------------------------------------------------


def form_of(visit, first, second, **more) -> dict:
    day = timezone.localdate() + timedelta(days=14)
    return {
        "do": "book",
        "day": day.isoformat(),
        "time": "10:15",
        "minutes": "45",
        "format": "in_person",
        "place": "Room 12",
        "first_companion": first.key,
        "second_companion": second.key,
        "checklist": list(CHECKLIST),
    } | more


def test_a_coordinator_books_on_the_page(desk, by):
    visit = matched()
    first, second = companions()
    page = desk.post(network_url(visit), form_of(visit, first, second), follow=True)
    assert "Booked. Everybody who takes part gets an e-mail." in words(page)
    visit.refresh_from_db()
    assert (visit.state, visit.booked_by, visit.companions) == ("booked", by, [first, second])
    moment = timezone.localtime(visit.starts_at)
    assert (moment.date(), f"{moment:%H:%M}") == (timezone.localdate() + timedelta(days=14), "10:15")
    html = desk.get(network_url(visit)).content.decode()
    assert "Move it, or change who goes along" in html
    assert f'value="{moment.date().isoformat()}"' in html
    assert f'<option value="{first.key}" selected>' in html


def test_a_booking_that_is_refused_keeps_what_was_typed(desk):
    visit = matched()
    first, second = companions()
    cases = (
        ({"place": "Call +43 660 123 45 67"}, "nobody’s number, address or account."),
        ({"checklist": []}, "Please go through the whole list. Every point matters."),
        ({"checklist": list(CHECKLIST)[1:]}, "Please go through the whole list. Every point matters."),
        ({"second_companion": ""}, "Two companions have to go along."),
        ({"second_companion": first.key}, "Two companions are two people."),
        ({"day": "2020-01-01"}, "Please choose a time that is still to come, within ten months."),
        ({"minutes": "5"}, "greater than or equal to 15"),
        ({"first_companion": "nobody"}, "is not one of the available choices"),
    )
    for wrong, why in cases:
        page = desk.post(network_url(visit), form_of(visit, first, second, **wrong))
        assert page.status_code == 422
        assert why in words(page)
        html = page.content.decode()
        assert 'value="10:15"' in html
        if "place" in wrong:
            assert 'value="Call +43 660 123 45 67"' in html
    visit.refresh_from_db()
    assert visit.state == "matched"


def test_what_stands_in_the_way_is_told_in_sentences(desk):
    one = ready(first_name="Mira")
    visit = matched(ambassadors=[one])
    ledger.take_back_as_guardian(one)
    page = desk.get(network_url(visit))
    assert "Mira: a guardian&#x27;s consent is missing." in words(page)
    first, second = companions()
    page = desk.post(network_url(visit), form_of(visit, first, second))
    assert page.status_code == 422
    assert "This visit cannot be booked yet." in words(page)
    visit.refresh_from_db()
    assert visit.state == "matched"


def test_companions_who_are_cleared_are_offered_those_of_the_town_first(desk):
    town = TownFactory(name="Lindnau")
    request = VisitRequestFactory(school=SchoolFactory(town=town))
    visit = matched(request=request)
    names = [("Anna", None), ("Zoltan", town), ("Bert", town)]
    for name, place in names:
        cleared_companion(first_name=name, town=place or TownFactory(name="Far"), languages=["en", "de"])
    CompanionFactory(first_name="Nora", town=town)
    labels = [
        label
        for _key, label in desk.get(network_url(visit)).context["book_form"]["first_companion"].field.choices
    ]
    assert labels == [
        "nobody",
        "Bert, Lindnau (English, Deutsch)",
        "Zoltan, Lindnau (English, Deutsch)",
        "Anna, Far (English, Deutsch)",
    ]


def test_one_more_ambassador_is_asked_on_the_page(desk):
    visit = matched()
    other, tired = ready(first_name="Zoe"), ready(first_name="Tired", paused_at=timezone.now())
    offered = [
        key for key, _label in desk.get(network_url(visit)).context["add_form"].fields["ambassador"].choices
    ]
    assert offered == ["", other.key]
    page = desk.post(network_url(visit), {"do": "add", "ambassador": tired.key})
    assert page.status_code == 422
    page = desk.post(network_url(visit), {"do": "add", "ambassador": other.key}, follow=True)
    assert "has not answered yet" in words(page)
    assert visit.parts.count() == 2


def test_a_coordinator_cancels_and_the_school_is_matched_anew(desk):
    visit = booked()
    page = desk.post(network_url(visit), {"do": "cancel", "reason": ""})
    assert page.status_code == 422
    desk.post(network_url(visit), {"do": "cancel", "reason": "A storm"})
    visit.refresh_from_db()
    assert (visit.state, visit.request.state) == ("cancelled", "open")
    assert "Book it" not in words(desk.get(network_url(visit)))
    first, second = companions()
    page = desk.post(network_url(visit), form_of(visit, first, second))
    assert page.status_code == 422
    assert "This visit cannot be booked any more." in words(page)


def test_a_review_shows_what_was_said_with_worries_first(desk):
    one = ready(first_name="Mira")
    visit = just_delivered(ambassadors=[one])
    said = words(desk.get(network_url(visit)))
    assert "These have not said yet how it went: the school Mira" in said
    assert "I have read it" not in said
    page = desk.post(network_url(visit), {"do": "review"}, follow=True)
    assert "Not everybody has said how it went yet. the school Mira" in words(page)
    reviewing.give_feedback(visit, actor=visit.request.asked_by, went=4, learnt=4, text="Lovely")
    reviewing.give_feedback(visit, actor=one.user, went=2, text="He followed me", worry=True)
    said = words(desk.get(network_url(visit)))
    assert said.index(WORRIED) < said.index("He followed me") < said.index("Lovely")
    assert "How it went: Not so well" in said
    assert "What the pupils took with them: A lot" in said
    assert one.user.email not in said
    for _twice in range(2):
        page = desk.post(network_url(visit), {"do": "review"}, follow=True)
        assert page.status_code == 200
    visit.refresh_from_db()
    assert visit.state == "reviewed"


def test_the_list_shows_what_is_on_hold_and_where_somebody_was_worried_first(desk):
    far = booked(days=30)
    near = booked(days=3)
    open_ = matched()
    worried, done = just_delivered(), just_delivered()
    reviewing.give_feedback(worried, actor=worried.request.asked_by, went=1, worry=True)
    held = booked()
    ledger.take_back_as_guardian(held.parts.get().ambassador)
    cancelled = booked()
    visits.cancel(cancelled, actor=cancelled.request.asked_by, reason="Ill")
    page = desk.get("/en/network/visits/")
    shown = [one.pk for one in page.context["pages"]]
    assert shown == [one.pk for one in (worried, held, open_, done, near, far, cancelled)]
    assert words(page).count("Somebody was worried") == 1
    page = desk.get("/en/network/visits/", {"state": "booked"})
    assert [one.pk for one in page.context["pages"]] == [near.pk, far.pk]
    page = desk.get("/en/network/visits/", {"state": "nonsense", "page": "1e9"})
    assert len(page.context["pages"]) == 7


def test_the_list_of_visits_costs_no_more_with_three_of_them(desk, django_assert_max_num_queries):
    assert "There has been no visit yet." in words(desk.get("/en/network/visits/"))
    booked()
    desk.get("/en/network/visits/")
    with django_assert_max_num_queries(20) as one:
        desk.get("/en/network/visits/")
    for _more in range(2):
        booked()
    with django_assert_max_num_queries(len(one)):
        assert len(desk.get("/en/network/visits/").context["pages"]) == 3


def test_the_pages_stand_in_arabic_too(client, desk):
    visit = just_delivered()
    for user, url in (
        (user_of(visit), ambassador_url(visit)),
        (visit.first_companion.user, companion_url(visit)),
        (visit.request.asked_by, school_url(visit)),
    ):
        page = as_(client, user).get(url.replace("/en/", "/ar/", 1))
        assert page.status_code == 200
        assert 'dir="rtl"' in page.content.decode()
    assert desk.get(network_url(visit).replace("/en/", "/ar/", 1)).status_code == 200
