"""Coordinators write down what happened outside, so that a curve can be understood."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.views.desk import number_in
from schools.domain.network_events import add_event, remove_event
from schools.forms.network import EventForm
from schools.models import NetworkEvent
from schools.views.doors import for_coordinators

PER_PAGE = 50


@for_coordinators
@require_http_methods(["GET", "HEAD", "POST"])
def network_events(request: HttpRequest) -> HttpResponse:
    """All events, the newest first; a POST adds one or removes one."""
    do, _sep, about = request.POST.get("do", "").partition(":")
    form = EventForm(request.POST if do == "add" else None)
    if request.method == "POST":
        if do == "remove":
            if remove_event(number_in(about), actor=request.user):
                messages.success(request, _("Removed."))
            return redirect("network_events")
        if do != "add":
            raise Http404
        if form.is_valid():
            add_event(actor=request.user, **form.cleaned_data)
            messages.success(request, _("Added. It stands beside the figures of its school year."))
            return redirect("network_events")
    events = NetworkEvent.objects.select_related("country")
    pages = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "schools/network_events.html", {"form": form, "pages": pages})
