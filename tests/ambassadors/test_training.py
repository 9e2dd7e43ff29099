"""The training: when it is open, what it consists of, that it is done when all parts are, and the certificate."""

import io
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from ambassadors.domain import consent as ledger
from ambassadors.domain import people
from ambassadors.domain import training as verbs
from ambassadors.domain.certificate import certificate_pdf, words
from ambassadors.domain.queries.training import path, progress
from ambassadors.domain.training import TrainingError
from ambassadors.enums import ConsentSide, Step
from ambassadors.models import Ambassador, LessonWorked, TrainingPath
from cms.models import AuditEntry
from exercises.models import ExercisePage
from lessons.models import LessonPlanPage
from tests.ambassadors.factories import AmbassadorFactory, cleared_companion, consent, coordinator
from tests.ambassadors.training_factories import (
    ALL_RIGHT,
    do_all,
    do_gates,
    do_lessons,
    do_module,
    do_talk,
    plant_path,
    trainee,
)
from tests.factories import ExercisePageFactory, LessonPlanPageFactory, balanced_claims
from tests.schools.people import coordinator as coordinator_with_factor
from tests.schools.people import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/en/ambassador/training/"


# What it consists of -------------------------------------------------------------------------------------------------


def test_without_a_choice_the_path_is_what_the_starter_collection_brings():
    plant_path()
    found = path()
    assert [one.title for one in found.lessons] == ["Upstander online", "Words that blur", "Lateral reading"]
    assert [one.title for one in found.forms] == ["Truth or rumour a", "Truth or rumour b"]
    assert [one.items for one in found.forms] == [8, 8]
    assert found.is_complete


def test_what_is_not_live_does_not_belong_to_the_path():
    plant_path()
    LessonPlanPage.objects.get(slug="words-that-blur").unpublish()
    assert [one.title for one in path().lessons] == ["Upstander online", "Lateral reading"]
    assert path().is_complete
    ExercisePage.objects.get(slug="truth-or-rumour-b").unpublish()
    assert [one.title for one in path().forms] == ["Truth or rumour a"]
    assert not path().is_complete


def test_a_site_without_content_has_an_empty_path_and_a_page_that_says_so():
    she = trainee()
    assert path() == ((), ())
    answer = signed_in(she.user).get(PAGE)
    assert answer.status_code == 200
    assert "A part of the training is being prepared." in answer.content.decode()
    do_module(she)
    do_talk(she)
    she.refresh_from_db()
    assert she.trained_at is None


def test_the_overview_takes_few_queries_whatever_was_done(django_assert_max_num_queries):
    plant_path()
    she = do_all(trainee())
    client = signed_in(she.user)
    client.get(PAGE)
    with django_assert_max_num_queries(26):
        assert client.get(PAGE).status_code == 200


# When it is open -----------------------------------------------------------------------------------------------------


def _without_own(she):
    ledger.take_back(she, actor=she.user)


def _without_guardian(she):
    ledger.take_back_as_guardian(she)


def _ran_out(she):
    consent(she, ConsentSide.GUARDIAN, until=timezone.localdate() - timedelta(days=1))


def _on_a_break(she):
    people.pause(she, actor=she.user)


def _left(she):
    people.withdraw(she, actor=she.user)


@pytest.mark.parametrize("lose", [_without_own, _without_guardian, _ran_out, _on_a_break, _left])
def test_training_closes_when_a_consent_is_lost_or_she_takes_a_break(lose):
    """As case 15."""
    plant_path()
    she = trainee()
    lesson, form = path().lessons[0], path().forms[0]
    attempt = verbs.begin_gate(she, form.key, actor=she.user)
    lose(she)
    for deed in (
        lambda: verbs.work_through_lesson(she, lesson.key, actor=she.user),
        lambda: verbs.begin_gate(she, form.key, actor=she.user),
        lambda: verbs.finish_gate(attempt, None, actor=she.user),
        lambda: verbs.pass_module(she, actor=she.user, answers=ALL_RIGHT),
        lambda: verbs.ask_for_talk(she, actor=she.user, about="Rumours"),
    ):
        with pytest.raises(TrainingError):
            deed()
    client = signed_in(she.user)
    left = lose is _left
    for address in (reverse("training_gate", args=[form.key]), reverse("training_module")):
        for send in (client.get, client.post):
            answer = send(address)
            assert answer.status_code == (404 if left else 302)
            assert left or answer["Location"] == PAGE
    page = client.get(PAGE)
    assert page.status_code == (404 if left else 200)
    if not left:
        assert "The training is closed just now" in page.content.decode()
        assert "I have worked through it" not in page.content.decode()


def test_a_nominated_minor_reads_whose_consent_is_missing():
    plant_path()
    she = AmbassadorFactory()
    html = signed_in(she.user).get(PAGE).content.decode()
    assert "You have not agreed yet" in html
    assert "A parent or guardian has to agree as well." in html
    answer = signed_in(she.user).post(PAGE, {"do": f"lesson:{path().lessons[0].key}"})
    assert answer.status_code == 302
    assert not LessonWorked.objects.exists()


