"""The safeguarding module: what it holds, and that it is passed by all situations rightly solved."""

import re

import pytest
from django.urls import reverse

from ambassadors.domain import module
from ambassadors.domain import training as verbs
from ambassadors.domain.training import TrainingError
from ambassadors.models import ModulePassed
from tests.ambassadors.training_factories import ALL_RIGHT, trainee
from tests.schools.people import signed_in

pytestmark = pytest.mark.django_db
CHECKED = re.compile(r'<input type="radio" name="(\w+)" value="(\w)"[^>]*checked')


def _other(one) -> str:
    return next(letter for letter in one.answers if letter != one.right)


def test_there_are_six_sections_and_eight_situations_with_three_answers_of_which_one_is_right():
    assert len(module.SECTIONS) == 6
    assert len(module.SITUATIONS) == len({one.code for one in module.SITUATIONS}) == 8
    for one in module.SITUATIONS:
        assert list(one.answers) == ["a", "b", "c"]
        assert one.right in one.answers
        assert str(one.why)
        assert len({str(answer) for answer in one.answers.values()}) == 3
    # Whoever always takes the same letter does not get far.
    for letter in "abc":
        assert sum(one.right == letter for one in module.SITUATIONS) <= 3


def test_all_eight_right_pass_at_once():
    she = trainee()
    answer = signed_in(she.user).post(reverse("training_module"), ALL_RIGHT)
    assert (answer.status_code, answer["Location"]) == (302, "/en/ambassador/training/")
    made = ModulePassed.objects.get()
    assert (made.ambassador_id, made.version, made.tries) == (she.pk, module.VERSION, 1)


def test_what_is_wrong_is_explained_and_asked_again_and_what_is_right_stays():
    she = trainee()
    client = signed_in(she.user)
    first, second, *rest = module.SITUATIONS
    given = ALL_RIGHT | {first.code: _other(first)}
    del given[second.code]
    answer = client.post(reverse("training_module"), given)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert not ModulePassed.objects.exists()
    assert dict(CHECKED.findall(html)) == {one.code: one.right for one in rest}
    assert html.count(str(first.why)) == 1
    assert html.count("Please choose what you would do.") == 1
    assert html.count('href="#situation-') == 2
    assert str(second.why) not in html
    [tries] = re.findall(r'name="tries" value="(\d+)"', html)
    assert client.post(reverse("training_module"), ALL_RIGHT | {"tries": tries}).status_code == 302
    assert ModulePassed.objects.get().tries == 2


@pytest.mark.parametrize("tries", ["", "0", "-1", "1000", "x", "²"])
def test_a_number_of_tries_that_nobody_could_have_does_not_get_in_the_way(tries):
    she = trainee()
    answer = signed_in(she.user).post(reverse("training_module"), ALL_RIGHT | {"tries": tries})
    assert answer.status_code == 302
    assert ModulePassed.objects.get().tries == 1


def test_the_verb_takes_nothing_but_eight_right_answers():
    she = trainee()
    for answers in (
        {},
        {one.code: _other(one) for one in module.SITUATIONS},
        ALL_RIGHT | {module.SITUATIONS[7].code: _other(module.SITUATIONS[7])},
        {one.code: one.right for one in module.SITUATIONS[:7]},
    ):
        with pytest.raises(TrainingError):
            verbs.pass_module(she, actor=she.user, answers=answers)
    assert not ModulePassed.objects.exists()


def test_a_module_that_was_passed_twice_is_passed_once():
    she = trainee()
    for _time in (1, 2):
        signed_in(she.user).post(reverse("training_module"), ALL_RIGHT)
    assert ModulePassed.objects.count() == 1
    assert (
        "You have solved all situations."
        in signed_in(she.user).get(reverse("training_module")).content.decode()
    )


def test_before_anything_is_sent_no_explanation_is_shown():
    html = signed_in(trainee().user).get(reverse("training_module")).content.decode()
    for one in module.SITUATIONS:
        assert str(one.story) in html
        assert str(one.why) not in html
