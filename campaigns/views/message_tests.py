"""Message tests: the page that anybody answers, and the organisation's pages about them."""

import secrets

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import message_tests as verbs
from campaigns.domain.message_tests import ARMS, MessageTestError
from campaigns.forms.measures import YES, MessageTestForm, TryForm
from campaigns.models import CampaignPage, MessageTest
from campaigns.proportions import detectable
from campaigns.views.measures import one_of_mine
from campaigns.views.pledges import address_of, for_anybody, too_soon
from cms.context import absolute_url
from cms.limits import ANSWER, TooSoon, admit
from cms.views.desk import signed_in


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def message_test(request: HttpRequest, key: str) -> HttpResponse:
    """Show one of two wordings by chance and ask one question; a POST answers it."""
    test = get_object_or_404(MessageTest, key=key, declared_at__isnull=False)
    if test.language != get_language():
        with translation.override(test.language):
            return redirect("message_test", key=key)
    form = TryForm(
        request.POST if request.method == "POST" else None, subject=test.key, more=secrets.choice(ARMS)
    )
    page = CampaignPage.objects.live().filter(translation_key=test.campaign)
    context = {
        "campaign": page.filter(locale__language_code=test.language).first(),
        "test": test,
        "form": form,
        "closed": verbs.closed_because(test),
    }
    if request.method == "POST" and not context["closed"]:
        if form.is_of_a_program:
            return render(request, "campaigns/message_test_thanks.html", context)
        if form.is_valid():
            try:
                admit(ANSWER, address_of(request))
            except TooSoon as error:
                form.add_error(None, str(error))
                context["wording"] = getattr(test, form.more)
                return too_soon(render(request, "campaigns/message_test.html", context, status=429), error)
            verbs.answer(test, form=form.name, arm=form.more, yes=form.cleaned_data["answer"] == YES)
            return render(request, "campaigns/message_test_thanks.html", context)
    # Where a seal was not good, form.more is the wording that was drawn now, as the new seal says.
    context["wording"] = getattr(test, form.more)
    return render(request, "campaigns/message_test.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_safe
def message_tests(request: HttpRequest, key: str, campaign) -> HttpResponse:
    """All tests of a campaign."""
    context = one_of_mine(request, key, campaign)
    context["tests"] = context["organisation"].message_tests.filter(campaign=campaign)
    return render(request, "campaigns/message_tests.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def message_test_new(request: HttpRequest, key: str, campaign) -> HttpResponse:
    """Write a test down."""
    context = one_of_mine(request, key, campaign)
    form = MessageTestForm(request.POST if request.method == "POST" else None, languages=context["codes"])
    if request.method == "POST" and form.is_valid():
        test = verbs.draft_test(context["organisation"], campaign, actor=request.user, **form.cleaned_data)
        return redirect("message_test_edit", key=key, campaign=campaign, pk=test.pk)
    return render(request, "campaigns/message_test_edit.html", context | {"form": form, "test": None})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def message_test_edit(request: HttpRequest, key: str, campaign, pk: int) -> HttpResponse:
    """One test: its draft, how far it is, or what it came to. A POST saves, declares, ends or deletes it."""
    context = one_of_mine(request, key, campaign)
    test = get_object_or_404(context["organisation"].message_tests.filter(campaign=campaign), pk=pk)
    form = None
    if test.declared_at is None:
        sent = request.POST if request.POST.get("do", "") in ("save", "declare") else None
        form = MessageTestForm(sent, languages=context["codes"], test=test)
    if request.method == "POST":
        try:
            answer = _act(request, test, form, context)
        except MessageTestError as error:
            messages.error(request, str(error))
            answer = redirect("message_test_edit", key=key, campaign=campaign, pk=pk)
        if answer:
            return answer
    context |= {
        "test": test,
        "form": form,
        "answered": verbs.answered(test),
        "result": verbs.result_of(test),
        "visible_from": round(detectable(test.wanted) * 100),
        "address": _address(test),
    }
    return render(request, "campaigns/message_test_edit.html", context)


def _act(
    request: HttpRequest, test: MessageTest, form: MessageTestForm | None, context: dict
) -> HttpResponse | None:
    """Do what was asked; return the answer, or None where the form is to be shown with its faults."""
    here = redirect("message_test_edit", key=context["organisation"].key, campaign=test.campaign, pk=test.pk)
    do = request.POST.get("do")
    if do == "end":
        verbs.end(test, actor=request.user)
        return here
    if do == "delete":
        verbs.delete_test(test, actor=request.user)
        return redirect("message_tests", key=context["organisation"].key, campaign=test.campaign)
    if do not in ("save", "declare"):
        raise Http404
    if form is None:
        raise MessageTestError(_("This test was declared. What it compares cannot be changed any more."))
    if not form.is_valid():
        return None
    verbs.change_test(test, actor=request.user, **form.cleaned_data)
    if do == "declare":
        verbs.declare(test, actor=request.user)
    else:
        messages.success(request, _("Saved."))
    return here


def _address(test: MessageTest) -> str:
    with translation.override(test.language):
        return absolute_url("message_test", test.key)
