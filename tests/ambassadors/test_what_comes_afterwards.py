"""Once a condition was lost, a visit has begun or somebody is gone: nothing stays open, nothing is buried."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from ambassadors.domain import obeying, people, personal, reviewing, visits
from ambassadors.domain.clearance import checks_for, clear, end_clearance, last_line, why_ended
from ambassadors.domain.companions import end_companion
from ambassadors.domain.consent import agree_as_guardian, take_back
from ambassadors.domain.kit import visits_with_kit
from ambassadors.domain.messages import write
from ambassadors.domain.obeying import obey
from ambassadors.domain.people import PeopleError
from ambassadors.domain.queries.messages import readable
from ambassadors.domain.queries.requests import visits_of_organisation
from ambassadors.domain.standing import AFTERWARDS, may_write
from ambassadors.domain.visits import VisitError
from ambassadors.enums import Format, MessageState, VisitState
from ambassadors.models import Ambassador, Message, Visit
from ambassadors.rules import accompanies
from campaigns.enums import OrganisationState
from schools.enums import SchoolState
from tests.ambassadors.factories import (
    AmbassadorFactory,
    booked,
    cleared_companion,
    consent,
    coordinator,
    matched,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.lives import delivered, past, thanked, user_of
from tests.ambassadors.people import lead, plain, signed_in
from tests.campaigns.factories import OrganisationFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory

pytestmark = pytest.mark.django_db


def now(visit: Visit) -> Visit:
    return Visit.objects.get(pk=visit.pk)


# One of several who go ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["account", "organisation"])
def test_a_visit_is_held_when_one_of_two_may_not_go_any_more(lost):
    """Case 14: nobody else's standing hides it."""
    house = OrganisationFactory()
    minor = ready(school=None, organisation=house)
    visit = booked(ambassadors=[ready(band="18+"), minor])
    if lost == "account":
        minor.user.is_active = False
        minor.user.save()
    else:
        house.state = OrganisationState.SUSPENDED
        house.save()
    assert obey() == 1
    assert now(visit).state == VisitState.HELD


def test_who_declined_neither_holds_a_visit_nor_hides_that_another_may_not_go():
    minor, other = ready(), ready(band="18+")
    visit = booked(ambassadors=[minor, other])
    visits.say_no(visit, actor=other.user)
    assert obey() == 0
    minor.user.is_active = False
    minor.user.save()
    assert obey() == 1
    assert now(visit).state == VisitState.HELD


def test_a_fault_with_one_visit_lets_the_others_be_held(monkeypatch, caplog):
    broken, other = booked(), booked()
    for visit in (broken, other):
        user = user_of(visit)
        user.is_active = False
        user.save()
    check = obeying.check_visit

    def check_visit(visit):
        if visit.pk == broken.pk:
            raise RuntimeError("a letter could not be drawn")
        return check(visit)

    monkeypatch.setattr(obeying, "check_visit", check_visit)
    assert obey() == 1
    assert now(other).state == VisitState.HELD
    assert "could not be looked at" in caplog.text


# Contact details in pieces -----------------------------------------------------------------------------------------


def test_a_held_number_hides_no_number_in_pieces_behind_itself():
    """Case 17."""
    visit = booked()
    host = visit.request.asked_by
    states = [
        write(visit, actor=host, text=text).state
        for text in ("0170 1234567", "0170", "123 45", "We come by bus.")
    ]
    assert states == [MessageState.HELD, MessageState.SENT, MessageState.HELD, MessageState.SENT]


# A visit that has begun --------------------------------------------------------------------------------------------


def test_who_was_there_does_not_step_back_from_a_visit_that_has_begun():
    visit = past(booked())
    with pytest.raises(VisitError, match="Its time has come"):
        visits.say_no(visit, actor=user_of(visit))
    assert now(visit).state == VisitState.BOOKED


