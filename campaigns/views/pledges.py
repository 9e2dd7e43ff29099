"""Signing a pledge, and the signer's own page behind a private link. No account; nothing is kept of who came."""

from functools import wraps

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import pledges as verbs
from campaigns.domain.figures import figures_of, fill
from campaigns.domain.joins import join_behind
from campaigns.domain.pledges import PledgeError, closed_because, pledge_figures
from campaigns.domain.queries.belonging import organisation_of
from campaigns.enums import PledgeKind
from campaigns.forms.pledges import OfficePledgeForm, PublicPledgeForm
from campaigns.models import CampaignPage, Pledge
from cms.domain.queries.site import is_restricted
from cms.limits import LETTER, SIGN, TooSoon, admit


def for_anybody(view):
    """Answer for no cache, compressed, at the same address in every language."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.same_path_in_all_languages = True
        return view(request, *args, **kwargs)

    return gzip_page(never_cache(wrapped))


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def pledge(request: HttpRequest, campaign) -> HttpResponse:
    """Show what is promised; a POST signs it. `?school=key`: at the address that a school gave to its own people."""
    page = campaign_or_404(campaign)
    if page.pledge_kind == PledgeKind.NONE:
        raise Http404
    form_class = OfficePledgeForm if page.pledge_kind == PledgeKind.OFFICE else PublicPledgeForm
    form = form_class(request.POST if request.method == "POST" else None, subject=str(campaign))
    join = join_behind(page, request.GET.get("school", ""))
    context = _context(page) | {"form": form, "closed": closed_because(page), "join": join}
    if request.method != "POST":
        return render(request, "campaigns/pledge.html", context)
    if form.is_of_a_program:
        return redirect("pledge_done", campaign=campaign)
    if not form.is_valid():
        return render(request, "campaigns/pledge.html", context, status=422)
    said = {name: value for name, value in form.cleaned_data.items() if name != "seal"}
    try:
        mailbox = [(LETTER, f"{campaign} {said['email'].lower()}")] if said["email"] else []
        admit(SIGN, address_of(request), *mailbox)
        signed, _new = verbs.sign(page, form=form.name, language=get_language(), join=join, **said)
    except TooSoon as error:
        form.add_error(None, str(error))
        return too_soon(render(request, "campaigns/pledge.html", context, status=429), error)
    except PledgeError as error:
        return render(request, "campaigns/pledge.html", context | {"closed": str(error)}, status=409)
    if signed.email:
        return redirect("pledge_done", campaign=campaign)
    return redirect("pledge_own", token=signed.token)


@for_anybody
@require_safe
def pledge_done(request: HttpRequest, campaign) -> HttpResponse:
    """Say that a letter is on its way."""
    return render(request, "campaigns/pledge_done.html", _context(campaign_or_404(campaign)))


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def pledge_own(request: HttpRequest, token: str) -> HttpResponse:
    """The signer's own page: confirm, renew, take back. A look changes nothing."""
    found = get_object_or_404(Pledge, token=token)
    page = CampaignPage.objects.live().filter(translation_key=found.campaign)
    page = page.filter(locale__language_code=get_language()).first() or page.first()
    if request.method == "POST":
        deeds = {"confirm": verbs.confirm, "renew": verbs.renew, "take_back": verbs.take_back}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        try:
            deed(token)
        except Pledge.DoesNotExist as error:
            raise Http404 from error
        if deed is verbs.take_back:
            return render(request, "campaigns/pledge_gone.html", {"campaign": page})
        return redirect("pledge_own", token=token)
    context = (_context(page) if page else {}) | {
        "pledge": found,
        "is_office": found.kind == PledgeKind.OFFICE,
    }
    return render(request, "campaigns/pledge_own.html", context)


def campaign_or_404(campaign) -> CampaignPage:
    """Return the live campaign with this translation_key in the active language, open to everybody; 404 otherwise."""
    pages = CampaignPage.objects.live().filter(translation_key=campaign).select_related("locale")
    page = get_object_or_404(pages, locale__language_code=get_language())
    if is_restricted(page):
        raise Http404
    return page


def address_of(request: HttpRequest) -> str:
    """Return the internet address that a request came from, as far as our own proxies tell."""
    return get_adapter().get_client_ip(request)


def too_soon(response: HttpResponse, error: TooSoon) -> HttpResponse:
    """Say when to come back; return the response."""
    response["Retry-After"] = str(error.wait)
    return response


def _context(page: CampaignPage) -> dict:
    organisation = organisation_of(page)
    figures = figures_of(organisation.pk) if organisation else {}
    return {
        "campaign": page,
        "organisation": organisation,
        "text": fill(page.pledge_text, figures, page.locale.language_code),
        "figures": pledge_figures(page.translation_key),
        "is_office": page.pledge_kind == PledgeKind.OFFICE,
    }
