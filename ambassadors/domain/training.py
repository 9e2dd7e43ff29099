"""The training: lessons, both forms of the gate, the safeguarding module, a practice talk; in whatever order.

It opens when all who have to agree did. What was done stays done: when coordinators choose another path, whoever was
trained stays trained, and whoever is under way does what the path of that day asks for.
"""

import secrets
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain import gate, letters, module
from ambassadors.domain.obeying import obey_for
from ambassadors.domain.queries.training import (
    FEWEST_LESSONS,
    GATES,
    MOST_LESSONS,
    are_parallel,
    edition_of,
    gate_stand,
    is_open,
    live_forms,
    live_lessons,
    may_review,
    path,
    progress,
)
from ambassadors.domain.refusal import Refusal
from ambassadors.domain.texts import refuse_contact_details
from ambassadors.models import (
    Ambassador,
    GateAttempt,
    LessonWorked,
    ModulePassed,
    PracticeTalk,
    TrainingPath,
)
from ambassadors.rules import can_coordinate, is_own
from cms.audit import record
from cms.text import nfc
from exercises.domain.runs import Run

#: A talk passes with at least so many points by each criterion, and so many together (of 16).
LEAST_EACH, LEAST_TOGETHER = 2, 11
CRITERIA = ("truth", "listening", "clarity", "care")


class TrainingError(Refusal):
    """A part of the training cannot be done, asked for or judged."""


# By the ambassador ---------------------------------------------------------------------------------------------------


@transaction.atomic
def work_through_lesson(ambassador: Ambassador, lesson, *, actor) -> LessonWorked:
    """She says that she has worked through a lesson (its translation_key). TrainingError unless the path has it."""
    locked = _trainee(ambassador, actor)
    if str(lesson) not in {str(one.key) for one in path().lessons}:
        raise TrainingError(_("This lesson does not belong to the training any more."))
    made, is_new = LessonWorked.objects.get_or_create(ambassador=locked, lesson=lesson)
    if is_new:
        record("training.lesson_worked", made, actor=actor, lesson=str(lesson))
        _complete_if_done(locked)
    return made


@transaction.atomic
def begin_gate(ambassador: Ambassador, exercise, *, actor) -> GateAttempt:
    """Open an attempt at a form (its translation_key), or return the one that is open.

    TrainingError where the path has no such form, she passed it, or tried it less than seven days ago. An open attempt
    at claims that were changed since is replaced: nothing of it was scored.
    """
    locked = _trainee(ambassador, actor)
    form = next((one for one in path().forms if str(one.key) == str(exercise)), None)
    if form is None:
        raise TrainingError(_("This exercise does not belong to the training any more."))
    stand, edition = gate_stand(locked, form), edition_of(form)
    if stand.is_passed:
        raise TrainingError(_("You have done this exercise already."))
    if stand.again_at:
        raise TrainingError(_("You can try this exercise again seven days after the last time."))
    if stand.open is not None:
        if stand.open.edition.structure == edition.structure:
            return stand.open
        stand.open.delete()
    made = GateAttempt.objects.create(
        ambassador=locked, exercise=form.key, edition=edition, name=secrets.token_urlsafe(9)
    )
    record("training.gate_begun", made, actor=actor, exercise=str(form.key))
    return made


@transaction.atomic
def finish_gate(attempt: GateAttempt, run: Run, *, actor) -> GateAttempt:
    """Score a complete run of an open attempt, once: whoever sends it again gets what came of it the first time.

    GateError for a run of another attempt, one that is not complete, or one in which a claim was passed over.
    """
    locked = _trainee(attempt.ambassador, actor)
    found = GateAttempt.objects.select_for_update().get(pk=attempt.pk, ambassador=locked)
    gate.check(found, run)
    if found.ended_at is not None:
        return found
    for name, value in gate.score(found.edition, run).items():
        setattr(found, name, value)
    found.ended_at = timezone.now()
    found.save(update_fields=["d", "c", "right", "judged", "ended_at"])
    record("training.gate_ended", found, actor=actor, passed=found.d >= gate.GATE)
    _complete_if_done(locked)
    return found


@transaction.atomic
def pass_module(ambassador: Ambassador, *, actor, answers: dict[str, str], tries: int = 1) -> ModulePassed:
    """Take her answers (a letter by situation) to the safeguarding module. TrainingError unless all are right."""
    locked = _trainee(ambassador, actor)
    if module.wrong(answers):
        raise TrainingError(_("Not all situations are solved yet."))
    tries = min(max(tries, 1), 99)
    made, is_new = ModulePassed.objects.get_or_create(
        ambassador=locked, version=module.VERSION, defaults={"tries": tries}
    )
    if is_new:
        record("training.module_passed", made, actor=actor, version=module.VERSION)
        _complete_if_done(locked)
    return made


