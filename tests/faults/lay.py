"""Lay classrooms with an open sitting each, seats that were taken, and a teacher who is signed in.

    python -m tests.faults.lay 8 30 40        sittings, pupils in each, claims to judge

Prints one line of JSON: {edition, items, sittings: [{pk, key, seats: [{seat, pass}]}], cookies (the teacher's), token}.
"""

import json
import os
import sys


def lay(sittings: int, pupils: int, claims: int) -> dict:
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client

    from classrooms.domain.joining import pass_of, take_seat
    from tests.bench.classes import LANGUAGE, edition_of_claims
    from tests.classrooms.factories import ClassroomFactory, TeacherFactory, opened

    teacher = TeacherFactory()
    edition = edition_of_claims(claims)
    laid = []
    for _sitting in range(sittings):
        sitting = opened(ClassroomFactory(owner=teacher, size=pupils), edition)
        seats = [take_seat(sitting, LANGUAGE)[0] for _pupil in range(pupils)]
        laid.append(
            {
                "pk": sitting.pk,
                "key": sitting.key,
                "seats": [{"seat": seat.pk, "pass": pass_of(seat)} for seat in seats],
            }
        )
    browser = Client()
    browser.force_login(teacher)
    token = _get_new_csrf_string()
    return {
        "edition": edition.pk,
        "items": [item["id"] for item in edition.public],
        "sittings": laid,
        "cookies": {
            settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.CSRF_COOKIE_NAME: token,
        },
        "token": token,
    }


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    django.setup()
    print(json.dumps(lay(*map(int, sys.argv[1:]))))
