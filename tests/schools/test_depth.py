"""Depth: a share of a school that the work has reached; more work never makes it smaller."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.domain.queries.use import FULL_DOSAGE, Depth, depth_of
from schools.models import School, SchoolYear
from schools.models.school import MOST_STAFF, MOST_YEAR_GROUPS

#: Sessions as (teacher, year group); a school may have fewer of both than it once had.
SESSIONS = st.lists(st.tuples(st.integers(1, 12), st.integers(1, MOST_YEAR_GROUPS)), max_size=60)
STAFF, GROUPS = st.integers(1, MOST_STAFF), st.integers(1, MOST_YEAR_GROUPS)


def depth(staff: int, groups: int, sessions: list[tuple[int, int]]) -> Depth:
    year = SchoolYear(
        lessons=len(sessions),
        teachers=len({teacher for teacher, _group in sessions}),
        year_groups=sorted({group for _teacher, group in sessions}),
    )
    return depth_of(School(staff=staff, year_groups=groups), year)


@given(STAFF, GROUPS, SESSIONS)
def test_each_share_and_the_depth_lie_between_nothing_and_all(staff, groups, sessions):
    found = depth(staff, groups, sessions)
    for share in (found.staff, found.year_groups, found.dosage, found.depth):
        assert 0 <= share <= 1
    assert found.depth == pytest.approx(found.staff * found.year_groups * found.dosage)


@given(STAFF, GROUPS, SESSIONS, st.tuples(st.integers(1, 12), st.integers(1, MOST_YEAR_GROUPS)))
def test_one_more_session_never_makes_it_smaller(staff, groups, sessions, more):
    assert depth(staff, groups, [*sessions, more]).depth >= depth(staff, groups, sessions).depth - 1e-12


def test_a_school_without_a_session_has_no_depth():
    assert depth(40, 4, []) == Depth(0, 0, 0, 0)


def test_a_year_of_a_school_in_numbers():
    sessions = [(teacher, 1 + teacher % 2) for teacher in range(10)]  # ten teachers, two of four year groups
    found = depth(40, 4, sessions)
    assert (found.staff, found.year_groups) == (0.25, 0.5)
    assert found.dosage == pytest.approx(10 / 2 / FULL_DOSAGE)
    assert found.depth == pytest.approx(0.25 * 0.5 * 5 / 6)


def test_everybody_everywhere_six_times_is_all():
    sessions = [(teacher, group) for teacher in range(4) for group in (1, 2) for _time in range(3)]
    assert depth(4, 2, sessions) == Depth(1, 1, 1, 1)
