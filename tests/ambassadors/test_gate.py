"""The gate: measured by the server, once for each run, with nothing explained before the end."""

import re
from datetime import timedelta
from html import unescape
from math import comb

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ambassadors.domain import gate
from ambassadors.domain import training as verbs
from ambassadors.domain.gate import AGAIN, GATE, GateError
from ambassadors.domain.queries.training import path, progress
from ambassadors.domain.training import TrainingError
from ambassadors.models import GateAttempt
from cms.models import AuditEntry
from exercises.domain import runs
from exercises.models import ExercisePage
from exercises.scoring.detection import Counts, discernment, standard_error
from tests.ambassadors.training_factories import GOOD, LUCKY, gone_through, judged, plant_path, trainee
from tests.factories import claim
from tests.schools.people import signed_in

pytestmark = pytest.mark.django_db
RUN = re.compile(r'name="run" value="([^"]+)"')
EXPLANATION = "The register of trades says so."


class Way:
    """Somebody goes through a form by its pages, without a script."""

    def __init__(self, ambassador, form, *, client=None):
        self.form, self.client = form, client or signed_in(ambassador.user)
        self.address = reverse("training_gate", args=[form.key])
        self.html, self.run = "", ""

    def take(self, response):
        assert response.status_code == 200
        self.html = unescape(response.content.decode())
        found = RUN.search(self.html)
        self.run = found[1] if found else ""
        return response

    def begin(self):
        answer = self.client.post(self.address, {"do": "begin"})
        assert (answer.status_code, answer["Location"]) == (302, self.address)
        return self.take(self.client.get(self.address))

    def send(self, **fields):
        return self.take(self.client.post(self.address, {"run": self.run, "do": "answer"} | fields))

    def judge(self, at: int, *, rightly: bool = True):
        [attempt] = GateAttempt.objects.filter(exercise=self.form.key, ended_at=None)
        holds = attempt.edition.secret[at]["key"]["verdict"] == "true"
        return self.send(answer="true" if holds == rightly else "false", confidence="3")

    def to_the_end(self, *, right: int, since: int = 0):
        for at in range(since, self.form.items):
            self.judge(at, rightly=at < right)


def _way(**fields) -> tuple:
    plant_path(lessons=False, **fields)
    she = trainee()
    form = path().forms[0]
    return she, Way(she, form)


# What is asked for ---------------------------------------------------------------------------------------------------


def test_the_gate_lies_where_the_interval_of_one_person_ends_above_guessing():
    """The figures of the docstring, checked: 15 of 20, an error of 0.6, and how seldom guessing gets through."""
    reached = Counts(true=10, hits=8, false=10, false_alarms=3)
    assert discernment(reached) == pytest.approx(1.22, abs=0.005)
    assert standard_error(reached) == pytest.approx(0.60, abs=0.01)
    assert GATE - 1.96 * standard_error(reached) > 0
    below = Counts(true=10, hits=7, false=10, false_alarms=3)
    assert discernment(below) < GATE
    lucky = sum(
        comb(10, hits) * comb(10, alarms)
        for hits in range(11)
        for alarms in range(11)
        if discernment(Counts(10, hits, 10, alarms)) >= GATE
    )
    assert 1 / (lucky / 2**20) == pytest.approx(47, abs=0.5)
    assert 1 / (lucky / 2**20) ** 2 == pytest.approx(2200, abs=10)


def test_whoever_believes_everything_or_nothing_stays_at_guessing():
    for taken in (0, 10):
        assert discernment(Counts(true=10, hits=taken, false=10, false_alarms=taken)) == 0


# The way through -----------------------------------------------------------------------------------------------------


def test_a_form_is_gone_through_by_pages_and_passed():
    she, way = _way()
    html = way.client.get(way.address).content.decode()
    assert "8 claims. You decide for each whether it is true or false." in html
    way.begin()
    assert "Claim number 1 of the exercise." in way.html
    way.to_the_end(right=8)
    assert "Done: you tell true from false clearly better than guessing would." in way.html
    assert "You judged 8 of 8 claims rightly." in way.html
    assert way.html.count(EXPLANATION) == 8
    attempt = GateAttempt.objects.get()
    assert (attempt.right, attempt.judged) == (8, 8)
    assert attempt.d == pytest.approx(discernment(Counts(4, 4, 4, 0)))
    assert attempt.c == pytest.approx(0)
    assert attempt.ended_at is not None
    assert [one.is_passed for one in progress(she).gates] == [True, False]
    later = way.take(way.client.get(way.address))
    assert "You judged 8 of 8 claims rightly." in later.content.decode()
    assert "8 of 8 judged rightly" in way.client.get(reverse("ambassador_training")).content.decode()


