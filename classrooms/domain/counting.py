"""What the answers of a sitting come to, counted in one pass and reduced so far that nobody can be found in it.

What is returned is plain JSON and stays when the answers are deleted. From SMALLEST_GROUP seats on that answered, it
holds

    seats     seats that were taken; forms: of each form; answered: those from which at least one item was answered
    late      answers that came after the close
    pooled    all judgements together: true claims, hits, false claims, false alarms; without the claims that are not
              broken down, unless these were judged by SMALLEST_GROUP seats together
    measure   mean d and c, each with its interval and the number of seats; None where too few judged enough claims
    judged    [form, true, hits, false, false_alarms, seats]: how many seats judged claims so (see below)
    items     for each form, for each item: answered, passed, and, where SMALLEST_GROUP seats answered it, what they did
    techniques  code -> [found, missed, named where it was not], of these items
    languages see classrooms.domain.languages; None where fewer than two languages have enough seats

and for fewer seats nothing but their number.

`judged` is what a later comparison needs (exercises.scoring.change): a histogram without order, time, pseudonym,
language or single answers, so no row is a person. It is never shown.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple
from statistics import quantiles

from django.db.models import Case, TextField, Value, When
from django.db.models.functions import Cast

from classrooms.domain.editions import forms_of
from classrooms.domain.languages import compared_languages
from classrooms.domain.offered import chosen, questions
from classrooms.domain.seen import ItemSeen, SeatSeen
from classrooms.models import Answer, Seat, Sitting
from exercises.items.estimate import BUCKETS, EstimateItem
from exercises.models import Edition
from exercises.scoring.detection import Counts
from exercises.scoring.groups import SMALLEST_GROUP, TooFew, class_discernment

#: Of what is kept. Answers that are still there are counted anew when it rises; what is older must stay readable.
VERSION = 1


def worked_out(sitting: Sitting, *, with_late: bool) -> tuple[dict, int]:
    """Return what the answers of a sitting come to (see above) and how many answers that is made of.

    Two queries, and one for editions that this process has not read yet. Voided seats do not count, nor do late answers
    unless they are wanted.
    """
    forms = [_items(form) for form in forms_of(sitting)]
    taken = Seat.objects.taken().filter(sitting=sitting).order_by().values_list("pk", "form")
    seats = {pk: SeatSeen(form if form < len(forms) else 0) for pk, form in taken}
    number, late = 0, 0
    for seat_pk, name, edition, is_late, text in _answers(sitting, forms, with_late):
        seat = seats.get(seat_pk)
        if seat is None:  # came in between the two queries
            continue
        number, late = number + 1, late + is_late
        if item := forms[seat.form].get(name):
            seat.take(item, edition, item.see(text))
    return _reduced(forms, list(seats.values()), late), number


def _items(edition: Edition) -> dict[str, ItemSeen]:
    return {
        item["id"]: ItemSeen(at, item["type"], item["public"], secret["key"])
        for at, (item, secret) in enumerate(zip(edition.public, edition.secret, strict=True))
    }


def _answers(sitting: Sitting, forms: list[dict[str, ItemSeen]], with_late: bool) -> Iterator[tuple]:
    """Yield seat, item, edition, whether it came late, and the answer's JSON as text (None: passed over).

    What pupils wrote in their own words stays in the database.
    """
    written = [name for form in forms for name, item in form.items() if item.is_written]
    text = Case(
        When(item__in=written, value__isnull=False, then=Value('""')),
        default=Cast("value", TextField()),
        output_field=TextField(),
    )
    rows = Answer.objects.filter(seat__sitting=sitting, seat__voided_at=None).order_by()
    if not with_late:
        rows = rows.filter(is_late=False)
    return rows.values_list("seat_id", "item", "edition_id", "is_late", text).iterator(chunk_size=2000)


def _reduced(forms: list[dict[str, ItemSeen]], seats: list[SeatSeen], late: int) -> dict:
    answered = sum(seat.has_answered for seat in seats)
    if answered < SMALLEST_GROUP:
        return {"version": VERSION, "seats": len(seats)}
    of_forms = Counter(seat.form for seat in seats)
    judged = Counter((seat.form, *seat.judged) for seat in seats if any(seat.judged))
    return {
        "version": VERSION,
        "seats": len(seats),
        "forms": [of_forms[form] for form in range(len(forms))],
        "answered": answered,
        "late": late,
        "pooled": _pooled(forms, seats),
        "measure": _measure([Counts(*seat.judged) for seat in seats]),
        "judged": [[*key, number] for key, number in sorted(judged.items())],
        "items": [[_item(item) for item in form.values()] for form in forms],
        "techniques": _techniques(forms),
        "languages": compared_languages([list(form.values()) for form in forms], seats),
    }


def _pooled(forms: list[dict[str, ItemSeen]], seats: list[SeatSeen]) -> list[int]:
    """Return all judgements together: true claims, hits, false claims, false alarms.

    What is told of single items, taken off this, leaves the claims that few judged. So these are in it only where the
    seats that judged them are a group as well.
    """
    rare = [sum(1 << item.at for item in form.values() if item.answered < SMALLEST_GROUP) for form in forms]
    with_rare_ones = sum(bool(seat.claims & rare[seat.form]) for seat in seats) >= SMALLEST_GROUP
    pooled = [0, 0, 0, 0]
    for item in (item for form in forms for item in form.values()):
        if item.answered < SMALLEST_GROUP and not with_rare_ones:
            continue
        for one in item.seen.values():
            for judgement in one.outcome.judgements:
                place = 0 if judgement.holds else 2
                pooled[place] += one.number
                pooled[place + 1] += one.number * judgement.taken_for_true
    return pooled


def _measure(seats: list[Counts]) -> dict | None:
    try:
        found = class_discernment(seats)
    except TooFew:
        return None
    return {"d": list(astuple(found.d)), "c": list(astuple(found.c))}


def _item(item: ItemSeen) -> dict:
    found = {"answered": item.answered, "passed": item.passed}
    if item.answered < SMALLEST_GROUP:
        return found
    if not item.is_written:
        found["right"] = sum(one.number for one in item.seen.values() if one.outcome.is_right)
        found["partly"] = sum(
            one.number for one in item.seen.values() if not one.outcome.is_right and one.outcome.points
        )
    if item.kind.code == "estimate":
        found["guesses"] = _guesses(item)
    elif offered := {
        name for question in questions(item.kind, item.public) for name, _words in question.options
    }:
        counts: Counter[str] = Counter()
        for one in item.seen.values():
            counts.update(dict.fromkeys(chosen(one.answer, offered), one.number))
        found["chosen"] = dict(sorted(counts.items()))
    return found


def _guesses(item: ItemSeen) -> dict:
    """Return guesses as counts of equal parts of the scale, and the three numbers that part them into quarters.

    These are told in steps of the scale's parts: exactly, they would be what single pupils guessed.
    """
    counts = [0] * BUCKETS
    for one in item.seen.values():
        counts[EstimateItem.bucket(one.answer, item.key)] += one.number
    every = [one.answer for one in item.seen.values() for _time in range(one.number)]
    low, part = item.public["low"], (item.public["high"] - item.public["low"]) / BUCKETS
    parted = quantiles(every, n=4, method="inclusive")
    return {
        "counts": counts,
        "quartiles": [round(low + part * round((cut - low) / part), 6) for cut in parted],
    }


def _techniques(forms: list[dict[str, ItemSeen]]) -> dict[str, list[int]]:
    """Return how often techniques were found, missed, and named where they were not.

    A claim that uses one was seen through by whoever did not take it for true.
    """
    found: dict[str, list[int]] = {}
    for item in (item for form in forms for item in form.values() if item.answered >= SMALLEST_GROUP):
        for one in item.seen.values():
            marks = [(code, mark.found, mark.missed, mark.wrong) for code, mark in one.outcome.marks.items()]
            if code := item.key.get("technique"):
                fooled = sum(judgement.taken_for_true for judgement in one.outcome.judgements)
                marks.append((code, len(one.outcome.judgements) - fooled, fooled, 0))
            for code, *counts in marks:
                sums = found.setdefault(code, [0, 0, 0])
                for place, count in enumerate(counts):
                    sums[place] += count * one.number
    return dict(sorted(found.items()))
