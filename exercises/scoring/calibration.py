"""Confidence: does somebody feel surer where she is right?"""

from collections.abc import Iterable


def confidence_auc(judgements: Iterable[tuple[int, bool]]) -> float | None:
    """Return the area under the type 2 ROC curve, 0 to 1: how often the right judgement was the surer one.

    `judgements`: (confidence, was right) pairs; any ordered numbers serve as confidence. 0.5 means that confidence says
    nothing. None where all were right or all wrong. Equal to the Mann-Whitney statistic with ties counted half;
    Fleming and Lau (2014), Frontiers in Human Neuroscience 8.
    """
    right, wrong = [], []
    for confidence, was_right in judgements:
        (right if was_right else wrong).append(confidence)
    if not right or not wrong:
        return None
    better = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return better / (len(right) * len(wrong))


def by_confidence(judgements: Iterable[tuple[int, bool]]) -> dict[int, tuple[int, int]]:
    """Return confidence -> (judgements made with it, of these right), lowest confidence first."""
    found: dict[int, tuple[int, int]] = {}
    for confidence, was_right in judgements:
        made, right = found.get(confidence, (0, 0))
        found[confidence] = (made + 1, right + was_right)
    return dict(sorted(found.items()))
