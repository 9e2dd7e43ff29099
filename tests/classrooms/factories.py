"""Classrooms, sittings and seats for tests, made as the site makes them.

`opened(classroom, page)` opens an exercise as its teacher does; `seated(sitting, 3)` lets three pupils in;
`answered(seat, 2)` keeps answers of one of them to her first two items; `closed(classroom, page, days_ago=3)`.
"""

import random
from datetime import timedelta
from uuid import uuid4

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone

from classrooms.codes import new_word
from classrooms.domain import sittings
from classrooms.domain.joining import hashed
from classrooms.models import Answer, Classroom, Seat, Sitting
from exercises.models import Edition, ExercisePage


class TeacherFactory(factory.django.DjangoModelFactory):
    """Somebody with an account, who signs in with `client.force_login(teacher)`."""

    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda number: f"teacher{number}@example.org")


class ClassroomFactory(factory.django.DjangoModelFactory):
    """A classroom of 28, of a teacher of its own."""

    class Meta:
        model = Classroom

    owner = factory.SubFactory(TeacherFactory)
    name = factory.Sequence(lambda number: f"Classroom {number}")
    language = "en"
    size = 28


def edition_of(exercise: ExercisePage | Edition) -> Edition:
    """Return the edition that an exercise's page shows now."""
    return exercise if isinstance(exercise, Edition) else exercise.current.edition


def opened(
    classroom: Classroom, exercise: ExercisePage | Edition, *, second=None, closes_at=None, **values
) -> Sitting:
    """Open an exercise for a classroom as its owner does; `values` as `open_sitting` takes them.

    second: another exercise's page, as the parallel form. closes_at: 45 minutes from now unless given.
    """
    return sittings.open_sitting(
        classroom,
        edition_of(exercise),
        actor=classroom.owner,
        closes_at=closes_at or timezone.now() + timedelta(minutes=45),
        second=edition_of(second) if second else None,
        **values,
    )


def closed(
    classroom: Classroom, exercise: ExercisePage | Edition, *, days_ago: float = 0, **values
) -> Sitting:
    """Open an exercise and close it; days_ago: when both happened."""
    sitting = opened(classroom, exercise, **values)
    sittings.close_sitting(sitting, actor=classroom.owner)
    if days_ago:
        back = timedelta(days=days_ago)
        sitting.refresh_from_db()
        Sitting.objects.filter(pk=sitting.pk).update(
            opened_at=sitting.opened_at - back,
            closes_at=sitting.closes_at - back,
            closed_at=sitting.closed_at - back,
        )
    return Sitting.objects.get(pk=sitting.pk)


def seated(sitting: Sitting, number: int = 1, *, language: str = "en") -> list[Seat]:
    """Give pupils seats, without the door: the secret of seat 3 of sitting 7 is "secret-7-3"."""
    from classrooms import pseudonyms

    first = Seat.objects.filter(sitting=sitting).count() + 1
    taken = set(Seat.objects.filter(sitting=sitting).values_list("pseudonym", flat=True))
    seats = []
    for place in range(first, first + number):
        pseudonym = pseudonyms.draw(taken, random)
        taken.add(pseudonym)
        seats.append(
            Seat(
                sitting=sitting,
                number=place,
                token_hash=hashed(f"secret-{sitting.pk}-{place}"),
                pseudonym=pseudonym,
                word=new_word(),
                form=(place - 1) % 2 if sitting.second_edition_id else 0,
                language=language,
            )
        )
    Seat.objects.bulk_create(seats)
    return list(Seat.objects.filter(sitting=sitting, number__gte=first))


def answered(seat: Seat, number: int | None = None, *, value=None) -> list[Answer]:
    """Keep answers of a seat to its first items, to all if number is None. value: what they say; None: passed over."""
    sitting = seat.sitting
    edition = sitting.editions[seat.form]
    done = set(seat.answers.values_list("item", flat=True))
    items = [item["id"] for item in edition.public][:number]
    return Answer.objects.bulk_create(
        Answer(
            seat=seat,
            client_id=uuid4(),
            sequence=place,
            item=item,
            edition=edition,
            value=value,
            received_at=timezone.now(),
        )
        for place, item in enumerate(items, start=1)
        if item not in done
    )
