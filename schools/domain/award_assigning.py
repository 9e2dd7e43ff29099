"""How entries for the award come to judges: three each, about as many for everybody, the same every time.

Called with the award locked, by the verbs of schools.domain.award_judging.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from cms.audit import record
from cms.context import absolute_url
from cms.letters import write_to
from schools.domain.queries.award import Bench, bench
from schools.enums import AwardState
from schools.models import Award, AwardEntry, AwardJudge, AwardScore
from schools.models.award import JUDGES


def spread(found: Bench, entries: list[AwardEntry]) -> list[tuple[AwardEntry, list[AwardJudge]]]:
    """Choose three judges for each entry, so that all have about as many; the same every time.

    Entries that few can judge come first, and each goes to those who have fewest so far. Then whoever has at least two
    more than another hands one on, as long as there is such a pair.
    """
    order = sorted(entries, key=lambda entry: (len(found.eligible(entry)), entry.pk))
    chosen: list[tuple[AwardEntry, list[AwardJudge]]] = []
    for entry in order:
        judges = sorted(found.eligible(entry), key=lambda one: (found.load[one.pk], one.pk))[:JUDGES]
        for one in judges:
            found.load[one.pk] += 1
        chosen.append((entry, judges))
    while _hand_over_one(found, chosen):
        pass
    return chosen


def _hand_over_one(found: Bench, chosen: list[tuple[AwardEntry, list[AwardJudge]]]) -> bool:
    for entry, judges in chosen:
        free = [one for one in found.eligible(entry) if one not in judges]
        if not free:
            continue
        low = min(free, key=lambda one: (found.load[one.pk], one.pk))
        high = max(judges, key=lambda one: (found.load[one.pk], -one.pk))
        if found.load[high.pk] - found.load[low.pk] >= 2:  # the sum of squares falls each time: it ends
            judges[judges.index(high)] = low
            found.load[high.pk] -= 1
            found.load[low.pk] += 1
            return True
    return False


def hand_on(award: Award, judge: AwardJudge, entry: AwardEntry, actor) -> None:
    """Take an entry from a judge, with what she gave it, and give it to another one if there is one."""
    AwardScore.objects.filter(judge=judge, entry=entry).delete()
    refill(award, entry, actor)


def refill(award: Award, entry: AwardEntry, actor) -> int:
    """Give an entry to as many judges as it lacks, whoever has fewest first; return how many were found.

    What nobody can score any more goes: of judges who stood down, or came near to the school since.
    """
    found = bench(award, [entry])
    counting = []
    for one in entry.scores.all():
        if found.counts(one, entry):
            counting.append(one.judge_id)
        else:
            one.delete()
    free = [one for one in found.eligible(entry) if one.pk not in counting]
    free.sort(key=lambda one: (found.load[one.pk], one.pk))
    chosen = free[: max(JUDGES - len(counting), 0)]
    for judge in chosen:
        AwardScore.objects.create(entry=entry, judge=judge)
        record("award_entry.assigned", entry, actor=actor, judge=judge.pk)
    tell_judges(award, chosen)
    return len(chosen)


def let_go(award: Award, judge: AwardJudge, actor) -> None:
    """Let a judge be one no more: what she scored stays, what she did not score goes to others."""
    judge.withdrew_at = judge.withdrew_at or timezone.now()
    judge.save(update_fields=["withdrew_at"])
    record("award_judge.stood_down", award, actor=actor, judge=judge.pk)
    waiting = list(award.entries.live().filter(scores__judge=judge, scores__scored_at=None))
    judge.scores.filter(scored_at=None).delete()
    if award.state == AwardState.JUDGING:
        for entry in waiting:
            refill(award, entry, actor)


def tell_judges(award: Award, judges: Iterable[AwardJudge]) -> None:
    """Write to judges how many entries wait for them, each once."""
    number: dict[int, int] = defaultdict(int)
    for judge in judges:
        number[judge.pk] += 1
    for judge in AwardJudge.objects.filter(pk__in=number).select_related("user").order_by("pk"):
        write_to(
            judge.user.email,
            judge.user.language,
            "schools/award_assigned",
            user=judge.user,
            award=award,
            number=number[judge.pk],
            url=lambda: absolute_url("judging"),
        )
