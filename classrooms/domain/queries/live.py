"""How far a sitting is: who is in, how much is answered. Never what was answered, and never whether it was right."""

from collections import Counter
from hashlib import blake2b
from itertools import zip_longest
from typing import NamedTuple

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from classrooms.domain.editions import forms_of, in_language
from classrooms.models import Answer, Seat, Sitting
from exercises.items import item_type

#: What an item asks, in this many signs at most, so that a teacher knows which one it is.
LONGEST_ASKED = 70


class SeatNow(NamedTuple):
    """number: of the seat. answers: of `items`, so many are answered."""

    number: int
    pseudonym: str
    answers: int
    items: int


class ItemNow(NamedTuple):
    """number: the item's place, from 1. seats: so many have this item; answers: so many of them answered it."""

    number: int
    asked: str
    answers: int
    seats: int


class FormNow(NamedTuple):
    """One of the forms that are answered, by its title and language."""

    title: str
    language: str
    items: list[ItemNow]


class Progress(NamedTuple):
    seats: list[SeatNow]
    forms: list[FormNow]
    answers: int
    expected: int  # answers, if everybody who is in answers everything

    @property
    def finished(self) -> int:
        """How many have answered everything."""
        return sum(seat.answers >= seat.items for seat in self.seats)

    @property
    def bands(self) -> list[float]:
        """How much of each item is answered over all forms, from 0 to 1."""
        places = zip_longest(*(form.items for form in self.forms))
        return [_share([item for item in place if item]) for place in places]


def _share(items: list[ItemNow]) -> float:
    seats = sum(item.seats for item in items)
    return sum(item.answers for item in items) / seats if seats else 0.0


def watched(sittings: QuerySet[Sitting]) -> QuerySet[Sitting]:
    """Return sittings as the live page needs them: with classroom, code, and the counts `taken`, `ever` and `answers`.

    taken: seats that nobody voided. ever: all seats there were. answers: those from seats that count. One query.
    """
    seats = Seat.objects.filter(sitting=OuterRef("pk"))
    answers = Answer.objects.filter(seat__sitting=OuterRef("pk"), seat__voided_at=None)
    return (
        sittings.select_related("classroom", "join_code")
        .defer("results", "hands")
        .annotate(
            taken=_count(seats.filter(voided_at=None)),
            ever=_count(seats),
            answers=_count(answers),
        )
    )


def tag_of(sitting: Sitting, *about: str) -> str:
    """Return a strong entity tag for what the live page shows of a watched sitting; about: language, kind of page."""
    code = getattr(sitting, "join_code", None)
    state = (
        sitting.pk,
        timezone.localdate().isoformat(),  # what is today is written without its date
        sitting.is_open,
        sitting.closes_at.isoformat(),
        sitting.closed_at and sitting.closed_at.isoformat(),
        sitting.deleted_at and sitting.deleted_at.isoformat(),
        sitting.classroom.size,
        sitting.seat_limit,
        code.code if code else "",
        sitting.taken,
        sitting.ever,
        sitting.answers,
        *about,
    )
    return f'"{blake2b(repr(state).encode(), digest_size=12).hexdigest()}"'


def progress_of(sitting: Sitting, language: str) -> Progress:
    """Return how far everybody in a sitting is; two queries when its editions are remembered.

    language: in which the forms are named, where they are there in it.
    """
    editions = [in_language(form, language) for form in forms_of(sitting)]
    rows = list(
        Seat.objects.taken()
        .filter(sitting=sitting)
        # What comes after the close moves nothing here: it would tell who it is that results count anew.
        .annotate(kept=Count("answers", filter=Q(answers__is_late=False)))
        .order_by("number")
        .values_list("number", "pseudonym", "form", "kept")
    )
    by_item = dict(
        Answer.objects.filter(seat__sitting=sitting, seat__voided_at=None, is_late=False)
        .order_by()
        .values_list("item")
        .annotate(number=Count("pk"))
    )
    having = Counter(form for *_rest, form, _kept in rows)
    seats = [
        SeatNow(number, pseudonym, kept, len(editions[form].public)) for number, pseudonym, form, kept in rows
    ]
    forms = [
        FormNow(
            edition.title,
            edition.language,
            [
                ItemNow(place, _asked(item), by_item.get(item["id"], 0), having[form])
                for place, item in enumerate(edition.public, start=1)
            ],
        )
        for form, edition in enumerate(editions)
    ]
    expected = sum(seat.items for seat in seats)
    return Progress(seats, forms, sum(seat.answers for seat in seats), expected)


def idle_seats(sitting: Sitting) -> list[int]:
    """Return the numbers of the seats from which nothing was answered."""
    seats = Seat.objects.taken().filter(sitting=sitting, answers=None)
    return list(seats.values_list("number", flat=True))


def _asked(item: dict) -> str:
    """Return the beginning of what an item asks; of an item that shows instead of asking, what kind it is."""
    public = item["public"]
    names = ("claim", "question", "task", "caption")
    text = next((public[name] for name in names if public.get(name)), item_type(item["type"]).label)
    text = " ".join(str(text).split())
    return text if len(text) <= LONGEST_ASKED else text[: LONGEST_ASKED - 1].rstrip() + "…"


def _count(rows: QuerySet) -> Coalesce:
    counted = (
        rows.order_by().annotate(one=Value(1)).values("one").annotate(number=Count("pk")).values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
