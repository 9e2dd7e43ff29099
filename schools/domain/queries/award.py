"""Reads about the award: who may run it, who can judge what, what is missing, what came of it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import fmean

from django.db.models import Count, Max, Q, QuerySet

from schools.domain.queries.recognition import schools_too_near
from schools.enums import AwardCategory, AwardState, EntryState, RecognitionState, SchoolState
from schools.models import (
    Award,
    AwardConflict,
    AwardEntry,
    AwardJudge,
    AwardScore,
    Membership,
    Recognition,
    School,
)
from schools.models.award import CRITERIA, JUDGES
from schools.rules import can_coordinate

#: Touched when an award or an entry changes; what names schools has the stamp of the wall as well.
STAMP = "schools:award"
#: Of 20: judges whose totals lie further apart than this are shown to the coordinator before the announcement.
FAR_APART = 8
#: Places that are shown to everybody.
PLACES_SHOWN = 3


# Who --------------------------------------------------------------------------------------------------------------


def may_run(user, award: Award) -> bool:
    """Say whether a coordinator may assign judges, see points and announce: she neither judges nor is near an entry."""
    return can_coordinate(user) and not (is_judge_of(user, award) or is_near_an_entry(user, award))


def is_judge_of(user, award: Award) -> bool:
    return award.judges.standing().of(user).exists()


def is_near_an_entry(user, award: Award) -> bool:
    """Say whether she belongs to a school that takes part, did lately, or registered it."""
    return award.entries.live().filter(school__in=schools_too_near(user)).exists()


def current_award() -> Award | None:
    """Return the award that is open or judged today, the newest of them; None where there is none."""
    return Award.objects.filter(state__in=[AwardState.OPEN, AwardState.JUDGING]).first()


def all_awards() -> QuerySet[Award]:
    """Return all awards, newest first, each with `number` of entries that take part. One query."""
    taking_part = Q(entries__state=EntryState.ENTERED, entries__school__state=SchoolState.CONFIRMED)
    return Award.objects.annotate(number=Count("entries", filter=taking_part))


def judgings_of(user) -> QuerySet[AwardJudge]:
    """Return where somebody is a judge today, in awards that are not announced, with the awards, newest first."""
    mine = AwardJudge.objects.standing().of(user).exclude(award__state=AwardState.ANNOUNCED)
    return mine.select_related("award", "user").order_by("-award__year")


def entering_schools(award: Award) -> list[School]:
    """Return the schools that take part, with towns and countries, in the order of the alphabet."""
    found = School.objects.filter(pk__in=award.entries.live().values("school_id")).select_related(
        "town__country"
    )
    return sorted(found, key=lambda school: (school.name.casefold(), school.pk))


def known_conflicts(users: Iterable[int], schools: Iterable[int]) -> dict[int, set[int]]:
    """Return, by user, the schools to which she is near as the site itself knows: no judge has to declare it.

    She is or was a member, registered it, confirmed or closed it, or decided on its recognition. Four queries at most.
    """
    users, schools = set(users), set(schools)
    near: dict[int, set[int]] = {user: set() for user in users}
    members = Membership.objects.filter(user__in=users, school__in=schools).values_list(
        "user_id", "school_id"
    )
    granted = Recognition.objects.filter(decided_by__in=users, school__in=schools)
    decided = granted.exclude(state=RecognitionState.SUBMITTED).values_list("decided_by_id", "school_id")
    here = School.objects.filter(pk__in=schools)
    registered = here.filter(registered_by__in=users).values_list("registered_by_id", "pk")
    confirmed = here.filter(decided_by__in=users).values_list("decided_by_id", "pk")
    for pairs in (members, decided, registered, confirmed):
        for user, school in pairs:
            near[user].add(school)
    return near


def needs_to_declare(judge: AwardJudge) -> bool:
    """Say whether she has not declared yet, or something has been entered since."""
    newest = judge.award.entries.live().aggregate(at=Max("entered_at"))["at"]
    return judge.declared_at is None or (newest is not None and newest > judge.declared_at)


# Who can judge what -----------------------------------------------------------------------------------------------


@dataclass
class Bench:
    """The judges of an award and what they may judge. load: how many entries each has, by primary key."""

    judges: list[AwardJudge]
    closed: dict[int, set[int]]  # schools whose entries a judge never sees, by the judge's primary key
    load: dict[int, int]

    def eligible(self, entry: AwardEntry) -> list[AwardJudge]:
        """Return who may judge an entry: reads its language, declared after it was entered, is not near its school."""
        return [
            one
            for one in self.judges
            if entry.language in one.languages
            and one.declared_at is not None
            and one.declared_at >= entry.entered_at
            and entry.school_id not in self.closed[one.pk]
        ]

    def counts(self, score: AwardScore, entry: AwardEntry) -> bool:
        """Say whether a score of an entry is given, or may still be: its judge stands, and is not near by now."""
        may = score.judge_id in self.closed and entry.school_id not in self.closed[score.judge_id]
        return score.scored_at is not None or may


def bench(award: Award, entries: Iterable[AwardEntry]) -> Bench:
    """Return the judges of an award, with respect to entries."""
    judges = list(award.judges.standing().order_by("pk"))
    known = known_conflicts([one.user_id for one in judges], {entry.school_id for entry in entries})
    closed = {one.pk: set(known[one.user_id]) for one in judges}
    for judge, school in AwardConflict.objects.filter(judge__in=judges).values_list("judge_id", "school_id"):
        closed[judge].add(school)
    load = dict.fromkeys(closed, 0)
    taken = AwardScore.objects.filter(judge__in=judges, entry__in=award.entries.live())
    for judge in taken.values_list("judge_id", flat=True):
        load[judge] += 1
    return Bench(judges, closed, load)


@dataclass(frozen=True)
class Standing:
    """How far an entry is. judges: who have it and may still score it; given: how many have; can: how many could."""

    entry: AwardEntry
    judges: int
    given: int
    can: int = 0
    totals: tuple[int, ...] = field(default=())

    @property
    def lacks(self) -> int:
        """How many judges are missing, of those that it has in judging, or could have before it."""
        return max(JUDGES - (self.judges if self.entry.award.state == AwardState.JUDGING else self.can), 0)

    @property
    def is_apart(self) -> bool:
        return len(self.totals) == JUDGES and max(self.totals) - min(self.totals) > FAR_APART


def standings(award: Award) -> list[Standing]:
    """Return how far every entry of an award is that takes part, by category. Nine queries at most."""
    entries = list(award.entries.live().prefetch_related("scores"))
    there = bench(award, entries)
    found = []
    for entry in sorted(entries, key=_in_order):
        entry.award = award
        counting = [one for one in entry.scores.all() if there.counts(one, entry)]
        totals = tuple(one.total for one in counting if one.scored_at)
        found.append(Standing(entry, len(counting), len(totals), len(there.eligible(entry)), totals))
    return found


def _in_order(entry: AwardEntry) -> tuple:
    return AwardCategory.values.index(entry.category), entry.title.casefold(), entry.pk


# Judges ------------------------------------------------------------------------------------------------------------


def assigned_to(judge: AwardJudge) -> list[AwardScore]:
    """Return what a judge is to score, with the entries, what she has not scored first. One query."""
    hers = AwardEntry.objects.judged_by(judge.user).filter(award=judge.award_id)
    found = judge.scores.filter(entry__in=hers).select_related("entry")
    return sorted(found, key=lambda one: (one.scored_at is not None, *_in_order(one.entry)))


def judges_of(award: Award) -> list[AwardJudge]:
    """Return all judges with their accounts, each with `assigned` and `given`: how many entries. One query."""
    live = Q(scores__entry__in=award.entries.live())
    return list(
        award.judges.select_related("user").annotate(
            assigned=Count("scores", filter=live),
            given=Count("scores", filter=live & Q(scores__scored_at__isnull=False)),
        )
    )


# Results ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Result:
    """What came of an entry.

    means: of each criterion, 1 to 5; mean: of the totals, 4 to 20; of: entries in its category.
    """

    entry: AwardEntry
    of: int
    means: dict[str, float]
    mean: float
    comments: list[str]


def results_of(school: School) -> dict[Award, list[Result]]:
    """Return the results of a school's entries in all awards that were announced, newest first. Three queries."""
    placed = AwardEntry.objects.filter(school=school).exclude(place=None)
    entries = placed.select_related("award").prefetch_related("scores")
    others = AwardEntry.objects.filter(award__in=placed.values("award_id")).exclude(place=None).order_by()
    number = {row[:2]: row[2] for row in others.values_list("award_id", "category").annotate(Count("pk"))}
    found: dict[Award, list[Result]] = {}
    for entry in sorted(entries, key=lambda one: (-one.award.year, *_in_order(one))):
        scores = [one for one in entry.scores.all() if one.scored_at]
        means = {name: fmean(getattr(one, name) for one in scores) for name in CRITERIA}
        # In the order of the alphabet: the order of the judges would tell which comments are one person's.
        comments = sorted(one.comment for one in scores if one.comment)
        result = Result(entry, number[entry.award_id, entry.category], means, entry.points / JUDGES, comments)
        found.setdefault(entry.award, []).append(result)
    return found


@dataclass(frozen=True)
class Winner:
    """An entry that is shown to everybody. school, town: "" where the school does not want to be named."""

    title: str
    language: str
    place: int
    school: str
    town: str
    country_id: int
    is_sample: bool


def winners(awards: Iterable[Award]) -> dict[int, dict[str, list[Winner]]]:
    """Return the first PLACES_SHOWN places of awards that were announced, by primary key and category. One query.

    A school that has been closed since is not named.
    """
    found: dict[int, dict[str, list[Winner]]] = defaultdict(
        lambda: {code: [] for code in AwardCategory.values}
    )
    placed = AwardEntry.objects.filter(award__in=awards, place__lte=PLACES_SHOWN)
    for one in placed.select_related("school__town").order_by("place", "title", "pk"):
        named = one.may_be_named and one.school.state == SchoolState.CONFIRMED
        school, town = (one.school.name, one.school.town.name) if named else ("", "")
        found[one.award_id][one.category].append(
            Winner(
                one.title,
                one.language,
                one.place,
                school,
                town,
                one.school.town.country_id,
                one.school.is_sample,
            )
        )
    return found
