"""Every page of this room in a real browser: axe is silent, nothing overflows, in three scripts, light and dark."""

import pytest
from django.conf import settings

from classrooms.domain import sittings
from classrooms.domain.classrooms import share_classroom
from classrooms.views.seat import COOKIE
from tests.classrooms.answers import judged
from tests.classrooms.factories import ClassroomFactory, answered, opened, seated
from tests.exercises.editors import signed_in
from tests.exercises.playing import live
from tests.machinery.looking import OVERFLOW, faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNFOLD = "document.querySelectorAll('details').forEach((folded) => { folded.open = true })"


@pytest.fixture
def room(starter):
    """A classroom with everything: open and half answered, without devices, compared before and after, closed."""
    classroom = ClassroomFactory(name="8B")
    owner = classroom.owner
    page, other = live("truth-or-rumour-a", "en"), live("truth-or-rumour-b", "en")
    practice = opened(classroom, page)
    for seat in seated(practice, 12):
        answered(seat, seat.number)
    before = opened(classroom, page, role="before", second=other)
    judged(before, [(5, 4), (6, 4), (7, 3)] * 8)
    sittings.close_sitting(before, actor=owner)
    after = opened(classroom, page, role="after", second=other, follows=before)
    judged(after, [(7, 2), (8, 3), (9, 1)] * 8)
    sittings.close_sitting(after, actor=owner)
    share_classroom(classroom, actor=owner)
    classroom.refresh_from_db()
    return {
        "owner": owner,
        "classroom": classroom,
        "practice": practice,
        "hands": opened(classroom, live("spot-the-technique", "en"), way="hands"),
        "after": after,
        "empty": opened(classroom, page, feedback="at_close"),
    }


def teachers_pages(room) -> list[str]:
    classroom, practice, after = room["classroom"], room["practice"], room["after"]
    return [
        "/teach/",
        f"/teach/classrooms/{classroom.pk}/",
        f"/teach/classrooms/{classroom.pk}/edit/",
        f"/teach/classrooms/shared/{classroom.share_token}/",
        "/teach/sittings/new/",
        "/teach/sittings/new/?exercise=truth-or-rumour-a",
        f"/teach/sittings/{practice.pk}/",
        f"/teach/sittings/{room['empty'].pk}/",
        f"/teach/sittings/{practice.pk}/projector/",
        f"/teach/sittings/{practice.pk}/slips/",
        f"/teach/sittings/{practice.pk}/results/",
        f"/teach/sittings/{after.pk}/results/",
        f"/teach/sittings/{room['hands'].pk}/hands/",
    ]


@pytest.mark.parametrize(
    ("language", "looks"),
    [("en", [(1280, False), (360, True)]), ("uk", [(360, False)]), ("ar", [(1280, True), (360, False)])],
)
def test_axe_finds_nothing_on_any_of_the_teachers_pages(visitor, room, language, looks):
    key = signed_in(room["owner"]).cookies[settings.SESSION_COOKIE_NAME].value
    found, context = [], None
    for address in teachers_pages(room):
        page = visitor.open("/healthz", context=context, bypass_csp=True)
        context = page.context
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": visitor.origin}])
        answer = page.goto(f"/{language}{address}")
        assert answer.status == 200, address
        page.evaluate(UNFOLD)
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found += [(address, width, dark, fault) for fault in faults(page)]
        page.close()
    assert found == []


@pytest.mark.parametrize(
    ("language", "looks"),
    [("en", [(360, False), (1280, True)]), ("uk", [(360, True)]), ("ar", [(360, False), (1280, True)])],
)
def test_axe_finds_nothing_on_any_of_the_pupils_pages(visitor, room, language, looks):
    practice, empty = room["practice"], room["empty"]
    code = practice.join_code.code
    half, done = practice.seats.get(number=5), empty
    [waiting] = seated(empty, 1)
    answered(waiting)
    [finished] = seated(practice, 1)
    answered(finished)
    pages = [
        ("/join/?language={}", None, 200),
        (f"/join/{code}/?language={{}}", None, 200),
        (f"/join/{code}/?language={{}}", half, 200),
        ("/join/AAAAAAA/?language={}", None, 404),
        (f"/{{}}/sitting/{practice.key}/", None, 404),
        (f"/{{}}/sitting/{practice.key}/", half, 200),
        (f"/{{}}/sitting/{practice.key}/", finished, 200),
        (f"/{{}}/sitting/{done.key}/", waiting, 200),
    ]
    found = []
    for address, seat, status in pages:
        page = visitor.open("/healthz", bypass_csp=True)
        if seat:
            secret = f"secret-{seat.sitting_id}-{seat.number}"
            page.context.add_cookies([{"name": COOKIE, "value": secret, "url": visitor.origin}])
        answer = page.goto(address.format(language))
        assert answer.status == status, address
        page.evaluate(UNFOLD)
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found += [(address, width, dark, fault) for fault in faults(page)]
        look(page, width=320, dark=False)
        assert page.evaluate(OVERFLOW) == 0, address
        page.close()
    assert found == []
