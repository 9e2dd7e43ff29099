"""Discernment and bias: the known vectors, and what must hold whatever was judged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.scoring.detection import Counts, bias, discernment, standard_error
from exercises.scoring.veracity import Veracity, veracity


@st.composite
def counts(draw, least=1, most=40):
    true, false = draw(st.integers(least, most)), draw(st.integers(least, most))
    return Counts(true, draw(st.integers(0, true)), false, draw(st.integers(0, false)))


@pytest.mark.parametrize(
    ("hits", "false_alarms", "expected_discernment", "expected_bias"),
    [(7, 4, 0.703, -0.121), (5, 2, 0.748, 0.374), (0, 0, 0.0, 1.691), (10, 10, 0.0, -1.691)],
)
def test_the_known_vectors_come_out(hits, false_alarms, expected_discernment, expected_bias):
    judged = Counts(true=10, hits=hits, false=10, false_alarms=false_alarms)
    assert discernment(judged) == pytest.approx(expected_discernment, abs=1e-3)
    assert bias(judged) == pytest.approx(expected_bias, abs=1e-3)


def test_to_spot_more_fakes_by_doubting_everything_is_no_discernment():
    before, after = Counts(10, 7, 10, 4), Counts(10, 5, 10, 2)
    assert veracity(after).fake - veracity(before).fake == 2
    assert discernment(after) - discernment(before) < 0.05
    assert bias(after) - bias(before) > 0.4


@given(st.integers(1, 60))
def test_who_calls_everything_false_discerns_nothing_however_many_claims_there_are(number):
    assert discernment(Counts(number, 0, number, 0)) == pytest.approx(0)
    assert bias(Counts(number, 0, number, 0)) > 0


@given(counts())
def test_names_do_not_matter_to_calling_true_false_and_false_true(judged):
    """Relabelled: what was a hit is now a rejection. d' stays, the bias changes its side."""
    turned = Counts(
        true=judged.false,
        hits=judged.false - judged.false_alarms,
        false=judged.true,
        false_alarms=judged.true - judged.hits,
    )
    assert discernment(turned) == pytest.approx(discernment(judged))
    assert bias(turned) == pytest.approx(-bias(judged))


@given(counts())
def test_to_judge_the_other_way_round_turns_discernment_to_its_opposite(judged):
    turned = Counts(judged.true, judged.true - judged.hits, judged.false, judged.false - judged.false_alarms)
    assert discernment(turned) == pytest.approx(-discernment(judged))
    assert bias(turned) == pytest.approx(-bias(judged))


@given(counts())
def test_one_more_hit_never_lowers_discernment_and_one_more_false_alarm_never_raises_it(judged):
    if judged.hits < judged.true:
        more = Counts(judged.true, judged.hits + 1, judged.false, judged.false_alarms)
        assert discernment(more) > discernment(judged)
    if judged.false_alarms < judged.false:
        more = Counts(judged.true, judged.hits, judged.false, judged.false_alarms + 1)
        assert discernment(more) < discernment(judged)


@given(st.lists(counts(least=0, most=5), min_size=1, max_size=8), st.randoms())
def test_the_order_of_the_claims_does_not_matter(parts, chance):
    mixed = list(parts)
    chance.shuffle(mixed)
    assert sum(parts, Counts(0, 0, 0, 0)) == sum(mixed, Counts(0, 0, 0, 0))


@given(counts(least=0))
def test_every_possible_count_has_a_finite_score(judged):
    assert -10 < discernment(judged) < 10
    assert -10 < bias(judged) < 10


@pytest.mark.parametrize("impossible", [(10, 11, 10, 0), (10, 0, 10, 11), (10, -1, 10, 0)])
def test_counts_that_cannot_be_are_refused(impossible):
    with pytest.raises(ValueError, match="not possible"):
        Counts(*impossible)


def test_the_standard_error_of_one_pupil_on_twenty_claims_is_near_six_tenths():
    assert standard_error(Counts(10, 7, 10, 4)) == pytest.approx(0.575, abs=1e-3)


def test_without_false_claims_there_is_no_standard_error():
    with pytest.raises(ValueError, match="both needed"):
        standard_error(Counts(10, 5, 0, 0))


@given(counts())
def test_distrust_and_naivety_exclude_each_other_and_the_scores_add_up(judged):
    scores = veracity(judged)
    assert scores.veracity == scores.real + scores.fake
    assert min(scores.distrust, scores.naivety) == 0
    assert scores.naivety - scores.distrust == judged.hits + judged.false_alarms - judged.true


def test_the_four_scores_of_an_example():
    assert veracity(Counts(10, 5, 10, 2)) == Veracity(veracity=13, real=5, fake=8, distrust=3, naivety=0)