def test_whoever_does_not_pass_reads_why_and_when_to_try_again():
    she, way = _way()
    way.begin()
    way.to_the_end(right=LUCKY)
    assert "Not this time, and that happens." in way.html
    assert "You judged 5 of 8 claims rightly." in way.html
    assert way.html.count(EXPLANATION) == 8
    assert not progress(she).gates[0].is_passed


@pytest.mark.parametrize("feedback", ["at_once", "at_end"])
def test_nothing_is_explained_before_the_end_whatever_the_exercise_says(feedback):
    she, way = _way(feedback=feedback)
    assert path().forms[0].key == way.form.key
    way.begin()
    for at in range(7):
        way.judge(at)
        assert EXPLANATION not in way.html
        assert f"Item {at + 2} of 8" in way.html
    way.judge(7)
    assert EXPLANATION in way.html


def test_a_claim_cannot_be_passed_over():
    she, way = _way()
    way.begin()
    assert "Pass over" not in way.html
    way.send(do="skip")
    assert "Here every claim counts" in way.html
    assert "Item 1 of 8" in way.html
    way.send()
    assert "Item 1 of 8" in way.html
    attempt = GateAttempt.objects.get()
    run = judged(attempt, GOOD)
    run.answers[3] = runs.SKIPPED
    with pytest.raises(GateError):
        verbs.finish_gate(attempt, run, actor=she.user)
    way.take(way.client.post(way.address, {"run": gate.pack(run), "do": "show"}))
    assert "Every claim has to be judged here." in way.html
    assert GateAttempt.objects.get().ended_at is None


def test_pages_take_a_token_and_are_kept_by_nobody():
    plant_path(lessons=False)
    she = trainee()
    way = Way(she, path().forms[0], client=signed_in(she.user, enforce_csrf_checks=True))
    page = way.client.get(way.address)
    assert "no-store" in page["Cache-Control"]
    assert "csrfmiddlewaretoken" in page.content.decode()
    assert way.client.post(way.address, {"do": "begin"}).status_code == 403
    assert not GateAttempt.objects.exists()


def test_an_exercise_that_the_path_does_not_have_has_no_gate():
    plant_path(lessons=False)
    she = trainee()
    client = signed_in(she.user)
    gone = path().forms[1]
    ExercisePage.objects.get(slug="truth-or-rumour-b").unpublish()
    for key in (gone.key, "00000000-0000-0000-0000-000000000000"):
        assert client.get(reverse("training_gate", args=[key])).status_code == 404
    with pytest.raises(TrainingError):
        verbs.begin_gate(she, gone.key, actor=she.user)
    assert Client().get(reverse("training_gate", args=[path().forms[0].key])).status_code == 302


# Cheating ------------------------------------------------------------------------------------------------------------


def test_there_is_one_open_attempt_at_a_form():
    she, way = _way()
    first = verbs.begin_gate(she, way.form.key, actor=she.user)
    assert verbs.begin_gate(she, way.form.key, actor=she.user) == first
    assert GateAttempt.objects.count() == 1
    assert AuditEntry.objects.filter(verb="training.gate_begun").count() == 1


def test_a_run_that_is_sent_twice_counts_once():
    she, way = _way()
    attempt = verbs.begin_gate(she, way.form.key, actor=she.user)
    stale = GateAttempt.objects.get()  # as a second request read it, before the first one ended it
    made = verbs.finish_gate(attempt, judged(attempt, LUCKY), actor=she.user)
    again = verbs.finish_gate(stale, judged(attempt, GOOD), actor=she.user)
    assert (again.pk, again.d, again.right, again.ended_at) == (made.pk, made.d, LUCKY, made.ended_at)
    assert AuditEntry.objects.filter(verb="training.gate_ended").count() == 1


def test_the_last_step_sent_again_with_other_answers_shows_what_came_of_the_first():
    she, way = _way()
    way.begin()
    way.to_the_end(right=LUCKY)
    attempt = GateAttempt.objects.get()
    better = gate.pack(judged(attempt, GOOD))
    way.take(way.client.post(way.address, {"run": better, "do": "show"}))
    assert "You judged 5 of 8 claims rightly." in way.html
    assert GateAttempt.objects.get().right == LUCKY
    assert not progress(she).gates[0].is_passed


def test_an_earlier_step_of_an_ended_run_opens_nothing():
    she, way = _way()
    way.begin()
    early = way.run
    way.to_the_end(right=LUCKY)
    way.take(
        way.client.post(way.address, {"run": early, "do": "answer", "answer": "true", "confidence": "3"})
    )
    assert "You judged 5 of 8 claims rightly." in way.html
    assert (GateAttempt.objects.count(), GateAttempt.objects.get().right) == (1, LUCKY)