def test_the_page_of_a_visit_that_has_begun_offers_no_way_out_of_it(client):
    visit = past(booked())
    client.force_login(user_of(visit))
    assert "You cannot go any more?" not in plain(client.get(reverse("ambassador_visit", args=[visit.key])))


def test_leaving_after_a_visit_leaves_it_to_be_told_of():
    visit = past(booked())
    ambassador = visit.parts.get().ambassador
    people.withdraw(ambassador, actor=ambassador.user)
    found = now(visit)
    assert found.state == VisitState.HELD
    assert visits.has_to_be_counted(found)
    visits.deliver(found, actor=found.first_companion.user, attended=20)
    said = reviewing.give_feedback(found, actor=found.request.asked_by, went=2, worry=True)
    assert said.worry


def test_a_coordinator_who_went_along_does_not_cancel_what_has_begun():
    along = coordinator()
    visit = past(booked(going=(cleared_companion(user=along), cleared_companion())))
    with pytest.raises(VisitError, match="ask a coordinator"):
        visits.cancel(visit, actor=along, reason="It was cancelled.")
    visits.cancel(visit, actor=coordinator(), reason="It did not take place.")
    assert now(visit).state == VisitState.CANCELLED


def test_how_it_went_can_be_said_of_a_visit_that_took_place_on_hold_and_is_a_worry(client):
    visit = booked()
    take_back(visit.parts.get().ambassador, actor=user_of(visit))
    visit = past(visit, held_at=timezone.now() - timedelta(days=3))
    assert visit.state == VisitState.HELD
    host = visit.request.asked_by
    client.force_login(host)
    assert "How was it?" in plain(client.get(reverse("school_visit", args=[visit.school.key, visit.key])))
    assert reviewing.give_feedback(visit, actor=host, went=3).worry


# Who goes along no more --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("afterwards", ["cancelled", "delivered"])
def test_a_companion_whose_clearance_ended_reads_no_messages_afterwards_either(afterwards):
    """Case 15."""
    visit = booked()
    first = visit.first_companion
    write(visit, actor=visit.request.asked_by, text="Welcome!")
    if afterwards == "delivered":
        visit = past(visit)
        visits.deliver(visit, actor=visit.request.asked_by, attended=12)
    end_clearance(first.clearances.get(), actor=safeguarding_lead(), reason="a worry")
    if afterwards == "cancelled":
        visits.cancel(now(visit), actor=coordinator(), reason="It cannot take place.")
    found = now(visit)
    assert not readable(found, first.user).exists()
    is_made = afterwards == "delivered"  # then she still says how it went
    assert accompanies(first.user, found) is is_made
    assert Visit.objects.of_companion(first.user).filter(pk=visit.pk).exists() is is_made


def test_who_went_along_does_not_review_though_she_ended_it_nor_does_the_school():
    along = coordinator()
    visit = delivered(going=(cleared_companion(user=along), cleared_companion()))
    end_companion(visit.first_companion, actor=along)
    host = coordinator()
    MemberFactory(school=visit.school, user=host)
    Visit.objects.filter(pk=visit.pk).update(delivered_at=timezone.now() - timedelta(days=30))
    for actor in (along, host):
        with pytest.raises(VisitError, match="does not review"):
            reviewing.review(now(visit), actor=actor)
    assert reviewing.review(now(visit), actor=coordinator()).state == VisitState.REVIEWED


# Threads -----------------------------------------------------------------------------------------------------------


def test_in_a_thread_a_name_is_told_no_more_once_consent_is_taken_back(client):
    """Cases 14 and 15: what was read stays; whose it was does not."""
    visit = booked(ambassadors=[ready(first_name="Mirabell")])
    write(visit, actor=user_of(visit), text="Is there a blackboard?")
    Message.objects.update(readable_at=timezone.now() - timedelta(minutes=1))
    client.force_login(visit.request.asked_by)
    address = reverse("visit_messages", args=[visit.key])
    assert "Mirabell" in plain(client.get(address))
    take_back(visit.parts.get().ambassador, actor=user_of(visit))
    page = plain(client.get(address))
    assert "blackboard" in page
    assert "Mirabell" not in page
    client.force_login(user_of(visit))
    assert "Mirabell" in plain(client.get(address))


