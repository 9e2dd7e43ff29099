"""The desk of one campaign: where it stands, what it came to, what its organisation decides about pledges."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from campaigns import reporting
from campaigns.domain import measures, pledges
from campaigns.domain.pausing import is_paused, switch_of
from campaigns.domain.pledges import PledgeError, pledge_figures, waiting_office_holders, waiting_places
from campaigns.domain.queries import campaign_desk as desk
from campaigns.enums import PledgeKind
from campaigns.forms.measures import ReachForm
from campaigns.models import Organisation, Pledge, PledgePlace, ReachReport
from cms.views.desk import number_in, signed_in
from cms.views.takeaway import hand_over, no_such_file, refusing


def one_of_mine(request: HttpRequest, key: str, campaign) -> dict:
    """Return what every page about one campaign knows; 404 where organisation or campaign is not the member's.

    campaign: its translation_key; pages: all its languages, drafts too; page: the one to name it by; codes: languages.
    """
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
    pages = measures.campaign_pages(organisation, campaign)
    if not pages:
        raise Http404
    codes = [page.locale.language_code for page in pages]
    wanted = (get_language(), organisation.language)
    page = next((page for code in wanted for page in pages if page.locale.language_code == code), pages[0])
    return {"organisation": organisation, "campaign": campaign, "pages": pages, "page": page, "codes": codes}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_desk(request: HttpRequest, key: str, campaign) -> HttpResponse:
    """Show where the campaign stands; a POST reports reach, or decides about a pledge or the name of a place."""
    context = one_of_mine(request, key, campaign)
    form = ReachForm(request.POST if request.POST.get("do") == "reach" else None)
    if request.method == "POST" and (answer := _act(request, context, form)):
        return answer
    organisation, pages = context["organisation"], context["pages"]
    stories = desk.stories_of(organisation, pages)
    subjects = measures.subjects_of(organisation, pages)
    found = measures.measures_of(campaign, subjects)
    context |= {
        "form": form,
        "languages": desk.states_of(pages),
        "stories": desk.states_of(stories),
        "flags": desk.flags_among(organisation, [*pages, *stories]),
        "endings": desk.ending_soon(stories),
        "kits": desk.kits_of(pages),
        "is_paused": is_paused(campaign),
        "switch": switch_of(campaign),
        "measures": found,
        "charts": reporting.charts(found),
        "totals": reporting.totals(found),
        "reach": ReachReport.objects.filter(organisation=organisation, campaign=campaign),
        "tests": organisation.message_tests.filter(campaign=campaign),
        "has_pledge": context["page"].pledge_kind != PledgeKind.NONE,
        "figures": pledge_figures(campaign),
        "waiting": waiting_office_holders(campaign),
        "waiting_places": waiting_places(campaign),
        "named_places": PledgePlace.objects.filter(campaign=campaign),
        "files": _files(key, campaign),
    }
    return render(request, "campaigns/campaign_desk.html", context)


def _act(request: HttpRequest, context: dict, form: ReachForm) -> HttpResponse | None:
    """Do one thing and return where to go on; None where the form is to be shown with its faults."""
    organisation, campaign = context["organisation"], context["campaign"]
    do, _sep, about = request.POST.get("do", "").partition(":")
    here = reverse("campaign_desk", args=[organisation.key, campaign])
    if do == "reach":
        if not form.is_valid():
            return None
        measures.report_reach(organisation, campaign, actor=request.user, **form.cleaned_data)
        return redirect(f"{here}#reach")
    if do == "remove_reach":
        found = ReachReport.objects.filter(organisation=organisation, campaign=campaign)
        measures.remove_reach(get_object_or_404(found, pk=number_in(about)), actor=request.user)
        return redirect(f"{here}#reach")
    if do in ("approve", "decline"):
        found = Pledge.objects.filter(campaign=campaign, kind=PledgeKind.OFFICE, confirmed_at__isnull=False)
        verb = {"approve": pledges.approve, "decline": pledges.decline}[do]
        try:
            verb(get_object_or_404(found, pk=number_in(about)), actor=request.user)
        except PledgeError as error:
            messages.error(request, str(error))
    elif do == "name_place":
        # Only what was offered: not whatever a form says.
        if about not in [name for name, _count in waiting_places(campaign)]:
            raise Http404
        pledges.name_place(campaign, about, actor=request.user)
    elif do == "unname_place":
        place = get_object_or_404(PledgePlace.objects.filter(campaign=campaign), pk=number_in(about))
        pledges.unname_place(place, actor=request.user)
    else:
        raise Http404
    return redirect(f"{here}#pledges")


@signed_in
@require_safe
def campaign_report(request: HttpRequest, key: str, campaign, format: str) -> HttpResponse:
    """What the campaign came to, as a document or as a table of daily counts."""
    context = one_of_mine(request, key, campaign)
    here = reverse("campaign_desk", args=[key, campaign])
    refuse = refusing(request, _files(key, campaign), (_("Back to the campaign"), here))
    if format not in reporting.TYPES:
        return no_such_file(refuse)
    return hand_over(
        lambda: reporting.make_file(context["organisation"], context["pages"], context["page"], format),
        reporting.file_name(context["page"], format),
        media_type=reporting.TYPES[format],
        refuse=refuse,
    )


def _files(key: str, campaign) -> list[dict]:
    labels = {
        "pdf": _("Report, to print"),
        "xlsx": _("Figures of each day, for a spreadsheet"),
        "csv": _("Figures of each day as CSV"),
    }
    return [
        {
            "label": label,
            "size_label": format.upper(),
            "url": reverse("campaign_report", args=[key, campaign, format]),
        }
        for format, label in labels.items()
    ]
