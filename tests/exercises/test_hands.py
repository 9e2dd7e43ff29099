"""Hands that a class raised: who is asked, what is read, what they come to. No database."""

import pytest
from django.http import QueryDict

from exercises.domain import hands, runs
from exercises.domain.hands import HandsError
from exercises.domain.results import Apart, Lean
from exercises.items import item_type, item_types
from exercises.models import Edition
from exercises.scoring.detection import Counts
from tests.exercises.test_starter_files import KEYS, edition_of

FIVE = ("true", "mostly_true", "misleading", "false", "unverifiable")
HANDS = {"verdict", "choice", "chart", "lateral", "spot", "picture"}


def claims(*verdicts: str, scale: tuple[str, ...] = ("true", "false")) -> Edition:
    """Return an edition of claims with these verdicts."""
    return Edition(
        pk=7,
        structure="s" * 64,
        public=[
            {"id": str(at), "type": "verdict", "public": {"claim": f"Claim {at}", "verdicts": list(scale)}}
            for at in range(len(verdicts))
        ],
        secret=[
            {"key": {"verdict": verdict, "slant": "", "technique": ""}, "due": {}} for verdict in verdicts
        ],
    )


def counted(edition: Edition, *counts: list[int] | None) -> hands.Hands:
    """Return the hands raised at the items of an edition; None where nobody counted."""
    found = hands.begin(edition)
    found.counts = {at: numbers for at, numbers in enumerate(counts) if numbers is not None}
    return found


def form(**fields: str) -> QueryDict:
    given = QueryDict(mutable=True)
    given.update({f"hands-{name}": value for name, value in fields.items()})
    return given


@pytest.mark.parametrize("key", KEYS)
def test_hands_are_counted_for_answers_that_the_item_offers_and_some_of_them_are_right(key):
    for item in edition_of(key, "en"):
        kind = item_type(item["type"])
        offered = kind.hands(item["public"])
        assert (offered is not None) == (item["type"] in HANDS)
        if offered is not None:
            names = [name for name, _words in offered]
            assert len(set(names)) == len(names) > 1
            assert all(words for _name, words in offered)
            assert 0 < len(set(kind.hands_right(item["public"], item["key"])) & set(names)) < len(names)


def test_every_kind_that_counts_hands_has_a_wall_of_its_own():
    assert {code for code, kind in item_types().items() if kind.wall} == HANDS | {"scenario"}


@pytest.mark.parametrize(
    ("verdict", "counts", "judged"),
    [
        ("true", {"true": 21, "false": 9}, Counts(30, 21, 0, 0)),
        ("false", {"true": 12, "false": 18}, Counts(0, 0, 30, 12)),
        ("mostly_true", dict(zip(FIVE, (5, 6, 4, 3, 2), strict=True)), Counts(20, 11, 0, 0)),
        ("misleading", dict(zip(FIVE, (5, 6, 4, 3, 2), strict=True)), Counts(0, 0, 20, 11)),
    ],
)  # fmt: skip
def test_hands_at_a_claim_are_hits_and_false_alarms(verdict, counts, judged):
    assert item_type("verdict").hands_judgements(counts, {"verdict": verdict}) == judged


def test_no_other_kind_counts_towards_discernment():
    assert [
        kind.hands_judgements({"a": 10}, {}) for code, kind in item_types().items() if code != "verdict"
    ] == [None] * 13


def test_a_class_of_thirty_is_measured_by_its_pooled_hands():
    """7 of 10 true claims and 4 of 10 false ones taken for true: H = 210.5/301, F = 120.5/301."""
    edition = claims(*["true", "false"] * 10)
    result = hands.class_result(
        edition,
        counted(edition, *[[21, 9], [12, 18]] * 10),
    )
    assert result.discernment.counts == Counts(300, 210, 300, 120)
    assert result.discernment.d == pytest.approx(0.77498, abs=1e-5)
    assert result.discernment.c == pytest.approx(-0.13500, abs=1e-5)
    assert (result.discernment.apart, result.discernment.lean) == (Apart.SOMEWHAT, Lean.BALANCED)
    assert result.judged == hands.Judged(
        true_as_true=70, true_as_false=30, false_as_true=40, false_as_false=60
    )
    assert (result.true_claims, result.false_claims, result.too_few) == (10, 10, 0)


def test_hands_that_are_all_alike_still_give_a_finite_measure():
    edition = claims(*["true", "false"] * 4)
    result = hands.class_result(edition, counted(edition, *[[30, 0], [0, 30]] * 4))
    assert result.discernment.apart == Apart.WELL
    assert result.discernment.d == pytest.approx(5.28214, abs=1e-5)  # 2 z(120.5/121)
    assert result.judged == hands.Judged(100, 0, 0, 100)


@pytest.mark.parametrize(
    ("counts", "measured"),
    [
        ([[8, 2], [2, 8]] * 4, True),
        ([[8, 2], [2, 8]] * 3 + [[8, 2], [2, 7]], False),  # nine hands at the last false claim
        ([[8, 2], [2, 8]] * 3 + [[8, 2], None], False),
    ],
)
def test_a_class_is_measured_from_four_claims_of_each_kind_on_with_ten_hands_each(counts, measured):
    edition = claims(*["true", "false"] * 4)
    result = hands.class_result(edition, counted(edition, *counts))
    assert (result.discernment is not None) == (result.judged is not None) == measured
    assert result.too_few == sum(numbers == [2, 7] for numbers in counts)
    assert len(result.items) == sum(numbers is not None and sum(numbers) >= 10 for numbers in counts)


