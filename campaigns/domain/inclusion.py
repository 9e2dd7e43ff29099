"""The inclusion self-check: an organisation looks at how open it is itself, and decides what it does next.

After the idea that youth organisations assess and widen their own diversity (European Youth Forum). Nobody
else reads it, nothing is compared between organisations, and no number is given for what is better said in words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from campaigns.enums import InclusionLevel
from campaigns.models import (
    InclusionAction,
    InclusionAnswer,
    InclusionCheck,
    InclusionQuestion,
    Organisation,
)
from cms.audit import record
from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.text import nfc
from cms.vocabularies import STAMP as VOCABULARY
from cms.vocabularies import terms

SEEDS = Path(__file__).resolve().parent.parent / "seeds" / "inclusion.yaml"
#: In the order in which they are asked.
AREAS = {
    "people": gettext_lazy("People and boards"),
    "ways": gettext_lazy("Ways in"),
    "work": gettext_lazy("How we work: language, money, time, access"),
    "safety": gettext_lazy("Safety and complaints"),
    "power": gettext_lazy("Partnership and power"),
}
#: So many of the weakest answers are proposed for the plan.
PROPOSED = 5
LONGEST_ACTION = 300
MOST_ACTIONS = 60


class InclusionError(Exception):
    """It cannot be done; the text says why."""


@dataclass(frozen=True)
class Score:
    """How far an organisation is in one area, or in all. mean: of levels 0 to 3; before: as it was last time."""

    name: str
    mean: float
    before: float | None = None

    @property
    def level(self) -> InclusionLevel:
        """The level in whole steps; a half counts as the higher one only from above the middle."""
        return InclusionLevel(min(int(self.mean + 0.499999), 3))

    @property
    def share(self) -> int:
        """How long a bar is, in per cent."""
        return round(self.mean / 3 * 100)

    @property
    def moved(self) -> str:
        """Compared with the check before: "further", "behind" or "same"; "" where there was none."""
        if self.before is None:
            return ""
        return "further" if self.mean > self.before else "behind" if self.mean < self.before else "same"


@dataclass(frozen=True)
class Result:
    """A finished check. answers: by area, in the order of the questions."""

    check: InclusionCheck
    before: InclusionCheck | None
    overall: Score
    areas: tuple[Score, ...]
    answers: dict[str, list[InclusionAnswer]]


# Questions --------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_inclusion_questions(*, overwrite: bool = False) -> int:
    """Load the questions from campaigns/seeds/inclusion.yaml; return how many are new.

    What exists is left as editors made it, but for texts that are still empty; `overwrite` takes over the seed's words.
    """
    found = {question.code: question for question in InclusionQuestion.objects.all()}
    made = 0
    for place, entry in enumerate(read_yaml(SEEDS), start=1):
        question = found.get(entry["code"])
        is_new = question is None
        if is_new:
            question = InclusionQuestion(code=entry["code"], area=entry["area"], position=place)
            made += 1
        elif overwrite:
            question.area, question.position = entry["area"], place
        changed = is_new or overwrite
        for name in ("label", "description"):
            for language, text in entry[name].items():
                column = f"{name}_{language}"
                if is_new or overwrite or not getattr(question, column):
                    setattr(question, column, nfc(text))
                    changed = True
        if changed:
            question.full_clean()
            question.save()
    touch(VOCABULARY)
    return made


def questions() -> dict[str, list[InclusionQuestion]]:
    """Return the questions that are asked, by area. No query when warm; labels follow the active language."""
    asked = [one for one in terms(InclusionQuestion).values() if not one.retired]
    return {area: [one for one in asked if one.area == area] for area in AREAS}


# Checking ---------------------------------------------------------------------------------------------------------


def open_check_of(organisation: Organisation) -> InclusionCheck | None:
    """Return the check that an organisation is going through, or None."""
    return organisation.inclusion_checks.filter(finished_at=None).first()


@transaction.atomic
def begin(organisation: Organisation, *, actor) -> InclusionCheck:
    """Begin a check and return it; the one that is open, where there is one."""
    check, new = InclusionCheck.objects.get_or_create(
        organisation=organisation, finished_at=None, defaults={"begun_by": actor}
    )
    if new:
        record("inclusion.begun", check, actor=actor)
    return check


@transaction.atomic
def save_answers(check: InclusionCheck, answers: Mapping[int, tuple[int, str]], *, actor) -> None:
    """Write down answers: {primary key of the question: (level, note)}. InclusionError where the check has ended."""
    locked = _open(check)
    asked = {one.pk for each in questions().values() for one in each}
    for question, (level, note) in answers.items():
        if question in asked:
            InclusionAnswer.objects.update_or_create(
                check_up=locked,
                question_id=question,
                defaults={"level": InclusionLevel(level), "note": nfc(note).strip()[:300]},
            )


@transaction.atomic
def finish(check: InclusionCheck, *, actor) -> InclusionCheck:
    """End a check. InclusionError while questions are open, with how many."""
    locked = _open(check)
    answered = set(locked.answers.values_list("question_id", flat=True))
    missing = sum(one.pk not in answered for each in questions().values() for one in each)
    if missing:
        raise InclusionError(
            ngettext(
                "%(number)d question is still open. “Not yet” is an answer, too.",
                "%(number)d questions are still open. “Not yet” is an answer, too.",
                missing,
            )
            % {"number": missing}
        )
    locked.finished_at = timezone.now()
    locked.save(update_fields=["finished_at"])
    record("inclusion.finished", locked, actor=actor)
    return locked


@transaction.atomic
def discard(check: InclusionCheck, *, actor) -> None:
    """Throw an open check away. InclusionError where it has ended: what was found stays."""
    locked = _open(check)
    record("inclusion.discarded", locked, actor=actor)
    locked.delete()


def _open(check: InclusionCheck) -> InclusionCheck:
    locked = InclusionCheck.objects.select_for_update().filter(pk=check.pk, finished_at=None).first()
    if locked is None:
        raise InclusionError(_("This check has been finished already."))
    return locked


# What came out ----------------------------------------------------------------------------------------------------


def last_result(organisation: Organisation) -> Result | None:
    """Return what the last finished check came to, compared with the one before it; None where there is none.

    Three queries. Compared are only questions that were asked both times.
    """
    checks = list(organisation.inclusion_checks.filter(finished_at__isnull=False)[:2])
    if not checks:
        return None
    last, before = checks[0], checks[1] if len(checks) > 1 else None
    found: dict[int, dict[int, InclusionAnswer]] = {check.pk: {} for check in checks}
    for answer in InclusionAnswer.objects.filter(check_up__in=checks).select_related("question"):
        found[answer.check_up_id][answer.question_id] = answer
    now = sorted(found[last.pk].values(), key=lambda one: (one.question.position, one.question.code))
    earlier = {key: one.level for key, one in found[before.pk].items()} if before else {}
    answers = {area: [one for one in now if one.question.area == area] for area in AREAS}
    return Result(
        check=last,
        before=before,
        overall=_score(_("All in all"), now, earlier),
        areas=tuple(_score(str(AREAS[area]), each, earlier) for area, each in answers.items() if each),
        answers=answers,
    )


def _score(name: str, answers: Iterable[InclusionAnswer], earlier: Mapping[int, int]) -> Score:
    answers = list(answers)
    both = [one for one in answers if one.question_id in earlier]
    mean = fmean(one.level for one in answers)
    if not both:
        return Score(name, mean)
    change = fmean(one.level - earlier[one.question_id] for one in both)
    return Score(name, mean, before=mean - change if change else mean)


def proposals(organisation: Organisation, result: Result | None) -> list[InclusionAnswer]:
    """Return the weakest answers that are in no plan yet, five at most: not yet before begun. One query."""
    if result is None:
        return []
    planned = set(organisation.inclusion_actions.filter(done_at=None).values_list("question_id", flat=True))
    weak = [
        one
        for each in result.answers.values()
        for one in each
        if one.level < InclusionLevel.MOSTLY and one.question_id not in planned
    ]
    return sorted(weak, key=lambda one: (one.level, one.question.position))[:PROPOSED]


# The plan ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_action(
    organisation: Organisation, *, actor, what: str, who: str = "", due=None, question: int | None = None
) -> InclusionAction:
    """Put something into the plan. InclusionError where the plan is full.

    question: what it answers to; put into the plan twice, it is one action.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    plan = organisation.inclusion_actions
    if question is not None and (known := plan.filter(question_id=question, done_at=None).first()):
        return known
    if plan.count() >= MOST_ACTIONS:
        raise InclusionError(_("The plan is full. Please remove something that is done."))
    action = plan.create(
        question_id=question, what=nfc(what).strip()[:LONGEST_ACTION], who=nfc(who).strip(), due=due
    )
    record("inclusion_action.added", action, actor=actor)
    return action


@transaction.atomic
def change_action(action: InclusionAction, *, actor, what: str, who: str, due) -> InclusionAction:
    """Change what is done, by whom, until when."""
    action.what, action.who, action.due = nfc(what).strip(), nfc(who).strip(), due
    action.save(update_fields=["what", "who", "due"])
    record("inclusion_action.changed", action, actor=actor)
    return action


@transaction.atomic
def mark_action(action: InclusionAction, *, done: bool, actor) -> InclusionAction:
    """Say that something is done, or that it is not."""
    if done != bool(action.done_at):
        action.done_at = timezone.now() if done else None
        action.save(update_fields=["done_at"])
        record("inclusion_action.done" if done else "inclusion_action.reopened", action, actor=actor)
    return action


@transaction.atomic
def remove_action(action: InclusionAction, *, actor) -> None:
    """Take something out of the plan."""
    record("inclusion_action.removed", action, actor=actor)
    action.delete()
