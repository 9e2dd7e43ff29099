"""What a classroom learnt, never who failed.

Nothing is broken down for fewer than SMALLEST_GROUP seats, and nothing at all is told of one. What a sitting came to
is worked out when it has ended, kept as plain JSON (classrooms.domain.counting), and worked out anew only when answers
came late or seats were voided; so it is there when the answers are deleted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language

from classrooms.domain.comparing import Comparison, compared, family_of
from classrooms.domain.counting import VERSION, worked_out
from classrooms.domain.editions import forms_of, in_language
from classrooms.domain.findings import Finding, asks_claims, finding_by_hands, finding_of
from classrooms.domain.reports import (
    ItemReport,
    TechniqueReport,
    bare_items,
    hands_of,
    items_of,
    least_known_first,
    right_share,
    techniques_by_hands,
    techniques_of,
)
from classrooms.enums import Way
from classrooms.models import Seat, Sitting
from exercises.domain.hands import Hands, class_result
from exercises.models import Edition


@dataclass(frozen=True)
class Languages:
    """seats: language -> how many were compared. compared: items, over all forms. flagged: those much harder in one."""

    seats: Mapping[str, int]
    compared: int
    flagged: int


@dataclass(frozen=True)
class ClassroomResults:
    """What a sitting came to.

    seats: that were taken (0 where hands were counted). answered, late: None where that is not told. right_share: of
    the answers, wholly right, in whole percent. asks_claims: it has enough true and false claims to measure
    discernment. is_enough: enough answered for the figures; without them `items` are bare, to be talked about. items:
    the least known first. left_out: items that too few answered. is_preliminary: the sitting is open, so that
    nothing is told yet.
    """

    editions: Sequence[Edition]  # the forms, in the reader's language where there is one
    seats: int
    answered: int | None
    late: int | None
    right_share: int | None
    asks_claims: bool
    is_enough: bool
    is_preliminary: bool
    by_hands: bool
    finding: Finding | None
    items: Sequence[ItemReport]
    left_out: int
    techniques: Sequence[TechniqueReport]
    languages: Languages | None
    comparison: Comparison | None


def results_for(sitting: Sitting) -> ClassroomResults:
    """Return what a sitting came to, in the active language: from what is kept, else worked out now and kept.

    While it is open only the items are there: two looks would tell what the last pupil answered.
    """
    if sitting.way == Way.HANDS:
        return _by_hands(sitting)
    if sitting.is_open:
        return _open(sitting)
    family = [one for one in family_of(sitting) if not one.is_open]
    found = kept_results(family)
    kept = found[sitting.pk]
    return _results(sitting, kept, compared(sitting, [(one, found[one.pk]) for one in family]))


def keep_results(sitting: Sitting) -> None:
    """Work out what a sitting came to and keep it, from its end until its answers are deleted; else do nothing."""
    if sitting.way == Way.HANDS or sitting.is_open or sitting.deleted_at:
        return
    is_final = not sitting.takes_late_answers
    found, sitting.results_from = worked_out(sitting, with_late=is_final)
    sitting.results = found | {"final": is_final}
    Sitting.objects.filter(pk=sitting.pk, deleted_at=None).update(
        results=sitting.results, results_from=sitting.results_from
    )


def kept_results(sittings: Sequence[Sitting]) -> dict[int, dict]:
    """Return what is kept of sittings that have ended, by primary key, brought up to date.

    It is worked out twice: at the end, and once more when late answers are over, with all of them. In between nothing
    moves, or two looks would tell what the one pupil answered who came late. Whoever changes something afterwards (a
    file is loaded) calls keep_results.
    """
    for sitting in sittings:
        if not (sitting.deleted_at or _is_current(sitting)):
            keep_results(sitting)
    return {
        sitting.pk: sitting.results or {"version": VERSION, "seats": sitting.deleted_seats}
        for sitting in sittings
    }


def _is_current(sitting: Sitting) -> bool:
    """Say whether what is kept was made by this release, and after the last late answer if these are over."""
    kept = sitting.results
    return bool(kept and kept["version"] == VERSION and (kept.get("final") or sitting.takes_late_answers))


def without_counts_of_seats(kept: dict) -> dict:
    """Return what is kept of a sitting as a person may read it: without what only a comparison needs."""
    return {name: value for name, value in kept.items() if name not in ("judged", "pooled", "forms")}


def _editions(sitting: Sitting) -> list[Edition]:
    return [in_language(form, get_language()) for form in forms_of(sitting)]


def _results(sitting: Sitting, kept: Mapping, comparison: Comparison | None) -> ClassroomResults:
    editions = _editions(sitting)
    is_enough = "items" in kept
    items = items_of(editions, kept) if is_enough else bare_items(editions)
    return ClassroomResults(
        editions=editions,
        seats=kept["seats"],
        answered=kept.get("answered"),
        late=kept.get("late"),
        right_share=right_share(items),
        asks_claims=asks_claims(editions),
        is_enough=is_enough,
        is_preliminary=False,
        by_hands=False,
        finding=finding_of(kept) if is_enough else None,
        items=least_known_first(items),
        left_out=sum(item.answered is None for item in items) if is_enough else 0,
        techniques=techniques_of(kept) if is_enough else [],
        languages=_languages(kept["languages"]) if is_enough else None,
        comparison=comparison,
    )


def _languages(found: Mapping | None) -> Languages | None:
    if found is None:
        return None
    flagged = {(form, at) for form, at, _language in found["harder"]}
    return Languages(found["seats"], found["compared"], len(flagged))


def _open(sitting: Sitting) -> ClassroomResults:
    """Return the items of an open sitting to prepare oneself by, with nothing of what was answered."""
    nothing = {"version": VERSION, "seats": Seat.objects.taken().filter(sitting=sitting).count()}
    return replace(_results(sitting, nothing, None), is_preliminary=True)


def _by_hands(sitting: Sitting) -> ClassroomResults:
    """Return what the hands of a classroom came to; all are counted together, so there is no interval."""
    [edition] = _editions(sitting)
    counts = {int(at): numbers for at, numbers in sitting.hands.items()}
    hands = Hands(edition.pk, edition.structure, counts)
    found = class_result(edition, hands)
    items = hands_of(edition, hands)
    return ClassroomResults(
        editions=[edition],
        seats=0,
        answered=None,
        late=None,
        right_share=right_share(items),
        asks_claims=asks_claims([edition]),
        is_enough=any(item.answered for item in items),
        is_preliminary=False,
        by_hands=True,
        finding=finding_by_hands(found),
        items=least_known_first(items),
        left_out=found.too_few,
        techniques=techniques_by_hands(items),
        languages=None,
        comparison=None,
    )