@transaction.atomic
def ask_for_talk(ambassador: Ambassador, *, actor, about: str) -> PracticeTalk:
    """She says what she will speak about, and waits for somebody to listen. TrainingError while one waits already."""
    locked = _trainee(ambassador, actor)
    about = " ".join(nfc(about).split())[:200]
    if not about:
        raise TrainingError(_("Please say in a few words what you will speak about."), "about")
    refuse_contact_details(about, TrainingError, "about")
    if locked.talks.filter(reviewed_at=None).exists():
        raise TrainingError(_("You have asked already. Somebody will come back to you."))
    if locked.talks.filter(passed=True).exists():
        raise TrainingError(_("Your practice talk is done."))
    made = PracticeTalk.objects.create(ambassador=locked, about=about)
    record("training.talk_asked", made, actor=actor)
    return made


# By those who listen and choose --------------------------------------------------------------------------------------


@transaction.atomic
def review_talk(talk: PracticeTalk, *, actor, points: dict[str, int], comment: str) -> PracticeTalk:
    """Judge a practice talk, once: 1 to 4 points by each criterion.

    It passes with two points by each and eleven together: good on the whole, and nowhere a talk that does harm.
    PermissionDenied for oneself, for whom one nominated, and for whoever reviews no talks. TrainingError where it was
    reviewed already, a criterion is missing, or nothing was said.
    """
    locked = PracticeTalk.objects.select_for_update().get(pk=talk.pk)
    ambassador = Ambassador.objects.select_for_update().get(pk=locked.ambassador_id)
    locked.ambassador = ambassador
    if locked.reviewed_at is not None:
        raise TrainingError(_("Somebody has reviewed this talk already."))
    if not may_review(actor, locked):
        raise PermissionDenied
    if set(points) != set(CRITERIA) or any(value not in (1, 2, 3, 4) for value in points.values()):
        raise TrainingError(_("Please choose one sentence for each of the four questions."))
    comment = nfc(comment).strip()[:2000]
    if not comment:
        raise TrainingError(_("Please say what was good, and what to try next."), "comment")
    refuse_contact_details(comment, TrainingError, "comment")
    for name, value in points.items():
        setattr(locked, name, value)
    locked.comment, locked.reviewer, locked.reviewed_at = comment, actor, timezone.now()
    locked.passed = min(points.values()) >= LEAST_EACH and sum(points.values()) >= LEAST_TOGETHER
    locked.save(update_fields=[*CRITERIA, "comment", "reviewer", "reviewed_at", "passed"])
    record("training.talk_reviewed", locked, actor=actor, passed=locked.passed)
    letters.talk_reviewed(locked)
    _complete_if_done(ambassador)
    return locked


@transaction.atomic
def choose_path(*, actor, lessons: Sequence[str], forms: Sequence[str]) -> TrainingPath:
    """A coordinator chooses two to four lessons and two parallel forms, by translation_key; all of them live.

    Nobody who is trained loses it by that. Whoever has done all that the new path asks for is trained at once.
    """
    if not can_coordinate(actor):
        raise PermissionDenied
    lessons, forms = [str(key) for key in lessons], [str(key) for key in forms]
    live = {str(one.key): one for one in live_forms()}
    if not FEWEST_LESSONS <= len(lessons) <= MOST_LESSONS or len(set(lessons)) != len(lessons):
        raise TrainingError(_("Please choose two, three or four different lessons."), "lesson_1")
    if set(lessons) - {str(one.key) for one in live_lessons(keys=lessons)}:
        raise TrainingError(_("One of these lessons is not on the site any more."), "lesson_1")
    if len(forms) != GATES or set(forms) - set(live):
        raise TrainingError(_("Please choose two exercises that are on the site."), "form_1")
    if any(live[key].items < gate.FEWEST_CLAIMS for key in forms):
        raise TrainingError(
            _("Each exercise needs twenty claims or more: with fewer, nobody can tell skill from luck."),
            "form_1",
        )
    if not are_parallel(*forms):
        raise TrainingError(
            _(
                "These two do not measure alike. Please choose two different exercises with as many true and as many "
                "false claims, in a language that both have."
            ),
            "form_2",
        )
    made = TrainingPath.objects.create(lessons=lessons, forms=forms, chosen_by=actor)
    record("training.path_chosen", made, actor=actor, lessons=lessons, forms=forms)
    # The module and the talk are the same on every path: only whoever has both may be through by the change.
    near = Ambassador.objects.filter(
        trained_at=None, talks__passed=True, modules__version=module.VERSION
    ).distinct()
    for pk in list(near.order_by("pk").values_list("pk", flat=True)):
        _complete_if_done(Ambassador.objects.select_for_update().get(pk=pk))
    return made


# -------------------------------------------------------------------------------------------------------------------


def _trainee(ambassador: Ambassador, actor) -> Ambassador:
    """Lock and return an ambassador who trains; so her deeds come one after the other."""
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not is_own(actor, locked):
        raise PermissionDenied
    if not is_open(locked):
        raise TrainingError(
            _("The training is open while everybody who has to agree does, and you are not taking a break.")
        )
    return locked


def _complete_if_done(locked: Ambassador) -> None:
    """Write down, once, that she is trained, when all parts are done. It is never taken back by a changed path."""
    if locked.trained_at is not None or not is_open(locked) or not progress(locked).is_done:
        return
    locked.trained_at = timezone.now()
    locked.save(update_fields=["trained_at"])
    record("ambassador.trained", locked)
    obey_for(locked)
