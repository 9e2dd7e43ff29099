"""Pause now, and go on: one button, for every member and for those who moderate."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from campaigns.domain.pausing import pause, resume
from campaigns.domain.queries.belonging import campaigns_below
from campaigns.models import Organisation
from campaigns.rules import can_enter, can_pause


@never_cache
@login_required
@require_POST
def campaign_pause(request: HttpRequest, key: str, campaign) -> HttpResponse:
    """Pause a campaign or let it go on, as the field `act` says ("pause", "resume")."""
    organisation = get_object_or_404(Organisation, key=key)
    page = campaigns_below(organisation).filter(translation_key=campaign).first()
    if page is None or not can_pause(request.user, organisation):
        raise Http404
    if request.POST.get("act") == "resume":
        resume(page, actor=request.user)
        messages.success(request, _("The campaign goes on: it is shown again."))
    else:
        pause(page, actor=request.user, reason=request.POST.get("reason", ""))
        messages.success(request, _("The campaign is paused: nothing of it is shown or handed out."))
    if can_enter(request.user, organisation):
        return redirect("campaign_desk", key=key, campaign=campaign)
    return redirect(page.get_url(request) or "front")
