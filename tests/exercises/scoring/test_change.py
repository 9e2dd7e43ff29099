"""Before and after: growth, and what only looks like it."""

from math import sqrt
from statistics import fmean, stdev

import pytest

from exercises.scoring.change import Change, Forms, Shift, Verdict, change, shift
from exercises.scoring.detection import Counts
from exercises.scoring.groups import Sample, TooFew, class_discernment, smallest_detectable_change
from exercises.scoring.student import t_quantile
from exercises.scoring.unbiased import unbiased
from tests.exercises.scoring.coverage import Population, Sittings, coverage_of_change, simulated_changes

T_18 = 2.100922  # Student's t for 18 degrees of freedom


def around(hits, false_alarms):
    """Return ten seats of a class around these counts of 10 and 10 claims."""
    return [
        Counts(10, hits + more, 10, false_alarms + other)
        for more, other in ((-1, 0), (0, -1), (0, 0), (0, 1), (1, 0))
    ] * 2


@pytest.mark.parametrize(
    "sittings",
    [
        Sittings(Population(25, d=1.0), tell_forms=False),
        Sittings(Population(10, d=0.5), doubt=0.2, tell_forms=False),
        Sittings(Population(60, d=1.5, spread=0.6, claims=8), tell_forms=False),
        Sittings(Population(25, d=1.0, left_out=0.2), harder=0.4, first_form=0.3),
        Sittings(Population(60, d=1.0), harder=0.4),
    ],
    ids=str,
)
def test_of_a_thousand_intervals_93_to_97_in_a_hundred_hold_the_change(sittings):
    d, c = coverage_of_change(sittings)
    assert 0.93 <= d <= 0.97
    assert 0.93 <= c <= 0.97


def test_where_the_same_pupils_sat_twice_they_hold_it_more_often():
    d, c = coverage_of_change(Sittings(Population(25, d=1.0), same_pupils=True, tell_forms=False))
    assert d >= 0.97
    assert c >= 0.97


def test_who_is_not_told_of_unequal_forms_is_often_wrong():
    """Four fifths have the hard form first: 0.24 of the easier form pass for learning."""
    unequal = Sittings(Population(60, d=1.0), harder=0.4, first_form=0.2)
    assert coverage_of_change(unequal, classes=300)[0] >= 0.93
    told = Sittings(Population(60, d=1.0), harder=0.4, first_form=0.2, tell_forms=False)
    assert coverage_of_change(told, classes=300)[0] <= 0.8


def test_the_smallest_detectable_change_is_found_four_times_in_five():
    found = list(
        simulated_changes(Sittings(Population(25, d=1.0), gain=0.645, tell_forms=False), classes=500, seed=1)
    )
    assert fmean(one.d.smallest for one in found) == pytest.approx(0.645, abs=0.01)
    assert fmean(one.d.verdict is Verdict.GREW for one in found) == pytest.approx(0.8, abs=0.04)


def test_without_a_change_one_class_in_twenty_seems_to_have_one():
    found = list(
        simulated_changes(Sittings(Population(25, d=1.0), gain=0, tell_forms=False), classes=1000, seed=2)
    )
    assert fmean(one.d.verdict is not Verdict.TOO_SMALL_TO_TELL for one in found) == pytest.approx(
        0.05, abs=0.02
    )


def test_the_change_is_the_difference_of_the_means_of_d_and_of_c():
    before, after = around(6, 4), around(8, 3)
    found = change(before, after)
    for place, shifted in enumerate((found.d, found.c)):
        values = [[unbiased(one)[place] for one in seats] for seats in (before, after)]
        assert shifted.value == pytest.approx(fmean(values[1]) - fmean(values[0]))
    assert (found.before, found.after) == (class_discernment(before), class_discernment(after))
    assert found.forms is Forms.NOT_GIVEN


def test_equal_spreads_have_the_degrees_of_freedom_of_both_groups():
    ten = Sample((tuple(map(float, range(10))),), chance=0)
    found = shift(ten, ten)
    assert found.value == 0
    assert found.high == -found.low == pytest.approx(T_18 * sqrt(2 * 55 / 6 / 10), abs=1e-5)


def test_unequal_spreads_have_fewer():
    """Variances 55/6 and 220/6: errors of 1 to 4, so 9 * 5**2 / (1 + 4**2) degrees of freedom."""
    narrow = Sample((tuple(map(float, range(10))),), chance=0)
    wide = Sample((tuple(map(float, range(0, 20, 2))),), chance=0)
    found = shift(narrow, wide)
    assert found.value == 4.5
    assert found.high - 4.5 == pytest.approx(t_quantile(0.975, 225 / 17) * sqrt(55 / 12))


