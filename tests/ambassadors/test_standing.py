"""What keeps an ambassador from acting; the rules, their twins in SQL, and what the database refuses by itself."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ambassadors.domain import consent as ledger
from ambassadors.domain import people, visits
from ambassadors.domain.clearance import checks_for, clear
from ambassadors.domain.obeying import obey
from ambassadors.domain.standing import is_shown, may_write, missing, obstacles
from ambassadors.enums import Condition, ConsentSide, Step, VisitState
from ambassadors.models import Ambassador, AmbassadorConsent, Message, MessageThread, Visit
from campaigns.models.consent import AppendOnlyError
from tests.ambassadors.factories import (
    AmbassadorFactory,
    booked,
    cleared_companion,
    companions,
    consent,
    matched,
    ready,
    safeguarding_lead,
)
from tests.ambassadors.lives import book

pytestmark = pytest.mark.django_db


def test_nothing_is_missing_of_one_who_consented_trained_and_was_cleared():
    assert missing(ready(band="13-15")) == []
    assert missing(ready(band="18+")) == []


def test_a_nominated_minor_lacks_everything():
    assert missing(AmbassadorFactory()) == [
        Condition.OWN_CONSENT,
        Condition.GUARDIAN_CONSENT,
        Condition.TRAINING,
        Condition.CLEARANCE,
    ]


def _cases():
    today = timezone.localdate()
    long_ago = today - timedelta(days=1)
    yield "ready", lambda: ready()
    yield "adult", lambda: ready(band="18+", is_public=True)
    yield "public", lambda: ready(is_public=True)
    yield "nominated", lambda: AmbassadorFactory()

    def without_guardian():
        made = ready(is_public=True)
        ledger.take_back_as_guardian(made)
        return made

    def ran_out():
        made = ready(is_public=True)
        consent(made, ConsentSide.GUARDIAN, until=long_ago, is_public=True)
        return made

    def guardian_hides():
        made = ready(is_public=True)
        consent(made, ConsentSide.GUARDIAN, is_public=False)
        return made

    def not_cleared():
        made = ready(is_public=True)
        made.clearances.update(until=long_ago)
        return made

    def paused():
        made = ready(is_public=True)
        people.pause(made, actor=made.user)
        return made

    def left():
        made = ready(is_public=True)
        people.withdraw(made, actor=made.user)
        return made

    def disabled():
        made = ready(is_public=True)
        made.user.is_active = False
        made.user.save()
        return made

    def house_closed():
        made = ready(is_public=True)
        made.school.state = "closed"
        made.school.save()
        return made

    for one in (house_closed, without_guardian, ran_out, guardian_hides, not_cleared, paused, left, disabled):
        yield one.__name__, one


def test_the_rules_and_their_twins_in_sql_say_the_same():
    for name, make in _cases():
        made = Ambassador.objects.get(pk=make().pk)
        assert (not missing(made)) == Ambassador.objects.may_act().filter(pk=made.pk).exists(), name
        assert is_shown(made) == Ambassador.objects.shown().filter(pk=made.pk).exists(), name
    assert Ambassador.objects.shown().count() == 2


def test_a_guardian_who_takes_consent_back_puts_the_visit_on_hold_at_once(mailoutbox):
    """Case 15."""
    visit = booked()
    minor = visit.parts.get().ambassador
    assert may_write(visit)
    ledger.take_back_as_guardian(minor)
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD
    assert visit.thread.locked_at is not None
    assert not may_write(visit)
    minor.refresh_from_db()
    assert minor.step == Step.NOMINATED


@pytest.mark.parametrize("lost", ["guardian", "own", "clearance", "companion"])
def test_what_runs_out_by_the_clock_is_obeyed(lost, monkeypatch):
    """Case 15: within the half minute of the job, and at once by all who ask."""
    visit = booked()
    minor = visit.parts.get().ambassador
    yesterday = timezone.localdate() - timedelta(days=1)
    if lost in ("guardian", "own"):
        consent(minor, ConsentSide(lost), until=yesterday)
    else:
        who = minor if lost == "clearance" else visit.first_companion
        who.clearances.update(until=yesterday)
    assert not may_write(visit)
    assert obey() == 1
    assert obey() == 0
    visit.refresh_from_db()
    assert visit.state == VisitState.HELD


def test_a_booking_without_two_cleared_companions_is_refused_for_a_minor():
    visit = matched()
    first, second = companions()
    for pair in ((first, None), (None, None), (None, second)):
        with pytest.raises(visits.VisitError) as refused:
            book(visit, going=pair)
        assert refused.value.reasons == ["Two companions have to go along."]
    second.clearances.update(until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(visits.VisitError) as refused:
        book(visit, going=(first, second))
    assert refused.value.reasons == [f"{second.first_name} is not cleared for that day."]
    with pytest.raises(visits.VisitError):
        book(visit, going=(first, first))
    assert book(visit, going=(first, cleared_companion())).state == VisitState.BOOKED


def test_who_goes_as_an_ambassador_is_no_companion_of_the_same_visit():
    adult = ready(band="18+")
    visit = matched(ambassadors=[ready(), adult])
    both = cleared_companion(user=adult.user)
    with pytest.raises(visits.VisitError) as refused:
        book(visit, going=(both, cleared_companion()))
    assert refused.value.reasons == [f"{both.first_name} goes as an ambassador already."]


def test_an_adult_goes_without_companions_and_then_nobody_writes():
    visit = matched(ambassadors=[ready(band="18+")])
    visit = book(visit, going=(None, None))
    assert visit.state == VisitState.BOOKED
    assert not MessageThread.objects.exists()
    assert not may_write(visit)


def test_clearance_has_to_last_until_the_visit():
    minor = ready()
    minor.clearances.update(until=timezone.localdate() + timedelta(days=3))
    visit = matched(ambassadors=[minor])
    with pytest.raises(visits.VisitError) as refused:
        book(visit)
    assert refused.value.reasons == [f"{minor.first_name}: clearance is missing."]


# The database ------------------------------------------------------------------------------------------------------


def test_the_ledger_cannot_be_changed_by_any_way():
    entry = consent(AmbassadorFactory())
    with pytest.raises(AppendOnlyError):
        entry.save()
    with pytest.raises(AppendOnlyError):
        AmbassadorConsent.objects.all().delete()
    for sql in (
        "UPDATE ambassadors_ambassadorconsent SET kind = 'granted'",
        "DELETE FROM ambassadors_ambassadorconsent",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_the_database_keeps_no_booked_visit_of_a_minor_without_two_companions():
    """Also where a program forgot to say that a minor goes."""
    visit = booked()
    for change in (
        {"second_companion": None},
        {"second_companion": None, "with_minor": False},
        {"second_companion": visit.first_companion},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Visit.objects.filter(pk=visit.pk).update(**change)
    alone = book(matched(ambassadors=[ready(band="18+")]), going=(None, None))
    with pytest.raises(IntegrityError), transaction.atomic():
        alone.parts.create(ambassador=ready())


def test_the_database_keeps_no_thread_with_fewer_than_two_companions():
    """Case 16."""
    visit = booked()
    for change in ({"first_companion": None}, {"second_companion": visit.first_companion}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MessageThread.objects.filter(visit=visit).update(**change)


def test_the_database_takes_no_message_into_a_locked_thread():
    """Case 16."""
    thread = booked().thread
    values = {"thread": thread, "role": "host", "name": "A", "text": "Hello", "readable_at": timezone.now()}
    Message.objects.create(**values)
    MessageThread.objects.update(locked_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(**values)


def test_who_is_cleared_is_cleared_by_somebody_else():
    lead = safeguarding_lead()
    minor = ready(nominated_by=lead)
    with pytest.raises(PermissionDenied):
        clear(minor, actor=lead, checks=list(checks_for(minor)))
    companion = cleared_companion(user=lead)
    with pytest.raises(PermissionDenied):
        clear(companion, actor=lead, checks=list(checks_for(companion)))
    assert (
        clear(minor, actor=safeguarding_lead(), checks=list(checks_for(minor))).until > timezone.localdate()
    )
    assert obstacles(matched(ambassadors=[ready()])) != []
