"""What is said and done around a visit: yes and no, cancelled, delivered, how it went, reviewed; what is refused."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import people, reviewing, visits
from ambassadors.domain.obeying import obey
from ambassadors.domain.queries.visits import visits_made_at
from ambassadors.domain.visits import VisitError
from ambassadors.enums import ConsentSide, FeedbackBy, RequestState, VisitState
from ambassadors.models import Feedback, Visit
from schools.models import SchoolYear
from tests.ambassadors.factories import (
    VisitRequestFactory,
    booked,
    cleared_companion,
    consent,
    coordinator,
    matched,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.lives import just_delivered, past, user_of
from tests.schools.factories import MemberFactory, person

pytestmark = pytest.mark.django_db


# Yes and no --------------------------------------------------------------------------------------------------------


def test_whoever_is_asked_says_yes_once_and_nobody_says_it_for_her():
    visit = matched()
    part = visit.parts.get()
    at = part.agreed_at
    assert visits.say_yes(visit, actor=user_of(visit)).agreed_at == at
    for user in (person(), coordinator(), visit.request.asked_by, ready().user):
        with pytest.raises(PermissionDenied):
            visits.say_yes(visit, actor=user)
        with pytest.raises(PermissionDenied):
            visits.say_no(visit, actor=user)


def test_a_no_opens_the_request_again_and_cannot_become_a_yes():
    visit = matched()
    user = user_of(visit)
    visits.say_no(visit, actor=user)
    visit.refresh_from_db()
    assert (visit.state, visit.why_cancelled, visit.with_minor) == (VisitState.CANCELLED, "", False)
    assert visit.request.state == RequestState.OPEN
    for verb in (visits.say_yes, visits.say_no):
        with pytest.raises(VisitError) as error:
            verb(visit, actor=user)
        assert str(error.value) == "This visit is not asked about any more."


def test_one_of_two_says_no_to_a_booked_visit_and_the_other_still_goes():
    one, other = ready(), ready(band="18+")
    visit = booked(ambassadors=[one, other])
    revision = visit.revision
    visits.say_no(visit, actor=one.user)
    visit.refresh_from_db()
    assert (visit.state, visit.with_minor, visit.revision) == (VisitState.BOOKED, False, revision + 1)
    visits.say_no(visit, actor=other.user)
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED


# Cancelling --------------------------------------------------------------------------------------------------------


def test_the_school_companions_and_coordinators_cancel_with_a_reason(
    mailoutbox, django_capture_on_commit_callbacks
):
    for who in (
        lambda visit: visit.request.asked_by,
        lambda visit: visit.second_companion.user,
        lambda visit: coordinator(),
    ):
        visit = booked()
        actor = who(visit)
        with pytest.raises(VisitError) as error:
            visits.cancel(visit, actor=actor, reason="  ")
        assert error.value.field == "reason"
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            visits.cancel(visit, actor=actor, reason="The heating is broken")
        visit.refresh_from_db()
        assert (visit.state, visit.cancelled_by) == (VisitState.CANCELLED, actor)
        assert visit.thread.locked_at is not None
        assert visit.request.state == RequestState.OPEN
        assert {mail.to[0] for mail in mailoutbox} >= {user_of(visit).email, visit.request.asked_by.email}
        # Mails are read alone: what is written to a young person never travels by one.
        assert not any("heating" in mail.body for mail in mailoutbox)
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            visits.cancel(visit, actor=actor, reason="Again")
        assert mailoutbox == []
        visit.refresh_from_db()
        assert visit.why_cancelled == "The heating is broken"


def test_nobody_else_cancels_a_visit_and_none_that_took_place():
    visit = booked()
    for user in (
        person(),
        user_of(visit),
        cleared_companion().user,
        safeguarding_lead(),
        MemberFactory().user,
    ):
        with pytest.raises(PermissionDenied):
            visits.cancel(visit, actor=user, reason="No")
    made = just_delivered()
    with pytest.raises(VisitError) as error:
        visits.cancel(made, actor=made.request.asked_by, reason="No")
    assert str(error.value) == "This visit has taken place."


def test_a_school_that_wants_none_any_more_is_matched_no_more():
    visit = booked()
    visits.cancel(visit, actor=visit.request.asked_by, reason="No time", reopen=False)
    visit.request.refresh_from_db()
    assert visit.request.state == RequestState.CANCELLED


# Delivered ---------------------------------------------------------------------------------------------------------


def test_a_visit_is_delivered_from_its_time_on_by_the_school_or_a_companion():
    visit = booked()
    with pytest.raises(VisitError) as error:
        visits.deliver(visit, actor=visit.request.asked_by, attended=21)
    assert str(error.value) == "This visit is still to come."
    visit = past(visit)
    for user in (person(), user_of(visit), cleared_companion().user, MemberFactory().user):
        with pytest.raises(PermissionDenied):
            visits.deliver(visit, actor=user, attended=21)
    for number in (0, 201):
        with pytest.raises(VisitError) as error:
            visits.deliver(visit, actor=visit.request.asked_by, attended=number)
        assert error.value.field == "attended"
    made = visits.deliver(visit, actor=visit.first_companion.user, attended=21)
    assert (made.state, made.attended) == (VisitState.DELIVERED, 21)
    assert made.thread.locked_at is not None


def test_what_is_not_booked_was_not_delivered():
    for visit in (matched(), past(booked(), state="held", held_at=timezone.now() - timedelta(days=1))):
        with pytest.raises(VisitError) as error:
            visits.deliver(visit, actor=visit.request.asked_by, attended=21)
        assert str(error.value) == "Only what was booked can have taken place."


def test_what_is_lost_after_a_visit_leaves_it_what_it_was():
    visit = past(booked())
    ledger.take_back_as_guardian(visit.parts.get().ambassador)
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    assert visits.deliver(visit, actor=visit.request.asked_by, attended=9).state == VisitState.DELIVERED


def test_a_visit_that_should_not_have_taken_place_is_not_counted():
    visit = past(booked())
    one = visit.parts.get().ambassador
    consent(one, ConsentSide.GUARDIAN, until=timezone.localdate(visit.starts_at) - timedelta(days=1))
    with pytest.raises(VisitError) as error:
        visits.deliver(visit, actor=visit.request.asked_by, attended=9)
    assert str(error.value) == "This visit should not have taken place. Please tell a coordinator."
    assert error.value.reasons == [f"{one.first_name}: a guardian's consent is missing."]


def test_a_delivered_visit_counts_for_the_school_once_and_no_other_does():
    visit = past(booked())
    school, today = visit.school, timezone.localdate()
    booked(request=_another(visit))
    cancelled = booked(request=_another(visit))
    visits.cancel(cancelled, actor=coordinator(), reason="Ill")
    held = past(booked(request=_another(visit)))
    held.parts.get().ambassador.clearances.update(until=today - timedelta(days=1))
    assert obey() == 1
    assert visits_made_at(school, today - timedelta(days=2), today + timedelta(days=1)) == 0
    for _twice in range(2):
        visits.deliver(visit, actor=visit.request.asked_by, attended=21)
        assert visits_made_at(school, today - timedelta(days=2), today + timedelta(days=1)) == 1
        assert SchoolYear.objects.get(school=school).more["visits"] == 1
    reviewing.give_feedback(visit, actor=visit.request.asked_by, went=4)
    reviewing.give_feedback(visit, actor=user_of(visit), went=4)
    reviewing.review(visit, actor=coordinator())
    assert visits_made_at(school, today - timedelta(days=2), today + timedelta(days=1)) == 1


def _another(visit: Visit):
    """Return another request of the same school."""
    return VisitRequestFactory(school=visit.school, asked_by=visit.request.asked_by)


def test_a_second_press_neither_counts_anew_nor_asks_again(mailoutbox, django_capture_on_commit_callbacks):
    visit = past(booked())
    with django_capture_on_commit_callbacks(execute=True):
        visits.deliver(visit, actor=visit.request.asked_by, attended=21)
    asked = [mail for mail in mailoutbox if mail.subject == "How was the visit?"]
    assert len(asked) == 4
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        again = visits.deliver(visit, actor=visit.request.asked_by, attended=5)
    assert again.attended == 21
    assert mailoutbox == []


# How it went -------------------------------------------------------------------------------------------------------


def test_the_school_says_once_how_it_went_whoever_of_its_members_does():
    visit = just_delivered()
    colleague = MemberFactory(school=visit.school).user
    reviewing.give_feedback(visit, actor=visit.request.asked_by, went=2, text="Too short")
    reviewing.give_feedback(visit, actor=colleague, went=4, learnt=3)
    said = Feedback.objects.get()
    assert (said.by, said.user, said.went, said.learnt, said.text) == (
        FeedbackBy.HOST,
        colleague,
        4,
        3,
        "",
    )


def test_whoever_goes_along_and_belongs_to_the_school_speaks_for_the_school():
    visit = booked()
    MemberFactory(school=visit.school, user=visit.first_companion.user)
    visit = past(visit)
    visits.deliver(visit, actor=visit.request.asked_by, attended=21)
    reviewing.give_feedback(visit, actor=visit.first_companion.user, went=4)
    reviewing.give_feedback(visit, actor=visit.second_companion.user, went=3)
    assert sorted(Feedback.objects.values_list("by", "went")) == [("companion", 3), ("host", 4)]


def test_who_spoke_as_a_companion_before_goes_on_as_one():
    visit = just_delivered()
    user = visit.first_companion.user
    reviewing.give_feedback(visit, actor=user, went=3)
    MemberFactory(school=visit.school, user=user)
    reviewing.give_feedback(visit, actor=user, went=1)
    assert list(Feedback.objects.values_list("by", "went")) == [("companion", 1)]


def test_how_it_went_is_said_after_a_visit_by_who_took_part_until_it_is_reviewed():
    visit = past(booked())
    late = "How it went can be said after a visit, until it is reviewed."
    with pytest.raises(VisitError) as error:
        reviewing.give_feedback(visit, actor=user_of(visit), went=4)
    assert str(error.value) == late
    visits.deliver(visit, actor=visit.request.asked_by, attended=21)
    for user in (person(), coordinator(), ready().user, cleared_companion().user, MemberFactory().user):
        with pytest.raises(PermissionDenied):
            reviewing.give_feedback(visit, actor=user, went=4)
    for more in ({"went": 0}, {"went": 5}, {"went": 4, "learnt": 5}):
        with pytest.raises(VisitError):
            reviewing.give_feedback(visit, actor=user_of(visit), **more)
    for user in (user_of(visit), visit.request.asked_by):
        reviewing.give_feedback(visit, actor=user, went=4)
    reviewing.review(visit, actor=coordinator())
    with pytest.raises(VisitError) as error:
        reviewing.give_feedback(visit, actor=user_of(visit), went=1)
    assert str(error.value) == late


def test_a_worry_is_told_to_whoever_booked_once_and_says_nothing_of_it(
    mailoutbox, django_capture_on_commit_callbacks
):
    by = coordinator()
    visit = just_delivered(actor=by)
    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            reviewing.give_feedback(visit, actor=user_of(visit), went=1, text="He followed me", worry=True)
    (mail,) = [mail for mail in mailoutbox if mail.subject == "Somebody was worried after a visit"]
    assert mail.to == [by.email]
    assert "He followed me" not in mail.body
    assert visit.parts.get().ambassador.first_name not in mail.body


# Reviewed ----------------------------------------------------------------------------------------------------------


def test_a_review_waits_for_the_school_and_everybody_who_went():
    one, other = ready(), ready(band="18+")
    visit, by = just_delivered(ambassadors=[one, other]), coordinator()
    with pytest.raises(PermissionDenied):
        reviewing.review(visit, actor=visit.request.asked_by)
    lacking = ["the school", one.first_name, other.first_name]
    for user in (visit.request.asked_by, one.user, other.user):
        with pytest.raises(VisitError) as error:
            reviewing.review(visit, actor=by)
        assert error.value.reasons == lacking
        lacking = lacking[1:]
        reviewing.give_feedback(visit, actor=user, went=4)
    for _twice in range(2):
        assert reviewing.review(visit, actor=by).state == VisitState.REVIEWED
    visit.request.refresh_from_db()
    assert visit.request.state == RequestState.DONE


def test_two_weeks_later_a_visit_is_reviewed_without_those_who_said_nothing():
    visit, by = just_delivered(), coordinator()
    Visit.objects.update(delivered_at=timezone.now() - timedelta(days=13, hours=23))
    with pytest.raises(VisitError):
        reviewing.review(visit, actor=by)
    Visit.objects.update(delivered_at=timezone.now() - timedelta(days=14))
    assert reviewing.review(visit, actor=by).state == VisitState.REVIEWED


def test_a_review_does_not_wait_for_whoever_has_left():
    one, other = ready(), ready(band="18+")
    visit = just_delivered(ambassadors=[one, other])
    people.withdraw(one, actor=one.user)
    with pytest.raises(PermissionDenied):
        reviewing.give_feedback(visit, actor=one.user, went=4)
    for user in (visit.request.asked_by, other.user):
        reviewing.give_feedback(visit, actor=user, went=4)
    assert reviewing.review(visit, actor=coordinator()).state == VisitState.REVIEWED


def test_only_what_took_place_is_reviewed():
    for visit in (matched(), booked()):
        with pytest.raises(VisitError):
            reviewing.review(visit, actor=coordinator())
