"""Message tests: two wordings compared, declared before the first answer, looked at after the last.

Whoever looks at the yes-answers while they come in and stops when he likes them finds differences that are not there.
So what is compared, what is expected and how many are asked is frozen by declaring it, and until the test has ended
nobody is told anything but how many have answered. It ends by itself when both wordings have the answers that were
wanted; whoever ends it before is told so beside the result.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.domain.pausing import is_paused
from campaigns.models import MessageTest, Organisation, SpentForm
from campaigns.proportions import Interval, difference, share
from cms.audit import record
from cms.text import nfc

ARMS = ("first", "second")
#: Of fewer answers to a wording no share is told.
FEWEST = 10
LEAST_WANTED, MOST_WANTED = 50, 20_000
WORDS = ("first", "second", "question", "expectation")


class MessageTestError(Exception):
    """It cannot be done; the text says why."""


class Verdict(StrEnum):
    """What a test came to."""

    TOO_FEW = "too_few"  # no share is told
    UNCLEAR = "unclear"  # the difference may be on either side
    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True)
class Result:
    """first, second: shares of yes, and their difference, first minus second; None where too few answered."""

    verdict: Verdict
    asked: tuple[int, int]  # how many answered to each
    first: Interval | None
    second: Interval | None
    difference: Interval | None
    is_short: bool  # ended before both wordings had the answers that were wanted


def answered(test: MessageTest) -> tuple[int, int]:
    """Return how many have answered to each wording: all that may be told before the end."""
    return test.first_yes + test.first_no, test.second_yes + test.second_no


def is_running(test: MessageTest) -> bool:
    return test.declared_at is not None and test.ended_at is None


# Before -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def draft_test(organisation: Organisation, campaign: UUID, *, actor, **fields) -> MessageTest:
    """Write a test down; nobody sees it. fields: language, wanted and WORDS."""
    test = MessageTest(organisation=organisation, campaign=campaign, **_tidy(fields))
    test.save()
    record("message_test.drafted", test, actor=actor)
    return test


@transaction.atomic
def change_test(test: MessageTest, *, actor, **fields) -> MessageTest:
    """Change a draft. MessageTestError once it was declared."""
    locked = _draft(test)
    for name, value in _tidy(fields).items():
        setattr(locked, name, value)
    locked.save()
    record("message_test.changed", locked, actor=actor)
    return locked


@transaction.atomic
def delete_test(test: MessageTest, *, actor) -> None:
    """Delete a draft. MessageTestError once it was declared: a test that ran is not swept under the carpet."""
    locked = _draft(test)
    record("message_test.deleted", locked, actor=actor)
    locked.delete()


@transaction.atomic
def declare(test: MessageTest, *, actor) -> MessageTest:
    """Freeze the test and open it. MessageTestError where something is missing or both wordings are the same."""
    locked = _draft(test)
    if not all(getattr(locked, name).strip() for name in WORDS):
        raise MessageTestError(_("Both wordings, the question and what you expect must be there first."))
    if locked.first.strip() == locked.second.strip():
        raise MessageTestError(_("Both wordings are the same. Then there is nothing to find out."))
    locked.declared_at, locked.declared_by = timezone.now(), actor
    locked.save(update_fields=["declared_at", "declared_by"])
    record("message_test.declared", locked, actor=actor, wanted=locked.wanted)
    return locked


# While it runs ----------------------------------------------------------------------------------------------------


def closed_because(test: MessageTest) -> str:
    """Return why nobody can answer now, in a sentence; "" where one can."""
    if test.ended_at is not None:
        return _("This question has been answered by as many people as were needed. Thank you!")
    if is_paused(test.campaign):
        return _("This campaign is taking a break. Please come back later.")
    return ""


@transaction.atomic
def answer(test: MessageTest, *, form: str, arm: str, yes: bool) -> bool:
    """Count one answer and return True; False where the form was sent before or the test does not run.

    form: the random name of the form. What it answered is not written down with it. ValueError for another arm.
    """
    if arm not in ARMS:
        raise ValueError(arm)
    locked = MessageTest.objects.select_for_update().get(pk=test.pk)
    if not is_running(locked) or is_paused(locked.campaign):
        return False
    _spent, is_new = SpentForm.objects.get_or_create(test=locked, nonce=form)
    if not is_new:
        return False
    column = f"{arm}_{'yes' if yes else 'no'}"
    MessageTest.objects.filter(pk=locked.pk).update(**{column: F(column) + 1})
    locked.refresh_from_db()
    if min(answered(locked)) >= locked.wanted:
        _end(locked, actor=None)
    return True


@transaction.atomic
def end(test: MessageTest, *, actor) -> MessageTest:
    """End a running test by hand; one that has ended stays as it is. MessageTestError for a draft."""
    locked = MessageTest.objects.select_for_update().get(pk=test.pk)
    if locked.declared_at is None:
        raise MessageTestError(_("This test has not begun yet."))
    if locked.ended_at is None:
        _end(locked, actor=actor)
    return locked


def _end(locked: MessageTest, *, actor) -> None:
    locked.ended_at = timezone.now()
    locked.save(update_fields=["ended_at"])
    locked.spent.all().delete()
    record("message_test.ended", locked, actor=actor, answered=list(answered(locked)))


# After ------------------------------------------------------------------------------------------------------------


def result_of(test: MessageTest) -> Result | None:
    """Return what a test came to; None while it has not ended."""
    if test.ended_at is None:
        return None
    asked = answered(test)
    is_short = min(asked) < test.wanted
    if min(asked) < FEWEST:
        return Result(Verdict.TOO_FEW, asked, None, None, None, is_short)
    first, second = (test.first_yes, asked[0]), (test.second_yes, asked[1])
    apart = difference(first, second)
    verdict = Verdict.FIRST if apart.low > 0 else Verdict.SECOND if apart.high < 0 else Verdict.UNCLEAR
    return Result(verdict, asked, share(*first), share(*second), apart, is_short)


def _draft(test: MessageTest) -> MessageTest:
    locked = MessageTest.objects.select_for_update().get(pk=test.pk)
    if locked.declared_at is not None:
        raise MessageTestError(_("This test was declared. What it compares cannot be changed any more."))
    return locked


def _tidy(fields: dict) -> dict:
    return {name: nfc(value).strip() if isinstance(value, str) else value for name, value in fields.items()}
