"""What schools ask for, how it is taken back, and what coordinators make of it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ambassadors.domain import people
from ambassadors.domain.queries.requests import open_requests
from ambassadors.models import Visit, VisitRequest
from cms.models import Topic
from schools.enums import Stage
from tests.ambassadors.factories import VisitRequestFactory, booked, matched, ready
from tests.factories import LessonPlanPageFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person
from tests.schools.people import coordinator, signed_in

pytestmark = pytest.mark.django_db

LIST = "/en/network/requests/"


@pytest.fixture
def school(tree):
    return SchoolFactory(stage=Stage.PRIMARY)


@pytest.fixture
def member(school):
    return MemberFactory(school=school).user


def visits_url(school) -> str:
    return f"/en/school/{school.key}/visits/"


def sent(**fields) -> dict:
    today = timezone.localdate()
    values = {
        "first_day": (today + timedelta(days=7)).isoformat(),
        "last_day": (today + timedelta(days=20)).isoformat(),
        "stage": "primary",
        "year_group": "3",
        "pupils": "24",
        "language": "uk",
        "format": "in_person",
        "topic": "",
        "contact": "office",
        "note": "",
    }
    return values | fields


# Schools -----------------------------------------------------------------------------------------------------------


def test_a_member_asks_for_a_visit(tree, school, member):
    topic = Topic.objects.first()
    plan = LessonPlanPageFactory(parent=tree["en"].library, title="Who counts as new here")
    hers = signed_in(member)
    page = hers.get(f"{visits_url(school)}ask/")
    assert page.context["form"]["stage"].value() == "primary"
    assert "Who counts as new here" in page.content.decode()
    asked = sent(topic=topic.code, lesson=str(plan.translation_key), note="We read together every morning.")
    assert hers.post(f"{visits_url(school)}ask/", asked).status_code == 302
    made = VisitRequest.objects.get()
    assert (made.school, made.asked_by, made.topic, made.lesson) == (
        school,
        member,
        topic,
        plan.translation_key,
    )
    assert (made.stage, made.year_group, made.pupils, made.language) == ("primary", 3, 24, "uk")
    assert (made.format, made.contact, made.note) == (
        "in_person",
        "office",
        "We read together every morning.",
    )
    html = hers.get(visits_url(school)).content.decode()
    assert "Year group 3, 24 pupils" in html
    assert "Ukrainian" in html
    assert "waits for a match" in html


@pytest.mark.parametrize(
    "note",
    [
        "Call me on 0664 123 45 67",
        "Write to otto@example.org",
        "See www.example.org/otto",
        "add me on Telegram",
    ],
)
def test_contact_details_in_a_note_are_refused_and_the_text_is_kept(school, member, note):
    page = signed_in(member).post(f"{visits_url(school)}ask/", sent(note=note))
    assert page.status_code == 422
    (words,) = page.context["form"].errors["note"]
    assert words.startswith("This looks like a telephone number, an e-mail address")
    assert note in page.content.decode()
    assert not VisitRequest.objects.exists()


def test_what_the_verb_refuses_stands_beside_its_field_and_what_was_typed_stays(school, member):
    days = {"first_day": timezone.localdate().isoformat()}
    page = signed_in(member).post(f"{visits_url(school)}ask/", sent(pupils="31", **days))
    assert page.status_code == 422
    assert page.context["form"].errors == {
        "first_day": ["Please choose days between tomorrow and ten months from now."]
    }
    assert 'value="31"' in page.content.decode()


def test_a_school_of_several_stages_says_which_one_is_meant(member, school):
    school.stage = Stage.SEVERAL
    school.save()
    hers = signed_in(member)
    form = hers.get(f"{visits_url(school)}ask/").context["form"]
    assert form["stage"].value() == ""
    assert [value for value, _label in form.fields["stage"].choices] == [
        "",
        "primary",
        "lower_secondary",
        "upper_secondary",
        "vocational",
    ]
    assert hers.post(f"{visits_url(school)}ask/", sent(stage="several")).status_code == 422


def test_a_school_that_nobody_confirmed_does_not_ask(member, school):
    school.state, school.decided_at = "new", None
    school.save()
    hers = signed_in(member)
    for page in (hers.get(visits_url(school)), hers.get(f"{visits_url(school)}ask/")):
        assert "once a coordinator has confirmed your school" in page.content.decode()
    assert hers.post(f"{visits_url(school)}ask/", sent()).status_code == 422
    assert not VisitRequest.objects.exists()


def test_a_school_sees_that_it_has_asked_for_nothing(member, school):
    html = signed_in(member).get(visits_url(school)).content.decode()
    assert "Nothing yet." in html
    assert f"/en/school/{school.key}/visits/ask/" in html
    assert f"/en/school/{school.key}/ambassadors/" in html


def test_a_school_sees_its_visits_and_no_other(member, school):
    visit = booked(request=VisitRequestFactory(school=school, asked_by=member))
    other = booked()
    html = signed_in(member).get(visits_url(school)).content.decode()
    assert f"/en/school/{school.key}/visits/{visit.key}/" in html
    assert "booked" in html
    assert other.key not in html
    assert other.request.key not in html


def test_a_request_is_taken_back_by_whoever_asked_or_a_lead(member, school):
    colleague, lead = MemberFactory(school=school).user, MemberFactory(school=school, role="lead").user
    first, second = (VisitRequestFactory(school=school, asked_by=member) for _number in range(2))
    assert f"take_back:{first.key}" not in signed_in(colleague).get(visits_url(school)).content.decode()
    refused = signed_in(colleague).post(visits_url(school), {"do": f"take_back:{first.key}"})
    assert refused.status_code == 403
    for who, request in ((member, first), (lead, second)):
        assert f"take_back:{request.key}" in signed_in(who).get(visits_url(school)).content.decode()
        assert signed_in(who).post(visits_url(school), {"do": f"take_back:{request.key}"}).status_code == 302
        request.refresh_from_db()
        assert request.state == "cancelled"
    html = signed_in(lead).get(visits_url(school)).content.decode()
    assert "take_back:" not in html


def test_what_is_not_a_schools_is_not_taken_back_there(member, school):
    other = VisitRequestFactory()
    hers = signed_in(member)
    assert hers.post(visits_url(school), {"do": f"take_back:{other.key}"}).status_code == 404
    assert hers.post(visits_url(school), {"do": "nonsense"}).status_code == 404
    other.refresh_from_db()
    assert other.state == "open"


def test_a_schools_pages_are_its_members(client, school):
    for url in (visits_url(school), f"{visits_url(school)}ask/"):
        assert client.get(url).status_code == 302
        for other in (person(), MemberFactory().user, coordinator(factor=True), ready().user):
            assert signed_in(other).get(url).status_code == 404
            assert signed_in(other).post(url, sent()).status_code == 404
    assert not VisitRequest.objects.exists()


def test_many_requests_cost_a_school_as_many_queries_as_three(member, school):
    hers = signed_in(member)
    VisitRequestFactory(school=school)
    booked(request=VisitRequestFactory(school=school))
    hers.get(visits_url(school))
    few = _count(hers, visits_url(school))
    for _number in range(4):
        VisitRequestFactory(school=school)
        booked(request=VisitRequestFactory(school=school))
    assert _count(hers, visits_url(school)) == few


def _count(who, url) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert who.get(url).status_code == 200
    return len(caught)


# Coordinators ------------------------------------------------------------------------------------------------------


def fitting(**fields):
    """Return an ambassador of fourteen or so, and a request of a primary school in her town."""
    town = TownFactory()
    made = ready(town=town, first_name="Mira", **fields)
    request = VisitRequestFactory(school=SchoolFactory(town=town), language="en")
    return made, request


def test_open_requests_stand_with_the_number_of_their_proposals_the_oldest_first(desk):
    assert "No school waits for a visit just now." in desk.get(LIST).content.decode()
    _made, asked = fitting()
    older = VisitRequestFactory(language="ar", asked_at=timezone.now() - timedelta(days=3))
    VisitRequestFactory(state="cancelled", closed_at=timezone.now())
    VisitRequestFactory(school=SchoolFactory(state="closed"))
    page = desk.get(LIST)
    assert [(one.key, one.number) for one in page.context["pages"]] == [(older.key, 0), (asked.key, 1)]
    html = page.content.decode()
    assert "Nobody fits yet" in html
    assert "1 proposal<" in html
    assert list(open_requests()) == [older, asked]


def test_many_requests_cost_a_coordinator_as_many_queries_as_one(desk):
    fitting()
    desk.get(LIST)
    few = _count(desk, LIST)
    for _number in range(4):
        fitting()
    assert _count(desk, LIST) == few


def test_a_request_shows_who_fits_and_why_but_no_score(desk):
    made, asked = fitting()
    html = desk.get(f"{LIST}{asked.key}/").content.decode()
    for words in (
        "Mira",
        "mostly speaks English",
        "lives in the same town",
        "about 5 years older than the pupils",
        "has no visit ahead",
    ):
        assert words in html
    assert "score" not in html
    assert made.guardian_email not in html
    assert made.user.email not in html
    assert made.school.name not in html


def test_a_coordinator_asks_and_the_reasons_are_kept(desk):
    made, asked = fitting()
    answer = desk.post(f"{LIST}{asked.key}/", {"do": f"ask:{made.offer.key}"})
    visit = Visit.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/en/network/visits/{visit.key}/")
    assert [one.ambassador for one in visit.parts.all()] == [made]
    assert [one["code"] for one in visit.reasons] == ["language", "same_town", "age", "days", "ahead"]
    html = desk.get(f"{LIST}{asked.key}/").content.decode()
    assert f"/en/network/visits/{visit.key}/" in html
    assert "ask:" not in html


def test_a_request_that_is_not_open_any_more_is_not_matched_again(desk):
    made, asked = fitting()
    matched(ambassadors=[ready()], request=asked)
    page = desk.post(f"{LIST}{asked.key}/", {"do": f"ask:{made.offer.key}"})
    assert page.status_code == 422
    assert "This request is not open any more." in page.content.decode()
    assert Visit.objects.count() == 1


def test_whoever_may_not_act_cannot_be_asked(desk):
    made, asked = fitting()
    people.pause(made, actor=made.user)
    assert desk.post(f"{LIST}{asked.key}/", {"do": f"ask:{made.offer.key}"}).status_code == 404
    assert desk.post(f"{LIST}{asked.key}/", {"do": "ask:"}).status_code == 404
    assert desk.post(f"{LIST}{asked.key}/", {"do": "nonsense"}).status_code == 404
    assert not Visit.objects.exists()


def test_what_keeps_everybody_away_stands_on_the_page(desk):
    nothing = VisitRequestFactory()
    assert (
        "Nobody has said yet when she or he can visit" in desk.get(f"{LIST}{nothing.key}/").content.decode()
    )
    _made, asked = fitting()
    VisitRequest.objects.filter(pk=asked.pk).update(language="ar")
    html = desk.get(f"{LIST}{asked.key}/").content.decode()
    assert "Nobody fits yet. Nobody who can come speaks Arabic." in html


def test_days_that_are_over_are_said_to_be(desk):
    _made, asked = fitting()
    today = timezone.localdate()
    VisitRequest.objects.filter(pk=asked.pk).update(first_day=today - timedelta(days=9), last_day=today)
    assert "These days are over." in desk.get(LIST).content.decode()
    assert "Please ask the school for other ones." in desk.get(f"{LIST}{asked.key}/").content.decode()


def test_a_coordinator_chooses_somebody_else_by_first_name(desk):
    _made, asked = fitting()
    other = ready(first_name="Ahmad", band="18+")
    paused = ready(first_name="Ahmed")
    people.pause(paused, actor=paused.user)
    VisitRequest.objects.filter(pk=asked.pk).update(language="uk")
    page = desk.get(f"{LIST}{asked.key}/", {"name": "ahm"})
    assert [(one.ambassador, words) for one, words in page.context["called"]] == [
        (other, ["does not speak Ukrainian"])
    ]
    assert desk.post(f"{LIST}{asked.key}/", {"do": f"ask:{other.offer.key}"}).status_code == 302
    assert Visit.objects.get().reasons == [{"code": "chosen"}]


def test_a_name_that_nobody_has_is_said_back(desk):
    _made, asked = fitting()
    page = desk.get(f"{LIST}{asked.key}/", {"name": "<b>Zoe\x00"})
    assert page.status_code == 200
    html = page.content.decode()
    assert "<b>Zoe" not in html


def test_requests_are_for_coordinators(client, tree):
    made, asked = fitting()
    for url in (LIST, f"{LIST}{asked.key}/"):
        assert client.get(url).status_code == 302
        for other in (person(), asked.asked_by, made.user):
            assert signed_in(other).get(url).status_code == 404
            assert signed_in(other).post(url, {"do": f"ask:{made.offer.key}"}).status_code == 404
    assert not Visit.objects.exists()
