"""A training path to walk, and ways through it, for tests.

school_of_claims = plant_path()                 # three lessons and two parallel forms of eight claims
she = trainee()                                 # consents hold, nothing is done
run_through(client, form)                       # all claims judged rightly, by the pages
"""

import re
from uuid import UUID

from ambassadors.domain import module
from ambassadors.domain import training as verbs
from ambassadors.domain.gate import begin
from ambassadors.domain.queries.training import path
from ambassadors.enums import ConsentSide
from ambassadors.models import Ambassador, GateAttempt
from exercises.domain.runs import Run
from tests.ambassadors.factories import AmbassadorFactory, cleared_companion, consent
from tests.factories import (
    ExercisePageFactory,
    LessonPlanPageFactory,
    balanced_claims,
    exercises_page,
    once,
    plant,
)

RUN = re.compile(r'<input type="hidden" name="run" value="([^"]+)"')
#: Claims judged rightly: `GOOD` (all, of twenty at most) passes the gate, `LUCKY` of eight does not.
GOOD, LUCKY = 20, 5
ALL_RIGHT = {one.code: one.right for one in module.SITUATIONS}


def plant_path(*, feedback: str = "at_end", claims: int = 8, lessons: bool = True):
    """Make what the starter collection brings, in English, and return the tree; lessons: with its lessons, too."""
    tree = plant("en")
    up = exercises_page(tree["en"])
    for letter in "ab":
        once(
            ExercisePageFactory,
            parent=up,
            title=f"Truth or rumour {letter}",
            slug=f"truth-or-rumour-{letter}",
            purpose="discernment",
            feedback=feedback,
            items=balanced_claims(claims),
        )
    # Last, because not every test has them: what stands before is laid with the same keys either way.
    for slug in ("upstander-online", "words-that-blur", "lateral-reading") if lessons else ():
        once(
            LessonPlanPageFactory,
            parent=tree["en"].library,
            title=slug.replace("-", " ").capitalize(),
            slug=slug,
            topics=["numbers"],
            duration=50,
        )
    return tree


def trainee(**fields) -> Ambassador:
    """Return somebody whose consents hold, and who has done nothing of her training."""
    made = AmbassadorFactory(**fields)
    consent(made)
    if made.is_minor:
        consent(made, ConsentSide.GUARDIAN)
    return Ambassador.objects.get(pk=made.pk)


def judged(attempt: GateAttempt, right: int) -> Run:
    """Return a complete run of an attempt in which the first `right` claims are judged rightly and the rest wrongly."""
    run = begin(attempt, attempt.edition)
    for place, secret in enumerate(attempt.edition.secret):
        holds = secret["key"]["verdict"] == "true"
        is_taken_for_true = holds if place < right else not holds
        run.answers.append([{"verdict": "true" if is_taken_for_true else "false", "confidence": None}])
    return run


def gone_through(ambassador: Ambassador, exercise: UUID, right: int = GOOD) -> GateAttempt:
    """Begin an attempt and finish it."""
    attempt = verbs.begin_gate(ambassador, exercise, actor=ambassador.user)
    return verbs.finish_gate(attempt, judged(attempt, right), actor=ambassador.user)


def do_lessons(ambassador: Ambassador) -> None:
    for lesson in path().lessons:
        verbs.work_through_lesson(ambassador, lesson.key, actor=ambassador.user)


def do_gates(ambassador: Ambassador) -> None:
    for form in path().forms:
        gone_through(ambassador, form.key)


def do_module(ambassador: Ambassador) -> None:
    verbs.pass_module(ambassador, actor=ambassador.user, answers=ALL_RIGHT)


def do_talk(ambassador: Ambassador) -> None:
    talk = verbs.ask_for_talk(ambassador, actor=ambassador.user, about="How a rumour grows")
    points = dict.fromkeys(verbs.CRITERIA, 3)
    verbs.review_talk(talk, actor=cleared_companion().user, points=points, comment="Warm and clear.")


def do_all(ambassador: Ambassador) -> Ambassador:
    for part in (do_lessons, do_gates, do_module, do_talk):
        part(ambassador)
    return Ambassador.objects.get(pk=ambassador.pk)
