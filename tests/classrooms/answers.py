"""What whole classes answered, written straight into the database.

seats = judged(sitting, [(3, 1)] * 12)          # twelve pupils: 3 true claims taken for true, and 1 false one
answers(seat, {0: "true", 4: None})             # what one seat answered to items, from 0; None: passed over
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from django.utils import timezone

from classrooms.models import Answer, Seat, Sitting
from exercises.models import Edition


def seats(sitting: Sitting, number: int, *, language: str = "en", form: int | None = None) -> list[Seat]:
    """Give `number` pupils a seat at once; of two forms they get one after the other, unless `form` says which."""
    first = Seat.objects.filter(sitting=sitting).count() + 1
    of_forms = 2 if sitting.second_edition_id else 1
    made = [
        Seat(
            sitting=sitting,
            number=place,
            token_hash=uuid4().hex * 2,
            pseudonym=f"pupil-{place}",
            word=f"{place:05d}",
            form=(place - first) % of_forms if form is None else form,
            language=language,
        )
        for place in range(first, first + number)
    ]
    Seat.objects.bulk_create(made)
    return list(Seat.objects.filter(sitting=sitting, number__gte=first))


def given(verdict: str, confidence: int | None = None) -> dict:
    """Return an answer to a claim."""
    return {"verdict": verdict, "confidence": confidence}


def row(seat: Seat, at: int, value: Any, *, edition: Edition, is_late: bool = False) -> Answer:
    """Return an answer of a seat to item `at`; not saved."""
    return Answer(
        seat=seat,
        client_id=uuid4(),
        sequence=at + 1,
        item=edition.public[at]["id"],
        edition=edition,
        value=value,
        received_at=timezone.now(),
        is_late=is_late,
    )


def answers(seat: Seat, values: Mapping[int, Any], *, edition: Edition | None = None, is_late=False) -> None:
    """Keep what a seat answered, by place: a text is the verdict on a claim, None that the item was passed over."""
    edition = edition or seat.sitting.editions[seat.form]
    Answer.objects.bulk_create(
        row(seat, at, given(value) if isinstance(value, str) else value, edition=edition, is_late=is_late)
        for at, value in values.items()
    )


def claims_of(edition: Edition) -> tuple[list[int], list[int]]:
    """Return the places of an edition's true claims, and of its false ones."""
    verdicts = [(at, secret["key"].get("verdict")) for at, secret in enumerate(edition.secret)]
    return [at for at, one in verdicts if one == "true"], [at for at, one in verdicts if one == "false"]


def judgement(edition: Edition, hits: int, false_alarms: int) -> dict[int, dict]:
    """Return how somebody judges all claims who takes the first so many true ones, and false ones, for true."""
    true, false = claims_of(edition)
    taken = {*true[:hits], *false[:false_alarms]}
    return {at: given("true" if at in taken else "false") for at in sorted(true + false)}


def judged(
    sitting: Sitting,
    counts: Sequence[tuple[int, int]],
    *,
    form: int | None = None,
    edition: Edition | None = None,
    language: str = "en",
) -> list[Seat]:
    """Let pupils come in and judge all claims: hits and false alarms of each. Few queries, however many they are."""
    taken = seats(sitting, len(counts), form=form, language=language)
    rows: list[Answer] = []
    for seat, (hits, false_alarms) in zip(taken, counts, strict=True):
        own = edition or sitting.editions[seat.form]
        rows += [
            row(seat, at, value, edition=own) for at, value in judgement(own, hits, false_alarms).items()
        ]
    Answer.objects.bulk_create(rows, batch_size=2000)
    return taken


def repeated(pairs: Iterable[tuple[tuple[int, int], int]]) -> list[tuple[int, int]]:
    """Return counts so often each: [((4, 0), 6), ((2, 2), 6)] are twelve pupils."""
    return [counts for counts, number in pairs for _pupil in range(number)]
