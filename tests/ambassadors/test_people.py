"""Ambassadors come, take breaks, grow up and go; companions are registered. Every verb, with what it refuses."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ambassadors.domain import people as verbs
from ambassadors.domain.companions import end_companion, register_companion
from ambassadors.domain.consent import agree_as_guardian
from ambassadors.domain.people import MOST_OF_A_HOUSE, PeopleError
from ambassadors.domain.queries import people as queries
from ambassadors.domain.standing import consent_of, missing
from ambassadors.domain.thanks import recognise
from ambassadors.enums import Band, Condition, ConsentSide, Step, VisitState
from ambassadors.models import Ambassador, Companion, Thanks
from cms.limits import LETTER
from cms.models import AuditEntry
from tests.ambassadors.factories import (
    AmbassadorFactory,
    CompanionFactory,
    booked,
    clearance,
    cleared_companion,
    consent,
    coordinator,
    matched,
    ready,
    safeguarding_lead,
)
from tests.campaigns.factories import MemberFactory as OrganisationMemberFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    return MemberFactory()


def nominated(member, **values) -> Ambassador:
    given = {
        "first_name": "Mira",
        "band": "13-15",
        "town": TownFactory(),
        "language": "de",
        "email": "mira@example.org",
        "guardian_email": "parent@example.org",
        "guardian_language": "uk",
        "why": "She listens.",
    }
    house = getattr(member, "school", None) or member.organisation
    return verbs.nominate(house, actor=member.user, **given | values)


# Nominate ----------------------------------------------------------------------------------------------------------


def test_a_member_nominates_and_the_young_person_gets_an_invitation(
    member, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = nominated(member, first_name="  Mira  ", email=" Mira@Example.org ")
    assert (made.first_name, made.email, made.school, made.step) == (
        "Mira",
        "mira@example.org",
        member.school,
        Step.NOMINATED,
    )
    assert made.nominated_by == member.user
    assert AuditEntry.objects.get(verb="ambassador.nominated").actor == member.user
    # Nobody writes to the guardian before the young person has agreed.
    assert [letter.to for letter in mailoutbox] == [["mira@example.org"]]
    assert made.token in mailoutbox[0].body
    assert verbs.invited_by(made.token) == made


def test_an_organisation_nominates_too_and_an_adult_needs_no_guardian():
    made = nominated(OrganisationMemberFactory(), band="18+", guardian_email="parent@example.org")
    assert made.school is None
    assert made.guardian_email == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"first_name": " "}, "first_name"),
        ({"first_name": "Mira of the long and winding road"}, "first_name"),
        ({"first_name": "M" * 41}, "first_name"),
        ({"band": "12"}, "band"),
        ({"guardian_email": ""}, "guardian_email"),
        ({"guardian_email": "Mira@example.org"}, "guardian_email"),
    ],
)
def test_what_is_no_nomination_is_refused_beside_its_field(member, values, field):
    with pytest.raises(PeopleError) as refused:
        nominated(member, **values)
    assert refused.value.field == field
    assert not Ambassador.objects.exists()


def test_nobody_nominates_for_a_house_that_is_not_hers(member):
    with pytest.raises(PermissionDenied):
        verbs.nominate(
            SchoolFactory(), actor=member.user, first_name="M", band="18+", town=TownFactory(), language="en",
            email="m@example.org",
        )  # fmt: skip


def test_a_house_nominates_an_address_once_and_learns_nothing_of_other_houses(member):
    made = nominated(member)
    with pytest.raises(PeopleError) as refused:
        nominated(member, guardian_email="other@example.org")
    assert refused.value.field == "email"
    made.user = person("known@example.org")
    made.save()
    with pytest.raises(PeopleError):
        nominated(member, email="known@example.org")
    # At another house, nothing says that she is an ambassador already: she learns it when she accepts.
    again = nominated(MemberFactory(), email="known@example.org")
    with pytest.raises(PeopleError, match="already"):
        verbs.accept(again, actor=made.user)


def test_a_house_looks_after_so_many_at_a_time(member):
    town = TownFactory()
    Ambassador.objects.bulk_create(
        Ambassador(first_name="A", band="18+", town=town, school=member.school)
        for _n in range(MOST_OF_A_HOUSE)
    )
    with pytest.raises(PeopleError, match="60"):
        nominated(member)


def test_letters_to_one_address_are_counted(member):
    made = nominated(member)
    for _time in range(LETTER.free - 1):
        verbs.invite_again(made, actor=member.user)
    with pytest.raises(PeopleError, match="Several letters"):
        verbs.invite_again(made, actor=member.user)


# Accept ------------------------------------------------------------------------------------------------------------


def test_whoever_was_invited_accepts_once_and_the_link_is_used_up(member):
    made, user = nominated(member), person()
    token = made.token
    accepted = verbs.accept(made, actor=user)
    assert (accepted.user, accepted.email, accepted.invited_until) == (user, "", None)
    assert accepted.step == Step.NOMINATED
    assert verbs.invited_by(token) is None
    assert verbs.accept(made, actor=user) == accepted
    with pytest.raises(PeopleError, match="not good any more"):
        verbs.accept(made, actor=person())


def test_an_invitation_is_not_accepted_by_whom_it_is_not_for(member):
    made = nominated(member)
    guardian = person("parent@example.org")
    for user in (member.user, guardian, ready().user, CompanionFactory().user):
        with pytest.raises(PeopleError):
            verbs.accept(made, actor=user)
    Ambassador.objects.filter(pk=made.pk).update(invited_until=timezone.now() - timedelta(seconds=1))
    assert verbs.invited_by(made.token) is None
    with pytest.raises(PeopleError, match="not good any more"):
        verbs.accept(made, actor=person())
    again = verbs.invite_again(made, actor=member.user)
    assert again.token != made.token
    assert verbs.accept(again, actor=person()).user_id is not None
    with pytest.raises(PeopleError):
        verbs.invite_again(made, actor=member.user)
    with pytest.raises(PermissionDenied):
        verbs.invite_again(nominated(MemberFactory(), email="x@example.org"), actor=member.user)


def test_whoever_left_comes_back_by_being_nominated_anew(member):
    minor = ready(school=member.school)
    user = minor.user
    verbs.withdraw(minor, actor=user)
    again = nominated(member, email=user.email)
    verbs.accept(again, actor=user)
    minor.refresh_from_db()
    assert (minor.user, minor.first_name) == (None, "–")
    again.refresh_from_db()
    assert again.user == user
    # Nothing of before holds: neither consent nor clearance comes along.
    assert missing(again) == [
        Condition.OWN_CONSENT,
        Condition.GUARDIAN_CONSENT,
        Condition.TRAINING,
        Condition.CLEARANCE,
    ]


# The guardian's link -----------------------------------------------------------------------------------------------


def test_the_private_link_is_sent_again_and_the_one_of_before_is_dead(
    member, mailoutbox, django_capture_on_commit_callbacks
):
    made = nominated(member)
    before = made.guardian_token
    with django_capture_on_commit_callbacks(execute=True):
        linked = verbs.link_guardian(made, actor=member.user)
    assert [letter.to for letter in mailoutbox] == [["parent@example.org"]]
    assert verbs.guardian_behind(before) is None
    assert verbs.guardian_behind(linked.guardian_token) == made
    Ambassador.objects.update(guardian_link_until=timezone.now() - timedelta(seconds=1))
    assert verbs.guardian_behind(linked.guardian_token) is None
    consent(made, ConsentSide.GUARDIAN)
    assert verbs.guardian_behind(linked.guardian_token) == made


def test_another_address_ends_what_was_agreed_to_and_holds_the_visit(member):
    """Case 15: whoever agreed by the link of before could not take it back any more."""
    minor = ready(school=member.school)
    visit = booked(ambassadors=[minor])
    verbs.link_guardian(minor, actor=member.user)
    assert consent_of(minor, ConsentSide.GUARDIAN) is not None
    verbs.link_guardian(minor, actor=member.user, email="other@example.org", language="ar")
    minor.refresh_from_db()
    assert (minor.guardian_email, minor.guardian_language) == ("other@example.org", "ar")
    assert missing(minor) == [Condition.GUARDIAN_CONSENT, Condition.CLEARANCE]
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD


def test_a_private_link_never_goes_to_the_young_person_nor_by_her(member):
    minor = ready(school=member.school)
    with pytest.raises(PeopleError) as refused:
        verbs.link_guardian(minor, actor=member.user, email=minor.user.email)
    assert refused.value.field == "guardian_email"
    MemberFactory(school=member.school, user=minor.user)
    for user in (minor.user, person(), MemberFactory().user, safeguarding_lead()):
        with pytest.raises(PermissionDenied):
            verbs.link_guardian(minor, actor=user, email="other@example.org")
    with pytest.raises(PeopleError, match="No guardian"):
        verbs.link_guardian(ready(band="18+", school=member.school), actor=member.user, email="a@example.org")
    Ambassador.objects.filter(pk=minor.pk).update(guardian_email="")
    with pytest.raises(PeopleError) as refused:
        verbs.link_guardian(minor, actor=member.user)
    assert refused.value.field == "guardian_email"


# Breaks and ages ---------------------------------------------------------------------------------------------------


def test_a_break_holds_visits_and_its_end_books_nothing(member):
    minor = ready(school=member.school)
    visit = booked(ambassadors=[minor])
    with pytest.raises(PermissionDenied):
        verbs.pause(minor, actor=person())
    verbs.pause(minor, actor=member.user)
    assert missing(Ambassador.objects.get(pk=minor.pk)) == [Condition.PAUSED]
    verbs.resume(minor, actor=minor.user)
    assert missing(Ambassador.objects.get(pk=minor.pk)) == []
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD


def test_an_age_only_rises_and_takes_what_was_agreed_to_for_another_age():
    minor, lead = ready(band="13-15"), safeguarding_lead()
    for user in (coordinator(), minor.user, minor.nominated_by):
        with pytest.raises(PermissionDenied):
            verbs.raise_band(minor, "16-17", actor=user)
    for band in ("13-15", "12", "nonsense"):
        with pytest.raises(PeopleError) as refused:
            verbs.raise_band(minor, band, actor=lead)
        assert refused.value.field == "band"
    older = verbs.raise_band(minor, "16-17", actor=lead)
    assert missing(older) == [Condition.CLEARANCE]
    clearance(older)
    adult = verbs.raise_band(minor, "18+", actor=lead)
    assert (adult.band, adult.guardian_email) == (Band.ADULT, "")
    assert missing(adult) == [Condition.OWN_CONSENT, Condition.CLEARANCE]
    assert verbs.guardian_behind(adult.guardian_token) is None
    with pytest.raises(PeopleError):
        verbs.raise_band(minor, "16-17", actor=lead)


# Going -------------------------------------------------------------------------------------------------------------


def test_whoever_leaves_is_out_of_everything_and_forgotten(member):
    minor = ready(school=member.school, is_public=True)
    visit = booked(ambassadors=[minor])
    with pytest.raises(PermissionDenied):
        verbs.withdraw(minor, actor=MemberFactory().user)
    gone = verbs.withdraw(minor, actor=member.user, reason="moved away")
    assert (gone.email, gone.guardian_email, gone.step) == ("", "", Step.NOMINATED)
    assert not gone.clearances.holding().exists()
    assert not Ambassador.objects.shown().exists()
    visit.refresh_from_db()
    assert visit.state == VisitState.CANCELLED
    assert AuditEntry.objects.get(verb="ambassador.withdrew").details["reason"] == "moved away"
    assert verbs.withdraw(minor, actor=minor.user).withdrawn_at == gone.withdrawn_at
    with pytest.raises(PeopleError):
        verbs.link_guardian(minor, actor=member.user, email="a@example.org")


def test_nobody_becomes_an_alumnus_with_a_visit_ahead_or_without_thanks(member):
    minor = ready(school=member.school)
    with pytest.raises(PermissionDenied):
        verbs.become_alumnus(minor, actor=member.user)
    with pytest.raises(PeopleError, match="recognised"):
        verbs.become_alumnus(minor, actor=minor.user)
    Thanks.objects.create(ambassador=minor, visits=1, minutes=45)
    visit = matched(ambassadors=[minor])
    with pytest.raises(PeopleError, match="ahead"):
        verbs.become_alumnus(minor, actor=minor.user)
    visit.parts.update(declined_at=timezone.now(), agreed_at=None)
    for other in (minor, AmbassadorFactory()):
        with pytest.raises(PeopleError) as refused:
            verbs.become_alumnus(minor, actor=minor.user, successor=other)
        assert refused.value.field == "successor"
    successor = AmbassadorFactory(school=member.school)
    alumnus = verbs.become_alumnus(
        minor, actor=minor.user, successor=successor, handover="Be early.", shown=True
    )
    assert (alumnus.step, alumnus.successor, alumnus.handover) == (Step.ALUMNUS, successor, "Be early.")
    # A minor is not shown among the alumni, whatever she wishes.
    assert alumnus.alumnus_shown is False
    assert not alumnus.clearances.holding().exists()
    with pytest.raises(PeopleError):
        verbs.become_alumnus(minor, actor=minor.user)
    with pytest.raises(PeopleError):
        verbs.show_among_alumni(minor, True, actor=minor.user)


def test_an_adult_alumnus_is_shown_by_her_own_wish_alone():
    adult = ready(band="18+")
    Thanks.objects.create(ambassador=adult, visits=1, minutes=45)
    by = coordinator()
    assert verbs.become_alumnus(adult, actor=by, shown=True).alumnus_shown is False
    with pytest.raises(PermissionDenied):
        verbs.show_among_alumni(adult, True, actor=by)
    assert verbs.show_among_alumni(adult, True, actor=adult.user).alumnus_shown is True


def test_thanks_are_for_reviewed_visits_since_the_last_time():
    adult, by = ready(band="18+"), coordinator()
    with pytest.raises(PeopleError, match="no reviewed visit"):
        recognise(adult, actor=by)
    with pytest.raises(PermissionDenied):
        recognise(adult, actor=safeguarding_lead())


# Companions --------------------------------------------------------------------------------------------------------


def registered(user, actor, **values):
    given = {"first_name": "Otto", "town": TownFactory(), "languages": ["de"]}
    return register_companion(user, actor=actor, **given | values)


def test_a_companion_is_registered_by_a_coordinator_or_a_lead_never_by_herself():
    user = person()
    for actor in (person(), MemberFactory().user):
        with pytest.raises(PermissionDenied):
            registered(user, actor)
    for actor in (coordinator(), safeguarding_lead()):
        with pytest.raises(PermissionDenied):
            registered(actor, actor)
        assert registered(user, actor).made_by == actor
        with pytest.raises(PeopleError, match="a companion already"):
            registered(user, coordinator())  # or whoever registered her could have her cleared
        end_companion(Companion.objects.get(), actor=user)
    registered(user, coordinator())
    assert not queries.listed_companions().get().cleared_until


def test_nobody_under_18_is_a_companion():
    with pytest.raises(PeopleError, match="under 18"):
        registered(ready(band="16-17").user, coordinator())
    adult = ready(band="18+")
    with pytest.raises(PeopleError, match="a peer"):
        registered(adult.user, coordinator())
    verbs.withdraw(adult, actor=adult.user)
    assert registered(adult.user, coordinator()).ended_at is None


def test_a_guardian_is_nobody_of_the_house_nor_whoever_gives_the_address(member):
    """Case 15: not even after the guardian took the consent back."""
    colleague = MemberFactory(school=member.school).user
    minor = ready(school=member.school)
    for email in (member.user.email, colleague.email):
        with pytest.raises(PeopleError) as refused:
            verbs.link_guardian(minor, actor=member.user, email=email)
        assert refused.value.field == "guardian_email"
    assert missing(minor) == []


def test_a_link_that_was_replaced_while_it_was_read_agrees_to_nothing(member):
    """Case 15."""
    minor = ready(school=member.school)
    stale = Ambassador.objects.get(pk=minor.pk)
    verbs.link_guardian(minor, actor=member.user, email="other@example.org")
    with pytest.raises(PeopleError, match="not good any more"):
        agree_as_guardian(stale, is_public=True, formats=["online"], read_in="en")
    assert Condition.GUARDIAN_CONSENT in missing(Ambassador.objects.get(pk=minor.pk))


def test_who_comes_back_is_not_older_than_she_was(member):
    """Only a safeguarding lead raises an age: nobody gets round her guardian by being nominated anew."""
    minor = ready(school=member.school)
    user = minor.user
    verbs.withdraw(minor, actor=user)
    again = AmbassadorFactory(school=member.school, user=None, band="18+", email=user.email)
    again.invited_until = timezone.now() + timedelta(days=3)
    again.save()
    with pytest.raises(PeopleError, match="does not fit"):
        verbs.accept(again, actor=user)
    again.guardian_email = "mother@example.org"
    again.save()
    assert verbs.accept(again, actor=user).band == "13-15"


def test_a_break_is_ended_by_whoever_took_it(member):
    minor = ready(school=member.school)
    verbs.pause(minor, actor=minor.user)
    with pytest.raises(PeopleError, match="took this break"):
        verbs.resume(minor, actor=member.user)
    assert verbs.resume(minor, actor=minor.user).paused_at is None
    verbs.pause(minor, actor=member.user)
    assert verbs.resume(minor, actor=member.user).paused_at is None


def test_whoever_nominated_her_does_not_raise_her_age():
    lead = safeguarding_lead()
    with pytest.raises(PermissionDenied):
        verbs.raise_band(ready(nominated_by=lead), "18+", actor=lead)


def test_an_invitation_that_nobody_took_is_forgotten_with_its_addresses():
    old = AmbassadorFactory(user=None, email="old@example.org", first_name="Nora")
    new = AmbassadorFactory(user=None, email="new@example.org")
    Ambassador.objects.filter(pk=old.pk).update(invited_until=timezone.now() - timedelta(days=31))
    Ambassador.objects.filter(pk=new.pk).update(invited_until=timezone.now() - timedelta(days=29))
    assert verbs.forget_invitations() == 1
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.first_name, old.email, old.guardian_email) == ("–", "", "")
    assert new.email == "new@example.org"


def test_a_companion_who_ends_holds_visits_and_comes_back_uncleared():
    visit, by = booked(), coordinator()
    companion = visit.first_companion
    with pytest.raises(PermissionDenied):
        end_companion(companion, actor=visit.second_companion.user)
    end_companion(companion, actor=companion.user)
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    again = registered(companion.user, by)
    assert again.pk == companion.pk
    assert again.ended_at is None
    assert not again.clearances.holding().exists()


# Many at once ------------------------------------------------------------------------------------------------------


def test_what_lists_say_is_missing_is_what_the_rules_say():
    paused, gone = ready(), ready()
    verbs.pause(paused, actor=paused.user)
    verbs.withdraw(gone, actor=gone.user)
    over, disabled = ready(), ready()
    consent(over, ConsentSide.GUARDIAN, until=timezone.localdate() - timedelta(days=1))
    disabled.user.is_active = False
    disabled.user.save()
    uncleared = ready(band="18+")
    uncleared.clearances.update(until=timezone.localdate() - timedelta(days=1))
    AmbassadorFactory(user=None, band="18+")
    AmbassadorFactory()
    ready()
    cleared_companion()
    found = queries.with_facts(Ambassador.objects.all())
    assert len(found) == 8
    for one in found:
        assert queries.look(one).missing == missing(Ambassador.objects.get(pk=one.pk))


def test_lists_say_how_a_guardians_consent_stands():
    today = timezone.localdate()
    fresh, adult = AmbassadorFactory(), AmbassadorFactory(band="18+")
    asked = AmbassadorFactory(guardian_link_until=timezone.now() + timedelta(days=3))
    agreed, over, back = AmbassadorFactory(), AmbassadorFactory(), AmbassadorFactory()
    consent(agreed, ConsentSide.GUARDIAN, until=today)
    consent(over, ConsentSide.GUARDIAN, until=today - timedelta(days=1))
    consent(back, ConsentSide.GUARDIAN)
    back.consents.create(side="guardian", kind="withdrawn")
    stands = {one.pk: queries.look(one).guardian for one in queries.with_facts(Ambassador.objects.all())}
    assert stands == {
        fresh.pk: ("not_asked", None),
        adult.pk: ("not_needed", None),
        asked.pk: ("asked", today + timedelta(days=3)),
        agreed.pk: ("granted", today),
        over.pk: ("over", today - timedelta(days=1)),
        back.pk: ("withdrawn", today),
    }
