"""The teachers' pages in a real browser: axe is silent, nothing overflows, from right to left too, light and dark."""

import re

import pytest
from django.conf import settings

from classrooms.domain.classrooms import accept_shared, share_classroom
from tests.classrooms.factories import ClassroomFactory, TeacherFactory, answered, closed, opened, seated
from tests.factories import ExercisePageFactory, balanced_claims, exercises_page, plant
from tests.machinery.looking import OVERFLOW, faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNFOLD = "document.querySelectorAll('main details').forEach((folded) => { folded.open = true })"


@pytest.fixture
def addresses(client):
    """One of each of the teachers' pages at its fullest, and a browser that is signed in; the names are very long."""
    tree = plant("en", "ar")
    word = "Donaudampfschifffahrtsgesellschaft" * 9
    claims, _in_arabic = (
        ExercisePageFactory(
            parent=exercises_page(tree[language]),
            title=f"{language} {word[:100]}",
            slug="claims",
            purpose="discernment",
            items=balanced_claims(8),
        )
        for language in ("en", "ar")
    )
    teacher = TeacherFactory(display_name=word[:80])
    classroom = ClassroomFactory(owner=teacher, name=word[:80])
    before = closed(classroom, claims, role="before", days_ago=70)
    closed(classroom, claims, role="after", follows=before, days_ago=60)
    sitting = opened(classroom, claims)
    for seat in seated(sitting, sitting.seat_limit):
        answered(seat, seat.number % 9)
    empty = opened(classroom, claims)
    done = closed(classroom, claims)
    share_classroom(classroom, actor=teacher)
    classroom.refresh_from_db()
    accept_shared(classroom.share_token, actor=TeacherFactory(display_name=word[:80]))
    theirs = ClassroomFactory(name=word[:80])
    closed(theirs, claims)
    token = share_classroom(theirs, actor=theirs.owner)
    accept_shared(token, actor=teacher)
    client.force_login(teacher)
    return [
        "",
        "classrooms/new/",
        f"classrooms/{classroom.pk}/",
        f"classrooms/{classroom.pk}/edit/",
        f"classrooms/{theirs.pk}/",
        f"classrooms/shared/{token}/",
        "sittings/new/",
        f"sittings/new/?exercise=claims&classroom={classroom.pk}&role=after&follows={before.pk}",
        f"sittings/{sitting.pk}/",
        f"sittings/{empty.pk}/",
        f"sittings/{done.pk}/",
        f"sittings/{sitting.pk}/projector/",
        f"sittings/{sitting.pk}/slips/",
    ]


def open_signed_in(visitor, client, **options):
    page = visitor.open("/healthz", **options)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": visitor.origin}])
    return page


@pytest.mark.parametrize(
    ("language", "looks"),
    [("en", [(1280, False), (360, True)]), ("ar", [(360, False), (1280, True)])],
)
def test_axe_finds_nothing_on_any_page_of_a_teacher(visitor, client, addresses, language, looks):
    found = []
    page = open_signed_in(visitor, client, bypass_csp=True)
    for address in addresses:
        assert page.goto(f"/{language}/teach/{address}").status == 200
        page.evaluate(UNFOLD)
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found += [(address, width, dark, fault) for fault in faults(page)]
    assert found == []


def test_nothing_overflows_on_the_smallest_telephone_whatever_the_words(visitor, client, addresses):
    """Case 79: names of many letters at 320 px."""
    page = open_signed_in(visitor, client, width=320)
    for address in addresses:
        page.goto(f"/en/teach/{address}")
        assert page.evaluate(OVERFLOW) == 0, address


def test_a_teacher_without_a_script_opens_watches_and_closes(visitor, client, addresses):
    page = open_signed_in(visitor, client, width=360, scripts=False)
    page.goto("/en/teach/sittings/new/?exercise=claims")
    page.get_by_role("button", name="Open it now").click()
    assert page.locator(".join-code").is_visible()
    page.get_by_text("More time, or another code").click()
    page.get_by_role("button", name="10 minutes more").click()
    page.get_by_role("link", name="Show on the wall").click()
    assert page.locator(".qr__svg").is_visible()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("button", name="Close it and see what they learnt").click()
    page.get_by_role("button", name="Yes, close it").click()
    page.wait_for_url("**/results/")


def test_what_a_teacher_is_asked_before_closing_fits_and_more_places_are_one_press_away(
    visitor, client, addresses
):
    page = open_signed_in(visitor, client, width=320, bypass_csp=True)
    page.goto(
        next(f"/en/teach/{address}" for address in addresses if re.fullmatch(r"sittings/\d+/", address))
    )
    page.get_by_role("button", name="Let five more in").click()
    page.get_by_text("5 more can come in.").wait_for()
    assert page.get_by_role("button", name="Let five more in").count() == 0
    page.get_by_role("button", name="Close it and see what they learnt").click()
    page.get_by_role("button", name="Yes, close it").wait_for()
    assert page.evaluate(OVERFLOW) == 0
    for dark in (False, True):
        look(page, width=360, dark=dark)
        assert faults(page) == []