def test_nobody_trains_for_somebody_else():
    plant_path()
    she, other = trainee(), trainee()
    for actor in (other.user, she.nominated_by, coordinator()):
        with pytest.raises(PermissionDenied):
            verbs.work_through_lesson(she, path().lessons[0].key, actor=actor)
        with pytest.raises(PermissionDenied):
            verbs.pass_module(she, actor=actor, answers=ALL_RIGHT)


@pytest.mark.parametrize("who", ["teacher", "coordinator", "companion"])
def test_pages_of_the_training_do_not_exist_for_those_who_are_no_ambassadors(who):
    plant_path()
    user = {
        "teacher": lambda: trainee().nominated_by,
        "coordinator": lambda: coordinator_with_factor(factor=True),
        "companion": lambda: cleared_companion().user,
    }[who]()
    client = signed_in(user)
    for name, args in (
        ("ambassador_training", []),
        ("training_gate", [path().forms[0].key]),
        ("training_module", []),
        ("training_certificate", []),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404


# Lessons -------------------------------------------------------------------------------------------------------------


def test_a_lesson_is_worked_through_once():
    plant_path()
    she = trainee()
    lesson = path().lessons[0]
    client = signed_in(she.user)
    for _time in (1, 2):
        assert client.post(PAGE, {"do": f"lesson:{lesson.key}"}).status_code == 302
    assert LessonWorked.objects.get().lesson == lesson.key
    assert AuditEntry.objects.filter(verb="training.lesson_worked").count() == 1
    assert "1 of 7 parts are done." in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "named",
    ["", "x", "00000000-0000-0000-0000-00000000000g", "0f3c1f64-5b1e-4a52-9c0e-5d8f6a2b7c31"],
)
def test_a_lesson_that_the_path_does_not_have_is_not_worked_through(named):
    plant_path()
    she = trainee()
    assert signed_in(she.user).post(PAGE, {"do": f"lesson:{named}"}).status_code == 302
    assert not LessonWorked.objects.exists()
    assert signed_in(she.user).post(PAGE, {"do": "everything"}).status_code == 404


# Done ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "order",
    list(permutations((do_lessons, do_gates, do_module, do_talk)))[::5],
    ids=lambda order: order[-1].__name__,
)
def test_training_is_done_when_all_parts_are_in_whatever_order(order):
    plant_path()
    she = trainee()
    for part in order[:-1]:
        part(she)
        she.refresh_from_db()
        assert she.trained_at is None
    order[-1](she)
    she.refresh_from_db()
    assert she.trained_at is not None
    assert she.step == Step.TRAINED
    assert progress(she).is_done
    assert AuditEntry.objects.filter(verb="ambassador.trained").count() == 1


def test_an_adult_trains_without_a_guardian():
    plant_path()
    assert do_all(trainee(band="18+")).trained_at is not None


def test_a_changed_path_takes_training_away_from_nobody():
    tree = plant_path(claims=20)
    she = do_all(trainee())
    when = she.trained_at
    new = [
        LessonPlanPageFactory(
            parent=tree["en"].library, title=f"New {number}", topics=["numbers"], duration=50
        )
        for number in (1, 2)
    ]
    forms = [one.key for one in path().forms]
    verbs.choose_path(actor=coordinator(), lessons=[one.translation_key for one in new], forms=forms)
    she.refresh_from_db()
    assert she.trained_at == when
    assert not progress(she).is_done
    html = signed_in(she.user).get(PAGE).content.decode()
    assert "You are trained." in html
    assert "clears you" in html
    assert 'value="lesson:' not in html  # nothing is left for her to do
    verbs.work_through_lesson(she, new[0].translation_key, actor=she.user)
    she.refresh_from_db()
    assert she.trained_at == when
    assert AuditEntry.objects.filter(verb="ambassador.trained").count() == 1


def test_whoever_has_done_all_that_a_new_path_asks_for_is_trained_at_once():
    plant_path(claims=20)
    she = trainee()
    first, second, _third = path().lessons
    for part in (do_gates, do_module, do_talk):
        part(she)
    for lesson in (first, second):
        verbs.work_through_lesson(she, lesson.key, actor=she.user)
    she.refresh_from_db()
    assert she.trained_at is None
    forms = [one.key for one in path().forms]
    verbs.choose_path(actor=coordinator(), lessons=[second.key, first.key], forms=forms)
    she.refresh_from_db()
    assert she.trained_at is not None


# The path that coordinators choose -----------------------------------------------------------------------------------


def _fields(lessons, forms) -> dict:
    return {f"lesson_{place}": str(key) for place, key in enumerate(lessons, start=1)} | {
        f"form_{place}": str(key) for place, key in enumerate(forms, start=1)
    }


