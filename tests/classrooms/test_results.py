"""What a classroom came to: counted once, kept without a trace of single pupils, brought up to date when it must be."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from classrooms.domain import results as domain
from classrooms.domain.results import keep_results, results_for, without_counts_of_seats
from classrooms.domain.retention import delete_due
from classrooms.domain.sittings import close_sitting
from classrooms.models import Answer, Sitting
from exercises.domain.hands import Judged
from exercises.domain.results import Apart, Lean
from exercises.models import Edition
from tests.classrooms.answers import answers, claims_of, given, judged, repeated, row, seats
from tests.classrooms.factories import opened
from tests.factories import ExercisePageFactory, balanced_claims, choice_item, claim

pytestmark = pytest.mark.django_db
#: Six pupils take 3 of 4 true claims for true and 1 of 4 false ones, six take 3 and 2.
TWELVE = repeated([((3, 1), 6), ((3, 2), 6)])


def closed(sitting: Sitting) -> Sitting:
    """Close a sitting as its teacher does, and return it as the next request reads it."""
    close_sitting(sitting, actor=sitting.classroom.owner)
    return again(sitting)


def again(sitting: Sitting) -> Sitting:
    return Sitting.objects.select_related("classroom").get(pk=sitting.pk)


def moved(sitting: Sitting, back: timedelta) -> Sitting:
    """Return a sitting that was opened and closed so much earlier."""
    names = [name for name in ("opened_at", "closes_at", "closed_at") if getattr(sitting, name)]
    Sitting.objects.filter(pk=sitting.pk).update(**{name: getattr(sitting, name) - back for name in names})
    return again(sitting)


@pytest.fixture
def twelve(sitting):
    """A closed sitting of twelve pupils who judged eight claims."""
    judged(sitting, TWELVE)
    return closed(sitting)


def estimate_item() -> tuple[str, dict]:
    source = {"title": "Census", "publisher": "", "year": "", "url": "", "note": ""}
    facts = {"value": 40.0, "unit": "%", "low": 0.0, "high": 100.0, "step": 1.0, "near": 5.0}
    texts = {"definition": "people", "date": "2026", "territory": "Here", "explanation": "<p>It is 40.</p>"}
    return "estimate", {"question": "How many of a hundred?", "source": source} | facts | texts


def open_item() -> tuple[str, dict]:
    rubric = [{"criterion": "Names a source", "levels": ["no", "half", "yes"]}]
    texts = {"model": "<p>One names it.</p>", "explanation": "<p>Name it.</p>"}
    return "open", {"question": "What would you ask?", "lines": 4, "rubric": rubric} | texts


def technique_item() -> tuple[str, dict]:
    phrases = [
        {"text": "Everybody says so.", "technique": "fake-consensus"},
        {"text": "It rained.", "technique": "none"},
    ]
    return "technique", {
        "task": "Which sentence uses a trick?",
        "phrases": phrases,
        "choices": ["fake-consensus", "cherry-picking"],
        "explanation": "<p>The first.</p>",
    }


# The worked example ---------------------------------------------------------------------------------------------


def test_twelve_pupils_and_eight_claims_by_hand(twelve):
    """The nearly unbiased z of 3 of 4 is 0.463, of 2 of 4 it is 0, of 1 of 4 it is -0.463 (exercises.scoring.unbiased).

    So d' is 0.926 for six pupils and 0.463 for six, on average 0.695; c is 0 and -0.232, on average -0.116. All
    answered so much alike that the spread is taken for half of what chance gives, 0.848 / 2, whose root over 12 is
    0.188; times Student's t of 11 degrees of freedom, 2.201, that is 0.414; half as much for c.
    """
    finding = results_for(twelve).finding
    assert (finding.d.value, finding.d.low, finding.d.high) == pytest.approx((0.695, 0.281, 1.108), abs=5e-4)
    assert (finding.c.value, finding.c.low, finding.c.high) == pytest.approx(
        (-0.116, -0.323, 0.091), abs=5e-4
    )
    assert finding.people == 12
    # 36 of 48 answers to true claims said true; 18 of 48 to false ones.
    assert finding.judged == Judged(75, 25, 38, 62)
    # 0.5 and more, and the interval is above 0: more than guessing; the bias may as well be 0.
    assert (finding.apart, finding.lean) == (Apart.SOMEWHAT, Lean.BALANCED)


def test_each_item_with_what_was_answered_the_least_known_first(twelve):
    results = results_for(twelve)
    # True claims stand at 1, 2, 5, 6, and the first three were taken for true; of the false ones at 3, 4, 7, 8 the
    # first was by all, the second by six.
    assert [(item.number, item.right, item.share) for item in results.items] == [
        (3, 0, 0), (6, 0, 0), (4, 6, 50), (1, 12, 100), (2, 12, 100), (5, 12, 100), (7, 12, 100), (8, 12, 100),
    ]  # fmt: skip
    fourth = results.items[2]
    assert (fourth.answered, fourth.passed, fourth.unanswered, fourth.partly, fourth.wrong) == (
        12,
        0,
        0,
        0,
        6,
    )
    [asked] = fourth.asked
    assert [(bar.words, bar.count, bar.share, bar.is_right) for bar in asked.bars] == [
        ("True", 6, 50, False),
        ("False", 6, 50, True),
    ]
    assert results.right_share == 69  # 66 of 96
    assert (results.seats, results.answered, results.late, results.left_out) == (12, 12, 0, 0)


def test_what_is_kept_holds_no_pupil(twelve):
    """Case 38: nothing that is kept says who answered what; seats are a histogram of hits and false alarms."""
    kept = twelve.results
    assert kept["judged"] == [[0, 4, 3, 4, 1, 6], [0, 4, 3, 4, 2, 6]]
    assert kept["pooled"] == [48, 36, 48, 18]
    assert twelve.results_from == 96
    text = json.dumps(kept)
    for seat in twelve.seats.all():
        assert seat.pseudonym not in text
        assert seat.word not in text
        assert seat.token_hash not in text
    assert "judged" not in without_counts_of_seats(kept)
    assert kept["judged"], "the comparison still needs it"


# Too few --------------------------------------------------------------------------------------------------------


def test_of_fewer_than_ten_who_answered_nothing_but_the_number_of_seats_is_kept_or_told(sitting):
    judged(sitting, TWELVE[:9])
    seats(sitting, 3)  # came in, answered nothing
    found = closed(sitting)
    assert found.results == {"version": 1, "seats": 12, "final": False}
    results = results_for(found)
    assert (results.seats, results.answered, results.is_enough) == (12, None, False)
    assert (results.finding, results.right_share, results.techniques, results.languages) == (
        None,
        None,
        [],
        None,
    )
    assert [item.number for item in results.items] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {(item.answered, item.share, tuple(item.asked)) for item in results.items} == {(None, None, ())}


def test_who_passed_over_everything_has_not_answered(sitting):
    judged(sitting, TWELVE[:9])
    answers(seats(sitting, 1)[0], dict.fromkeys(range(8)))
    assert not results_for(closed(sitting)).is_enough


def test_an_item_that_fewer_than_ten_answered_is_not_broken_down(sitting):
    taken = judged(sitting, TWELVE)
    edition = sitting.edition
    first, last = edition.public[0]["id"], edition.public[7]["id"]
    Answer.objects.filter(seat__in=taken[:3], item=last).delete()
    Answer.objects.filter(seat__in=taken[:2], item=first).update(value=None)
    results = results_for(closed(sitting))
    by_number = {item.number: item for item in results.items}
    assert (by_number[8].answered, by_number[8].share, by_number[8].asked) == (None, None, ())
    assert (by_number[1].answered, by_number[1].passed, by_number[1].unanswered) == (10, 2, 0)
    assert results.left_out == 1


def test_discernment_needs_ten_who_judged_four_claims_of_each_kind(sitting):
    taken = judged(sitting, TWELVE)
    Answer.objects.filter(seat__in=taken[:3], item=sitting.edition.public[0]["id"]).delete()
    results = results_for(closed(sitting))
    assert results.is_enough
    assert results.finding is None
    assert results.asks_claims


# What counts ----------------------------------------------------------------------------------------------------


def test_voided_seats_do_not_count_and_their_results_go(twelve):
    def void(*numbers):
        twelve.seats.filter(number__in=numbers).update(voided_at=timezone.now())
        keep_results(again(twelve))
        return again(twelve)

    found = void(12)
    assert found.results["judged"] == [[0, 4, 3, 4, 1, 6], [0, 4, 3, 4, 2, 5]]
    assert (found.results_from, results_for(found).seats) == (88, 11)
    assert void(10, 11).results == {"version": 1, "seats": 9, "final": False}


def test_late_answers_are_counted_all_at_once_a_day_after_the_close(twelve):
    """Case 39: accepted up to 24 hours, and marked late. Nobody can tell from two looks what the one pupil answered."""
    before = results_for(again(twelve))
    [seat] = seats(twelve, 1)
    answers(seat, {0: "true", 1: "true"}, is_late=True)
    assert results_for(again(twelve)).items == before.items
    results = results_for(moved(twelve, timedelta(hours=25)))
    assert (results.seats, results.answered, results.late) == (13, 13, 2)
    assert next(item for item in results.items if item.number == 1).right == 13
    assert again(twelve).results_from == 98


def test_claims_that_few_judged_cannot_be_had_by_subtraction(sitting):
    """Ten seats judged seven claims, one of them the eighth too: what is told of all is what is told of the seven."""
    taken = judged(sitting, repeated([((3, 1), 10)]))
    last = sitting.edition.public[7]["id"]
    Answer.objects.filter(seat__in=taken[1:], item=last).delete()
    close_sitting(sitting, actor=sitting.classroom.owner)
    kept = again(sitting).results
    assert sum(kept["pooled"][::2]) == 70
    assert "answered" in kept["items"][0][7]
    assert "right" not in kept["items"][0][7]
    assert not {"judged", "pooled", "forms"} & without_counts_of_seats(kept).keys()


def test_what_was_made_after_the_last_late_answer_is_not_counted_again(twelve):
    sitting = moved(twelve, timedelta(hours=25))
    assert sitting.results["final"] is False
    results_for(sitting)
    sitting = again(sitting)
    assert sitting.results["final"] is True
    with CaptureQueriesContext(
        connection,
    ) as queries:
        results_for(sitting)
    assert [query["sql"] for query in queries if "classrooms_answer" in query["sql"]] == []


def test_a_sitting_whose_time_is_over_is_worked_out_when_it_is_first_read(sitting):
    judged(sitting, TWELVE)
    sitting = moved(sitting, timedelta(hours=1))
    assert sitting.results is None
    assert results_for(sitting).answered == 12
    assert again(sitting).results_from == 96


def test_everything_is_still_there_when_the_answers_are_deleted(twelve):
    """Case 69: answers go on their day; what the classroom came to stays."""
    sitting = moved(twelve, timedelta(days=2))
    before = results_for(sitting)
    assert delete_due(now=sitting.deletes_at) == 1
    sitting = again(sitting)
    assert (sitting.seats.count(), sitting.deleted_answers) == (0, 96)
    assert results_for(sitting) == before
    keep_results(sitting)
    assert again(sitting).results == sitting.results


def test_a_sitting_in_which_nobody_came_says_so_before_and_after_its_day(sitting):
    sitting = moved(closed(sitting), timedelta(days=31))
    assert (results_for(sitting).seats, results_for(sitting).is_enough) == (0, False)
    delete_due()
    assert results_for(again(sitting)).seats == 0


# While it is open -----------------------------------------------------------------------------------------------


def test_while_it_is_open_nothing_is_kept_and_nothing_is_told(sitting):
    """Two looks at an open sitting must not give away what was answered in between."""
    judged(sitting, TWELVE)
    keep_results(sitting)
    results = results_for(sitting)
    assert again(sitting).results is None
    assert results.is_preliminary
    assert (results.finding, results.right_share, results.answered, results.late) == (None, None, None, None)
    assert len(results.items) == 8
    told = {(item.share, item.answered, item.right, item.passed, tuple(item.asked)) for item in results.items}
    assert told == {(None, None, None, None, ())}
    assert (results.techniques, results.languages, results.comparison) == ([], None, None)


# Kinds of item --------------------------------------------------------------------------------------------------


@pytest.fixture
def kinds(up, classroom):
    """An open sitting with a choice, an estimate, an open question, a technique and a claim that uses one."""
    items = [choice_item(), estimate_item(), open_item(), technique_item()]
    items.append(claim("false", technique="cherry-picking", claim="All of them do."))
    return opened(classroom, ExercisePageFactory(parent=up, items=items))


def test_every_kind_is_told_in_its_own_way_and_what_was_written_never(kinds):
    edition = kinds.edition
    options = [option["id"] for option in edition.public[0]["public"]["options"]]
    trick = edition.public[3]["public"]["phrases"][0]["id"]
    rows = []
    for place, seat in enumerate(seats(kinds, 12)):
        values = [
            [options[place < 4]],  # four are wrong
            [35.0, 42.0, 60.0, 90.0][place % 4],
            f"Somebody called {place} wrote this.",
            {trick: "fake-consensus"} if place < 9 else {},
            given("true" if place < 8 else "false"),
        ]
        rows += [row(seat, at, value, edition=edition) for at, value in enumerate(values)]
    Answer.objects.bulk_create(rows)
    sitting = closed(kinds)
    results = results_for(sitting)
    by_number = {item.number: item for item in results.items}
    choice, estimate, written, technique, judgement = (by_number[number] for number in range(1, 6))
    assert [(bar.words, bar.count, bar.is_right) for bar in choice.asked[0].bars] == [
        ("Its registry office", 8, True),
        ("Its newspaper", 4, False),
    ]
    # 35 and 42 are close; 60 lies 20 off, four times as far as what is close: a quarter of the points.
    assert (estimate.right, estimate.partly, estimate.wrong) == (6, 3, 3)
    assert [(at, count) for at, count in enumerate(estimate.guesses.counts) if count] == [
        (7, 3),
        (8, 3),
        (12, 3),
        (18, 3),
    ]
    assert (estimate.guesses.low, estimate.guesses.middle, estimate.guesses.high) == (40.0, 50.0, 70.0)
    assert (written.answered, written.right, written.share, written.asked) == (12, None, None, [])
    assert (technique.right, technique.partly, technique.wrong) == (9, 0, 3)
    assert judgement.right == 4
    assert "Somebody called" not in json.dumps(sitting.results)
    assert [(one.code, one.found, one.missed, one.wrong, one.share) for one in results.techniques] == [
        ("cherry-picking", 4, 8, 0, 33),
        ("fake-consensus", 9, 3, 0, 75),
    ]
    assert results.items[-1] == written
    assert not results.asks_claims


# Two forms ------------------------------------------------------------------------------------------------------


def test_of_two_forms_each_needs_ten_before_its_items_are_broken_down(classroom, claims, up):
    second = ExercisePageFactory(parent=up, title="Form B", purpose="discernment", items=balanced_claims(8))
    sitting = opened(classroom, claims, second=second, role="before")
    judged(sitting, TWELVE)  # six a form
    results = results_for(closed(sitting))
    assert (results.answered, results.left_out) == (12, 16)
    assert {item.share for item in results.items} == {None}
    assert results.finding.people == 12

    bigger = opened(classroom, claims, second=second, role="before")
    judged(bigger, TWELVE, form=0)
    judged(bigger, TWELVE[:4], form=1)
    results = results_for(closed(bigger))
    assert {(item.form, item.answered) for item in results.items} == {(0, 12), (1, None)}


# Speed ----------------------------------------------------------------------------------------------------------


def test_the_answers_of_a_thousand_seats_are_read_in_one_query(classroom, claims):
    sitting = opened(classroom, claims)
    judged(sitting, repeated([((3, 1), 500), ((4, 0), 500)]))
    sitting = closed(sitting)
    with CaptureQueriesContext(connection) as queries:
        keep_results(sitting)
    first, second, last = (query["sql"].split()[0] for query in queries)
    assert (first, last) == ("SELECT", "UPDATE")
    assert second in ("SELECT", "DECLARE")  # PostgreSQL reads it through a cursor
    assert again(sitting).results["judged"] == [[0, 4, 3, 4, 1, 500], [0, 4, 4, 4, 0, 500]]


# Languages ------------------------------------------------------------------------------------------------------


def in_arabic(edition: Edition) -> Edition:
    """Return the same exercise as it would be published in Arabic."""
    values = {
        name: getattr(edition, name)
        for name in ("structure", "exercise", "settings", "public", "secret", "title")
    }
    return Edition.objects.create(language="ar", digest=uuid4().hex * 2, **values)


def wise(edition: Edition, place: int, but: int | None = None) -> dict:
    """Return how pupil `place` judges: of five in turn each misses another number of claims, and always `but`."""
    true, _false = claims_of(edition)
    missed = {(place + step) % 7 for step in range(place % 5)} | ({but} if but is not None else set())
    return {at: given("true" if (at in true) != (at in missed) else "false") for at in range(8)}


def test_an_item_that_is_harder_in_one_language_is_flagged(sitting):
    english, arabic = sitting.edition, in_arabic(sitting.edition)
    for place, seat in enumerate(seats(sitting, 25)):
        answers(seat, wise(english, place))
    for place, seat in enumerate(seats(sitting, 25, language="ar")):
        answers(seat, wise(arabic, place, but=7), edition=arabic)
    results = results_for(closed(sitting))
    assert [(item.number, item.harder_in) for item in results.items if item.harder_in] == [(8, ("ar",))]
    assert (dict(results.languages.seats), results.languages.compared, results.languages.flagged) == (
        {"ar": 25, "en": 25}, 8, 1,
    )  # fmt: skip


@pytest.mark.parametrize("number", [9, 0])
def test_languages_of_fewer_than_ten_seats_are_not_told_apart(sitting, number):
    arabic = in_arabic(sitting.edition)
    for place, seat in enumerate(seats(sitting, 25)):
        answers(seat, wise(sitting.edition, place))
    for place, seat in enumerate(seats(sitting, number, language="ar")):
        answers(seat, wise(arabic, place, but=7), edition=arabic)
    sitting = closed(sitting)
    assert sitting.results["languages"] is None
    assert '"ar"' not in json.dumps(sitting.results)


def test_who_switched_the_language_or_stopped_early_is_not_compared(sitting):
    english, arabic = sitting.edition, in_arabic(sitting.edition)
    for place, seat in enumerate(seats(sitting, 12)):
        answers(seat, wise(english, place))
    for place, seat in enumerate(seats(sitting, 12, language="ar")):
        values = wise(arabic, place)
        if place == 0:
            answers(seat, {0: values.pop(0)}, edition=english)
        if place == 1:
            values.pop(7)
        answers(seat, values, edition=arabic)
    assert results_for(closed(sitting)).languages.seats == {"ar": 10, "en": 12}


# Hands ----------------------------------------------------------------------------------------------------------


def test_hands_are_told_without_an_interval(classroom, claims):
    sitting = opened(classroom, claims, way="hands")
    counts = {str(at): [18, 6] if at in (0, 1, 4, 5) else [9, 15] for at in range(7)}
    counts["7"] = [3, 4]  # too few
    Sitting.objects.filter(pk=sitting.pk).update(hands=counts)
    results = results_for(closed(sitting))
    assert results.by_hands
    assert results.finding is None  # three false claims are not enough
    assert (results.left_out, results.right_share) == (1, 70)  # 117 of 168
    # 15 of 24.
    assert [(item.number, item.share) for item in results.items[:3]] == [(3, 62), (4, 62), (7, 62)]

    Sitting.objects.filter(pk=sitting.pk).update(hands=counts | {"7": [9, 15]})
    results = results_for(again(sitting))
    # All hands as if they were one person's: 72 of 96 and 36 of 96, (72.5 / 97) and (36.5 / 97).
    assert (results.finding.d.value, results.finding.d.low) == (pytest.approx(0.982, abs=5e-4), None)
    assert results.finding.people is None
    assert [(bar.words, bar.count, bar.share) for bar in results.items[0].asked[0].bars] == [
        ("True", 9, 38),
        ("False", 15, 62),
    ]
    assert again(sitting).results is None


def test_what_is_fresh_is_not_worked_out_a_second_time(twelve, monkeypatch):
    monkeypatch.setattr(domain, "worked_out", lambda sitting: pytest.fail("it is kept"))
    assert results_for(twelve).answered == 12
