"""Classrooms that are measured and broken: laid, and looked through afterwards, by child processes.

    python -m tests.bench.classes lay 100 30 1000    classrooms with so many pupils each, and results of so many
    python -m tests.bench.classes queries 201 202    queries of the results page and of the live page of these sittings
    python -m tests.bench.classes kept               what is in the database

Each prints one line of JSON.
"""

import hashlib
import json
import os
import random
import sys
from collections import Counter
from uuid import UUID

ITEMS = 20
LANGUAGE = "en"
TEACHER = "teacher@example.org"


def edition_of_claims(number: int = ITEMS):
    """Return a balanced edition of as many claims to judge, as a publication would have made it; the same each time."""
    from exercises.domain.editions import fingerprint
    from exercises.models import Edition

    items = [_claim(at, "true" if at % 2 else "false") for at in range(1, number + 1)]
    content = {
        "exercise": str(UUID(int=number)),
        "language": LANGUAGE,
        "title": "What is said about migration",
        "settings": {
            "purpose": "discernment",
            "confidence": True,
            "feedback": "at_once",
            "gathers_guesses": False,
            "summary": "",
            "instructions_html": "",
            "version": 1,
            "authors": "",
            "licence": "",
            "duration": "",
            "age_bands": [],
            "topics": [],
            "techniques": [],
        },
        "public": [{name: item[name] for name in ("id", "type", "public")} for item in items],
        "secret": [{name: item[name] for name in ("key", "due")} for item in items],
    }
    structure = fingerprint([item["key"] for item in items])
    made, _new = Edition.objects.get_or_create(
        digest=fingerprint(content), defaults=content | {"structure": structure}
    )
    return made


def _claim(at: int, verdict: str) -> dict:
    return {
        "id": str(UUID(int=at)),
        "type": "verdict",
        "public": {
            "claim": f"In {2000 + at}, one in {at + 20} people of the world lived in a country not of their birth.",
            "verdicts": ["true", "false"],
            "claimant": "A neighbour",
            "medium": "Said at a market",
            "said": "2024-05-01",
        },
        "key": {"verdict": verdict, "slant": "against" if at % 4 < 2 else "for", "technique": ""},
        "due": {
            "explanation_html": f"<p>Count number {at} of the United Nations says how many there are.</p>",
            "evidence": [],
            "archived": "",
            "checked": "2026-01-01",
            "review_by": "2028-01-01",
        },
    }


def lay(classrooms: int, pupils: int, many: int) -> dict:
    """Open as many sittings with pupils on their seats, twice as many that wait to be joined, and close one of many.

    Return what devices and a teacher know: {edition, items, seats: [{key, seat, pass, cookie}], codes, single codes,
    session, live (the pk of an open sitting), results (the pk of the closed one)}.
    """
    from django.conf import settings
    from django.test import Client

    from classrooms.domain.joining import pass_of
    from classrooms.domain.sittings import close_sitting
    from tests.classrooms.factories import ClassroomFactory, TeacherFactory, opened, seated

    teacher = TeacherFactory(email=TEACHER)
    edition = edition_of_claims()
    seats, codes, single = [], [], []
    for _classroom in range(classrooms):
        classroom = ClassroomFactory(owner=teacher, size=pupils)
        sitting = opened(classroom, edition)
        seats += [
            {
                "key": sitting.key,
                "seat": seat.pk,
                "pass": pass_of(seat),
                "cookie": f"secret-{sitting.pk}-{seat.number}",
            }
            for seat in seated(sitting, pupils)
        ]
        for waiting in (codes, single):
            waiting.append(opened(classroom, edition).join_code.code)
    # No classroom is as large; what is shown of one should not hang on its size all the same.
    large = opened(ClassroomFactory(owner=teacher), edition)
    answer_everything(large, many)
    close_sitting(large, actor=teacher)
    browser = Client()
    browser.force_login(teacher)
    return {
        "edition": edition.pk,
        "items": [item["id"] for item in edition.public],
        "seats": seats,
        "codes": codes,
        "single codes": single,
        "session": f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}",
        "live": sitting.pk,
        "results": large.pk,
    }


def answer_everything(sitting, pupils: int) -> None:
    """Seat pupils, more than a classroom has, and keep an answer of each to every item."""
    from uuid import uuid4

    from django.utils import timezone

    from classrooms.models import Answer, Seat

    chance, now, edition = random.Random(1), timezone.now(), sitting.edition
    seats = Seat.objects.bulk_create(
        Seat(
            sitting=sitting,
            number=number,
            token_hash=f"{sitting.pk}-{number}",
            pseudonym=f"{number}",
            word=f"{number}",
            language=LANGUAGE,
        )
        for number in range(1, pupils + 1)
    )
    answers = (
        Answer(
            seat=seat,
            client_id=uuid4(),
            sequence=place,
            item=item["id"],
            edition=edition,
            value={"verdict": chance.choice(["true", "false"]), "confidence": chance.choice([1, 2, 3, 4])},
            received_at=now,
        )
        for seat in seats
        for place, item in enumerate(edition.public, start=1)
    )
    Answer.objects.bulk_create(answers, batch_size=1000)


def queries(results: int, live: int) -> dict:
    """Return {name: number of queries} of the teacher's pages of two sittings, with warm memory."""
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, found = Client(SERVER_NAME="127.0.0.1"), {}
    client.force_login(get_user_model().objects.get(email=TEACHER))
    for name, address in (("results", results_of(results)), ("live", progress_of(live))):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            client.get(address)
        found[name] = len(caught)
    return found


def results_of(sitting: int) -> str:
    return f"/{LANGUAGE}/teach/sittings/{sitting}/results/"


def progress_of(sitting: int) -> str:
    return f"/{LANGUAGE}/teach/sittings/{sitting}/live/"


def kept() -> dict:
    """Return what is in the database: {answers: {client id: [seat, item, digest of its value]}, doubled, seats}.

    doubled: how many ids, and how many items of a seat, are there more than once.
    """
    from classrooms.models import Answer, Seat

    rows = list(Answer.objects.order_by("pk").values_list("client_id", "seat_id", "item", "value"))
    ids = Counter(row[0] for row in rows)
    places = Counter((row[1], row[2]) for row in rows)
    return {
        "answers": {str(name): [seat, item, digest(value)] for name, seat, item, value in rows},
        "doubled": sum(number > 1 for number in [*ids.values(), *places.values()]),
        "seats": Seat.objects.count(),
    }


def digest(value) -> str:
    """Return a short name for what an answer says."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def main(arguments: list[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    django.setup()
    command, *rest = arguments
    print(json.dumps({"lay": lay, "queries": queries, "kept": kept}[command](*map(int, rest))))


if __name__ == "__main__":
    main(sys.argv[1:])