def test_a_run_of_another_attempt_is_refused():
    """Of somebody else, of the other form, of an attempt that was replaced."""
    plant_path(lessons=False)
    she, other = trainee(), trainee()
    form, second = path().forms
    mine = verbs.begin_gate(she, form.key, actor=she.user)
    for attempt in (
        verbs.begin_gate(other, form.key, actor=other.user),
        verbs.begin_gate(she, second.key, actor=she.user),
    ):
        theirs = judged(attempt, GOOD)
        with pytest.raises(GateError):
            verbs.finish_gate(mine, theirs, actor=she.user)
        way = Way(she, form)
        way.take(way.client.post(way.address, {"run": gate.pack(theirs), "do": "show"}))
        assert "These answers belong to another attempt." in way.html
        assert "Item 1 of 8" in way.html
    assert not GateAttempt.objects.exclude(ended_at=None).exists()


def test_an_attempt_of_somebody_else_is_not_finished():
    plant_path(lessons=False)
    she, other = trainee(), trainee()
    attempt = verbs.begin_gate(she, path().forms[0].key, actor=she.user)
    with pytest.raises(PermissionDenied):
        verbs.finish_gate(attempt, judged(attempt, GOOD), actor=other.user)


def test_a_run_of_the_public_player_is_no_run_of_the_gate_nor_the_other_way_round():
    """So nobody has a claim explained there and goes on here from an earlier field."""
    she, way = _way(feedback="at_once")
    way.begin()
    attempt = GateAttempt.objects.get()
    with pytest.raises(runs.RunError):
        runs.unpack(way.run)
    public = Client().post("/en/exercises/truth-or-rumour-a/play/", {"run": way.run, "do": "answer"})
    assert "We could not read your answers so far." in public.content.decode()
    for forged in (runs.pack(judged(attempt, GOOD)), way.run[:-2], "x", "x" * 200_000, ""):
        way.take(way.client.post(way.address, {"run": forged, "do": "show"}))
        assert "We could not read your answers so far." in way.html
        assert "Item 1 of 8" in way.html
    assert GateAttempt.objects.get().ended_at is None


def test_a_run_that_is_not_complete_or_too_long_is_not_scored():
    she, way = _way()
    attempt = verbs.begin_gate(she, way.form.key, actor=she.user)
    for cut in (0, 7):
        run = judged(attempt, GOOD)
        run.answers = run.answers[:cut]
        with pytest.raises(GateError):
            verbs.finish_gate(attempt, run, actor=she.user)
    run = judged(attempt, GOOD)
    run.answers.append(run.answers[0])
    with pytest.raises(GateError):
        verbs.finish_gate(attempt, run, actor=she.user)
    assert GateAttempt.objects.get().ended_at is None


def test_a_form_is_tried_again_after_seven_days_and_not_before(monkeypatch):
    she, way = _way()
    last = gone_through(she, way.form.key, LUCKY)
    for moment, allowed in (
        (last.ended_at, False),
        (last.ended_at + AGAIN - timedelta(seconds=1), False),
        (last.ended_at + AGAIN + timedelta(seconds=1), True),
    ):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        if allowed:
            assert verbs.begin_gate(she, way.form.key, actor=she.user).pk != last.pk
        else:
            with pytest.raises(TrainingError):
                verbs.begin_gate(she, way.form.key, actor=she.user)
    assert AGAIN.days == 7
    # The other form does not wait for this one.
    assert verbs.begin_gate(she, path().forms[1].key, actor=she.user).ended_at is None


def test_a_page_before_the_seven_days_are_over_offers_no_new_attempt():
    she, way = _way()
    gone_through(she, way.form.key, LUCKY)
    way.take(way.client.get(way.address))
    assert "From " in way.html
    assert 'value="begin"' not in way.html
    answer = way.client.post(way.address, {"do": "begin"}, follow=True)
    assert GateAttempt.objects.count() == 1
    assert answer.redirect_chain == [(way.address, 302)]


def test_a_form_that_was_passed_is_not_tried_again_and_stays_passed():
    she, way = _way()
    gone_through(she, way.form.key)
    GateAttempt.objects.update(ended_at=timezone.now() - timedelta(days=30))
    with pytest.raises(TrainingError):
        verbs.begin_gate(she, way.form.key, actor=she.user)
    assert progress(she).gates[0].is_passed


def test_an_attempt_at_claims_that_were_changed_begins_anew():
    she, way = _way()
    way.begin()
    before = GateAttempt.objects.get()
    way.judge(0)
    page = ExercisePage.objects.get(slug="truth-or-rumour-a")
    page.items = [
        claim(verdict, slant, claim=f"Another claim {number}.")
        for number, (verdict, slant) in enumerate(
            [(verdict, slant) for verdict in ("true", "false") for slant in ("flatters", "unflattering")] * 2
        )
    ]
    page.save_revision().publish()
    answer = way.client.post(
        way.address, {"run": way.run, "do": "answer", "answer": "true", "confidence": "3"}, follow=True
    )
    assert "This exercise was changed in the meantime" in answer.content.decode()
    way.begin()
    assert "Another claim 0." in way.html
    assert GateAttempt.objects.get().pk != before.pk