def test_a_thread_that_nobody_closes_is_shut_a_day_after_the_visit():
    visit = booked()
    assert may_write(visit)
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - AFTERWARDS + timedelta(hours=1))
    assert may_write(now(visit))
    Visit.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - AFTERWARDS - timedelta(minutes=1))
    assert not may_write(now(visit))


# Worries -----------------------------------------------------------------------------------------------------------


def test_a_safeguarding_lead_reads_what_worried_somebody_where_her_letter_leads(
    mailoutbox, django_capture_on_commit_callbacks
):
    visit, reader = delivered(), lead()
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        reviewing.give_feedback(
            visit, actor=visit.first_companion.user, went=1, text="She was left alone.", worry=True
        )
    reviewing.give_feedback(visit, actor=visit.request.asked_by, went=4, text="Fine.")
    address = reverse("network_thread", args=[visit.key])
    [letter] = [one for one in mailoutbox if one.to == [reader.email]]
    assert address in letter.body
    page = plain(signed_in(reader).get(address))
    assert "She was left alone." in page
    assert "Fine." not in page


def test_a_taken_back_consent_is_told_to_the_leads_of_a_house_whose_nominator_is_gone(
    mailoutbox, django_capture_on_commit_callbacks
):
    minor = ready()
    gone = minor.nominated_by
    minor.school.memberships.filter(user=gone).update(until=timezone.now())
    head = MemberFactory(school=minor.school, role="lead").user
    mailoutbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        take_back(minor, actor=minor.user)
    assert {one.to[0] for one in mailoutbox} == {head.email}


def test_why_a_visit_was_cancelled_is_read_by_adults_and_coordinators_and_by_minors_beside_two_companions(
    client,
):
    alone = booked(ambassadors=[ready(band="18+")], first_companion=None, second_companion=None)
    asked = matched()
    for visit in (alone, asked):
        visits.cancel(visit, actor=visit.request.asked_by, reason="Our roof leaks.")
    for visit, is_told in ((alone, True), (asked, False)):
        client.force_login(user_of(visit))
        page = plain(client.get(reverse("ambassador_visit", args=[visit.key])))
        assert ("Our roof leaks." in page) is is_told
    boss = coordinator()
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "none"})
    page = plain(signed_in(boss).get(reverse("network_visit", args=[asked.key])))
    assert "Our roof leaks." in page


# Who is gone -------------------------------------------------------------------------------------------------------


def test_whoever_comes_back_has_left_nothing_behind_under_her_account():
    """Case 66."""
    before = ready(first_name="Mirabell")
    thanked(before, words="You spoke of your brother.")
    user = before.user
    people.withdraw(before, actor=user)
    again = AmbassadorFactory(
        user=None, first_name="Mirabell", band=before.band, invited_until=timezone.now() + timedelta(days=1)
    )
    people.accept(again, actor=user)
    before.refresh_from_db()
    assert (before.user, before.first_name) == (None, "–")
    assert list(before.thanks.values_list("words", flat=True)) == [""]
    assert not before.badges.exists()
    personal.erase_ambassador(user)
    assert not Ambassador.objects.filter(first_name="Mirabell").exists()


def test_of_whoever_never_accepted_and_was_taken_out_nothing_is_kept():
    """Case 66."""
    made = AmbassadorFactory(user=None, first_name="Mirabell", why="She asks good questions.")
    people.withdraw(made, actor=made.nominated_by)
    made.refresh_from_db()
    assert (made.first_name, made.why, made.email, made.guardian_email) == ("–", "", "", "")


