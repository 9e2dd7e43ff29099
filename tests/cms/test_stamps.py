"""Stamps and kept values: what changed, and what is thereby stale."""

import pytest
from django.db import transaction

from cms.cache import stamps
from cms.cache.keeping import keep


@pytest.fixture(params=["files", "redis"])
def store(request, tmp_path):
    if request.param == "files":
        return stamps.FileStamps(tmp_path / "stamps")
    store = stamps.RedisStamps("redis://127.0.0.1:6379/15")
    try:
        store.client.ping()
    except store.errors:
        pytest.skip("Redis does not listen on 127.0.0.1:6379")
    store.client.delete("stamp:a", "stamp:b")
    return store


def test_a_touch_moves_the_named_stamps_and_no_other(store):
    before = store.versions(["a", "b"])
    store.touch(["a"])
    after = store.versions(["a", "b"])
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_many_touches_in_one_moment_are_all_seen(store):
    seen = set()
    for _ in range(50):
        store.touch(["a"])
        seen.add(store.versions(["a"]))
    assert len(seen) == 50


def test_when_redis_is_away_nothing_counts_as_fresh():
    """Case 72."""
    away = stamps.RedisStamps("redis://127.0.0.1:1/0")
    assert away.versions(["a"]) != away.versions(["a"])


def test_a_touch_that_redis_did_not_hear_is_made_up_for(monkeypatch):
    """Case 72: pages kept before would else count as fresh as soon as Redis is back."""
    moved = []
    store = stamps.RedisStamps("redis://127.0.0.1:1/0")
    store.touch(["a", "b"])
    assert store.owed == ["a", "b"]
    monkeypatch.setattr(store, "_move", moved.append)
    store.versions(["a"])
    store.versions(["a"])
    assert moved == [["a", "b"]]


@pytest.mark.django_db(transaction=True)
def test_a_touch_takes_effect_when_the_transaction_commits_and_never_when_it_is_rolled_back():
    before = stamps.versions(["thing"])
    with transaction.atomic():
        stamps.touch("thing")
        assert stamps.versions(["thing"]) == before
    after = stamps.versions(["thing"])
    assert after != before
    with transaction.atomic():
        stamps.touch("thing")
        transaction.set_rollback(True)
    assert stamps.versions(["thing"]) == after


@pytest.mark.django_db(transaction=True)
def test_a_kept_value_is_made_again_only_after_a_touch():
    made = []

    def make():
        made.append(1)
        return len(made)

    assert [keep("value", ("thing",), make), keep("value", ("thing",), make)] == [1, 1]
    stamps.touch("other")
    assert keep("value", ("thing",), make) == 1
    stamps.touch("thing")
    assert keep("value", ("thing",), make) == 2


@pytest.mark.django_db(transaction=True)
def test_a_value_that_went_stale_while_it_was_made_is_made_again():
    def make_slowly():
        stamps.touch("thing")
        return "old"

    assert keep("slow", ("thing",), make_slowly) == "old"
    assert keep("slow", ("thing",), lambda: "new") == "new"
