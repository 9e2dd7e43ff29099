"""The live page: who is in and how far, cheaply, and without a word about right or wrong."""

import gzip
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from classrooms import pseudonyms
from classrooms.domain import sittings as verbs
from classrooms.domain.joining import take_seat
from classrooms.domain.queries.live import progress_of, watched
from classrooms.models import Sitting
from tests.classrooms.factories import ClassroomFactory, answered, opened, seated
from tests.factories import ExercisePageFactory, balanced_claims, exercises_page, plant

pytestmark = pytest.mark.django_db

#: Queries of every request of somebody signed in: session, user, permissions of her own and of her groups.
SIGNED_IN = 4


def progress(client, sitting, etag: str = "", query: str = ""):
    headers = {"if-none-match": etag} if etag else {}
    return client.get(f"/en/teach/sittings/{sitting.pk}/live/{query}", headers=headers)


def words(html: str) -> str:
    """Return what one reads of a page, in one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# What it tells ----------------------------------------------------------------------------------------------------


def test_it_says_who_is_in_and_how_far_each_is(signed_in, sitting):

    seats = seated(sitting, 3)
    answered(seats[0], 5)
    answered(seats[2])
    html = progress(signed_in, sitting).content.decode()
    told = words(html)
    assert "3 of 28 are in" in told
    assert "13 of 24 answers" in told
    for seat, kept in zip(seats, (5, 0, 8), strict=True):
        assert f"{seat.number} {pseudonyms.spoken(seat.pseudonym, 'en')} {kept}/8" in told


def test_pseudonyms_are_said_in_the_teachers_language(signed_in, sitting):

    [seat] = seated(sitting)
    html = signed_in.get(f"/ar/teach/sittings/{sitting.pk}/").content.decode()
    assert pseudonyms.spoken(seat.pseudonym, "ar") in html


def test_each_item_tells_how_many_seats_have_answered_it(signed_in, sitting):
    seats = seated(sitting, 3)
    answered(seats[0], 2)
    answered(seats[1], 1)
    told = words(progress(signed_in, sitting).content.decode())
    assert "1 Claim number 1 of the exercise. 2 of 3 2 Claim number 2 of the exercise. 1 of 3" in told


def test_of_two_forms_each_counts_its_own_seats(classroom, claims, up):
    other = ExercisePageFactory(
        parent=up, title="Other claims", slug="other", purpose="discernment", items=balanced_claims(8)
    )
    sitting = opened(classroom, claims, role="before", second=other)
    seats = seated(sitting, 3)  # the first and the third answer the first form
    answered(seats[0], 4)
    answered(seats[1], 8)
    found = progress_of(watched(Sitting.objects.all()).get(pk=sitting.pk), "en")
    first, second = found.forms
    assert (first.title, second.title) == ("Eight claims", "Other claims")
    assert [(item.answers, item.seats) for item in first.items] == [(1, 2)] * 4 + [(0, 2)] * 4
    assert [(item.answers, item.seats) for item in second.items] == [(1, 1)] * 8
    assert found.bands == [2 / 3] * 4 + [1 / 3] * 4
    assert (found.answers, found.expected) == (12, 24)


def test_voided_seats_and_what_came_from_them_are_not_told(signed_in, classroom, sitting):
    seats = seated(sitting, 3)
    for seat in seats:
        answered(seat, 4)
    verbs.void_seats(sitting, [2], actor=classroom.owner)
    told = words(progress(signed_in, sitting).content.decode())
    assert "2 of 28 are in" in told
    assert "8 of 16 answers" in told


def test_more_than_the_classroom_has_is_remarked_upon(signed_in, sitting):
    seated(sitting, 30)
    told = words(progress(signed_in, sitting).content.decode())
    assert "30 pupils are in" in told
    assert "Perhaps somebody came in twice" in told


def test_it_never_tells_what_was_answered_or_whether_it_was_right(signed_in, sitting):
    """Case 38, for the teacher while it is open: two classes that answered otherwise look the same."""
    pages = []
    for verdict in ("true", "false"):
        other = opened(sitting.classroom, sitting.edition)
        [seat] = seated(other)
        answered(seat, value={"verdict": verdict, "confidence": None})
        html = progress(signed_in, other).content.decode()
        pages.append(
            html.replace(pseudonyms.spoken(seat.pseudonym, "en"), "an animal").replace(
                f"/{other.pk}/", "/one/"
            )
        )
    assert pages[0] == pages[1]
    html = signed_in.get(f"/en/teach/sittings/{other.pk}/").content.decode()
    assert "The register of trades says so." not in html


def test_thirty_five_pupils_come_in_and_all_are_shown(signed_in, claims, classroom):
    """Case 20, partly: the live page keeps up with all of them."""
    classroom.size = 35
    classroom.save()
    sitting = opened(classroom, claims)
    for _pupil in range(35):
        take_seat(sitting, "en")
    told = words(progress(signed_in, sitting).content.decode())
    assert "35 of 35 are in" in told


def test_the_moving_part_of_the_wall_has_the_way_in_as_long_as_there_is_one(signed_in, classroom, sitting):
    first = sitting.join_code.code
    before = progress(signed_in, sitting, query="?on=wall").content.decode()
    verbs.renew_code(sitting, actor=classroom.owner)
    after = progress(signed_in, sitting, query="?on=wall").content.decode()
    second = Sitting.objects.get(pk=sitting.pk).join_code.code
    assert f"{first[:3]} {first[3:]}" in before
    assert f"{first[:3]} {first[3:]}" not in after
    assert f"{second[:3]} {second[3:]}" in after
    drawings = [re.search(r"<svg.*?qr__svg.*?</svg>", html, re.DOTALL)[0] for html in (before, after)]
    assert drawings[0] != drawings[1]
    verbs.close_sitting(sitting, actor=classroom.owner)
    closed = progress(signed_in, sitting, query="?on=wall").content.decode()
    assert '<div class="on-wall__door" id="wall-door" data-part></div>' in closed


# What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 30])
def test_the_moving_part_costs_as_much_for_thirty_seats_as_for_one(
    signed_in, sitting, number, django_assert_num_queries
):
    progress(signed_in, sitting)
    for seat in seated(sitting, number):
        answered(seat, 3)
    with django_assert_num_queries(SIGNED_IN + 3):
        assert progress(signed_in, sitting).status_code == 200
    with django_assert_num_queries(SIGNED_IN + 3):
        assert progress(signed_in, sitting, query="?on=wall").status_code == 200


def test_a_process_that_has_just_begun_asks_for_two_things_more(
    signed_in, sitting, django_assert_max_num_queries
):
    seated(sitting, 30)
    signed_in.get("/en/teach/")
    with django_assert_max_num_queries(SIGNED_IN + 5):
        progress(signed_in, sitting)


def test_the_whole_page_costs_as_much_for_thirty_seats_as_for_one(
    signed_in, sitting, django_assert_num_queries
):
    signed_in.get(f"/en/teach/sittings/{sitting.pk}/")
    for seat in seated(sitting, 30):
        answered(seat, 3)
    for path in ("", "projector/"):
        with django_assert_num_queries(SIGNED_IN + 3):
            signed_in.get(f"/en/teach/sittings/{sitting.pk}/{path}")


def test_nothing_new_is_answered_before_anything_is_rendered(signed_in, sitting, django_assert_num_queries):
    seats = seated(sitting, 30)
    first = progress(signed_in, sitting)
    assert first["Cache-Control"] == "private, no-cache"
    assert re.fullmatch(r'"[0-9a-f]{24}"', first["ETag"])
    with django_assert_num_queries(SIGNED_IN + 1):
        again = progress(signed_in, sitting, first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    answered(seats[0], 1)
    changed = progress(signed_in, sitting, first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_whatever_changes_the_page_changes_its_tag(signed_in, classroom, sitting):
    tags = [progress(signed_in, sitting)["ETag"]]

    def differs():
        tags.append(progress(signed_in, sitting)["ETag"])
        return len(set(tags)) == len(tags)

    seats = seated(sitting, 2)
    assert differs()
    answered(seats[0], 1)
    assert differs()
    verbs.void_seats(sitting, [2], actor=classroom.owner)
    assert differs()
    seated(sitting, 1)
    assert differs()
    verbs.extend_sitting(sitting, timedelta(minutes=10), actor=classroom.owner)
    assert differs()
    verbs.renew_code(sitting, actor=classroom.owner)
    assert differs()
    verbs.close_sitting(sitting, actor=classroom.owner)
    assert differs()
    tags += [progress(signed_in, sitting, query="?on=wall")["ETag"]]
    tags += [signed_in.get(f"/fr/teach/sittings/{sitting.pk}/live/")["ETag"]]
    assert len(set(tags)) == len(tags)


def test_a_tag_of_another_sitting_is_not_taken_for_this_one(signed_in, sitting):
    other = opened(sitting.classroom, sitting.edition)
    assert progress(signed_in, other, progress(signed_in, sitting)["ETag"]).status_code == 200


def test_a_first_visit_of_the_live_page_stays_under_45_kb(signed_in, sitting):
    for seat in seated(sitting, 28):
        answered(seat, 3)
    page = signed_in.get(f"/en/teach/sittings/{sitting.pk}/", headers={"accept-encoding": "gzip"})
    html = gzip.decompress(page.content).decode()
    parts = {"page": len(page.content)}
    wanted = re.findall(r'<link rel="(?:stylesheet|icon)" href="/static/([^"]+)"', html)
    for name in [*wanted, *re.findall(r'<script src="/static/([^"]+)"', html)]:
        content = Path(finders.find(name)).read_bytes()
        parts[name] = min(len(gzip.compress(content, 6)), len(content))
    assert sum(parts.values()) < 45_000, parts
    assert parts["classrooms/live.js"] < 2_000


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_page_keeps_up_by_itself_and_loses_neither_ticks_nor_focus(visitor, client):
    tree = plant("en")
    claims = ExercisePageFactory(
        parent=exercises_page(tree["en"]), purpose="discernment", items=balanced_claims(8)
    )
    classroom = ClassroomFactory(name="8B", size=28)
    sitting = opened(classroom, claims)
    seats = seated(sitting, 2)
    client.force_login(classroom.owner)
    page = visitor.open("/healthz")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": visitor.origin}])
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    page.goto(f"/en/teach/sittings/{sitting.pk}/")
    assert len(loads) == 1
    assert page.locator("[data-live-said]").inner_text() == ""
    page.locator("#items-summary").click()
    page.locator("#seat-2").check()
    page.locator("#seat-1").focus()

    answered(seats[0], 3)
    [newcomer] = seated(sitting)
    page.get_by_text(pseudonyms.spoken(newcomer.pseudonym, "en")).wait_for()
    assert page.locator("[data-live-said]").inner_text() == "3 of 28 are in."
    assert page.locator("#live-seats li").nth(0).inner_text().endswith("3/8")
    assert page.locator("#seat-2").is_checked()
    assert not page.locator("#seat-3").is_checked()
    assert page.evaluate("document.activeElement.id") == "seat-1"
    assert page.locator("#items").get_attribute("open") is not None

    code = page.locator(".join-code")
    assert code.is_visible()
    verbs.close_sitting(sitting, actor=classroom.owner)
    page.get_by_text("See what they learnt", exact=True).wait_for()
    assert not code.is_visible()
    assert page.locator("[data-live-said]").inner_text() == "This exercise is closed."
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.wait_for_timeout(5_000)
    assert asked == []
    assert len(loads) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_another_code_appears_on_the_wall_by_itself(visitor, client):
    tree = plant("en")
    claims = ExercisePageFactory(parent=exercises_page(tree["en"]), items=balanced_claims(8))
    classroom = ClassroomFactory(size=28)
    sitting = opened(classroom, claims)
    client.force_login(classroom.owner)
    page = visitor.open("/healthz")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": visitor.origin}])
    page.goto(f"/en/teach/sittings/{sitting.pk}/projector/")
    drawn = page.locator(".qr").inner_html()
    code = verbs.renew_code(sitting, actor=classroom.owner).code
    page.locator(".join-code", has_text=f"{code[:3]} {code[3:]}").wait_for()
    assert page.locator(".qr").inner_html() != drawn
    verbs.close_sitting(sitting, actor=classroom.owner)
    page.get_by_text("This exercise is closed.").last.wait_for()
    assert not page.locator("#wall-door").is_visible()
