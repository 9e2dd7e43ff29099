"""Was an item as hard in one language as in another? Asked only where two languages have enough seats."""

from collections import Counter
from collections.abc import Sequence

from classrooms.domain.seen import ItemSeen, SeatSeen
from exercises.models import Edition
from exercises.scoring.fairness import Answer, Category, by_group
from exercises.scoring.groups import SMALLEST_GROUP


def compared_languages(forms: Sequence[Sequence[ItemSeen]], seats: Sequence[SeatSeen]) -> dict | None:
    """Return {seats: language -> how many, compared: number of items, harder: [form, item, language]}, or None.

    Seats are compared within one form, where they came to the end of it in one language: whoever switched shows nothing
    of either, and the totals of whoever stopped early mean something else. `harder` lists items that were much harder
    in a language than what its readers otherwise know explains (category C, Mantel and Haenszel). One query, and none
    where everybody read the same edition.
    """
    used = {pk for seat in seats for pk in seat.editions}
    if len(used) <= 1:
        return None
    languages = dict(Edition.objects.filter(pk__in=used).values_list("pk", "language"))
    total: Counter[str] = Counter()
    compared, harder = 0, []
    for form, items in enumerate(forms):
        scored = [item for item in items if not item.is_written]
        groups = _groups([seat for seat in seats if seat.form == form], scored, languages)
        if len(groups) < 2:
            continue
        total.update({language: len(of_it) for language, of_it in groups.items()})
        for item in scored:
            found = by_group(list(_answers(item, groups)))
            known = {language: one for language, one in found.items() if one is not None}
            compared += bool(known)
            [reference] = groups.keys() - found.keys()
            for language, one in known.items():
                if one.category is Category.C:
                    harder.append([form, item.at, language if one.delta < 0 else reference])
    if not total:
        return None
    return {"seats": dict(sorted(total.items())), "compared": compared, "harder": harder}


def _groups(
    seats: Sequence[SeatSeen], scored: Sequence[ItemSeen], languages: dict[int, str]
) -> dict[str, list[SeatSeen]]:
    """Return seats by their language: those that came to each scored item in one; only groups that are large enough."""
    every = sum(1 << item.at for item in scored)
    groups: dict[str, list[SeatSeen]] = {}
    for seat in seats:
        spoken = {languages[pk] for pk in seat.editions if pk in languages}
        if len(spoken) == 1 and seat.came & every == every:
            groups.setdefault(spoken.pop(), []).append(seat)
    return {language: of_it for language, of_it in groups.items() if len(of_it) >= SMALLEST_GROUP}


def _answers(item: ItemSeen, groups: dict[str, list[SeatSeen]]):
    bit = 1 << item.at
    for language, seats in groups.items():
        for seat in seats:
            is_right = bool(seat.right & bit)
            yield Answer(is_right, seat.right.bit_count() - is_right, language)