def test_a_coordinator_chooses_lessons_and_forms():
    plant_path(claims=20)
    client = signed_in(coordinator_with_factor(factor=True))
    now = path()
    html = client.get(reverse("training_path")).content.decode()
    assert "As the starter collection brings it" in html
    lessons = [now.lessons[2].key, now.lessons[0].key]
    forms = [now.forms[1].key, now.forms[0].key]
    answer = client.post(reverse("training_path"), _fields(lessons, forms))
    assert (answer.status_code, answer["Location"]) == (302, "/en/network/training/")
    assert [one.key for one in path().lessons] == lessons
    assert [one.key for one in path().forms] == forms
    assert "As the starter collection brings it" not in client.get(reverse("training_path")).content.decode()


def test_a_path_of_one_lesson_of_the_same_lesson_twice_or_of_forms_that_are_not_parallel_is_refused():
    plant_path(claims=20)
    up = ExercisePage.objects.first().get_parent()
    longer = ExercisePageFactory(
        parent=up, title="Longer", slug="longer", purpose="discernment", items=balanced_claims(24)
    )
    practice = ExercisePageFactory(parent=up, title="Practice", slug="practice")
    client = signed_in(coordinator_with_factor(factor=True))
    now = path()
    good, forms = [one.key for one in now.lessons], [one.key for one in now.forms]
    for lessons, chosen, sentence in (
        (good[:1], forms, "Please choose a lesson."),
        ([good[0], good[0]], forms, "Please choose two, three or four different lessons."),
        (good, [forms[0], forms[0]], "These two do not measure alike."),
        (good, [forms[0], longer.translation_key], "These two do not measure alike."),
        (good, [forms[0], practice.translation_key], "Select a valid choice."),
        (good, forms[:1], "Please choose an exercise."),
        ([good[0], uuid4()], forms, "Select a valid choice."),
    ):
        answer = client.post(reverse("training_path"), _fields(lessons, chosen))
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not TrainingPath.objects.exists()
    for lessons, chosen in ((good, [forms[0], practice.translation_key]), ([good[0], uuid4()], forms)):
        with pytest.raises(TrainingError):
            verbs.choose_path(actor=coordinator(), lessons=lessons, forms=chosen)


def test_forms_with_fewer_than_twenty_claims_are_refused():
    """With fewer, nobody can tell skill from luck: see ambassadors.domain.gate."""
    plant_path(claims=16)
    now = path()
    fields = _fields([one.key for one in now.lessons], [one.key for one in now.forms])
    answer = signed_in(coordinator_with_factor(factor=True)).post(reverse("training_path"), fields)
    assert answer.status_code == 422
    assert "Each exercise needs twenty claims or more" in answer.content.decode()
    assert not TrainingPath.objects.exists()


def test_only_coordinators_choose_the_path():
    plant_path()
    she = trainee()
    now = path()
    for user in (she.user, she.nominated_by, cleared_companion().user):
        assert signed_in(user).get(reverse("training_path")).status_code == 404
        with pytest.raises(PermissionDenied):
            verbs.choose_path(
                actor=user,
                lessons=[one.key for one in now.lessons],
                forms=[one.key for one in now.forms],
            )


# The certificate -----------------------------------------------------------------------------------------------------


def test_there_is_no_certificate_before_the_training_is_done():
    plant_path()
    she = trainee()
    client = signed_in(she.user)
    address = reverse("training_certificate")
    for part in (do_lessons, do_gates, do_module):
        part(she)
        assert client.get(address).status_code == 404
    assert "Your certificate (PDF)" not in client.get(PAGE).content.decode()
    do_talk(she)
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    year = timezone.localtime(Ambassador.objects.get(pk=she.pk).trained_at).year
    assert f'filename="ambassador-training-{year}.pdf"' in answer["Content-Disposition"]
    assert "Your certificate (PDF)" in client.get(PAGE).content.decode()


def test_a_certificate_names_the_first_name_and_the_town_and_nothing_else_of_her():
    """As case 14."""
    plant_path()
    she = do_all(trainee(first_name="Zlata"))
    said = words(she)
    assert said["name"] == "Zlata"
    assert said["place"] == f"{she.town.name}, {timezone.localtime(she.trained_at).year}"
    assert said["deeds"][0] == "Worked through 3 lessons on prejudice, sources and claims."
    assert len(said["deeds"]) == 4
    everything = str(said)
    for hidden in (she.user.email, she.guardian_email, she.school.name, "13-15", "13 to 15", "@"):
        assert hidden not in everything


@pytest.mark.parametrize("language", ["en", "ar", "uk"])
def test_a_certificate_is_one_sheet_across(language):
    she = AmbassadorFactory(first_name="Zlata", trained_at=timezone.now())
    with translation.override(language):
        made = certificate_pdf(she)
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1
        _left, _bottom, width, height = (round(float(edge)) for edge in pdf.pages[0].mediabox)
        assert (width, height) == (842, 595)
        assert pdf.Root.Lang == language
        assert "Zlata" in str(pdf.docinfo["/Title"])