def test_parts_are_compared_each_with_itself():
    """Means of parts 1 and 11, then 2 and 13: 1.5 more. The variance inside the parts is 2 / (4 - 2)."""
    before = Sample(((0.0, 2.0), (11.0, 11.0)), chance=0)
    after = Sample(((1.0, 3.0), (13.0, 13.0)), chance=0)
    assert (before.variance, before.squared_error) == (1.0, 0.25)
    assert shift(before, after).value == 1.5
    assert shift(before, after).high - 1.5 == pytest.approx(2.776445 * sqrt(0.5), abs=1e-6)


def test_its_smallest_change_is_that_of_the_spread_of_the_seats():
    before = [Counts(10, hits, 10, alarms) for hits in range(2, 10) for alarms in range(1, 5)]
    after = [Counts(10, hits, 10, 3) for hits in range(1, 11)]
    error, error_after = (stdev(unbiased(one)[0] for one in seats) for seats in (before, after))
    expected = smallest_detectable_change(32, 10, error=error, error_after=error_after)
    assert change(before, after).d.smallest == pytest.approx(expected)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (0.1, 0.9, Verdict.GREW),
        (-0.9, -0.1, Verdict.FELL),
        (-0.1, 0.9, Verdict.TOO_SMALL_TO_TELL),
        (0.0, 0.9, Verdict.TOO_SMALL_TO_TELL),
    ],
)
def test_an_interval_that_holds_nought_does_not_tell(low, high, verdict):
    assert Shift((low + high) / 2, low, high, smallest=0.5).verdict is verdict


def test_a_class_that_learnt_grew_and_backwards_it_fell():
    assert change(around(5, 5), around(8, 2)).d.verdict is Verdict.GREW
    assert change(around(8, 2), around(5, 5)).d.verdict is Verdict.FELL


def test_a_class_that_spots_more_fakes_by_doubting_everything_only_became_more_sceptical():
    found = change(around(7, 4), around(5, 2))
    assert found.d.verdict is Verdict.TOO_SMALL_TO_TELL
    assert found.c.verdict is Verdict.GREW
    assert found.only_more_sceptical


@pytest.mark.parametrize(
    ("before", "after"), [((5, 5), (8, 2)), ((7, 4), (7, 4)), ((6, 6), (7, 1)), ((5, 2), (7, 4))]
)
def test_a_class_that_learnt_or_believes_no_less_did_not_only_become_more_sceptical(before, after):
    assert not change(around(*before), around(*after)).only_more_sceptical


EASY, HARD = around(9, 1), around(6, 4)


def test_an_easier_form_does_not_pass_for_learning():
    """Before, most had the hard form, then most the easy one; on each form the class did as before."""
    before, after = HARD * 2 + EASY, HARD + EASY * 2
    labels = (["hard"] * 20 + ["easy"] * 10, ["hard"] * 10 + ["easy"] * 20)
    assert change(before, after).d.verdict is Verdict.GREW
    told = change(before, after, forms=labels)
    assert told.forms is Forms.HELD_EQUAL
    assert told.d.value == pytest.approx(0)
    assert told.d.verdict is Verdict.TOO_SMALL_TO_TELL
    assert told.d.smallest < change(before, after).d.smallest
    assert told.before == class_discernment(before)


@pytest.mark.parametrize(
    "labels",
    [
        (["A"] * 20, ["B"] * 20),
        (["A"] * 10 + ["B"] * 10, ["A"] * 20),
        (["A"] * 10 + ["B"] * 10, ["A"] * 18 + ["B"] * 2),
        (["A"] * 10 + ["B"] * 10, ["A"] * 10 + ["B"] * 7 + ["C"] * 3),
    ],
    ids=["each sitting its own", "one form after", "two seats of a form", "a third form"],
)
def test_forms_that_are_not_crossed_are_as_if_nothing_were_known_and_it_says_so(labels):
    plain = change(HARD + EASY, EASY + EASY)
    found = change(HARD + EASY, EASY + EASY, forms=labels)
    assert found == Change(plain.before, plain.after, plain.d, plain.c, Forms.NOT_CROSSED)


def test_one_form_for_all_is_held_equal():
    plain, found = change(HARD, EASY), change(HARD, EASY, forms=("A" * 10, "A" * 10))
    assert found == Change(plain.before, plain.after, plain.d, plain.c, Forms.HELD_EQUAL)


def test_seats_that_do_not_count_bring_no_form():
    hasty = Counts(3, 3, 10, 0)
    labels = ("A" * 10, "A" * 10)
    with_hasty = change(HARD + [hasty], EASY, forms=("A" * 10 + "B", "A" * 10))
    assert with_hasty == change(HARD, EASY, forms=labels)


def test_every_seat_needs_a_form():
    with pytest.raises(ValueError, match="zip"):
        change(HARD, EASY, forms=("A" * 9, "A" * 10))


def test_of_fewer_than_ten_people_in_a_sitting_nothing_is_said():
    for sittings in ((HARD[:9], EASY), (HARD, EASY[:9])):
        with pytest.raises(TooFew):
            change(*sittings)
