"""What a run came to, for the person who played it: discernment apart from bias, confidence, techniques. No queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from exercises.domain.runs import SKIPPED, Run
from exercises.items import Judgement, Outcome, item_type
from exercises.models import Edition
from exercises.scoring import calibration, detection, veracity
from exercises.scoring.groups import FEWEST
from exercises.scoring.marking import Marks

#: Fewer judgements with a confidence say nothing about calibration.
FEWEST_CONFIDENT = 8
#: Within so much of the middle, bias is not spoken of (in standard deviations, see scoring.detection.bias).
BALANCED = 0.5
#: From these values of d' on, one tells claims apart well, or at all. With 20 claims, d' is uncertain by about 0.6.
WELL, AT_ALL = 1.5, 0.5
#: Within so much of 0.5, confidence does not tell right from wrong (area under the curve, see scoring.calibration).
TELLS = 0.1


class Apart(StrEnum):
    """How well somebody told true from false."""

    WELL = "well"
    SOMEWHAT = "somewhat"
    GUESSING = "guessing"
    REVERSED = "reversed"


class Lean(StrEnum):
    """To which side somebody errs."""

    DOUBTS = "doubts"
    BELIEVES = "believes"
    BALANCED = "balanced"


class Sure(StrEnum):
    """Whether somebody was surer where she was right."""

    KNOWS = "knows"
    SAME = "same"
    REVERSED = "reversed"


@dataclass(frozen=True)
class ItemResult:
    """One item with what was answered; `answer` and `outcome` are None where it was passed over."""

    number: int  # from 1
    at: int  # from 0
    type: str
    public: dict
    key: dict
    due: dict
    answer: Any
    outcome: Outcome | None


@dataclass(frozen=True)
class Discernment:
    """counts: what was judged. d: discernment d'. c: bias. Both in standard deviations."""

    counts: detection.Counts
    d: float
    c: float
    apart: Apart
    lean: Lean
    scores: veracity.Veracity

    @property
    def rejected(self) -> int:
        """False claims judged false."""
        return self.counts.false - self.counts.false_alarms

    @property
    def missed(self) -> int:
        """True claims judged false."""
        return self.counts.true - self.counts.hits


@dataclass(frozen=True)
class Confidence:
    """rows: (confidence 1 to 4, judgements made with it, of these right), lowest first. sure: None where all were
    right or all wrong."""

    rows: Sequence[tuple[int, int, int]]
    sure: Sure | None


@dataclass(frozen=True)
class Path:
    """How somebody read sideways, over all pages: whole numbers of pages and of sources."""

    pages: int
    left: int  # pages that were left for another site
    opened: int  # sources that were opened
    helped: int  # of these, what a fact-checker would have opened


@dataclass(frozen=True)
class Results:
    items: Sequence[ItemResult]
    scored: int  # items that are scored and were answered
    right: int  # of these, wholly right
    points: float  # of these, parts counted as well
    skipped: int
    discernment: Discernment | None
    confidence: Confidence | None
    techniques: dict[str, Marks]
    path: Path | None


def item_result(edition: Edition, run: Run, at: int) -> ItemResult:
    """Return what was answered to item `at` (from 0) and what it was worth."""
    item, secret = edition.public[at], edition.secret[at]
    given = run.answers[at]
    answer = None if given == SKIPPED else given[0]
    outcome = None if given == SKIPPED else item_type(item["type"]).score(answer, secret["key"])
    return ItemResult(at + 1, at, item["type"], item["public"], secret["key"], secret["due"], answer, outcome)


def results_of(edition: Edition, run: Run) -> Results:
    """Return what a run came to; every item of it was answered or passed over."""
    items = [item_result(edition, run, at) for at in range(len(run.answers))]
    outcomes = [item.outcome for item in items if item.outcome is not None]
    scored = [outcome for outcome in outcomes if outcome.points is not None]
    judgements = [judgement for outcome in outcomes for judgement in outcome.judgements]
    return Results(
        items=items,
        scored=len(scored),
        right=sum(bool(outcome.is_right) for outcome in scored),
        points=sum(outcome.points for outcome in scored),
        skipped=sum(item.outcome is None for item in items),
        discernment=discernment_of(judgements),
        confidence=confidence_of(judgements),
        techniques=_techniques(outcomes),
        path=_path(items),
    )


def counts_of(judgements: Sequence[Judgement]) -> detection.Counts:
    """Return judgements as counts of hits and false alarms."""
    true = [judgement.taken_for_true for judgement in judgements if judgement.holds]
    false = [judgement.taken_for_true for judgement in judgements if not judgement.holds]
    return detection.Counts(len(true), sum(true), len(false), sum(false))


def discernment_of(judgements: Sequence[Judgement]) -> Discernment | None:
    """Return discernment and bias, or None where too few true or too few false claims were judged."""
    counts = counts_of(judgements)
    return measured(counts) if min(counts.true, counts.false) >= FEWEST else None


def measured(counts: detection.Counts) -> Discernment:
    """Return what counts say, with the words that they deserve."""
    d, c = detection.discernment(counts), detection.bias(counts)
    if d >= WELL:
        apart = Apart.WELL
    elif d >= AT_ALL:
        apart = Apart.SOMEWHAT
    else:
        apart = Apart.GUESSING if d > -AT_ALL else Apart.REVERSED
    lean = Lean.BALANCED if abs(c) < BALANCED else Lean.DOUBTS if c > 0 else Lean.BELIEVES
    return Discernment(counts, d, c, apart, lean, veracity.veracity(counts))


def confidence_of(judgements: Sequence[Judgement]) -> Confidence | None:
    """Return whether confidence told right from wrong, or None where too few said how sure they were."""
    pairs = [
        (judgement.confidence, judgement.holds == judgement.taken_for_true)
        for judgement in judgements
        if judgement.confidence is not None
    ]
    if len(pairs) < FEWEST_CONFIDENT:
        return None
    area = calibration.confidence_auc(pairs)
    sure = None
    if area is not None:
        sure = Sure.SAME if abs(area - 0.5) < TELLS else Sure.KNOWS if area > 0.5 else Sure.REVERSED
    rows = [(level, made, right) for level, (made, right) in calibration.by_confidence(pairs).items()]
    return Confidence(rows, sure)


def _techniques(outcomes: Sequence[Outcome]) -> dict[str, Marks]:
    found: dict[str, Marks] = {}
    for outcome in outcomes:
        for technique, marks in outcome.marks.items():
            found[technique] = found.get(technique, Marks(0, 0, 0)) + marks
    return dict(sorted(found.items()))


def _path(items: Sequence[ItemResult]) -> Path | None:
    read = [item for item in items if item.type == "lateral" and item.answer is not None]
    if not read:
        return None
    opened = [(source, item) for item in read for source in item.answer["opened"]]
    return Path(
        pages=len(read),
        left=sum(any(source in item.key["outside"] for source in item.answer["opened"]) for item in read),
        opened=len(opened),
        helped=sum(source in item.key["helps"] for source, item in opened),
    )
