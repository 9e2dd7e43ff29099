"""What a visit takes along, derived from the lesson plan that the school asked for. Pure functions over its blocks.

Full version: all steps of the lesson, their times shared out anew over the minutes of the visit, and all its handouts.

Version for primary schools, where older pupils speak to younger ones:

1. At most five steps: the opening, the longest ones between, the closing, in the order of the lesson.
2. No step is longer than eight minutes. What is left of the visit then are pauses between the steps.
3. Of what the teacher does in a step, the first paragraph; what pupils do and what helps them stays whole.
4. One handout: the first of the lesson that has anything of what follows. Of it, headings, tasks, cards, pictures and
   short texts, in their order. No tables, no charts, no text of more than SHORT_TEXT letters.

Times are whole minutes, and their sum is that of the visit to the minute.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ambassadors.enums import FIRM
from ambassadors.models import Part, Visit, VisitRequest
from ambassadors.rules import can_coordinate
from cms.languages import DEFAULT_LANGUAGE
from lessons.enums import Grouping, Phase
from lessons.models import LessonPlanPage
from schools.enums import Stage

#: Steps of a visit to a primary school, and minutes of the longest.
MOST_STEPS, LONGEST_STEP = 5, 8
#: Minutes that a step takes at least, on the whole and each.
USUAL_LEAST, LEAST = 3, 2
#: Letters of a text that small children read.
SHORT_TEXT = 200
#: Blocks of a handout that small children work with.
_SIMPLE = ("heading", "task", "card", "picture")
_PARAGRAPH = re.compile(r"<p\b[^>]*>.*?</p>", re.S)


class KitPart(StrEnum):
    """What can be taken away by itself."""

    STEPS = "steps"
    HANDOUT = "handout"
    TEACHER = "teacher"


@dataclass(frozen=True)
class KitStep:
    """A timed part of a visit. teacher: what whoever speaks does; phase "pause": between two steps."""

    title: str | Promise
    minutes: int
    phase: str
    grouping: str = Grouping.WHOLE.value
    teacher: str = ""
    pupils: str = ""
    support: str = ""


@dataclass(frozen=True)
class Sheet:
    """A handout as it is taken along. number: its place in the lesson plan, by which the steps call it."""

    number: int
    value: dict
    blocks: tuple


def is_for_primary(request: VisitRequest) -> bool:
    """Say whether a kit is for small children."""
    return request.stage == Stage.PRIMARY


# Whose ----------------------------------------------------------------------------------------------------------------


def visits_with_kit(user) -> QuerySet[Visit]:
    """Return the visits whose kit somebody may have, with what is in it: whoever takes part and coordinators.

    An ambassador has said yes. From when a visit is booked; whether something stands in its way is another question.
    """
    visits = Visit.objects.filter(state__in=FIRM).select_related(
        "school", "request__topic", "organisation", "first_companion", "second_companion"
    )
    if can_coordinate(user):
        return visits
    if not user.is_authenticated:
        return visits.none()
    hers = Part.objects.filter(
        ambassador__user_id=user.pk, ambassador__withdrawn_at=None, agreed_at__isnull=False, declined_at=None
    )
    return visits.filter(
        Q(pk__in=hers.values("visit"))
        | Q(pk__in=Visit.objects.of_companion(user).values("pk"))
        | Q(pk__in=Visit.objects.hosted_by(user).values("pk"))
    )


def lesson_of(request: VisitRequest) -> LessonPlanPage | None:
    """Return the lesson plan of a request that anybody may read: in its language, else in English, else in any."""
    if request.lesson is None:
        return None
    pages = LessonPlanPage.objects.live().public().select_related("locale")
    found = pages.filter(translation_key=request.lesson, alias_of__isnull=True).order_by("pk")
    rank = {DEFAULT_LANGUAGE: 1, request.language: 0}
    return min(found, key=lambda page: rank.get(page.locale.language_code, 2), default=None)


# Steps ----------------------------------------------------------------------------------------------------------------


def shared_out(
    weights: Sequence[int], minutes: int, *, least: int = LEAST, most: int | None = None
) -> list[int]:
    """Return whole minutes for each weight, in proportion (Webster's method), whose sum is `minutes`.

    Nobody gets fewer than `least`, nor more than `most`. ValueError where there is no such sum.
    """
    if not weights or min(weights) < 1:
        raise ValueError("there is nothing to share out among")
    given = [least] * len(weights)
    if sum(given) > minutes or most is not None and (least > most or most * len(weights) < minutes):
        raise ValueError(f"{minutes} minutes cannot be shared out among {len(weights)} steps")
    for _minute in range(minutes - sum(given)):
        free = [place for place, own in enumerate(given) if most is None or own < most]
        # Ties go to the one that comes first: max returns the first of equals.
        next_one = max(free, key=lambda place: weights[place] / (2 * given[place] + 1))
        given[next_one] += 1
    return given


def chosen(phases: Sequence[str], weights: Sequence[int], most: int) -> list[int]:
    """Return the places of at most `most` steps, in order: the opening, the closing, and the longest of the others.

    The opening is the first step, the closing the last. What belongs to the main part goes before other steps, and of
    equals the one that comes first. Of one step only, the longest of the main part.
    """
    places = range(len(weights))
    rank = {place: (phases[place] != Phase.MAIN, -weights[place], place) for place in places}
    if len(weights) <= most:
        return list(places)
    if most == 1:
        return [min(places, key=rank.get)]
    opening, closing = 0, len(weights) - 1
    others = sorted((place for place in places if place not in (opening, closing)), key=rank.get)
    return sorted([opening, closing, *others[: most - 2]])


def steps_for(steps: Iterable[KitStep], minutes: int, *, is_primary: bool) -> list[KitStep]:
    """Return the steps of a visit of so many minutes (15 or more): chosen, timed, with pauses. [] for no steps."""
    steps = list(steps)
    if not steps:
        return []
    most = max(minutes // USUAL_LEAST, 1)
    places = chosen(
        [one.phase for one in steps],
        [one.minutes for one in steps],
        min(most, MOST_STEPS) if is_primary else most,
    )
    taken = [steps[place] for place in places]
    longest = LONGEST_STEP if is_primary else None
    in_steps = min(minutes, longest * len(taken)) if longest else minutes
    times = shared_out([one.minutes for one in taken], in_steps, most=longest)
    timed = [_timed(one, time, is_primary=is_primary) for one, time in zip(taken, times, strict=True)]
    return _with_pauses(timed, minutes - in_steps)


def _timed(step: KitStep, minutes: int, *, is_primary: bool) -> KitStep:
    teacher = first_paragraph(step.teacher) if is_primary else step.teacher
    return KitStep(step.title, minutes, step.phase, step.grouping, teacher, step.pupils, step.support)


def _with_pauses(steps: list[KitStep], minutes: int) -> list[KitStep]:
    """Put pauses of so many minutes altogether between steps: as few as there can be that are no longer than a step.

    Only where there are not gaps enough, pauses are longer: a visit of half a day has a break as school has.
    """
    if not minutes:
        return steps
    gaps = max(len(steps) - 1, 1)
    number = min(gaps, -(-minutes // LONGEST_STEP))
    times = [minutes // number + (place < minutes % number) for place in range(number)]
    # Evenly over the gaps: a single pause stands in the middle.
    after = {(2 * place + 1) * gaps // (2 * number): time for place, time in enumerate(times)}
    found = []
    for place, step in enumerate(steps):
        found.append(step)
        if place in after:
            found.append(_pause(after[place]))
    return found


def _pause(minutes: int) -> KitStep:
    return KitStep(
        title=_("A pause"),
        minutes=minutes,
        phase="pause",
        teacher=_paragraph(_("Say: “Stand up, stretch, shake your hands.” Then ask who has a question.")),
        pupils=_paragraph(_("Move, breathe, ask.")),
    )


def steps_of(page: LessonPlanPage) -> list[KitStep]:
    """Return the steps of a lesson plan, with its own times."""
    return [
        KitStep(
            title=value["title"],
            minutes=value["minutes"] or 1,
            phase=value["phase"],
            grouping=value["grouping"],
            teacher=_html(value["teacher"]),
            pupils=_html(value["pupils"]),
            support=_html(value["support"]),
        )
        for value in (step.value for step in page.steps)
    ]


def frame_of_a_talk() -> list[KitStep]:
    """Return the steps of a visit without a lesson plan, in the active language; times out of twenty minutes."""
    told = [
        (
            _("Hello"), 2, Phase.STARTER,
            _("Say your first name, and why you came. Say what will happen, and that every question is welcome."),
            _("Listen, and look at the visitors."),
        ),
        (
            _("One story or one claim"), 6, Phase.MAIN,
            _("Tell one story that you like to tell, or show one claim that you looked into. Say how you know."),
            _("Listen. Note one thing that is new."),
        ),
        (
            _("A question for you"), 4, Phase.MAIN,
            _("Ask one question to which there are several good answers. Let pairs talk first, then hear some."),
            _("Talk in pairs, then with everybody."),
        ),
        (
            _("Your questions for us"), 6, Phase.MAIN,
            _("Listen, and answer what you want to. “I do not know” and “That is mine” are good answers, too."),
            _("Ask what you would like to know."),
        ),
        (
            _("Goodbye"), 2, Phase.PLENARY,
            _("Say one thing that you take with you. Thank the classroom and its teacher."),
            _("Say or write one thing that you take with you."),
        ),
    ]  # fmt: skip
    return [
        KitStep(title, minutes, phase.value, Grouping.WHOLE.value, _paragraph(does), _paragraph(pupils))
        for title, minutes, phase, does, pupils in told
    ]


# Handouts -------------------------------------------------------------------------------------------------------------


def simple_sheet(page: LessonPlanPage) -> Sheet | None:
    """Return the one handout for small children; None where no handout has anything for them (rule 4 above)."""
    for number, handout in enumerate(page.handouts, start=1):
        blocks = tuple(block for block in handout.value["body"] if _is_simple(block))
        if any(block.block_type != "heading" for block in blocks):
            return Sheet(number, handout.value, blocks)
    return None


def _is_simple(block) -> bool:
    if block.block_type == "text":
        return len(" ".join(strip_tags(_html(block.value)).split())) <= SHORT_TEXT
    return block.block_type in _SIMPLE


# Words ----------------------------------------------------------------------------------------------------------------


def first_paragraph(html: str) -> SafeString:
    """Return the first paragraph of a text, all of it where it has none."""
    found = _PARAGRAPH.search(html)
    return mark_safe(found[0] if found else html)  # noqa: S308  a piece of what was safe


def _html(text) -> SafeString:
    return mark_safe(text.__html__()) if text else mark_safe("")  # noqa: S308  as the press takes it


def _paragraph(words: str) -> SafeString:
    return format_html("<p>{}</p>", words)
