"""A class: its mean, and intervals that hold the truth as often as they say."""

from math import sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.scoring.detection import Counts, standard_error
from exercises.scoring.groups import (
    FEWEST,
    ORDINARY,
    SMALLEST_GROUP,
    TooFew,
    class_discernment,
    smallest_detectable_change,
)
from exercises.scoring.unbiased import unbiased
from tests.exercises.scoring.coverage import Population, coverage

EVERYTHING_FALSE = Counts(10, 0, 10, 0)
CLASS = [Counts(10, hits, 10, alarms) for hits in range(4, 10) for alarms in range(1, 6)]
seats = st.builds(
    lambda true, false, hits, alarms: Counts(true, hits % (true + 1), false, alarms % (false + 1)),
    *[st.integers(FEWEST, 12)] * 2,
    *[st.integers(0, 12)] * 2,
)


@pytest.mark.parametrize(
    "population",
    [
        Population(25, d=1.0),
        Population(10, d=0.0, spread=0.3, c=0.3),
        Population(10, d=1.5, spread=0.6, claims=8),
        Population(15, d=0.5, left_out=0.2),
        Population(30, d=2.0, spread=0.3, claims=8),
        Population(60, d=1.5, spread=0.3, left_out=0.2),
        Population(60, d=2.0, spread=0.6, c=0.3),
    ],
    ids=str,
)
def test_of_a_thousand_intervals_93_to_97_in_a_hundred_hold_the_truth(population):
    found = coverage(population)
    assert 0.93 <= found.d <= 0.97
    assert 0.93 <= found.c <= 0.97
    # Of the very class, whose pupils are known, they hold the mean more often: they allow for other pupils as well.
    assert found.own_d >= found.d
    assert found.own_c >= found.c


def test_the_interval_is_the_one_that_one_reckons_by_hand():
    d, c = zip(*map(unbiased, CLASS), strict=True)
    found = class_discernment(CLASS)
    for mean, values in ((found.d, d), (found.c, c)):
        reach = 2.045230 * stdev(values) / sqrt(30)  # Student's t for 29 degrees of freedom
        assert mean.value == pytest.approx(fmean(values))
        assert mean.low == pytest.approx(fmean(values) - reach, abs=1e-6)
        assert mean.high == pytest.approx(fmean(values) + reach, abs=1e-6)
        assert mean.people == 30


def test_a_class_that_answers_alike_does_not_know_without_error():
    """Its spread is half of what chance alone would give; for c a quarter of that of d'."""
    error = sqrt(standard_error(EVERYTHING_FALSE) ** 2 / 2 / 10)
    d, c = unbiased(EVERYTHING_FALSE)
    assert (d, c) == (0, pytest.approx(2.0759, abs=1e-4))
    found = class_discernment([EVERYTHING_FALSE] * 10)
    assert found.d.high == -found.d.low == pytest.approx(2.262157 * error, abs=1e-6)
    assert found.c.high - c == pytest.approx(2.262157 * error / 2, abs=1e-6)


@given(st.lists(seats, min_size=10, max_size=14), st.randoms())
def test_the_order_of_seats_does_not_matter(given_seats, chance):
    mixed = list(given_seats)
    chance.shuffle(mixed)
    one, other = class_discernment(given_seats), class_discernment(mixed)
    assert one.d.value == pytest.approx(other.d.value)
    assert one.d.low == pytest.approx(other.d.low)
    assert one.c.high == pytest.approx(other.c.high)


@given(st.lists(seats, min_size=10, max_size=14))
def test_true_for_false_and_false_for_true_turns_the_interval_over(given_seats):
    turned = [
        Counts(one.true, one.true - one.hits, one.false, one.false - one.false_alarms) for one in given_seats
    ]
    one, other = class_discernment(given_seats), class_discernment(turned)
    assert other.d.value == pytest.approx(-one.d.value)
    assert (other.d.low, other.d.high) == pytest.approx((-one.d.high, -one.d.low))
    assert (other.c.low, other.c.high) == pytest.approx((-one.c.high, -one.c.low))


def test_more_certainty_is_a_wider_interval_around_the_same_mean():
    usual, sure = class_discernment(CLASS), class_discernment(CLASS, certainty=0.99)
    assert sure.d.value == usual.d.value
    assert sure.d.low < usual.d.low < usual.d.high < sure.d.high


def test_seats_that_judged_too_few_claims_do_not_count():
    hasty = [Counts(3, 3, 10, 0), Counts(10, 10, 3, 0), Counts(0, 0, 0, 0)]
    assert class_discernment(CLASS + hasty) == class_discernment(CLASS)
    assert class_discernment([Counts(4, 3, 4, 1)] * 10).d.people == 10


def test_of_fewer_than_ten_people_nothing_is_said():
    assert SMALLEST_GROUP == 10
    with pytest.raises(TooFew, match="9 people; 10 are needed"):
        class_discernment(CLASS[:9] + [Counts(3, 3, 10, 0)])
    with pytest.raises(TooFew):
        smallest_detectable_change(9)
    with pytest.raises(TooFew):
        smallest_detectable_change(25, 9)


@pytest.mark.parametrize(("people", "change"), [(25, 0.46), (60, 0.29), (150, 0.19)])
def test_the_smallest_detectable_change_of_a_classroom(people, change):
    assert round(smallest_detectable_change(people), 2) == change


def test_two_groups_of_one_size_and_spread_are_the_same_as_one_group_twice():
    assert smallest_detectable_change(25, 25) == smallest_detectable_change(25)
    error = standard_error(ORDINARY)
    assert smallest_detectable_change(25, error=error, error_after=error) == smallest_detectable_change(25)


def test_unequal_groups_show_what_their_two_errors_together_allow():
    """2.8016 is the sum of the normal quantiles for 97.5% and 80%; 0.9 / sqrt(36) and 0.8 / sqrt(16) make 0.25."""
    assert smallest_detectable_change(36, 16, error=0.9, error_after=0.8) == pytest.approx(
        0.25 * 2.8016, abs=1e-5
    )
