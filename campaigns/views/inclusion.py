"""The inclusion self-check of an organisation and its plan. Members alone see it."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import inclusion as verbs
from campaigns.domain.inclusion import InclusionError, last_result, open_check_of, proposals
from campaigns.forms.inclusion import ActionForm, CheckForm
from campaigns.models import InclusionCheck, InclusionQuestion, Organisation
from cms.press import Document, made_for_one
from cms.takeaway import dyes, press_words
from cms.views.desk import number_in, signed_in
from cms.views.takeaway import hand_over, refusing


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def inclusion(request: HttpRequest, key: str) -> HttpResponse:
    """The questions while a check is open; else what the last one came to. With the plan. A POST does one thing."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    check = open_check_of(organisation)
    do, _sep, about = request.POST.get("do", "").partition(":")
    form = _check_form(check, request.POST if do in ("save", "finish") else None) if check else None
    added = ActionForm(request.POST if do == "add" else None, prefix="new")
    changed = {}
    if request.method == "POST":
        try:
            answer = _act(request, organisation, (do, about), check, form, added, changed)
        except InclusionError as error:
            messages.error(request, str(error))
            answer = redirect("inclusion", key=key)
        if answer:
            return answer
    result = last_result(organisation)
    plan = list(organisation.inclusion_actions.all())
    context = {
        "organisation": organisation,
        "check": check,
        "form": form,
        "result": result,
        "proposals": proposals(organisation, result),
        "plan": [(one, changed.get(one.pk) or _action_form(one)) for one in plan],
        "added": added,
    }
    return render(request, "campaigns/inclusion.html", context)


def _act(
    request, organisation, deed, check: InclusionCheck | None, form, added, changed
) -> HttpResponse | None:
    """Do one thing and return where to go on; None where a form is to be shown with its faults."""
    (do, about), actor = deed, request.user
    here = reverse("inclusion", args=[organisation.key])
    if do == "begin":
        verbs.begin(organisation, actor=actor)
    elif do in ("save", "finish", "discard"):
        if check is None:
            raise InclusionError(_("This check has been finished already."))
        if do == "discard":
            verbs.discard(check, actor=actor)
            return redirect(here)
        if not form.is_valid():
            return None
        verbs.save_answers(check, form.answers, actor=actor)
        if do == "save":
            messages.success(request, _("Saved. You can go on whenever you like."))
        else:
            verbs.finish(check, actor=actor)
    elif do == "take":
        question = get_object_or_404(InclusionQuestion, pk=number_in(about))
        verbs.add_action(organisation, actor=actor, what=question.description, question=question.pk)
        return redirect(f"{here}#plan")
    elif do == "add":
        if not added.is_valid():
            return None
        verbs.add_action(organisation, actor=actor, **added.cleaned_data)
        return redirect(f"{here}#plan")
    elif do in ("change", "done", "undone", "remove"):
        return _act_on_plan(request, organisation, do, number_in(about), changed)
    else:
        raise Http404
    return redirect(here)


def _act_on_plan(request: HttpRequest, organisation, do: str, pk: int, changed: dict) -> HttpResponse | None:
    action = get_object_or_404(organisation.inclusion_actions, pk=pk)
    if do == "change":
        form = ActionForm(request.POST, prefix=f"action-{pk}")
        if not form.is_valid():
            changed[pk] = form
            return None
        verbs.change_action(action, actor=request.user, **form.cleaned_data)
    elif do == "remove":
        verbs.remove_action(action, actor=request.user)
    else:
        verbs.mark_action(action, done=do == "done", actor=request.user)
    return redirect(f"{reverse('inclusion', args=[organisation.key])}#plan")


@signed_in
@require_safe
def inclusion_print(request: HttpRequest, key: str) -> HttpResponse:
    """The last check and the plan as a PDF; before the first check, the questions to talk about."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    back = (_("Back to the self-check"), reverse("inclusion", args=[organisation.key]))
    return hand_over(
        lambda: made_for_one(_document(organisation), "pdf"),
        f"{organisation.slug}-{timezone.localdate().isoformat()}.pdf",
        media_type="application/pdf",
        refuse=refusing(request, [], back),
        is_only_format=True,
    )


def _document(organisation: Organisation) -> Document:
    result = last_result(organisation)
    context = {
        "organisation": organisation,
        "result": result,
        "answers": [(verbs.AREAS[area], each) for area, each in result.answers.items() if each]
        if result
        else [],
        "questions": [(verbs.AREAS[area], each) for area, each in verbs.questions().items()],
        "plan": list(organisation.inclusion_actions.all()),
    }
    day = date_format(timezone.localtime(result.check.finished_at), "DATE_FORMAT") if result else ""
    facts = [("people", _("Organisation"), organisation.name), ("time", _("Checked on"), day)]
    return Document(
        title=_("How open are we?"),
        language=get_language(),
        html=render_to_string("campaigns/inclusion_report.html", context),
        kind=_("Inclusion self-check"),
        summary=_("Questions that an organisation asks itself, and what it does next."),
        facts=tuple((icon, label, value) for icon, label, value in facts if value),
        address=settings.SITE_URL + reverse("inclusion", args=[organisation.key]),
        licence_name="",
        licence_url="",
        credits=organisation.name,
        version="",
        seed=organisation.key,
        dyes=dyes(None),
        words=press_words(),
    )


def _check_form(check: InclusionCheck, data) -> CheckForm:
    return CheckForm(data, answers={one.question_id: one for one in check.answers.all()})


def _action_form(action) -> ActionForm:
    initial = {"what": action.what, "who": action.who, "due": action.due}
    return ActionForm(initial=initial, prefix=f"action-{action.pk}")
