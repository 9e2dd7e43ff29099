"""Registries: where rooms plug in."""

import pytest

from cms.registries import AlreadyRegistered, Registry


def test_entries_come_by_order_and_then_as_they_were_registered():
    registry = Registry()
    registry.register("b", 2)
    registry.register("c", 3)
    registry.register("a", 1, order=10)
    assert list(registry) == [("a", 1), ("b", 2), ("c", 3)]
    assert len(registry) == 3
    assert registry["c"] == 3


def test_a_name_is_taken_once():
    registry = Registry()
    registry.register("a", 1)
    with pytest.raises(AlreadyRegistered):
        registry.register("a", 2)
    assert registry["a"] == 1


def test_what_was_unregistered_is_gone():
    registry = Registry()
    registry.register("a", 1)
    registry.unregister("a")
    assert "a" not in registry
