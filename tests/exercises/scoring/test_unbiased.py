"""Scores of single seats whose mean is right."""

from itertools import pairwise
from math import comb
from statistics import NormalDist, fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.scoring.detection import Counts, discernment, hit_rate
from exercises.scoring.unbiased import unbiased, z_scores

NORMAL = NormalDist()
# Pupils who differ by 0.42: by 0.6 in d' and by 0.3 in c.
PUPILS = [0.42 * NORMAL.inv_cdf((number + 0.5) / 200) for number in range(200)]


def expected(scores, rate):
    claims = len(scores) - 1
    return sum(
        comb(claims, count) * rate**count * (1 - rate) ** (claims - count) * score
        for count, score in enumerate(scores)
    )


def error_of_the_mean(scores, middle):
    return fmean(expected(scores, NORMAL.cdf(middle + pupil)) for pupil in PUPILS) - middle


def test_the_scores_of_one_claim_are_what_one_reckons_by_hand():
    """The corrected rates are 1/4 and 3/4, so half of a score is lost: z, then 1.5, 1.75, 1.875 and 1.9375 times z."""
    z = NORMAL.inv_cdf(0.75)
    assert z_scores(1) == pytest.approx((-1.9375 * z, 1.9375 * z))


@pytest.mark.parametrize("claims", [8, 10, 15, 20])
@pytest.mark.parametrize("middle", [-1.25, -1.0, -0.5, 0.0, 0.25, 0.75, 1.25])
def test_their_mean_is_the_mean_of_the_pupils(claims, middle):
    assert error_of_the_mean(z_scores(claims), middle) == pytest.approx(0, abs=0.012)


def test_the_mean_of_the_corrected_rates_is_not():
    corrected = [NORMAL.inv_cdf(hit_rate(Counts(10, hits, 0, 0))) for hits in range(11)]
    assert error_of_the_mean(corrected, 1.25) == pytest.approx(-0.13, abs=0.005)


@given(st.integers(1, 60))
def test_one_more_judged_true_is_always_more_and_the_sides_are_alike(claims):
    scores = z_scores(claims)
    assert len(scores) == claims + 1
    assert all(one < other for one, other in pairwise(scores))
    assert scores == pytest.approx([-score for score in reversed(scores)])


def test_a_seat_has_discernment_and_bias():
    d, c = unbiased(Counts(true=10, hits=7, false=8, false_alarms=3))
    hits, false_alarms = z_scores(10)[7], z_scores(8)[3]
    assert d == hits - false_alarms
    assert c == -(hits + false_alarms) / 2


def test_a_seat_without_an_error_lies_further_out_than_what_the_person_is_shown():
    counts = Counts(10, 10, 10, 0)
    assert unbiased(counts)[0] > discernment(counts)


def test_without_claims_there_is_no_score():
    with pytest.raises(ValueError, match="without claims"):
        unbiased(Counts(4, 2, 0, 0))
