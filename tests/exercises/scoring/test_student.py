"""Student's t against the tables that are printed in books."""

import pytest

from exercises.scoring.student import t_quantile


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 12.7062), (2, 4.3027), (9, 2.2622), (18, 2.1009), (24, 2.0639), (59, 2.0010), (120, 1.9799)],
)
def test_the_usual_quantiles_are_those_of_the_tables(freedom, value):
    assert t_quantile(0.975, freedom) == pytest.approx(value, abs=1e-4)


@pytest.mark.parametrize(("freedom", "value"), [(1, 63.6567), (4, 4.6041), (30, 2.7500)])
def test_so_are_those_far_out(freedom, value):
    assert t_quantile(0.995, freedom) == pytest.approx(value, abs=1e-4)


def test_one_degree_of_freedom_has_a_quarter_beyond_one():
    assert t_quantile(0.75, 1) == pytest.approx(1, abs=1e-9)


def test_with_very_many_degrees_it_is_the_normal_quantile():
    assert t_quantile(0.975, 1e7) == pytest.approx(1.959964, abs=1e-5)


def test_degrees_between_whole_numbers_lie_between():
    assert t_quantile(0.975, 14) < t_quantile(0.975, 13.2) < t_quantile(0.975, 13)


def test_the_curve_is_the_same_on_both_sides():
    assert t_quantile(0.5, 9) == 0
    assert t_quantile(0.025, 9) == -t_quantile(0.975, 9)


@pytest.mark.parametrize(("probability", "freedom"), [(0, 9), (1, 9), (0.975, 0.5)])
def test_what_has_no_quantile_is_refused(probability, freedom):
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(probability, freedom)
