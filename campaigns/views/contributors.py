"""The desk's pages about contributors: who tells, what was agreed to, the private link, what was signed on paper."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import contributors as verbs
from campaigns.domain.consent import ConsentError, entries, record_on_paper
from campaigns.domain.links import drawn, private_link
from campaigns.domain.queries.contributors import contributors_with_stories, stories_told_by
from campaigns.domain.versions import fingerprint, source_of
from campaigns.domain.withdrawal import withdraw
from campaigns.domain.wording import entry_lines, entry_title, wording
from campaigns.enums import ConsentBy
from campaigns.forms.consent import PaperForm, form_for
from campaigns.forms.contributors import ContributorForm
from campaigns.models import Contributor, Organisation
from campaigns.views.doors import for_members
from cms.domain.queries.site import language_of
from cms.letters import write_to


def _contributor(organisation: Organisation, pk: int) -> Contributor:
    return get_object_or_404(organisation.contributors.select_related("organisation"), pk=pk)


@for_members
@require_safe
def contributors(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """All contributors of the organisation, and where each story stands."""
    context = {"organisation": organisation, "listed": contributors_with_stories(organisation)}
    return render(request, "campaigns/contributors/contributors.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def contributor_new(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Note somebody who tells a story."""
    form = ContributorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.make_contributor(organisation, actor=request.user, **form.values)
        return redirect("contributor", key=organisation.key, pk=made.pk)
    context = {"organisation": organisation, "form": form, "contributor": None}
    return render(request, "campaigns/contributors/contributor_form.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def contributor(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """One contributor: stories, the ledger, the link; a POST corrects what is known, notes a paper, or takes back."""
    found = _contributor(organisation, pk)
    if request.method == "POST":
        deeds = {"change": _change, "paper": _paper, "withdraw": _withdraw}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        return deed(request, organisation, found)
    if "change" in request.GET:
        return _change(request, organisation, found)
    if "paper" in request.GET:
        return _paper(request, organisation, found)
    context = {
        "organisation": organisation,
        "contributor": found,
        "stories": stories_told_by(found),
        "history": [(entry_title(entry), entry_lines(entry)) for entry in entries(found)[:100]],
    }
    return render(request, "campaigns/contributors/contributor.html", context)


def _change(request: HttpRequest, organisation: Organisation, found: Contributor) -> HttpResponse:
    form = ContributorForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        verbs.change_contributor(found, actor=request.user, **form.values)
        messages.success(request, _("Saved."))
        return redirect("contributor", key=organisation.key, pk=found.pk)
    context = {"organisation": organisation, "form": form, "contributor": found}
    return render(request, "campaigns/contributors/contributor_form.html", context)


def _paper(request: HttpRequest, organisation: Organisation, found: Contributor) -> HttpResponse:
    """Show what may be signed on paper, and note what was."""
    story = _story(found, request.POST.get("story") or request.GET.get("paper", ""))
    page = source_of(story.key)
    form = form_for(PaperForm, found, page, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_on_paper(
                found,
                story.key,
                form.choices,
                actor=request.user,
                signed_on=form.cleaned_data["signed_on"],
                content=form.cleaned_data["content"],
                read_in=found.language,
                by=form.cleaned_data["by"],
            )
        except ConsentError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Noted. Please keep the paper where nobody else can read it."))
            return redirect("contributor", key=organisation.key, pk=found.pk)
    with override(found.language):
        passages = wording(organisation, guardian=bool(found.adult_on))
    context = {
        "organisation": organisation,
        "contributor": found,
        "story": story,
        "page": page,
        "content": fingerprint(page),
        "form": form,
        "passages": passages,
        "read_in": found.language,
        "language": language_of(page),
        "guardian": ConsentBy.GUARDIAN,
    }
    return render(request, "campaigns/contributors/contributor_paper.html", context)


def _withdraw(request: HttpRequest, organisation: Organisation, found: Contributor) -> HttpResponse:
    """A member takes a story back because the person asked for it; asked twice, for it cannot be undone."""
    story = _story(found, request.POST.get("story", ""))
    if request.POST.get("sure") != "yes":
        context = {"organisation": organisation, "contributor": found, "story": story}
        return render(request, "campaigns/contributors/contributor_withdraw.html", context)
    withdraw(story.key, actor=request.user)
    messages.success(request, _("The story is gone, with all that was made of it."))
    return redirect("contributor", key=organisation.key, pk=found.pk)


def _story(found: Contributor, key: str):
    try:
        wanted = UUID(key)
    except ValueError as error:
        raise Http404 from error
    story = next((one for one in stories_told_by(found) if one.key == wanted), None)
    if story is None:
        raise Http404
    return story


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def contributor_link(request: HttpRequest, organisation: Organisation, pk: int) -> HttpResponse:
    """Hand over the private link. A POST makes a new one, shows it this once, and mails it if that is wanted.

    The link is shown to no member but the one who makes it, and only then: whoever has it decides for the person.
    """
    found = _contributor(organisation, pk)
    context = {"organisation": organisation, "contributor": found}
    if request.method == "POST":
        found = verbs.new_link(found, actor=request.user)
        address = private_link(found)
        context |= {"contributor": found, "address": address, "qr": drawn(address)}
        if request.POST.get("send") == "mail" and found.email:
            write_to(
                found.email,
                found.language,
                "campaigns/consent_link",
                organisation=organisation,
                contributor=found,
                url=address,
                is_minor=bool(found.adult_on),
            )
            context["mailed"] = True
    return render(request, "campaigns/contributors/contributor_link.html", context)
