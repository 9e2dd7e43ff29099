"""Figures about notices: all of them, and none from which somebody could be found."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from cms.domain.queries.transparency import LEAST, figures, parts
from cms.models import ContentReport


def reports(number: int, *, reason="false", decision="kept", hours=5, **values) -> None:
    now = timezone.now()
    start = ContentReport.objects.count()
    done = {"decision": decision, "reasons": "So.", "decided_at": now} if decision else {}
    ContentReport.objects.bulk_create(
        ContentReport(
            token=f"{start + one}", path="/en/", reason=reason, text="!", language="en",
            received_at=now - timedelta(hours=hours), due_at=now + timedelta(hours=24), **(done | values),
        )
        for one in range(number)
    )  # fmt: skip


@pytest.mark.django_db
def test_a_few_decisions_make_no_figures(client, site_tree):
    site_tree("en")
    reports(9)
    found = figures()
    assert (found.decided, found.median_hours, found.share, found.by_reason) == (None, None, None, None)
    assert "Fewer than 10 notices were decided so far." in client.get("/en/transparency/").content.decode()


@pytest.mark.django_db
def test_the_figures_are_right(client, site_tree):
    site_tree("en")
    reports(40, reason="false", decision="kept", hours=6)
    reports(20, reason="hate", decision="hidden", hours=2)
    reports(20, reason="privacy", decision="changed", hours=30)
    reports(12, decision="")
    found = figures()
    assert (found.decided, found.waiting, found.median_hours) == (80, 12, 6)
    assert (found.share, found.share_is_bound) == (75, False)
    assert found.by_decision.shown["kept"] == 40
    shown = client.get("/en/transparency/").content.decode()
    assert "75%" in shown
    assert "Right now 12 notices wait for a decision." in shown


@pytest.mark.django_db
def test_appeals_and_how_many_changed_something():
    other = get_user_model().objects.create_user("noor@example.org")
    now = timezone.now()
    appealed = {"appeal": "No.", "appealed_at": now, "appeal_due_at": now}
    answered = {"appeal_reasons": "So.", "appeal_decided_at": now, "appeal_decided_by": other}
    reports(30)
    reports(10, **appealed, **answered, appeal_decision="changed")
    reports(10, **appealed, **answered, appeal_decision="kept")
    found = figures()
    assert (found.appeals, found.appeals_decided, found.appeals_changed) == (20, 20, 10)
    reports(3, **appealed)
    found = figures()
    assert (found.appeals, found.appeals_decided) == (23, None)


@pytest.mark.django_db
def test_a_few_late_ones_are_a_bound_and_not_a_number():
    reports(96)
    reports(4, hours=30)
    found = figures()
    assert (found.share, found.share_is_bound) == (91, True)


@pytest.mark.django_db
def test_the_page_is_the_same_for_everybody_and_kept(client, site_tree):
    """Case 55."""
    site_tree("en")
    answer = client.get("/en/transparency/")
    assert answer.headers["Cache-Control"] == "public, max-age=30, s-maxage=60"
    assert not answer.cookies


def test_large_parts_are_all_shown():
    assert parts({"a": 10, "b": 25}) == ({"a": 10, "b": 25}, None, ())


def test_one_small_part_takes_a_larger_one_with_it():
    """Otherwise the whole less what is shown is the small one."""
    assert parts({"a": 3, "b": 25, "c": 40}) == ({"c": 40}, 28, ("a", "b"))


@given(st.lists(st.integers(0, 40), min_size=2, max_size=5))
def test_nobody_can_work_out_a_small_part(sizes):
    """Whoever knows the whole, what is shown and how we hide finds several values that are possible for each."""
    counts = {str(place): size for place, size in enumerate(sizes)}
    found = parts(counts)
    assert all(value >= LEAST for value in found.shown.values())
    if not found.hidden or not found.shown:
        return
    assert len(found.hidden) > 1
    assert found.together >= LEAST
    for key in found.hidden:
        if counts[key] >= LEAST or len(found.hidden) > 3:
            continue
        possible = set()
        for guess in product(range(found.together + 1), repeat=len(found.hidden)):
            if sum(guess) == found.together:
                like = parts(found.shown | dict(zip(found.hidden, guess, strict=True)))
                if (like.together, set(like.hidden)) == (found.together, set(found.hidden)):
                    possible.add(guess[found.hidden.index(key)])
        assert len(possible) > 1
