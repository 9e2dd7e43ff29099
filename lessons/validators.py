"""What makes a lesson plan fit to be published. A leaf: called by the page and by domain verbs alike."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes_problem(step_minutes: Iterable[int], duration: int) -> str | None:
    """Return a sentence that says how far the steps' minutes are off `duration` (both in minutes), or None."""
    total = sum(step_minutes)
    off = total - duration
    if off == 0:
        return None
    if off > 0:
        return ngettext(
            "The steps take %(total)d minutes, but the lesson lasts %(duration)d: that is %(off)d minute too many.",
            "The steps take %(total)d minutes, but the lesson lasts %(duration)d: that is %(off)d minutes too many.",
            off,
        ) % {"total": total, "duration": duration, "off": off}
    return ngettext(
        "The steps take %(total)d minutes, but the lesson lasts %(duration)d: %(off)d minute is missing.",
        "The steps take %(total)d minutes, but the lesson lasts %(duration)d: %(off)d minutes are missing.",
        -off,
    ) % {"total": total, "duration": duration, "off": -off}


def handout_problems(steps, handouts, answer_key) -> list[str]:
    """Return a sentence for each reference to a handout that does not exist and for each key that is used twice."""
    problems = []
    keys = [handout.value["key"] for handout in handouts]
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        problems.append(_("Two handouts have the key “%(key)s”.") % {"key": key})
    for number, step in enumerate(steps, start=1):
        for key in step.value["handouts"]:
            if key not in keys:
                problems.append(
                    _("Step %(number)d refers to the handout “%(key)s”, which does not exist.")
                    % {"number": number, "key": key}
                )
    for answer in answer_key:
        key = answer.value["handout"]
        if key and key not in keys:
            problems.append(
                _("The answer key refers to the handout “%(key)s”, which does not exist.") % {"key": key}
            )
    return problems


def validate_lesson_plan(page) -> None:
    """Raise ValidationError with one sentence for each reason why `page` may not be published.

    `page` is a LessonPlanPage; only its own fields and blocks are read.
    """
    problems = []
    if not page.summary:
        problems.append(_("The summary is missing."))
    if not page.learning_outcomes:
        problems.append(_("Say at least one thing that pupils will be able to do."))
    if page.duration_id is None:
        problems.append(_("The duration is missing."))
    if page.licence_id is None:
        problems.append(_("The licence is missing."))
    if not page.steps:
        problems.append(_("The lesson has no steps."))
    elif page.duration_id is not None:
        problem = minutes_problem([step.value["minutes"] or 0 for step in page.steps], page.duration.minutes)
        if problem:
            problems.append(problem)
    problems += handout_problems(page.steps, page.handouts, page.answer_key)
    if page.controversial and not page.debate:
        problems.append(_("The topic is marked as controversial: add a debate protocol."))
    if problems:
        raise ValidationError(problems)