def test_what_fewest_judged_rightly_comes_first():
    edition = claims("true", "false", "true", "false", "misleading", scale=("true", "misleading", "false"))
    result = hands.class_result(edition, counted(edition, [9, 0, 1], [8, 0, 2], [5, 0, 5], None, [0, 6, 9]))
    assert [(item.number, item.right, item.total, item.share) for item in result.items] == [
        (2, 2, 10, 20),
        (3, 5, 10, 50),
        (1, 9, 10, 90),
        (5, 15, 15, 100),  # who says "false" does not take it for true either
    ]


def test_where_one_of_several_answers_is_right_its_hands_are():
    options = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]
    edition = Edition(
        pk=7,
        structure="s",
        public=[{"id": "1", "type": "choice", "public": {"question": "Who?", "multiple": False, "options": options}}],
        secret=[{"key": {"right": ["b"]}, "due": {}}],
    )  # fmt: skip
    raised = counted(edition, [14, 6])
    (item,) = hands.class_result(edition, raised).items
    assert (item.right, item.total, item.share) == (6, 20, 30)
    tally = hands.tally(edition, raised, 0)
    assert [(bar.words, bar.count, bar.share, bar.is_right) for bar in tally.bars] == [
        ("A", 14, 70, False),
        ("B", 6, 30, True),
    ]


@pytest.mark.parametrize(
    ("numbers", "total", "shown"), [([5, 4], 9, False), ([5, 5], 10, True), ([0, 0], 0, False)]
)
def test_fewer_than_ten_hands_are_not_broken_down(numbers, total, shown):
    edition = claims("true")
    tally = hands.tally(edition, counted(edition, numbers), 0)
    assert (tally.total, bool(tally.bars)) == (total, shown)


def test_what_nobody_counted_has_no_tally():
    edition = claims("true")
    assert hands.tally(edition, hands.begin(edition), 0) is None


PACKED = hands.pack(hands.begin(claims("true")))

# Reading ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ({"true": "17", "false": "9"}, [17, 9]),
        ({"true": " 17 ", "false": "0"}, [17, 0]),
        ({"true": "0", "false": "999"}, [0, 999]),
        ({"true": "١٧", "false": "٠٩"}, [17, 9]),  # as an Arabic keyboard writes them
        ({"true": "", "false": ""}, None),
        ({}, None),
        ({"maybe": "4"}, None),  # nobody offered that
    ],
)
def test_counts_are_read(typed, read):
    edition = claims("true")
    raised = hands.begin(edition)
    hands.count(raised, edition, 0, form(**typed))
    assert raised.counts.get(0) == read


def test_half_filled_counts_are_asked_about():
    """Who forgets one answer must not read that nobody was right."""
    edition = claims("true")
    raised = hands.begin(edition)
    for fields in ({"true": "17"}, {"true": "17", "false": " "}):
        with pytest.raises(HandsError, match="Fill in each field"):
            hands.count(raised, edition, 0, form(**fields))
    assert raised.counts == {}


@pytest.mark.parametrize(
    "wrong", ["-1", "1000", "9" * 5000, "1e3", "3.5", "many", "²", "½", "\x00", "0x1f", "1 2", "+4"]
)
def test_what_is_no_count_is_refused_and_nothing_is_lost(wrong):
    edition = claims("true", "false")
    raised = counted(edition, [3, 4], [5, 6])
    given = form(true="12", false=wrong)
    with pytest.raises(HandsError, match="Write whole numbers from 0 to 999, or leave a field empty."):
        hands.count(raised, edition, 0, given)
    assert raised.counts == {0: [3, 4], 1: [5, 6]}
    assert [(choice.typed, choice.is_wrong) for choice in hands.choices(edition, raised, 0, given)] == [
        ("12", False),
        (wrong[:20].strip(), True),
    ]


def test_emptied_fields_take_counts_back():
    edition = claims("true", "false")
    raised = counted(edition, [3, 4], [5, 6])
    hands.count(raised, edition, 0, form(true="", false=""))
    assert raised.counts == {1: [5, 6]}


def test_hands_come_back_as_they_were_packed():
    edition = claims("true", "false")
    raised = counted(edition, None, [999, 0])
    text = hands.pack(raised)
    assert text == hands.pack(hands.unpack(text))
    assert hands.unpack(text) == raised


def test_counts_of_fifty_items_with_eight_answers_stay_small():
    raised = hands.begin(claims("true"))
    raised.counts = {at: [999 - at - place for place in range(8)] for at in range(50)}
    assert len(hands.pack(raised)) < hands.LONGEST / 10


@pytest.mark.parametrize(
    "forged",
    [
        "x",
        "e30:abc",
        ".eJwrSS0uAQAEXQHB:abc",
        "a" * 40_000,
        "\x00",
        "ü:ü",
        "[]",
        PACKED[:-2] + "AA",
        PACKED[1:],
        "",
    ],
)
def test_what_we_did_not_write_is_refused(forged):
    with pytest.raises(HandsError, match="We could not read the counts of the other items"):
        hands.unpack(forged)


def test_a_pupils_run_is_not_taken_for_hands():
    with pytest.raises(HandsError):
        hands.unpack(runs.pack(runs.begin(claims("true"))))


def test_counts_that_do_not_fit_the_answers_any_more_are_as_if_nobody_had_counted():
    edition = claims("true")
    assert hands.tally(edition, counted(edition, [10, 5, 5]), 0) is None
    assert hands.class_result(edition, counted(edition, [10, 5, 5])).items == []
