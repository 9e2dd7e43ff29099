"""Confidence, marked phrases and orders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.scoring.calibration import by_confidence, confidence_auc
from exercises.scoring.marking import Marks, by_technique, points, total
from exercises.scoring.ordering import concordance, order_points

judgements = st.lists(st.tuples(st.integers(1, 4), st.booleans()), max_size=30)


def test_confidence_that_knows_has_an_area_of_one():
    assert confidence_auc([(4, True), (3, True), (2, False), (1, False)]) == 1
    assert confidence_auc([(1, True), (4, False)]) == 0
    assert confidence_auc([(2, True), (2, False)]) == 0.5
    assert confidence_auc([(4, True), (2, True), (3, False), (2, False)]) == 0.625


def test_confidence_says_nothing_where_all_was_right_or_all_wrong():
    assert confidence_auc([(3, True), (1, True)]) is None
    assert confidence_auc([]) is None


@given(judgements, st.randoms())
def test_the_order_of_judgements_does_not_matter_to_confidence(given_judgements, chance):
    mixed = list(given_judgements)
    chance.shuffle(mixed)
    assert confidence_auc(mixed) == confidence_auc(given_judgements)
    assert by_confidence(mixed) == by_confidence(given_judgements)


@given(judgements)
def test_to_turn_right_into_wrong_mirrors_the_area(given_judgements):
    area = confidence_auc(given_judgements)
    mirrored = confidence_auc([(confidence, not right) for confidence, right in given_judgements])
    assert mirrored == (None if area is None else pytest.approx(1 - area))


KEY = {"a": None, "b": "bandwagon", "c": None, "d": "fake-expert", "e": "bandwagon"}


def test_precision_and_recall_of_each_technique():
    marks = by_technique(KEY, {"a": "bandwagon", "b": "bandwagon", "d": "bandwagon"})
    assert marks == {"bandwagon": Marks(found=1, wrong=2, missed=1), "fake-expert": Marks(0, 0, 1)}
    assert marks["bandwagon"].precision == pytest.approx(1 / 3)
    assert marks["bandwagon"].recall == 0.5
    assert marks["fake-expert"].precision is None
    assert total(marks.values()) == Marks(found=1, wrong=2, missed=2)


def test_phrases_that_the_key_does_not_know_change_nothing():
    assert by_technique(KEY, {"zz": "bandwagon"})["bandwagon"] == Marks(0, 0, 2)


def test_to_mark_a_clean_sentence_costs():
    everything_right = {phrase: name for phrase, name in KEY.items() if name}
    assert points(KEY, everything_right) == 1
    assert points(KEY, everything_right | {"a": "bandwagon"}) == pytest.approx(2 / 3)


def test_neither_marking_nothing_nor_marking_everything_pays():
    assert points(KEY, {}) == 0
    balanced = {"a": None, "b": "bandwagon", "c": None, "d": "fake-expert"}
    assert points(balanced, dict.fromkeys(balanced, "bandwagon")) == 0


def test_a_text_without_tricks_is_read_rightly_by_marking_nothing():
    assert points({"a": None}, {}) == 1
    assert points({"a": None}, {"a": "bandwagon"}) == 0


RANKS = {"one": 1, "two": 2, "three": 3, "four": 4}


def test_orders_are_scored_by_their_pairs():
    assert order_points(RANKS, ["one", "two", "three", "four"]) == 1
    assert order_points(RANKS, ["four", "three", "two", "one"]) == 0
    assert concordance(RANKS, ["two", "one", "three", "four"]) == pytest.approx(5 / 6)
    assert order_points(RANKS, ["two", "one", "three", "four"]) == pytest.approx(2 / 3)


def test_equal_ranks_may_stand_either_way():
    ranks = {"one": 1, "also one": 1, "two": 2}
    assert (
        order_points(ranks, ["also one", "one", "two"])
        == order_points(ranks, ["one", "also one", "two"])
        == 1
    )
    assert order_points({"one": 1, "also one": 1}, []) == 1


@given(st.permutations(sorted(RANKS)))
def test_an_order_and_its_reverse_share_out_the_pairs(given_order):
    assert concordance(RANKS, given_order) + concordance(RANKS, given_order[::-1]) == pytest.approx(1)


def test_what_was_left_out_comes_last():
    assert concordance(RANKS, ["one"]) == pytest.approx(3 / 6)
    assert concordance(RANKS, []) == 0
