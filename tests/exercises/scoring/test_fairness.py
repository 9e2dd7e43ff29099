"""An item in two languages: as hard for those who know equally much?"""

from math import exp, log
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.scoring.fairness import (
    Answer,
    Category,
    Differential,
    Table,
    between,
    by_group,
    mantel_haenszel,
    strata,
)

# Applicants to six departments at Berkeley: men let in and turned away, women let in and turned away. Bickel, Hammel
# and O'Connell (1975), Science 187.
BERKELEY = [
    Table(512, 313, 89, 19),
    Table(353, 207, 17, 8),
    Table(120, 205, 202, 391),
    Table(138, 279, 131, 244),
    Table(53, 138, 94, 299),
    Table(22, 351, 24, 317),
]
ITEMS = 20
tables = st.lists(st.builds(Table, *[st.integers(0, 30)] * 4), max_size=6)


def test_berkeley_comes_out_as_r_publishes_it():
    """The output of mantelhaen.test(UCBAdmissions): 1.4269, p 0.2323, 0.9046968 with an interval to 1.0603298."""
    found = mantel_haenszel(BERKELEY)
    assert found.odds == pytest.approx(0.9046968, abs=1e-7)
    assert found.chi_square == pytest.approx(1.4269, abs=1e-4)
    assert found.p == pytest.approx(0.2323, abs=1e-4)
    reach = 1.959964 * found.error / 2.35
    assert exp(log(found.odds) - reach) == pytest.approx(0.7719074, abs=1e-6)
    assert exp(log(found.odds) + reach) == pytest.approx(1.0603298, abs=1e-6)
    assert found.category is Category.A


def test_two_tables_come_out_as_one_reckons_by_hand():
    """R = 9/8 + 6/8, S = 1/8 + 2/8. Right 5 where 2 + 3/2 were expected; variances 256/448 and 240/448."""
    found = mantel_haenszel([Table(3, 1, 1, 3), Table(2, 2, 1, 3)])
    assert found.odds == pytest.approx(5)
    assert found.delta == pytest.approx(-2.35 * 1.6094379)
    assert found.chi_square == pytest.approx(448 / 496)
    assert found.p == pytest.approx(0.34192, abs=1e-5)
    # P = 6/8 and 5/8: sum PR = 84/64, sum PS + QR = 6/64 + 18/64 + 10/64 + 18/64, sum QS = 2/64 + 6/64.
    variance = 84 / 64 / (2 * (15 / 8) ** 2) + 52 / 64 / (2 * 45 / 64) + 8 / 64 / (2 * (3 / 8) ** 2)
    assert found.error == pytest.approx(2.35 * variance**0.5)


@given(tables)
def test_the_other_way_round_is_the_opposite(given_tables):
    found = mantel_haenszel(given_tables)
    turned = mantel_haenszel([Table(*table[2:], *table[:2]) for table in given_tables])
    if found is None:
        assert turned is None
    else:
        assert turned.delta == pytest.approx(-found.delta, abs=1e-9)
        assert (turned.error, turned.chi_square) == pytest.approx((found.error, found.chi_square))


@given(tables, st.builds(Table, st.integers(0, 9), st.just(0), st.integers(0, 9), st.just(0)))
def test_a_table_where_all_are_right_says_nothing(given_tables, silent):
    assert mantel_haenszel([*given_tables, silent]) == mantel_haenszel(given_tables)


def test_where_one_group_is_always_better_the_difference_is_large_but_finite():
    """R = 10 * 10 / 20 + 1/8, S = 1/8."""
    found = mantel_haenszel([Table(10, 0, 0, 10)])
    assert found.odds == pytest.approx(41)
    assert found.category is Category.C


@pytest.mark.parametrize(
    ("delta", "error", "p", "category"),
    [
        (-0.99, 0.1, 0.001, Category.A),
        (-1.0, 0.1, 0.001, Category.B),
        (1.2, 0.7, 0.06, Category.A),
        (1.49, 0.1, 0.001, Category.B),
        (1.5, 0.30, 0.001, Category.C),
        (-1.5, 0.31, 0.001, Category.B),
        (-3.0, 1.2, 0.06, Category.A),
    ],
)
def test_the_categories_are_those_of_the_testing_service(delta, error, p, category):
    assert Differential(exp(delta / -2.35), delta, error, chi_square=0, p=p).category is category


