"""Schools join campaigns: from the page of a campaign, and from the page on which a school sees what it has joined."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from campaigns.domain import joins as verbs
from campaigns.domain.joins import JoinError
from campaigns.domain.queries import joins as queries
from campaigns.models import CampaignJoin, CampaignPage
from campaigns.rules import can_leave_campaign
from cms.views.desk import number_in, signed_in
from schools.models import School
from schools.views.doors import for_members


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_join(request: HttpRequest, campaign: UUID) -> HttpResponse:
    """Join a campaign with one of one's schools, or leave it. Without a school: what this is good for."""
    page = queries.campaign_for_schools(campaign, get_language())
    if page is None:
        raise Http404
    schools = list(School.objects.visible_to(request.user).order_by("name"))
    if request.method == "POST":
        do, _sep, about = request.POST.get("do", "").partition(":")
        if do == "join":
            school = next((one for one in schools if one.key == about), None)
            if school is None:
                raise Http404
            _join(request, page, school)
        else:
            _leave(request, CampaignJoin.objects.filter(campaign=page.translation_key), do, about)
        return redirect("campaign_join", campaign=campaign)
    joins = {one.school_id: one for one in queries.joins_of(schools, campaign=page.translation_key)}
    context = {
        "campaign": page,
        "closed": verbs.closed_to_schools(page),
        "schools": [(school, _shown(request, joins.get(school.pk), page)) for school in schools],
        "number": verbs.schools_joined(page.translation_key),
    }
    return render(request, "campaigns/campaign_join.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_campaigns(request: HttpRequest, school: School) -> HttpResponse:
    """The campaigns that a school has joined, and those that it can join. A POST joins or leaves one."""
    if request.method == "POST":
        do, _sep, about = request.POST.get("do", "").partition(":")
        if do == "join":
            page = queries.campaign_for_schools(_uuid_in(about), get_language())
            if page is None:
                raise Http404
            _join(request, page, school)
        else:
            _leave(request, CampaignJoin.objects.filter(school=school), do, about)
        return redirect("school_campaigns", school.key)
    joins = list(queries.joins_of([school]))
    pages = queries.campaigns_by_key((one.campaign for one in joins), get_language())
    context = {
        "school": school,
        "joined": [(pages.get(one.campaign), _shown(request, one, pages.get(one.campaign))) for one in joins],
        "open": queries.joinable(get_language(), besides={one.campaign for one in joins}),
    }
    return render(request, "campaigns/school_campaigns.html", context)


def _join(request: HttpRequest, page: CampaignPage, school: School) -> None:
    try:
        verbs.join_campaign(page, school, actor=request.user)
    except JoinError as error:
        messages.error(request, str(error))
    else:
        sentence = _("“%(school)s” takes part in “%(campaign)s”. It counts from now on.")
        messages.success(request, sentence % {"school": school.name, "campaign": page.title})


def _leave(request: HttpRequest, joins, do: str, about: str) -> None:
    """Leave what a form names: of whatever is not hers to leave, nothing is said but that it is not there."""
    if do != "leave":
        raise Http404
    join = get_object_or_404(joins.leavable_by(request.user), pk=number_in(about))
    verbs.leave_campaign(join, actor=request.user)
    messages.success(request, _("Your school takes part no longer. The campaign does not count any more."))


def _shown(request: HttpRequest, join: CampaignJoin | None, page: CampaignPage | None) -> dict | None:
    """Return what is shown of a join; None where there is none."""
    if join is None:
        return None
    return {
        "join": join,
        "may_leave": can_leave_campaign(request.user, join),
        "pledge_url": queries.pledge_url(join, page),
    }


def _uuid_in(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
