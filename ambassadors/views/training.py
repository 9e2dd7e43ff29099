"""Training: an ambassador's way through it, practice talks for those who listen, the path that coordinators choose."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.domain import module
from ambassadors.domain import training as verbs
from ambassadors.domain.certificate import certificate_pdf, file_name
from ambassadors.domain.queries import training as queries
from ambassadors.domain.standing import missing
from ambassadors.domain.training import CRITERIA, LEAST_EACH, LEAST_TOGETHER, TrainingError
from ambassadors.enums import Condition
from ambassadors.forms.training import RUBRIC, ModuleForm, PathForm, ReviewForm, TalkForm
from ambassadors.models import Ambassador, Companion, PracticeTalk, TrainingPath
from ambassadors.views.doors import for_ambassadors, for_whom
from ambassadors.views.gate import gate_page, take_answer
from ambassadors.views.refusals import refuse
from cms.views.takeaway import hand_over, refusing
from schools.views.doors import for_coordinators

# The ambassador's own ------------------------------------------------------------------------------------------------


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_training(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """All parts with what is done; a POST says that a lesson was worked through, or asks for a practice talk."""
    do, _sep, about = request.POST.get("do", "").partition(":")
    form = TalkForm(request.POST if do == "ask" else None)
    if request.method == "POST":
        if do not in ("ask", "lesson"):
            raise Http404
        if (do == "lesson" or form.is_valid()) and _acted(request, ambassador, do, about, form):
            return redirect("ambassador_training")
    found = queries.progress(ambassador)
    lacking = missing(ambassador)
    context = {
        "ambassador": ambassador,
        "progress": found,
        "done": found.parts[0],
        "total": found.parts[1],
        "is_open": queries.is_open(ambassador),
        "lacks_own": Condition.OWN_CONSENT in lacking,
        "lacks_guardian": Condition.GUARDIAN_CONSENT in lacking,
        "lacks_clearance": Condition.CLEARANCE in lacking,
        "form": form,
        "reviewed": _reviewed(found.talk_last),
    }
    return render(request, "ambassadors/training.html", context, status=422 if form.errors else 200)


def _acted(request: HttpRequest, ambassador: Ambassador, do: str, about: str, form: TalkForm) -> bool:
    """Do one thing; False where the form is to be shown with its fault."""
    try:
        if do == "ask":
            verbs.ask_for_talk(ambassador, actor=request.user, about=form.cleaned_data["about"])
            messages.success(request, _("Asked. Somebody who listens will come back to you."))
        else:
            verbs.work_through_lesson(ambassador, about, actor=request.user)
            messages.success(request, _("Good. That lesson is done."))
    except TrainingError as error:
        if error.field:
            form.add_error(error.field, str(error))
            return False
        messages.error(request, str(error))
    return True


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def training_gate(request: HttpRequest, ambassador: Ambassador, exercise: UUID) -> HttpResponse:
    """One form of the gate, claim by claim, and what came of it; 404 for an exercise that the path does not have."""
    form = next((one for one in queries.path().forms if one.key == exercise), None)
    if form is None:
        raise Http404
    if not queries.is_open(ambassador):
        return redirect("ambassador_training")
    stand = queries.gate_stand(ambassador, form)
    if request.method == "POST":
        return take_answer(request, ambassador, stand)
    return gate_page(request, stand)


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def training_module(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """The safeguarding module: to read, then to solve; a POST takes answers and explains those that are not right."""
    if not queries.is_open(ambassador):
        return redirect("ambassador_training")
    form = ModuleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.pass_module(ambassador, actor=request.user, answers=form.answers, tries=form.times)
            messages.success(
                request, _("All eight solved. You know what to do, and that you need not do it alone.")
            )
        except TrainingError as error:
            messages.error(request, str(error))
        return redirect("ambassador_training")
    context = {
        "sections": module.SECTIONS,
        "form": form,
        "is_passed": ambassador.modules.filter(version=module.VERSION).exists(),
    }
    return render(request, "ambassadors/module.html", context, status=422 if form.errors else 200)


@for_ambassadors
@require_safe
def training_certificate(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """The certificate of an ambassador who is trained, as a PDF; 404 until then."""
    if ambassador.trained_at is None:
        raise Http404
    back = (_("Back to the training"), reverse("ambassador_training"))
    return hand_over(
        lambda: certificate_pdf(ambassador),
        file_name(ambassador),
        media_type="application/pdf",
        refuse=refusing(request, [], back),
        is_only_format=True,
    )


# Those who listen ----------------------------------------------------------------------------------------------------


#: Coordinators and cleared companions.
for_listeners = for_whom(queries.reviews_talks)


@for_listeners
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """Practice talks that wait, the oldest first: not one's own, nor of whom one nominated."""
    context = {"talks": queries.talks_for(request.user), "is_companion": _is_companion(request.user)}
    return render(request, "ambassadors/talks.html", context)


@for_listeners
@require_http_methods(["GET", "HEAD", "POST"])
def talk(request: HttpRequest, key: str) -> HttpResponse:
    """One practice talk that waits; a POST judges it by the rubric."""
    found = queries.talks_for(request.user).filter(key=key).first()
    if found is None:
        # Two reviewed it at the same time: the second is told, and nobody else learns that it exists.
        done = get_object_or_404(PracticeTalk.objects.select_related("ambassador__user"), key=key)
        if done.reviewed_at is None or not queries.may_review(request.user, done):
            raise Http404
        messages.info(request, _("Somebody has reviewed this talk already."))
        return redirect("talks")
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            comment = form.cleaned_data["comment"]
            verbs.review_talk(found, actor=request.user, points=form.points, comment=comment)
        except TrainingError as error:
            if not error.field:
                messages.error(request, str(error))
                return redirect("talks")
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Thank you. The ambassador gets a mail and reads it on the site."))
            return redirect("talks")
    context = {
        "talk": found,
        "ambassador": found.ambassador,
        "form": form,
        "least_each": LEAST_EACH,
        "least_together": LEAST_TOGETHER,
        "is_companion": _is_companion(request.user),
    }
    return render(request, "ambassadors/talk.html", context, status=422 if form.errors else 200)


def _is_companion(user) -> bool:
    """Say whether the way back leads to a companion's desk; coordinators have the network."""
    return Companion.objects.of(user).exists()


def _reviewed(talk: PracticeTalk | None) -> dict | None:
    """Return a talk that was reviewed with the sentence that was chosen by each criterion."""
    if talk is None:
        return None
    rows = [
        (PracticeTalk._meta.get_field(name).verbose_name, RUBRIC[name][getattr(talk, name) - 1])
        for name in CRITERIA
    ]
    return {"talk": talk, "rows": rows}


# Coordinators --------------------------------------------------------------------------------------------------------


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def training_path(request: HttpRequest) -> HttpResponse:
    """What everybody's training consists of; a POST chooses other lessons or exercises."""
    now = queries.path()
    form = PathForm(
        request.POST if request.method == "POST" else None,
        lessons=queries.live_lessons(),
        forms_=queries.live_forms(),
        chosen=([one.key for one in now.lessons], [one.key for one in now.forms]),
    )
    if request.method == "POST" and form.is_valid():
        try:
            verbs.choose_path(actor=request.user, lessons=form.lessons, forms=form.chosen_forms)
        except TrainingError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Chosen. Whoever is trained already stays trained."))
            return redirect("training_path")
    context = {
        "form": form,
        "path": now,
        "chosen": TrainingPath.objects.first(),
        "fewest": queries.FEWEST_LESSONS,
    }
    return render(request, "ambassadors/training_path.html", context, status=422 if form.errors else 200)
