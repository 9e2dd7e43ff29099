"""A visit is booked while everything holds, moved, held, booked again; each gate is tried closed and open."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import people, visits
from ambassadors.domain.clearance import checks_for, clear, end_clearance
from ambassadors.domain.obeying import obey
from ambassadors.domain.standing import may_write
from ambassadors.domain.visits import CHECKLIST, VisitError
from ambassadors.enums import ConsentSide, RequestState, VisitState
from ambassadors.models import MessageThread, Part, Visit
from cms.models import AuditEntry
from tests.ambassadors.factories import (
    VisitRequestFactory,
    booked,
    cleared_companion,
    companions,
    consent,
    coordinator,
    matched,
    offer,
    ready,
    safeguarding_lead,
)
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import person

pytestmark = pytest.mark.django_db

NO_PLACE = "Please name a room of the school or, online, the link of its own room: nobody’s number, address or account."


def values(**more) -> dict:
    """Return what a booking takes; `going`: its companions."""
    first, second = more.pop("going", None) or companions()
    return {
        "starts_at": timezone.now() + timedelta(days=14),
        "minutes": 45,
        "format": "in_person",
        "place": "Room 12",
        "first_companion": first,
        "second_companion": second,
        "checklist": list(CHECKLIST),
    } | more


def refused(visit, **more) -> VisitError:
    """Return what a booking is refused with; it stays as it was."""
    before = Visit.objects.values().get(pk=visit.pk)
    with pytest.raises(VisitError) as error:
        visits.book(visit, actor=coordinator(), **values(**more))
    assert Visit.objects.values().get(pk=visit.pk) == before
    return error.value


# Gates -------------------------------------------------------------------------------------------------------------


def _lose_own(one, lead):
    ledger.take_back(one, actor=one.user)


def _win_own(one, lead):
    consent(one)
    _win_clearance(one, lead)


def _lose_guardian(one, lead):
    ledger.take_back_as_guardian(one)


def _win_guardian(one, lead):
    consent(one, ConsentSide.GUARDIAN)


def _lose_clearance(one, lead):
    end_clearance(one.clearances.get(ended_at=None), actor=lead, reason="A worry")


def _win_clearance(one, lead):
    clear(one, actor=lead, checks=list(checks_for(one)))


def _pause(one, lead):
    people.pause(one, actor=one.user)


def _resume(one, lead):
    people.resume(one, actor=one.user)


def _untrain(one, lead):
    type(one).objects.filter(pk=one.pk).update(trained_at=None)


def _train(one, lead):
    type(one).objects.filter(pk=one.pk).update(trained_at=timezone.now())


def _unsay(one, lead):
    Part.objects.filter(ambassador=one).update(agreed_at=None)


def _say(one, lead):
    visits.say_yes(one.parts.get().visit, actor=one.user)


def _only_online(one, lead):
    consent(one, formats=["online"])


def _both_ways(one, lead):
    consent(one)


#: What stands in the way, how it comes about, how it is mended.
GATES = [
    ("own consent is missing", _lose_own, _win_own),
    ("a guardian's consent is missing", _lose_guardian, _win_guardian),
    ("training is not finished", _untrain, _train),
    ("clearance is missing", _lose_clearance, _win_clearance),
    ("takes a break", _pause, _resume),
    ("not everybody agreed to this way of visiting", _only_online, _both_ways),
]


OF_BANDS = [
    (band, *gate)
    for band in ("13-15", "16-17", "18+")
    for gate in GATES
    if not (band == "18+" and gate[1] is _lose_guardian)  # nobody agrees for an adult
]


@pytest.mark.parametrize(
    ("band", "words", "close", "open_"), OF_BANDS, ids=[f"{one[0]} {one[1]}" for one in OF_BANDS]
)
def test_no_visit_is_booked_while_a_condition_is_missing_and_it_is_once_it_holds(band, words, close, open_):
    """Case 15: consent that is missing or was taken back."""
    one, lead = ready(band=band), safeguarding_lead()
    visit = matched(ambassadors=[one])
    close(one, lead)
    one.refresh_from_db()
    assert f"{one.first_name}: {words}." in refused(visit).reasons
    open_(one, lead)
    assert visits.book(visit, actor=coordinator(), **values()).state == VisitState.BOOKED


@pytest.mark.parametrize("band", ["13-15", "18+"])
def test_no_visit_is_booked_before_everybody_has_said_yes(band):
    one = ready(band=band)
    visit = matched(ambassadors=[one])
    _unsay(one, None)
    assert refused(visit).reasons == [f"{one.first_name} has not said yes yet."]
    _say(one, None)
    assert visits.book(visit, actor=coordinator(), **values()).state == VisitState.BOOKED


def test_a_minor_goes_with_two_cleared_companions_and_an_adult_may_go_without():
    """Case 16: so nobody ever writes to a minor without two grown-ups who read it."""
    first, second = companions()
    minor = matched()
    for pair in ((None, None), (first, None), (None, second)):
        assert refused(minor, going=pair).reasons == ["Two companions have to go along."]
    assert refused(minor, going=(first, first)).field == "second_companion"
    uncleared = cleared_companion()
    uncleared.clearances.update(until=timezone.localdate() - timedelta(days=1))
    assert refused(minor, going=(first, uncleared)).reasons == [
        f"{uncleared.first_name} is not cleared for that day."
    ]
    visits.book(minor, actor=coordinator(), **values(going=(first, second)))
    assert MessageThread.objects.get().visit == minor
    adult = matched(ambassadors=[ready(band="18+")])
    assert refused(adult, going=(cleared_companion(), None)).reasons == ["Two companions have to go along."]
    adult = visits.book(adult, actor=coordinator(), **values(first_companion=None, second_companion=None))
    assert adult.state == VisitState.BOOKED
    assert MessageThread.objects.count() == 1


def test_a_visit_with_a_minor_among_adults_needs_two_companions():
    """Case 16."""
    visit = matched(ambassadors=[ready(band="18+"), ready(band="16-17")])
    assert visit.with_minor
    assert refused(visit, first_companion=None, second_companion=None).reasons == [
        "Two companions have to go along."
    ]


# What is filled in -------------------------------------------------------------------------------------------------


def test_what_is_filled_in_has_to_make_sense():
    visit, now = matched(), timezone.now()
    for field, more in (
        ("starts_at", {"starts_at": now - timedelta(minutes=1)}),
        ("starts_at", {"starts_at": now + timedelta(days=301)}),
        ("minutes", {"minutes": 14}),
        ("minutes", {"minutes": 241}),
        ("format", {"format": "by_post"}),
        ("checklist", {"checklist": []}),
        ("checklist", {"checklist": list(CHECKLIST)[1:]}),
        ("checklist", {"checklist": [*CHECKLIST, "more"]}),
    ):
        assert refused(visit, **more).field == field


@pytest.mark.parametrize(
    "place",
    [
        "mira@example.org",
        "Call +43 660 123 45 67",
        "@mira.m on Insta",
        "https://school.example/room",
        "t.me/mira",
    ],
)
def test_a_place_holds_no_contact_details(place):
    """Case 17, where it would stand before everybody."""
    error = refused(matched(), place=place)
    assert (error.field, str(error)) == ("place", NO_PLACE)


def test_online_the_link_of_the_schools_own_room_is_a_place_and_a_messenger_is_none():
    visit = matched()
    for place in (
        "https://wa.me/436601234567",
        "https://chat.whatsapp.com/abc",
        "https://mira@school.example/",
        "http://school.example/room",
        "https://school.example/room or +43 660 123 45 67",
    ):
        assert refused(visit, format="online", place=place).field == "place"
    place = "https://meet.school.example/b/12-345-678-90"
    visit = visits.book(visit, actor=coordinator(), **values(format="online", place=place))
    assert visit.place == place


def test_only_coordinators_book():
    visit = matched()
    for user in (person(), visit.request.asked_by, visit.parts.get().ambassador.user, safeguarding_lead()):
        with pytest.raises(PermissionDenied):
            visits.book(visit, actor=user, **values())


def test_a_school_that_takes_part_no_more_is_not_visited():
    for change in ({"state": "closed"}, {"state": "new"}):
        visit = matched()
        type(visit.school).objects.filter(pk=visit.school_id).update(**change)
        assert str(refused(visit)) == "This school takes part no more."
    visit = matched()
    visit.school.memberships.update(until=timezone.now())
    assert str(refused(visit)) == "This school takes part no more."


def test_what_is_over_is_not_booked_again():
    visit = booked()
    for state in ("delivered", "reviewed", "cancelled"):
        Visit.objects.filter(pk=visit.pk).update(state=state, attended=20, delivered_at=timezone.now())
        assert str(refused(visit)) == "This visit cannot be booked any more."


# Afterwards --------------------------------------------------------------------------------------------------------


def test_everybody_is_told_of_a_booking_and_the_guardian_too(mailoutbox, django_capture_on_commit_callbacks):
    one = ready(guardian_email="parent@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        visit = booked(ambassadors=[one])
    booking = [mail for mail in mailoutbox if "is booked" in mail.subject or "is booked" in mail.body]
    told = {mail.to[0] for mail in booking}
    assert told >= {one.user.email, visit.request.asked_by.email, visit.first_companion.user.email}
    assert "parent@example.org" in {mail.to[0] for mail in mailoutbox}
    assert AuditEntry.objects.filter(verb="visit.booked").count() == 1


def test_a_visit_that_is_moved_tells_calendars_and_reminds_anew():
    visit = booked()
    Visit.objects.filter(pk=visit.pk).update(reminded=[7])
    going = companions()
    later = timezone.now() + timedelta(days=21)
    moved = visits.book(visit, actor=coordinator(), **values(starts_at=later, going=going))
    assert (moved.state, moved.starts_at, moved.reminded) == (VisitState.BOOKED, later, [])
    assert moved.revision == visit.revision + 1
    thread = MessageThread.objects.get(visit=visit)
    assert (thread.first_companion, thread.second_companion, thread.locked_at) == (*going, None)


def test_a_second_press_of_the_button_books_the_same_again():
    visit, by, given = matched(), coordinator(), values()
    for _twice in range(2):
        visits.book(visit, actor=by, **given)
    visit.refresh_from_db()
    assert (visit.state, visit.starts_at) == (VisitState.BOOKED, given["starts_at"])
    assert MessageThread.objects.count() == 1


def test_what_was_put_on_hold_is_booked_again_once_everything_is_there():
    one = ready()
    visit = booked(ambassadors=[one])
    ledger.take_back_as_guardian(one)
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    assert visit.thread.locked_at is not None
    assert refused(visit).reasons == [f"{one.first_name}: a guardian's consent is missing."]
    consent(one, ConsentSide.GUARDIAN)
    assert obey() == 0
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD  # by a coordinator alone, never by itself
    again = visits.book(visit, actor=coordinator(), **values())
    assert (again.state, again.held_at) == (VisitState.BOOKED, None)
    again.thread.refresh_from_db()
    assert again.thread.locked_at is None
    assert may_write(again)


def test_a_companion_who_is_not_cleared_any_more_is_replaced_and_the_thread_is_theirs():
    """Case 16: a thread with fewer than two cleared adults locks itself."""
    visit = booked()
    lost, kept = visit.companions
    end_clearance(lost.clearances.get(), actor=safeguarding_lead(), reason="A worry")
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    assert not may_write(visit)
    assert refused(visit, going=(lost, kept)).reasons == [f"{lost.first_name} is not cleared for that day."]
    other = cleared_companion()
    again = visits.book(visit, actor=coordinator(), **values(going=(kept, other)))
    assert may_write(again)
    assert {again.thread.first_companion, again.thread.second_companion} == {kept, other}


# One more ----------------------------------------------------------------------------------------------------------


def test_one_more_ambassador_is_asked_before_the_booking_alone():
    visit, by = matched(), coordinator()
    other = ready()
    with pytest.raises(PermissionDenied):
        visits.add_ambassador(visit, other, actor=person())
    visits.add_ambassador(visit, other, actor=by)
    with pytest.raises(VisitError) as error:
        visits.add_ambassador(visit, other, actor=by)
    assert str(error.value) == f"{other.first_name} was asked already."
    assert refused(visit).reasons == [f"{other.first_name} has not said yes yet."]
    visits.say_no(visit, actor=other.user)
    visits.book(visit, actor=by, **values())
    with pytest.raises(VisitError):
        visits.add_ambassador(visit, ready(), actor=by)


def test_four_ambassadors_are_enough_and_nobody_is_asked_who_may_not_act():
    visit, by = matched(), coordinator()
    tired = ready()
    people.pause(tired, actor=tired.user)
    with pytest.raises(VisitError) as error:
        visits.add_ambassador(visit, tired, actor=by)
    assert error.value.reasons == ["takes a break"]
    for _more in range(3):
        visits.add_ambassador(visit, ready(), actor=by)
    with pytest.raises(VisitError) as error:
        visits.add_ambassador(visit, ready(), actor=by)
    assert str(error.value) == "4 ambassadors are enough for one visit."


def test_a_request_has_one_visit_at_a_time():
    request, by = VisitRequestFactory(), coordinator()
    one = ready()
    visits.match(request, one.offer, actor=by)
    with pytest.raises(VisitError):
        visits.match(request, ready().offer, actor=by)
    request.refresh_from_db()
    assert request.state == RequestState.MATCHED


def test_nobody_is_booked_for_two_visits_at_the_same_time():
    going = companions()
    first = booked(going=going)
    minor = first.parts.get().ambassador
    second = matched(ambassadors=[minor])
    pair = (going[0], cleared_companion())
    error = refused(second, going=pair, starts_at=first.starts_at + timedelta(minutes=30))
    assert error.reasons == [
        f"{minor.first_name} goes on another visit at that time.",
        f"{going[0].first_name} goes on another visit at that time.",
    ]
    later = values(going=pair, starts_at=first.starts_at + timedelta(minutes=45))
    assert visits.book(second, actor=coordinator(), **later).state == VisitState.BOOKED


def test_an_organisation_that_comes_sends_a_companion_of_its_own(
    mailoutbox, django_capture_on_commit_callbacks
):
    organisation = OrganisationFactory()
    with django_capture_on_commit_callbacks(execute=True):
        visit = visits.match(VisitRequestFactory(), offer(organisation=organisation), actor=coordinator())
    assert [letter.to for letter in mailoutbox] == [[organisation.contact_email]]
    first, second = companions()
    assert refused(visit, going=(first, second)).reasons == [
        "One of the companions has to be of the organisation that comes."
    ]
    own = values(going=(cleared_companion(organisation=organisation), second))
    assert visits.book(visit, actor=coordinator(), **own).state == VisitState.BOOKED
