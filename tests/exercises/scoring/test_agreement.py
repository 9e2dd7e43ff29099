"""Two markers, one rubric."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.scoring.agreement import agreement

LEVELS = st.lists(st.integers(0, 2), min_size=1, max_size=40)


def test_kappa_is_what_one_reckons_by_hand():
    """Ten answers, two of them one level apart: 0.2 against 0.84 by chance."""
    first = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    second = [0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
    # By chance: sum over pairs of |i - j| with margins 3, 4, 3 and 2, 4, 4.
    by_chance = (3 * 4 * 1 + 3 * 4 * 2 + 4 * 2 * 1 + 4 * 4 * 1 + 3 * 2 * 2 + 3 * 4 * 1) / 100
    found = agreement(first, second)
    assert found.answers == 10
    assert found.same == 0.8
    assert found.kappa == pytest.approx(1 - 0.2 / by_chance)
    assert found.kappa == pytest.approx(0.7619, abs=1e-4)


def test_to_be_two_levels_apart_costs_twice_as_much_as_one():
    """Margins are the same in both, so chance gives the same."""
    near = agreement([0, 1, 2, 0, 1, 2], [1, 0, 2, 0, 1, 2])
    far = agreement([0, 1, 2, 0, 1, 2], [2, 1, 0, 0, 1, 2])
    assert (1 - far.kappa) == pytest.approx(2 * (1 - near.kappa))


def test_one_level_alone_says_nothing_of_agreement():
    assert agreement([1, 1, 1], [1, 1, 1]).kappa is None


@given(LEVELS)
def test_who_marks_alike_agrees_fully(levels):
    found = agreement(levels, levels)
    assert found.same == 1
    assert found.kappa in (None, 1)


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=40))
def test_markers_and_the_order_of_answers_can_be_exchanged(pairs):
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    there = agreement(first, second)
    back = agreement(second[::-1], first[::-1])
    assert back.same == there.same
    assert back.kappa == pytest.approx(there.kappa) if there.kappa is not None else back.kappa is None


@pytest.mark.parametrize(("first", "second"), [([], []), ([1], [1, 2]), ([3], [1]), ([0], [-1])])
def test_what_cannot_be_compared_is_refused(first, second):
    with pytest.raises(ValueError, match=r"marked|levels"):
        agreement(first, second)
