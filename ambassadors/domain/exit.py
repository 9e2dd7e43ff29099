"""What pupils say after a visit: one prepared question, four answers in words, by way of the join code.

An answer has no name, no account and no time; nothing is typed. Answers are counted once, when the door is shut, and
deleted with that; of fewer than ten nothing is kept but that the question was asked. There is one set of answers for a
visit and one partition of it, so no two figures can be taken from each other, and what is told is rounded
(schools.domain.suppression).

As in a self-assessment (schools.domain.voices), the door hands on a pass: whoever only knows the address gets nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ambassadors.domain.refusal import Refusal
from ambassadors.enums import FIRM, VisitState
from ambassadors.models import ExitVoice, Visit
from ambassadors.rules import accompanies, goes, hosts
from classrooms.domain.joining import code_to, issue_code_to, shut_door
from cms.audit import record
from schools.domain.suppression import FEWEST, told
from schools.enums import SchoolState

#: Under this name the pupils' door knows visits (classrooms.domain.joining.doors).
DOOR = "visit"
#: From the beginning of a visit, for so long the question can be asked and answered.
ASKED_FOR = timedelta(days=2)
#: Seconds for which a pass is good: two lessons, with time to spare.
PASS_LASTS = 3 * 3600
_SALT = "ambassadors.exit"
_ASKABLE = (VisitState.BOOKED.value, VisitState.DELIVERED.value)


class ExitError(Refusal):
    """A question cannot be asked or answered like this."""


@dataclass(frozen=True)
class Question:
    """text: as pupils read it; answers: words by 1 to 4, both lazily translated."""

    code: str
    text: str
    answers: Mapping[int, str]


QUESTIONS = {
    one.code: one
    for one in (
        Question(
            "new",
            gettext_lazy("How much of what you heard today was new to you?"),
            {
                1: pgettext_lazy("how much was new", "Hardly anything"),
                2: pgettext_lazy("how much was new", "A little"),
                3: pgettext_lazy("how much was new", "Quite a lot"),
                4: pgettext_lazy("how much was new", "Almost everything"),
            },
        ),
        Question(
            "twice",
            gettext_lazy("Would you now look twice before you pass something on?"),
            {
                1: pgettext_lazy("would you look twice", "No"),
                2: pgettext_lazy("would you look twice", "Probably not"),
                3: pgettext_lazy("would you look twice", "Probably"),
                4: pgettext_lazy("would you look twice", "Yes, surely"),
            },
        ),
        Question(
            "welcome",
            gettext_lazy("Did you feel that your questions were welcome?"),
            {
                1: pgettext_lazy("were questions welcome", "No, not really"),
                2: pgettext_lazy("were questions welcome", "A little"),
                3: pgettext_lazy("were questions welcome", "Mostly"),
                4: pgettext_lazy("were questions welcome", "Yes, very much"),
            },
        ),
    )
}


def question_of(visit: Visit) -> Question | None:
    """Return the question that was asked, None where none was. Visit.exit_question holds its code."""
    return QUESTIONS.get(visit.exit_question)


# Asking ------------------------------------------------------------------------------------------------------------


def may_ask(user, visit: Visit) -> bool:
    """Say whether somebody asks the pupils: the school and the companions do."""
    return hosts(user, visit) or accompanies(user, visit)


def last_moment(visit: Visit) -> datetime:
    """Return until when the question can be answered."""
    return visit.starts_at + ASKED_FOR


def can_be_asked(visit: Visit) -> bool:
    """Say whether the question can be asked now: once, on the visit or in the two days from its beginning."""
    return (
        visit.state in _ASKABLE
        and not visit.exit_question
        and visit.starts_at <= timezone.now() < last_moment(visit)
    )


def is_open(visit: Visit) -> bool:
    closes_at = visit.exit_closes_at
    return visit.state in FIRM and closes_at is not None and timezone.now() < closes_at


@transaction.atomic
def open_exit(visit: Visit, *, actor, question: str) -> Visit:
    """Ask the pupils one of QUESTIONS and give out a code. PermissionDenied for who neither hosts nor accompanies.

    ExitError before the visit, later than two days from its beginning, and where something was asked before.
    """
    locked = _locked(visit)
    if not may_ask(actor, locked):
        raise PermissionDenied
    if question not in QUESTIONS:
        raise ExitError(_("Please choose one of the questions."))
    if is_open(locked):
        return locked
    if locked.exit_question:
        raise ExitError(_("The pupils were asked already. Once is enough."))
    if not can_be_asked(locked):
        raise ExitError(
            _("Pupils can be asked from the beginning of a visit on, and in the two days that follow.")
        )
    locked.exit_question, locked.exit_closes_at = question, last_moment(locked)
    locked.save(update_fields=["exit_question", "exit_closes_at"])
    issue_code_to(DOOR, locked.key)
    record("visit.exit_opened", locked, actor=actor, question=question)
    return locked


@transaction.atomic
def close_exit(visit: Visit, *, actor) -> Visit:
    """End it now; a second time changes nothing. PermissionDenied for who neither hosts nor accompanies."""
    locked = _locked(visit)
    if not may_ask(actor, locked):
        raise PermissionDenied
    return _close(locked, actor=actor)


def close_exit_if_over(visit: Visit) -> Visit:
    """End it where its time is over, and return the visit as it is then; any other stays as it is."""
    if visit.exit_closes_at is None or is_open(visit):
        return visit
    _closed_by_the_clock(visit.pk)
    visit.refresh_from_db(fields=["exit_counts", "exit_closes_at"])
    return visit


def close_all_exits_over() -> int:
    """End all whose time is over, and those of visits and schools that are not there any more; return how many."""
    over = Q(exit_closes_at__lte=timezone.now()) | Q(school__state=SchoolState.CLOSED)
    over |= Q(state__in=[VisitState.CANCELLED, VisitState.HELD])
    found = Visit.objects.filter(over, exit_closes_at__isnull=False)
    return sum(_closed_by_the_clock(pk) for pk in list(found.order_by().values_list("pk", flat=True)))


@transaction.atomic
def _closed_by_the_clock(pk: int) -> int:
    locked = Visit.objects.select_for_update().filter(pk=pk, exit_closes_at__isnull=False).first()
    if locked is None:
        return 0
    _close(locked, actor=None)
    return 1


def _close(locked: Visit, *, actor) -> Visit:
    """Count what was answered, once, and delete the answers. Fewer than FEWEST are not even counted."""
    if locked.exit_closes_at is None:
        return locked
    found = list(locked.voices.order_by().values_list("answer", flat=True))
    counts = {str(answer): found.count(answer) for answer in range(1, 5)}
    locked.exit_counts = counts if len(found) >= FEWEST else {}
    locked.exit_closes_at = None
    locked.save(update_fields=["exit_counts", "exit_closes_at"])
    locked.voices.all().delete()
    shut_door(DOOR, locked.key)
    record("visit.exit_closed", locked, actor=actor)
    return locked


# Answering ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_answer(visit: Visit, *, name: str, answer: int) -> bool:
    """Keep what a pupil answered; False where this form was sent before: the first one counts.

    name: the random name of the form. ExitError where nobody can answer any more, as many have answered as can have
    been there, or for anything but 1 to 4.
    """
    locked = _locked(visit)
    if not is_open(locked) or locked.school.state == SchoolState.CLOSED:
        raise ExitError(_("Nobody can answer any more. Thank you all the same!"))
    if answer not in range(1, 5):
        raise ExitError(_("Please choose one of the four."))
    if locked.voices.filter(name=name).exists():
        return False
    if locked.voices.count() >= most_answers(locked):
        raise ExitError(_("As many have answered as there were pupils. Please tell your teacher."))
    ExitVoice.objects.create(visit=locked, name=name, answer=answer)
    return True


def most_answers(visit: Visit) -> int:
    """Return how many pupils may answer: those who were announced or counted, and a fifth more."""
    return max(visit.request.pupils, visit.attended or 0) * 6 // 5


def door(key: str) -> str | None:
    """Return the path below /<lang>/ where pupils answer after the visit of this key, with a pass. One query.

    None where it is not open, or all have answered.
    """
    found = _answerable().annotate(answered=Count("voices")).filter(key=key).first()
    if found is None or found.answered >= most_answers(found):
        return None
    return f"ambassador/exit/{key}/?{urlencode({'pass': new_pass(key)})}"


def new_pass(key: str) -> str:
    """Return a pass for the visit of this key, good for PASS_LASTS seconds."""
    return signing.dumps(key, salt=_SALT)


def is_pass(text: str, key: str) -> bool:
    """Say whether `text` is a pass for the visit of this key that has not run out."""
    try:
        return signing.loads(text, salt=_SALT, max_age=PASS_LASTS) == key
    except signing.BadSignature:
        return False


def answerable(key: str) -> Visit | None:
    """Return the visit of this key while pupils can answer, or None. One query."""
    return _answerable().filter(key=key).first()


def _answerable():
    found = Visit.objects.filter(state__in=FIRM, exit_closes_at__gt=timezone.now())
    return found.exclude(school__state=SchoolState.CLOSED).select_related("school", "request")


# Telling -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ExitResults:
    """What the pupils answered. people: at least so many, in fives. rows: (answer, percent in whole tens)."""

    question: Question
    people: int
    rows: tuple[tuple[str, int], ...]

    @property
    def most(self) -> list[str]:
        """The answers that were given most often, as they are told."""
        highest = max(percent for _words, percent in self.rows)
        return [words for words, percent in self.rows if percent == highest]

    @property
    def is_plain(self) -> bool:
        """Whether one answer was given by more than half."""
        return max(percent for _words, percent in self.rows) > 50


def exit_results(visit: Visit) -> ExitResults | None:
    """Return what may be told of the answers; None until they are counted, and where fewer than ten answered."""
    question = question_of(visit)
    counts = [int(visit.exit_counts.get(str(answer), 0)) for answer in range(1, 5)]
    total = sum(counts)
    if question is None or visit.exit_closes_at is not None or total < FEWEST:
        return None
    percents = [(count * 20 + total) // (2 * total) * 10 for count in counts]  # whole tens, halves up
    rows = zip(question.answers.values(), percents, strict=True)
    return ExitResults(question, told(total), tuple(rows))


def exit_context(visit: Visit, user) -> dict:
    """Return what ambassadors/parts/exit_door.html shows to somebody who takes part; {} for anybody else.

    exit: visit, may_ask, state ("" before its time and where nothing was asked, "askable", "open", "few", "told"),
    questions, question, code, so_far (at least so many, in fives; 0: fewer than ten), results.
    """
    asks = may_ask(user, visit)
    if not asks and not goes(user, visit):
        return {}
    visit = close_exit_if_over(visit)
    opened, results = is_open(visit), exit_results(visit)
    if opened:
        state = "open"
    elif visit.exit_question:
        state = "told" if results else "few"
    else:
        state = "askable" if can_be_asked(visit) else ""
    return {
        "exit": {
            "visit": visit,
            "may_ask": asks,
            "state": state,
            "questions": list(QUESTIONS.values()),
            "question": question_of(visit),
            "code": code_to(DOOR, visit.key) if opened and asks else None,
            "so_far": told(visit.voices.count()) if opened else 0,
            "results": results,
        }
    }


def _locked(visit: Visit) -> Visit:
    return (
        Visit.objects.select_for_update(of=("self",))
        .select_related("school", "request", "first_companion", "second_companion")
        .get(pk=visit.pk)
    )
