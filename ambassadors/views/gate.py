"""A form of the gate as a page: the exercises' player, with runs of our own and nothing explained before the end."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ambassadors.domain import gate
from ambassadors.domain.gate import GATE, GateError
from ambassadors.domain.queries.training import GateStand
from ambassadors.domain.training import TrainingError, begin_gate, finish_gate
from ambassadors.models import Ambassador, GateAttempt
from classrooms.domain.editions import in_language, reading
from exercises.domain import runs
from exercises.domain.results import BALANCED
from exercises.domain.runs import Run, RunError
from exercises.models import Edition
from exercises.views.player import SHOW, SKIP, Player, explained_items


def gate_page(request: HttpRequest, stand: GateStand) -> HttpResponse:
    """Show where she is with a form: before it, in it, or what came of it."""
    if stand.open is not None and _is_current(stand, stand.open):
        return _playing(request, stand, stand.open)
    if stand.last is not None and (stand.is_passed or stand.again_at):
        return _result(request, stand.last)
    return render(request, "ambassadors/gate_begin.html", {"form": stand.form, "last": stand.last})


def take_answer(request: HttpRequest, ambassador: Ambassador, stand: GateStand) -> HttpResponse:
    """Begin an attempt, or take an answer; whatever was sent, the answer is a page."""
    if request.POST.get("do") == "begin":
        try:
            begin_gate(ambassador, stand.form.key, actor=request.user)
        except TrainingError as error:
            messages.error(request, str(error))
        return redirect("training_gate", stand.form.key)
    try:
        run = gate.unpack(request.POST.get("run", ""))
        attempt = _attempt_of(ambassador, stand, run)
        gate.check(attempt, run)
        if attempt.ended_at is None and not _is_current(stand, attempt):
            raise GateError(
                _(
                    "This exercise was changed in the meantime, so your earlier answers do not fit. Please begin anew."
                )
            )
    except (RunError, GateError) as error:
        return _refused(request, stand, str(error))
    if attempt.ended_at is not None:
        return _result(request, attempt, run)
    return _step(request, stand, attempt, run)


def _step(request: HttpRequest, stand: GateStand, attempt: GateAttempt, run: Run) -> HttpResponse:
    given, passes_over = request.POST.copy(), request.POST.get("do") == SKIP
    given["run"] = runs.pack(run)
    if passes_over:
        given["do"] = SHOW
    context = _player(stand, attempt).step(given)
    run = runs.unpack(context["run"])
    if "results" in context:
        try:
            attempt = finish_gate(attempt, run, actor=request.user)
        except (GateError, TrainingError) as error:
            return _refused(request, stand, str(error))
        return _result(request, attempt, run)
    if passes_over:
        context["problem"] = _("Here every claim counts: please decide, even if you are not sure.")
    return _asked(request, attempt, context | {"run": gate.pack(run)})


def _playing(request: HttpRequest, stand: GateStand, attempt: GateAttempt, notice: str = "") -> HttpResponse:
    """Show the first claim of an attempt."""
    begun = gate.begin(attempt, attempt.edition)
    given = QueryDict(mutable=True)
    given.update({"run": runs.pack(begun), "do": SHOW})
    context = _player(stand, attempt).step(given)
    return _asked(request, attempt, context | {"run": gate.pack(begun), "is_fresh": True, "notice": notice})


def _refused(request: HttpRequest, stand: GateStand, why: str) -> HttpResponse:
    """Say why a run is not taken, and show what can be done instead."""
    if stand.open is not None and _is_current(stand, stand.open):
        return _playing(request, stand, stand.open, notice=why)
    messages.error(request, why)
    return redirect("training_gate", stand.form.key)


def _asked(request: HttpRequest, attempt: GateAttempt, context: dict) -> HttpResponse:
    return render(request, "ambassadors/gate.html", context | {"kept_as": f"gate-{attempt.pk}"})


def _result(request: HttpRequest, attempt: GateAttempt, run: Run | None = None) -> HttpResponse:
    """Show what came of an attempt. Only right after the last claim is it known what she answered to each."""
    edition = _shown_edition(attempt)
    context = {
        "attempt": attempt,
        "title": edition.title,
        "total": len(edition.public),
        "gate": GATE,
        "is_passed": attempt.d >= GATE,
        "doubts": attempt.c > BALANCED,
        "believes": attempt.c < -BALANCED,
        "again_at": attempt.ended_at + gate.AGAIN,
        "every": explained_items(edition, gate.explained(edition, run), with_guesses=False),
        "with_answers": run is not None,
        "kept_as": f"gate-{attempt.pk}",
    }
    return render(request, "ambassadors/gate_result.html", context)


def _attempt_of(ambassador: Ambassador, stand: GateStand, run: Run) -> GateAttempt:
    """Return her attempt at this form that a run belongs to; GateError where it is somebody else's, or of another."""
    hers = ambassador.attempts.filter(exercise=stand.form.key, name=run.name)
    found = hers.select_related("edition", "ambassador").first()
    if found is None:
        raise GateError(_("These answers belong to another attempt. Please begin with the first claim."))
    return found


def _is_current(stand: GateStand, attempt: GateAttempt) -> bool:
    """Say whether an attempt asks what the exercise asks today."""
    return attempt.edition.structure == reading(stand.form.edition).edition.structure


def _player(stand: GateStand, attempt: GateAttempt) -> Player:
    edition = gate.without_explanations(_shown_edition(attempt))
    return Player(
        edition,
        find=lambda run: edition,
        address=reverse("training_gate", args=[stand.form.key]),
        back_url=reverse("ambassador_training"),
    )


def _shown_edition(attempt: GateAttempt) -> Edition:
    """Return the edition of an attempt in the language of the page, where there is one."""
    return in_language(attempt.edition, get_language())
