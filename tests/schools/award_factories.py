"""Awards with entries and judges, for tests.

award = AwardFactory()                                   # open, in the middle of its time for entries
entry = AwardEntryFactory(award=award)                   # of a school of its own, in English
judges = judges_of(award, 3)                             # have declared "none"; made after the entries
judging(award)                                           # started by a coordinator
score_all(award, (3, 3, 3, 3))                           # by all judges, each the same
announce(award, actor=coordinator())
"""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from schools.domain.award_judging import declare, score, start_judging
from schools.domain.queries.award import entering_schools
from schools.enums import AwardCategory, AwardState
from schools.models import Award, AwardEntry, AwardJudge
from schools.years import school_year
from tests.schools.factories import SchoolFactory, person
from tests.schools.people import coordinator


def days(**changes) -> dict:
    """Return the days of an award that takes entries today."""
    today = timezone.localdate()
    return {
        "entries_from": today - timedelta(days=10),
        "entries_until": today + timedelta(days=10),
        "judging_until": today + timedelta(days=40),
    } | changes


def over() -> dict:
    """Return the days of an award whose last day for entries was yesterday."""
    return days(entries_until=timezone.localdate() - timedelta(days=1))


class AwardFactory(DjangoModelFactory):
    """The award of this school year, open for entries."""

    class Meta:
        model = Award

    year = factory.LazyFunction(lambda: school_year(timezone.localdate()))
    theme_en = "Who is we?"
    state = AwardState.OPEN
    entries_from = factory.LazyFunction(lambda: days()["entries_from"])
    entries_until = factory.LazyFunction(lambda: days()["entries_until"])
    judging_until = factory.LazyFunction(lambda: days()["judging_until"])


class AwardEntryFactory(DjangoModelFactory):
    """What a school entered, in English."""

    class Meta:
        model = AwardEntry

    award = factory.SubFactory(AwardFactory)
    school = factory.SubFactory(SchoolFactory)
    category = AwardCategory.FROM_12
    title = factory.Sequence(lambda number: f"A map of first weeks {number}")
    text = "We asked nine people which ways they went in their first weeks."
    language = "en"
    pupils = 20


def near_to_nobody(judge: AwardJudge, *languages: str, **conflicts: str) -> AwardJudge:
    """Let a judge declare; conflicts: kind by the key of the school."""
    said = {school.key: "" for school in entering_schools(judge.award)} | conflicts
    return declare(judge, actor=judge.user, conflicts=said, languages=languages or judge.languages)


def judges_of(award: Award, number: int, *languages: str) -> list[AwardJudge]:
    """Return so many judges who have declared that they are near to nobody; they read English if nothing is said."""
    made = [
        AwardJudge.objects.create(award=award, user=person(), languages=list(languages or ["en"]))
        for _number in range(number)
    ]
    return [near_to_nobody(one) for one in made]


def judging(award: Award) -> Award:
    """Start the judging of an award, as a coordinator who is near to nobody."""
    return start_judging(award, actor=coordinator(), early=True)


def points(idea: int, truth: int, voice: int, effect: int) -> dict[str, int]:
    return {"idea": idea, "truth": truth, "voice": voice, "effect": effect}


def score_all(award: Award, given: tuple[int, int, int, int] = (3, 3, 3, 3), comment: str = "") -> None:
    """Let all judges give all entries that lack it the same."""
    for entry in award.entries.live():
        score_entry(entry, *[given] * 3, comment=comment)


def score_entry(entry: AwardEntry, *given: tuple[int, int, int, int], comment: str = "") -> None:
    """Let the judges of an entry, in their order, give it points."""
    rows = entry.scores.select_related("judge__user").order_by("judge_id")
    for row, four in zip(rows, given, strict=True):
        score(entry, actor=row.judge.user, comment=comment, **points(*four))
