"""The four scores of the Misinformation Susceptibility Test, as whole numbers of claims."""

from dataclasses import dataclass

from exercises.scoring.detection import Counts


@dataclass(frozen=True)
class Veracity:
    veracity: int  # V: claims judged rightly
    real: int  # r: true claims judged true
    fake: int  # f: false claims judged false
    distrust: int  # d: by how many more claims were judged false than are
    naivety: int  # n: by how many more claims were judged true than are


def veracity(counts: Counts) -> Veracity:
    """Return V, r, f, and distrust or naivety (at least one of which is 0).

    Maertens et al. (2024), Behavior Research Methods 56: "Verification done" scheme.
    """
    rejected = counts.false - counts.false_alarms
    judged_true = counts.hits + counts.false_alarms
    return Veracity(
        veracity=counts.hits + rejected,
        real=counts.hits,
        fake=rejected,
        distrust=max(0, counts.true - judged_true),
        naivety=max(0, judged_true - counts.true),
    )
