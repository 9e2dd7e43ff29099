"""Before, after, some weeks later: how the discernment of one classroom changed, and how sure one can be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from classrooms.domain.editions import forms_of
from classrooms.enums import Role, Way
from classrooms.models import Sitting
from exercises.scoring.change import Change, Forms, change
from exercises.scoring.detection import Counts
from exercises.scoring.groups import ClassMeasure, Mean

#: See classrooms.domain.counting; the form is named by its structure.
Judged = tuple[tuple, ...]
ORDER = {role: place for place, role in enumerate((Role.BEFORE, Role.AFTER, Role.DELAYED))}


@dataclass(frozen=True)
class Row:
    """A sitting that measured, with what its classroom came to."""

    pk: int
    role: Role
    opened_at: datetime
    measure: ClassMeasure
    is_this: bool  # the sitting whose results are read


@dataclass(frozen=True)
class Step:
    """From the sitting before teaching to a later one.

    is_repeated: everybody was asked the same claims both times. differs: other claims were asked, and nothing is known
    of which were harder.
    """

    before: Row
    after: Row
    change: Change
    is_repeated: bool
    differs: bool


@dataclass(frozen=True)
class Comparison:
    """rows: in the order of teaching. steps: none where nothing came before. left_out: those with too few answers."""

    rows: Sequence[Row]
    steps: Sequence[Step]
    left_out: int

    @property
    def shown(self) -> Step | None:
        """The step that the results begin with: to the sitting that is read, else to the one that follows it."""
        mine = [step for step in self.steps if step.after.is_this]
        return (mine or list(self.steps) or [None])[0]


def family_of(sitting: Sitting) -> list[Sitting]:
    """Return the sittings of the same classroom that belong together because one follows another, this one among them.

    Two queries at most, none for practice. Only those on devices, for hands have no interval.
    """
    if not Role(sitting.role).measures or sitting.way == Way.HANDS:
        return [sitting]
    siblings = Sitting.objects.filter(classroom_id=sitting.classroom_id, way=Way.DEVICES).order_by("pk")
    links = list(siblings.exclude(role=Role.PRACTICE).values_list("pk", "follows_id"))
    together = {sitting.pk}
    while grown := {
        pk
        for link in links
        if None not in link and together.intersection(link)
        for pk in link
        if pk not in together
    }:
        together |= grown
    others = siblings.filter(pk__in=together - {sitting.pk}) if len(together) > 1 else []
    return sorted([sitting, *others], key=lambda one: (ORDER.get(one.role, 0), one.opened_at, one.pk))


def measure_of(kept: Mapping) -> ClassMeasure | None:
    """Return discernment and bias of a classroom as they are kept, or None where too few seats judged enough claims."""
    found = kept.get("measure")
    return ClassMeasure(Mean(*found["d"]), Mean(*found["c"])) if found else None


def compared(sitting: Sitting, family: Sequence[tuple[Sitting, Mapping]]) -> Comparison | None:
    """Return a sitting and its family side by side; None where there is nothing to compare it with.

    family: in order, with what is kept of each.
    """
    rows, kept_of, left_out = [], {}, 0
    for one, kept in family:
        measure = measure_of(kept)
        if measure is None:
            left_out += one.pk != sitting.pk
            continue
        rows.append(Row(one.pk, Role(one.role), one.opened_at, measure, one.pk == sitting.pk))
        kept_of[one.pk] = (one, kept)
    steps = [
        _step(first, later, kept_of)
        for later in rows
        if later.role != Role.BEFORE
        for first in [row for row in rows if row.role == Role.BEFORE and row.opened_at < later.opened_at][-1:]
    ]
    return Comparison(rows, steps, left_out) if len(rows) > 1 or left_out else None


def _step(before: Row, after: Row, kept_of: Mapping[int, tuple[Sitting, Mapping]]) -> Step:
    judged, names = [], []
    for row in (before, after):
        sitting, kept = kept_of[row.pk]
        of_forms = _structures(sitting)
        names.append(set(of_forms))
        judged.append(tuple((of_forms[form], *counts) for form, *counts in kept["judged"]))
    found = _change(*judged)
    first, second = names
    return Step(
        before,
        after,
        found,
        is_repeated=first == second and len(first) == 1,
        differs=found.forms is Forms.NOT_CROSSED,
    )


@lru_cache(maxsize=256)
def _change(before: Judged, after: Judged) -> Change:
    """Return the change between two histograms: (form, true, hits, false, false_alarms, seats) each."""
    counts = [
        [Counts(*numbers) for _form, *numbers, seats in side for _seat in range(seats)]
        for side in (before, after)
    ]
    labels = [[form for form, *_numbers, seats in side for _seat in range(seats)] for side in (before, after)]
    return change(*counts, forms=tuple(labels))


def _structures(sitting: Sitting) -> list[str]:
    """Return what names the claims of each form, the same in every language."""
    return [form.structure for form in forms_of(sitting)]
