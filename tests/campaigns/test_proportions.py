"""Two shares compared: known values, and whether the interval keeps its promise."""

import random

import pytest

from campaigns.proportions import detectable, difference, share

#: Newcombe (1998), table II: the eight examples, by method 10.
NEWCOMBE = [
    ((56, 70), (48, 80), 0.0524, 0.3339),
    ((9, 10), (3, 10), 0.1705, 0.8090),
    ((6, 7), (2, 7), 0.0582, 0.8062),
    ((5, 56), (0, 29), -0.0381, 0.1926),
    ((0, 10), (0, 20), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((10, 10), (0, 20), 0.6791, 1.0),
    ((10, 10), (0, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("first", "second", "low", "high"), NEWCOMBE)
def test_the_interval_of_a_difference_is_that_of_the_paper(first, second, low, high):
    found = difference(first, second)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.value == pytest.approx(first[0] / first[1] - second[0] / second[1])


@pytest.mark.parametrize(("first", "second", "low", "high"), NEWCOMBE)
def test_the_other_way_round_it_is_the_same_with_the_other_sign(first, second, low, high):
    found = difference(second, first)
    assert (round(-found.high, 4) + 0, round(-found.low, 4) + 0) == (low, high)


def test_a_share_has_wilsons_interval():
    """81 of 263, as in Newcombe (1998), Statistics in Medicine 17, 857-872: 0.2553 to 0.3662."""
    found = share(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    assert share(0, 20).low == 0
    assert share(20, 20).high == 1


@pytest.mark.parametrize(("yes", "of"), [(0, 0), (3, 2), (-1, 5)])
def test_impossible_counts_are_refused(yes, of):
    with pytest.raises(ValueError, match="of"):
        share(yes, of)


@pytest.mark.parametrize(
    ("first", "second", "people"),
    [(0.5, 0.5, 50), (0.5, 0.6, 200), (0.1, 0.02, 50), (0.95, 0.9, 100), (0.02, 0.02, 50)],
)
def test_the_interval_holds_the_truth_in_at_least_94_of_100_cases(first, second, people):
    chance = random.Random(20261126)
    runs, held = 2000, 0
    for _run in range(runs):
        counts = [sum(chance.random() < p for _one in range(people)) for p in (first, second)]
        found = difference((counts[0], people), (counts[1], people))
        held += found.low <= first - second <= found.high
    assert 0.935 <= held / runs <= 1


def test_what_so_many_answers_would_show():
    assert [round(detectable(people), 2) for people in (50, 200, 800)] == [0.28, 0.14, 0.07]
