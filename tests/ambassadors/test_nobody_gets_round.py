"""Ways round the safeguarding that somebody who belongs here could try: each is shut."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ambassadors.domain import people, requests, reviewing, visits
from ambassadors.domain.clearance import end_clearance
from ambassadors.domain.messages import decide, write
from ambassadors.domain.obeying import obey
from ambassadors.domain.standing import may_write
from ambassadors.domain.thanks import recognise
from ambassadors.domain.training import TrainingError, ask_for_talk, review_talk
from ambassadors.domain.visits import VisitError
from ambassadors.enums import VisitState
from ambassadors.models import Ambassador, Feedback, PracticeTalk, Visit
from ambassadors.rules import accompanies
from campaigns.enums import OrganisationState
from schools.enums import SchoolState, Stage
from tests.ambassadors.factories import (
    AmbassadorFactory,
    VisitRequestFactory,
    booked,
    cleared_companion,
    consent,
    coordinator,
    matched,
    offer,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.lives import book, past
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import MemberFactory

pytestmark = pytest.mark.django_db

NUMBER = "Call me on 0699 123 456 78"


# What is written outside a thread ----------------------------------------------------------------------------------


def test_no_reason_for_a_cancellation_tells_how_to_reach_somebody():
    """Case 17: where no companion reads along yet, too."""
    for visit in (matched(), booked()):
        with pytest.raises(VisitError) as refused:
            visits.cancel(visit, actor=visit.request.asked_by, reason=NUMBER)
        assert refused.value.field == "reason"
        visit.refresh_from_db()
        assert visit.state != VisitState.CANCELLED


def test_nor_does_what_is_said_of_a_talk_nor_thanks_nor_a_handover():
    """Case 17."""
    minor = AmbassadorFactory()
    consent(minor)
    consent(minor, "guardian")
    with pytest.raises(TrainingError) as refused:
        ask_for_talk(minor, actor=minor.user, about=NUMBER)
    assert refused.value.field == "about"
    talk = PracticeTalk.objects.create(ambassador=minor, about="Rumours")
    points = dict.fromkeys(("truth", "listening", "clarity", "care"), 3)
    with pytest.raises(TrainingError) as refused:
        review_talk(talk, actor=cleared_companion().user, points=points, comment=NUMBER)
    assert refused.value.field == "comment"
    visit = past(booked())
    one = visit.parts.get().ambassador
    visits.deliver(visit, actor=visit.request.asked_by, attended=20)
    Visit.objects.filter(pk=visit.pk).update(state="reviewed", reviewed_at=timezone.now())
    with pytest.raises(people.PeopleError) as refused:
        recognise(one, actor=coordinator(), words=NUMBER)
    assert refused.value.field == "words"
    recognise(one, actor=coordinator(), words="You listened.")
    with pytest.raises(people.PeopleError) as refused:
        people.become_alumnus(one, actor=one.user, handover=NUMBER)
    assert refused.value.field == "handover"


def test_a_lead_who_takes_part_passes_nothing_on():
    """Case 17."""
    lead = safeguarding_lead()
    visit = booked(going=(cleared_companion(user=lead), cleared_companion()))
    held = write(visit, actor=visit.request.asked_by, text=NUMBER)
    with pytest.raises(PermissionDenied):
        decide(held, actor=lead, pass_on=True)


# Who sees and does what --------------------------------------------------------------------------------------------


def test_a_companion_whose_clearance_was_ended_sees_nothing_of_what_is_ahead():
    visit = booked()
    companion = visit.first_companion
    assert accompanies(companion.user, visit)
    end_clearance(companion.clearances.get(), actor=safeguarding_lead(), reason="A worry")
    visit.refresh_from_db()
    assert not accompanies(companion.user, visit)
    assert not Visit.objects.of_companion(companion.user).exists()
    with pytest.raises(PermissionDenied):
        visits.cancel(visit, actor=companion.user, reason="Because")


@pytest.mark.parametrize("who", ["host", "companion"])
def test_nobody_buries_a_visit_that_took_place(who):
    """So that whoever was worried can say so."""
    visit = past(booked())
    actor = visit.request.asked_by if who == "host" else visit.first_companion.user
    with pytest.raises(VisitError, match="Its time has come"):
        visits.cancel(visit, actor=actor, reason="It never was")
    if who == "host":
        with pytest.raises(VisitError, match="Its time has come"):
            requests.take_request_back(visit.request, actor=actor)
    assert visits.cancel(visit, actor=coordinator(), reason="Nobody came").state == VisitState.CANCELLED


def test_a_worry_stays_whoever_speaks_for_the_school_afterwards():
    visit = past(booked())
    visits.deliver(visit, actor=visit.request.asked_by, attended=20)
    reviewing.give_feedback(visit, actor=visit.request.asked_by, went=2, worry=True)
    reviewing.give_feedback(visit, actor=MemberFactory(school=visit.school).user, went=4)
    assert Feedback.objects.get().worry


def test_a_worry_reaches_leads_and_coordinators_though_the_booker_went_along_or_is_gone(
    mailoutbox, django_capture_on_commit_callbacks
):
    visit = past(booked())
    lead, other = safeguarding_lead(), coordinator()
    visit.booked_by.is_active = False
    visit.booked_by.save()
    visits.deliver(visit, actor=visit.request.asked_by, attended=20)
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        reviewing.give_feedback(visit, actor=visit.request.asked_by, went=1, worry=True)
    assert {letter.to[0] for letter in mailoutbox} == {lead.email, other.email}


def test_whoever_goes_along_or_nominated_does_not_book_and_who_was_there_does_not_review():
    boss = coordinator()
    along = cleared_companion(user=boss)
    with pytest.raises(VisitError, match="does not book"):
        book(matched(), actor=boss, going=(along, cleared_companion()))
    nominator = coordinator()
    with pytest.raises(VisitError, match="does not book"):
        book(matched(ambassadors=[ready(nominated_by=nominator)]), actor=nominator)
    visit = past(book(matched(), going=(along, cleared_companion())))
    visits.deliver(visit, actor=visit.request.asked_by, attended=20)
    with pytest.raises(VisitError, match="does not review"):
        reviewing.review(visit, actor=boss)


# What a visit stands on --------------------------------------------------------------------------------------------


def test_a_visit_to_a_school_that_was_closed_is_held():
    visit = booked()
    visit.school.state = SchoolState.CLOSED
    visit.school.save()
    assert not may_write(Visit.objects.get(pk=visit.pk))
    assert obey() == 1
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD


def test_a_visit_by_an_organisation_that_was_suspended_is_held_and_not_booked_again():
    organisation = OrganisationFactory()
    visit = visits.match(VisitRequestFactory(), offer(organisation=organisation), actor=coordinator())
    going = (cleared_companion(organisation=organisation), cleared_companion())
    visit = book(visit, going=going)
    organisation.state = OrganisationState.SUSPENDED
    organisation.save()
    assert obey() == 1
    with pytest.raises(VisitError) as refused:
        book(Visit.objects.get(pk=visit.pk), going=going)
    assert refused.value.reasons == ["The organisation takes part no more."]


def test_an_invented_companion_protects_nobody():
    """Case 16."""
    sample = cleared_companion(is_sample=True)
    with pytest.raises(VisitError) as refused:
        book(matched(), going=(sample, cleared_companion()))
    assert refused.value.reasons == [f"{sample.first_name} is invented."]


def test_nobody_is_sent_to_pupils_who_may_be_older():
    request = VisitRequestFactory(stage=Stage.UPPER_SECONDARY)
    with pytest.raises(VisitError, match="too old"):
        visits.match(request, ready(band="13-15").offer, actor=coordinator())
    assert not Visit.objects.exists()
    visit = visits.match(request, ready(band="18+").offer, actor=coordinator())
    with pytest.raises(VisitError, match="too old"):
        visits.add_ambassador(visit, ready(band="16-17"), actor=coordinator())
    assert Ambassador.objects.filter(parts__visit=visit).count() == 1