def test_nobody_writes_to_the_parents_of_an_alumna_any_more():
    minor = ready(guardian_link_until=timezone.now() + timedelta(days=1))
    thanked(minor)
    people.become_alumnus(minor, actor=minor.user)
    minor.refresh_from_db()
    assert minor.guardian_email == ""
    assert people.guardian_behind(minor.guardian_token) is not None


def test_the_kit_of_a_visit_is_not_for_somebody_who_left():
    visit = delivered()
    ambassador = visit.parts.get().ambassador
    assert visits_with_kit(ambassador.user).filter(pk=visit.pk).exists()
    people.withdraw(ambassador, actor=ambassador.user)
    assert not visits_with_kit(ambassador.user).filter(pk=visit.pk).exists()


# Nominating --------------------------------------------------------------------------------------------------------


def nominate(school, **values):
    given = {
        "first_name": "Mira",
        "band": "16-17",
        "town": TownFactory(),
        "language": "en",
        "email": "mira@example.org",
        "guardian_email": "parent@example.org",
    }
    return people.nominate(school, actor=MemberFactory(school=school).user, **given | values)


def test_a_school_that_nobody_has_confirmed_nominates_nobody():
    """Case 16."""
    with pytest.raises(PeopleError, match="confirmed your school"):
        nominate(SchoolFactory(state=SchoolState.NEW))
    assert not Ambassador.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"why": "Write to me: 0699 123 456 78"}, "why"),
        ({"first_name": "Mira 0699"}, "first_name"),
        ({"first_name": "mira_q"}, "first_name"),
        ({"first_name": "@mira"}, "first_name"),
    ],
)
def test_a_nomination_tells_nobody_how_to_reach_somebody(values, field):
    """Case 17."""
    with pytest.raises(PeopleError) as refused:
        nominate(SchoolFactory(), **values)
    assert refused.value.field == field


# Another guardian --------------------------------------------------------------------------------------------------


def test_whoever_is_cleared_agreed_as_the_lead_has_seen_it(client):
    minor = AmbassadorFactory(trained_at=timezone.now())
    consent(minor)
    consent(minor, "guardian")
    seen = last_line(minor)
    people.link_guardian(minor, actor=minor.nominated_by, email="accomplice@example.org")
    minor.refresh_from_db()
    agree_as_guardian(minor, is_public=False, formats=Format.values, read_in="en")
    with pytest.raises(PeopleError, match="make sure once more"):
        clear(minor, actor=safeguarding_lead(), checks=list(checks_for(minor)), seen=seen)
    page = plain(signed_in(lead()).get(reverse("clearance", args=[minor.key])))
    assert "accomplice@example.org" in page
    assert clear(minor, actor=safeguarding_lead(), checks=list(checks_for(minor)), seen=last_line(minor))


def test_a_link_to_another_guardian_that_nobody_uses_dies(monkeypatch):
    minor = ready()
    people.link_guardian(minor, actor=minor.nominated_by, email="other@example.org")
    minor.refresh_from_db()
    assert people.guardian_behind(minor.guardian_token) == minor
    later = timezone.now() + people.LINKED + timedelta(minutes=1)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert people.guardian_behind(minor.guardian_token) is None


def test_why_a_clearance_ended_is_said_in_words():
    minor = ready()
    people.link_guardian(minor, actor=minor.nominated_by, email="other@example.org")
    reason = minor.clearances.get().reason
    assert why_ended(reason) != reason


# Organisations -----------------------------------------------------------------------------------------------------


def test_what_an_organisation_is_asked_for_stands_before_its_other_visits():
    house = OrganisationFactory()
    found = [matched() for _number in range(3)]
    starts = [timezone.now() + timedelta(days=days) if days else None for days in (5, 0, 9)]
    for visit, at in zip(found, starts, strict=True):
        Visit.objects.filter(pk=visit.pk).update(organisation=house, starts_at=at)
    assert [one.pk for one in visits_of_organisation(house)] == [found[1].pk, found[2].pk, found[0].pk]
