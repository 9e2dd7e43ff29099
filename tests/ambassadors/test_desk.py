"""An ambassador's desk: one next step, the way, the visits; and what everybody else finds there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from ambassadors.domain import people
from ambassadors.domain.consent import take_back_as_guardian
from ambassadors.domain.queries.desk import ambassador_of, desk_of
from ambassadors.domain.visits import match
from ambassadors.models import Ambassador, Thanks, Visit
from tests.ambassadors.factories import (
    AmbassadorFactory,
    CompanionFactory,
    VisitRequestFactory,
    booked,
    clearance,
    consent,
    coordinator,
    matched,
    offer,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.people import plain
from tests.schools.factories import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


def seen_by(user) -> str:
    client = Client()
    client.force_login(user)
    response = client.get("/en/ambassador/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return plain(response)


def desk(made):
    return desk_of(ambassador_of(made.user))


def now(made) -> list[str]:
    return [stage.state for stage in desk(made).way]


def test_the_desk_asks_to_sign_in(client):
    assert client.get("/en/ambassador/").status_code == 302


def test_who_is_no_ambassador_reads_what_they_are_and_how_one_becomes_one():
    text = seen_by(person())
    assert "How one becomes an ambassador" in text
    assert "For grown-ups" not in text
    assert "What comes next" not in text


def test_companions_coordinators_and_safeguarding_leads_find_their_ways_on(monkeypatch):
    monkeypatch.setattr("cms.accounts.rules.must_use_second_factor", lambda user: False)
    assert "Visits on which I go along" in seen_by(CompanionFactory().user)
    text = seen_by(coordinator())
    assert "All ambassadors of the network" in text
    assert "Clearances" not in text
    assert "Clearances" in seen_by(safeguarding_lead())


# What comes next, in its order -------------------------------------------------------------------------------------


def _nominated():
    return AmbassadorFactory()


def _agreed():
    made = AmbassadorFactory()
    consent(made)
    return made


def _guardian_agreed():
    made = _agreed()
    consent(made, "guardian")
    return made


def _trained_without_guardian():
    made = _agreed()
    made.trained_at = timezone.now()
    made.save()
    return made


def _trained():
    made = _trained_without_guardian()
    consent(made, "guardian")
    return made


def _cleared():
    made = _trained()
    clearance(made)
    return made


def _offered():
    made = _trained()
    offer(made)
    return made


def _paused():
    made = ready()
    people.pause(made, actor=made.user)
    return made


@pytest.mark.parametrize(
    ("make", "title", "url", "states"),
    [
        (_nominated, "Read, and decide", "/en/ambassador/consent/", "done now later later later later"),
        (_agreed, "Ask at home", "", "done now later later later later"),
        (_guardian_agreed, "Train", "/en/ambassador/training/", "done done now later later later"),
        (_trained_without_guardian, "Ask at home", "", "done now done later later later"),
        (_trained, "Say when and where", "/en/ambassador/offer/", "done done done now later later"),
        (_cleared, "Say when and where", "/en/ambassador/offer/", "done done done done now later"),
        (_offered, "Wait a little", "", "done done done now later later"),
        (ready, "Nothing waits for you", "", "done done done done now later"),
        (_paused, "You take a break", "/en/ambassador/leave/", "done done done done now later"),
    ],
)
def test_there_is_one_next_step_and_it_is_the_right_one(make, title, url, states):
    made = make()
    found = desk(made)
    assert (found.next.title, found.next.url) == (title, url)
    assert " ".join(now(made)) == states
    text = seen_by(made.user)
    assert title in text
    assert text.count("What comes next") == 1


def test_a_visit_that_is_asked_about_comes_first():
    made = ready()
    visit = match(VisitRequestFactory(), made.offer, actor=coordinator())
    found = desk(made)
    assert found.next.url == f"/en/ambassador/visits/{visit.key}/"
    assert [one.asks for one in found.visits] == ["Say yes or no"]
    assert visit.school.name in seen_by(made.user)


def test_a_booked_visit_is_prepared_and_one_on_hold_says_so():
    """Case 15, as the young person sees it."""
    visit = booked()
    made = visit.parts.get().ambassador
    found = desk(made)
    assert (found.next.title, [one.words for one in found.visits]) == (
        "Prepare your visit",
        ["It is booked."],
    )
    take_back_as_guardian(made)
    made = Ambassador.objects.get(pk=made.pk)
    text = seen_by(made.user)
    assert "It is on hold and does not take place for now." in text
    assert "The yes of a parent or guardian is missing." in text


def test_who_said_yes_waits_for_the_booking():
    visit = matched()
    found = desk(visit.parts.get().ambassador)
    assert [one.words for one in found.visits] == ["You said yes. It is not booked yet."]


def test_after_a_visit_she_is_asked_how_it_was_until_she_has_said_it():
    visit = booked()
    made = visit.parts.get().ambassador
    Visit.objects.update(state="delivered", attended=20, delivered_at=timezone.now())
    assert [one.asks for one in desk(made).visits] == ["Say how it was"]
    visit.feedback.create(by="ambassador", user=made.user, went=4)
    assert desk(made).visits == []


def test_what_she_declined_or_was_cancelled_is_not_there():
    visit = matched()
    part = visit.parts.get()
    part.agreed_at, part.declined_at = None, timezone.now()
    part.save()
    assert desk(part.ambassador).visits == []


def test_a_house_that_takes_part_no_more_is_told():
    made = ready()
    made.school.state = "closed"
    made.school.save()
    assert f"{made.school.name} takes part no more." in seen_by(made.user)


def test_who_was_thanked_can_hand_on_and_an_alumnus_keeps_what_was_done():
    made = ready()
    assert "Hand on to a successor" not in seen_by(made.user)
    Thanks.objects.create(ambassador=made, visits=1, minutes=45)
    assert "Hand on to a successor" in seen_by(made.user)
    people.become_alumnus(made, actor=made.user)
    text = seen_by(made.user)
    assert "You are an alumnus" in text
    assert "Hours, badges and thanks" in text
    assert "What comes next" not in text


def test_who_left_reads_so_and_nothing_of_before():
    made = ready()
    people.withdraw(made, actor=made.user)
    text = seen_by(made.user)
    assert "You left on" in text
    assert "All that is mine here" not in text
    assert made.first_name not in text


def test_the_desk_shows_no_address_and_nobody_else():
    made, other = ready(), ready()
    text = seen_by(made.user)
    assert made.guardian_email not in text
    assert other.first_name not in text


def test_the_desk_takes_few_queries_however_many_visits_there_are(django_assert_num_queries):
    def ahead(number):
        made = ready()
        for _one in range(number):
            matched(ambassadors=[made])
        return made

    for number in (1, 3):
        made = ahead(number)
        user = type(made.user).objects.get(pk=made.user_id)
        with django_assert_num_queries(5):
            assert len(desk_of(ambassador_of(user)).visits) == number


def test_the_day_range_of_a_request_stands_where_no_time_is_set():
    visit = matched()
    text = seen_by(visit.parts.get().ambassador.user)
    assert "Between" in text
    assert visit.starts_at is None
    assert timezone.localdate() + timedelta(days=7) == visit.request.first_day
