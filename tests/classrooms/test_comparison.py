"""Before and after: what changed, how sure one can be, and what else may have changed it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from classrooms.domain.results import results_for
from classrooms.domain.sittings import close_sitting
from classrooms.models import Sitting
from classrooms.wording import change_advice, change_caution, change_words
from exercises.scoring.change import Forms, Verdict
from tests.classrooms.answers import judged, repeated
from tests.classrooms.factories import ClassroomFactory, opened
from tests.factories import ExercisePageFactory, balanced_claims

pytestmark = pytest.mark.django_db
#: How twenty pupils judge four true and four false claims: (hits, false alarms), how many.
GUESSING = [((2, 2), 10), ((3, 2), 10)]
KNOWING = [((4, 0), 10), ((4, 1), 10)]
DOUBTING = [((1, 0), 10), ((0, 0), 10)]


@pytest.fixture
def parallel(up):
    """The second of two parallel forms."""
    return ExercisePageFactory(
        parent=up, title="Eight others", slug="others", purpose="discernment", items=balanced_claims(8)
    )


def sat(classroom, exercise, role, counts, *, days_ago, follows=None, second=None) -> Sitting:
    """Return a sitting that ended some days ago, judged by these pupils."""
    sitting = opened(classroom, exercise, second=second, role=role, follows=follows)
    judged(sitting, repeated(counts))
    close_sitting(sitting, actor=classroom.owner)
    end = timezone.now() - timedelta(days=days_ago)
    Sitting.objects.filter(pk=sitting.pk).update(
        opened_at=end - timedelta(hours=1), closes_at=end, closed_at=end
    )
    return Sitting.objects.select_related("classroom").get(pk=sitting.pk)


def step_of(classroom, claims, before, after):
    """Return the step from a sitting before teaching to one after it, in which the same claims were asked."""
    first = sat(classroom, claims, "before", before, days_ago=9)
    return results_for(sat(classroom, claims, "after", after, days_ago=2, follows=first)).comparison.shown


def test_a_class_that_learnt_is_told_so_and_how_large_a_change_had_to_be(classroom, claims):
    step = step_of(classroom, claims, GUESSING, KNOWING)
    shift = step.change.d
    assert (shift.value, shift.low, shift.high) == pytest.approx((2.581, 2.114, 3.048), abs=5e-4)
    assert shift.smallest == pytest.approx(0.645, abs=5e-4)
    assert shift.verdict is Verdict.GREW
    assert change_words(step) == "The class tells true from false better than before."
    assert change_advice(step) == "And nothing says that it simply became more suspicious."


def test_a_class_that_only_doubts_more_is_told_so_clearly(classroom, claims):
    step = step_of(classroom, claims, GUESSING, DOUBTING)
    assert step.change.only_more_sceptical
    assert change_words(step) == "The class became more sceptical, but no better at telling true from false."
    assert change_advice(step).endswith("Look again at the true claims that many took for false.")


def test_a_small_change_is_not_told_from_chance(classroom, claims):
    step = step_of(classroom, claims, [((3, 1), 6), ((3, 2), 6)], [((3, 1), 7), ((3, 2), 5)])
    assert step.change.d.verdict is Verdict.TOO_SMALL_TO_TELL
    assert change_words(step) == "The change is too small to tell from chance."


def test_a_class_that_fell_is_told_so_without_blame(classroom, claims):
    step = step_of(classroom, claims, KNOWING, GUESSING)
    assert change_words(step) == "The class tells true from false less well than before."
    assert "That happens" in change_advice(step)


def test_the_same_claims_twice_other_claims_and_crossed_forms_are_told_apart(classroom, claims, parallel):
    step = step_of(classroom, claims, GUESSING, KNOWING)
    assert (step.is_repeated, step.differs, step.change.forms) == (True, False, Forms.HELD_EQUAL)
    assert change_caution(step).startswith("Everybody was asked the same claims both times")

    other = ClassroomFactory(owner=classroom.owner)
    first = sat(other, claims, "before", GUESSING, days_ago=9)
    step = results_for(sat(other, parallel, "after", KNOWING, days_ago=2, follows=first)).comparison.shown
    assert (step.is_repeated, step.differs, step.change.forms) == (False, True, Forms.NOT_CROSSED)
    assert change_caution(step).startswith("The second time, other claims were asked.")

    third = ClassroomFactory(owner=classroom.owner)
    first = sat(third, claims, "before", GUESSING, days_ago=9, second=parallel)
    after = sat(third, claims, "after", KNOWING, days_ago=2, second=parallel, follows=first)
    step = results_for(after).comparison.shown
    assert (step.is_repeated, step.differs, step.change.forms) == (False, False, Forms.HELD_EQUAL)
    assert (
        change_caution(step)
        == "Each form is compared with itself, so an easier form does not pass for learning."
    )


def test_an_easier_form_does_not_pass_for_learning(classroom, claims, parallel):
    """Of form A everybody knows everything, of form B everybody guesses, before and after; only the shares move."""
    first = opened(classroom, claims, second=parallel, role="before")
    judged(first, repeated([((4, 0), 8)]), form=0)
    judged(first, repeated([((2, 2), 16)]), form=1)
    close_sitting(first, actor=classroom.owner)
    after = opened(classroom, claims, second=parallel, role="after", follows=first)
    judged(after, repeated([((4, 0), 16)]), form=0)
    judged(after, repeated([((2, 2), 8)]), form=1)
    close_sitting(after, actor=classroom.owner)
    step = results_for(Sitting.objects.get(pk=after.pk)).comparison.shown
    assert step.after.measure.d.value - step.before.measure.d.value == pytest.approx(1.147, abs=5e-4)
    assert step.change.d.value == pytest.approx(0, abs=1e-9)
    assert step.change.d.verdict is Verdict.TOO_SMALL_TO_TELL


def test_before_after_and_weeks_later_stand_side_by_side_whichever_is_read(classroom, claims):
    before = sat(classroom, claims, "before", GUESSING, days_ago=40)
    after = sat(classroom, claims, "after", KNOWING, days_ago=30, follows=before)
    later = sat(classroom, claims, "delayed", KNOWING, days_ago=1, follows=after)
    for read in (before, after, later):
        found = results_for(read).comparison
        assert [row.pk for row in found.rows] == [before.pk, after.pk, later.pk]
        assert [row.is_this for row in found.rows] == [row.pk == read.pk for row in found.rows]
        assert [(step.before.pk, step.after.pk) for step in found.steps] == [
            (before.pk, after.pk),
            (before.pk, later.pk),
        ]
    assert change_words(results_for(later).comparison.shown) == (
        "Weeks later, the class still tells true from false better than before teaching."
    )
    assert results_for(before).comparison.shown.after.pk == after.pk


def test_what_does_not_belong_together_is_not_compared(classroom, claims):
    before = sat(classroom, claims, "before", GUESSING, days_ago=40)
    sat(classroom, claims, "before", GUESSING, days_ago=30)  # another beginning
    practice = sat(classroom, claims, "practice", KNOWING, days_ago=20)
    assert results_for(before).comparison is None
    assert results_for(practice).comparison is None


def test_a_sitting_that_too_few_answered_or_that_is_open_stays_out_of_the_comparison(classroom, claims):
    before = sat(classroom, claims, "before", GUESSING, days_ago=40)
    sat(classroom, claims, "after", [((4, 0), 9)], days_ago=2, follows=before)
    open_one = opened(classroom, claims, role="delayed", follows=before)
    judged(open_one, repeated(KNOWING))
    found = results_for(before).comparison
    assert ([row.pk for row in found.rows], found.steps, found.left_out) == ([before.pk], [], 1)


def test_the_comparison_stays_when_the_answers_are_deleted(classroom, claims):
    """Case 69: what is compared is kept without any pupil."""
    before = sat(classroom, claims, "before", GUESSING, days_ago=40)
    after = sat(classroom, claims, "after", KNOWING, days_ago=2, follows=before)
    known = results_for(after).comparison
    before.seats.all().delete()
    Sitting.objects.filter(pk=before.pk).update(
        deleted_at=timezone.now(), deleted_seats=20, deleted_answers=160
    )
    assert results_for(Sitting.objects.get(pk=after.pk)).comparison == known