def test_seats_are_compared_with_seats_of_the_same_total():
    """Totals with the item itself: 1, 1, 1, 1 and 3, 3, 3, 3. The seat with 7 joins its neighbours below."""
    answers = [
        Answer(True, 0, "en"),
        Answer(False, 1, "en"),
        Answer(False, 1, "xx"),
        Answer(False, 1, "xx"),
        Answer(True, 2, "en"),
        Answer(True, 2, "en"),
        Answer(True, 2, "xx"),
        Answer(False, 3, "xx"),
        Answer(True, 6, "xx"),
        Answer(True, 2, "other"),
    ]
    assert strata(answers, reference="en", focal="xx") == [Table(1, 1, 0, 2), Table(2, 0, 2, 1)]


def test_thin_strata_are_joined_to_the_next():
    answers = [Answer(False, total, group) for total in range(4) for group in ("en", "xx")]
    assert strata(answers, reference="en", focal="xx") == [Table(0, 2, 0, 2)] * 2
    assert strata(answers[:2], reference="en", focal="xx") == [Table(0, 1, 0, 1)]


def simulated(chance, sizes, *, harder=0.0, knows_less=0.0):
    """Return answers to the middle one of 20 items; groups "en" and "xx". Rasch's model, in logits.

    harder: the item for "xx" than for "en". knows_less: by how much the mean of "xx" lies lower.
    """
    answers = []
    for group, size in zip(("en", "xx"), sizes, strict=True):
        other = group == "xx"
        for _ in range(size):
            knows = chance.gauss(0.8 - knows_less * other, 1)
            right = [
                chance.random() < 1 / (1 + exp(item / 10 - 1 + harder * (other and item == 10) - knows))
                for item in range(ITEMS)
            ]
            answers.append(Answer(right[10], sum(right) - right[10], group))
    return answers


def many(sizes, times=300, **how):
    chance = Random(1)
    found = (between(simulated(chance, sizes, **how), reference="en", focal="xx") for _ in range(times))
    return [one for one in found if one]


def share(found, *categories):
    return fmean(one.category in categories for one in found)


@pytest.mark.parametrize("sizes", [(10, 10), (40, 15), (60, 60)])
@pytest.mark.parametrize("knows_less", [0, 0.8])
def test_a_fair_item_is_seldom_flagged_even_where_one_group_knows_less(sizes, knows_less):
    found = many(sizes, knows_less=knows_less)
    assert share(found, Category.C) < 0.05
    assert share(found, Category.B, Category.C) < 0.05


@pytest.mark.parametrize("knows_less", [0, 0.8])
def test_what_a_group_knows_less_is_not_laid_to_the_item(knows_less):
    assert fmean(one.delta for one in many((200, 200), times=60, knows_less=knows_less)) == pytest.approx(
        0, abs=0.2
    )


def test_of_two_groups_of_sixty_a_very_unfair_item_is_mostly_found():
    found = many((60, 60), harder=1.5)
    assert share(found, Category.C) > 0.7
    assert share(found, Category.B, Category.C) > 0.8
    assert fmean(one.delta for one in found) == pytest.approx(-2.35 * 1.5, abs=0.3)


def test_of_two_groups_of_ten_it_is_mostly_not():
    assert share(many((10, 10), harder=1.5), Category.C) < 0.2


def test_of_fewer_than_ten_seats_nothing_is_said():
    answers = simulated(Random(1), (30, 9))
    assert between(answers, reference="en", focal="xx") is None
    assert between(answers, reference="en", focal="ar") is None


def test_an_item_that_all_answered_rightly_says_nothing():
    answers = [Answer(True, number % 5, group) for group in ("en", "xx") for number in range(20)]
    assert between(answers, reference="en", focal="xx") is None


def test_each_language_is_held_against_the_largest():
    answers = simulated(Random(1), (30, 20)) + [Answer(False, 3, "ar")] * 9
    assert by_group(answers) == {"ar": None, "xx": between(answers, reference="en", focal="xx")}
    assert by_group(answers)["xx"] is not None


def test_of_two_languages_of_one_size_the_first_by_name_is_the_reference():
    answers = simulated(Random(1), (20, 20))
    assert by_group(answers[::-1]) == {"xx": between(answers, reference="en", focal="xx")}


def test_one_language_alone_has_nothing_to_be_held_against():
    assert by_group([]) == {}
    assert by_group([Answer(True, 3, "en")] * 20) == {}
