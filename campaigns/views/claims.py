"""The figures of an organisation at its desk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.domain import claims as verbs
from campaigns.domain.claims import ClaimError, state_of
from campaigns.domain.figures import figure_from
from campaigns.domain.flags import flags_below, reason_of
from campaigns.domain.queries.claims import pages_naming, records_of, uses_of, with_uses
from campaigns.forms.claims import CheckForm, ClaimForm
from campaigns.models import Claim, Organisation
from campaigns.rules import can_check_claim, can_enter, can_write
from cms.views.desk import signed_in

PER_PAGE = 50


@signed_in
@require_safe
def claims(request: HttpRequest, key: str) -> HttpResponse:
    """All figures of an organisation and where they stand; what is flagged first. Six queries, however many."""
    organisation = _organisation(request, key)
    ledger = Claim.objects.checkable_by(request.user).filter(organisation=organisation)
    found = with_uses(ledger).select_related("licence", "current").order_by("key")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "organisation": organisation,
        "rows": [{"claim": one, "state": state_of(one), "figure": _shown(one)} for one in page],
        "results": page,
        "flags": flags_below(organisation),
        "may_write": can_enter(request.user, organisation),
    }
    return render(request, "campaigns/claims.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def claim_new(request: HttpRequest, key: str) -> HttpResponse:
    """Enter a figure."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    form = ClaimForm(request.POST or None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.make_claim(organisation, actor=request.user, **form.values)
        except ClaimError as error:
            taken = Claim.objects.filter(organisation=organisation, key=form.values["key"]).exists()
            form.add_error("key" if taken else None, str(error))
        else:
            messages.success(request, _("Saved. Now somebody else has to check it."))
            return redirect("claim", key=key, pk=made.pk)
    return render(request, "campaigns/claim_new.html", {"organisation": organisation, "form": form})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """One figure: where it stands, who checked it, where it is used. A POST saves, checks or deletes it."""
    organisation = _organisation(request, key)
    ledger = Claim.objects.checkable_by(request.user).filter(organisation=organisation)
    found = get_object_or_404(
        ledger.select_related("licence", "current", "changed_by", "organisation"), pk=pk
    )
    may_write = can_write(request.user, found)
    form = ClaimForm(organisation=organisation, claim=found) if may_write else None
    check = CheckForm(initial={"seen": found.version}, prefix="check")
    if request.method == "POST":
        do = request.POST.get("do")
        if do == "check":
            check = CheckForm(request.POST, prefix="check")
            if check.is_valid() and _done(check, _check, found, request, check):
                messages.success(request, _("Checked. From now on this is what readers see."))
                return redirect("claim", key=key, pk=pk)
        elif do == "save" and may_write:
            form = ClaimForm(request.POST, organisation=organisation, claim=found)
            if form.is_valid() and _done(form, _save, found, request, form):
                messages.success(request, _("Saved."))
                return redirect("claim", key=key, pk=pk)
        elif do == "delete" and may_write:
            try:
                verbs.delete_claim(found, actor=request.user)
            except ClaimError as error:
                messages.error(request, str(error))
                return redirect("claim", key=key, pk=pk)
            messages.success(request, _("“%(name)s” was deleted.") % {"name": found})
            return redirect("claims", key=key)
        else:
            raise Http404
    return render(request, "campaigns/claim.html", _context(request, organisation, found, form, check))


def _context(request: HttpRequest, organisation, found: Claim, form, check) -> dict:
    lacks = verbs.missing_in(found)
    is_own = found.changed_by_id is not None and found.changed_by_id == request.user.pk
    is_checked = found.checked_version == found.version
    uses = [{"use": use, "reason": reason_of(use)} for use in _with_claim(uses_of(found), found)]
    live = {one["use"].page_id for one in uses}
    return {
        "organisation": organisation,
        "claim": found,
        "state": state_of(found),
        "lacks": lacks,
        "form": form,
        "check": check,
        "may_check": can_check_claim(request.user, found) and not (is_own or lacks or is_checked),
        "is_own": is_own and not is_checked and not lacks,
        "figure": _shown(found),
        "uses": uses,
        "drafts": [page for page in pages_naming(found) if page.pk not in live] if form else [],
        "records": [
            {"record": one, "figure": figure_from(_as_checked(found, one)).in_language(get_language())}
            for one in records_of(found)
        ],
        "today": timezone.localdate(),
    }


def _with_claim(uses, found: Claim):
    for use in uses:
        use.claim = found
        yield use


def _as_checked(found: Claim, record) -> Claim:
    past = Claim(pk=found.pk, key=found.key, version=1, checked_version=1)
    past.current = record
    return past


def _shown(one: Claim) -> dict | None:
    return figure_from(one).in_language(get_language()) if one.current else None


def _done(form, deed, *args) -> bool:
    try:
        deed(*args)
    except ClaimError as error:
        form.add_error(None, str(error))
        return False
    except Claim.DoesNotExist as error:
        raise Http404 from error
    return True


def _save(found: Claim, request: HttpRequest, form: ClaimForm) -> None:
    verbs.change_claim(found, actor=request.user, seen=form.cleaned_data["seen"], **form.values)


def _check(found: Claim, request: HttpRequest, form: CheckForm) -> None:
    verbs.check_claim(found, actor=request.user, seen=form.cleaned_data["seen"])


def _organisation(request: HttpRequest, key: str) -> Organisation:
    """Return an organisation whose figures the person may see: her own, or as an evidence reviewer any."""
    own = Organisation.objects.visible_to(request.user)
    if request.user.has_perm("campaigns.check_evidence"):
        own = Organisation.objects.approved()
    return get_object_or_404(own, key=key)
