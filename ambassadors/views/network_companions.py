"""Coordinators and safeguarding leads: those who go along on visits."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ambassadors.domain import companions
from ambassadors.domain.people import PeopleError
from ambassadors.domain.queries import people as queries
from ambassadors.domain.queries.visits import languages_in_words
from ambassadors.forms.people import CompanionForm
from ambassadors.models import Companion
from ambassadors.views.doors import for_both, ways_for
from schools.domain.schools import SchoolError, find_town

PER_PAGE = 50


@for_both
@require_http_methods(["GET", "HEAD", "POST"])
def network_companions(request: HttpRequest) -> HttpResponse:
    """All companions; a POST registers somebody who has an account."""
    form = CompanionForm(request.POST if request.method == "POST" else None, actor=request.user)
    if request.method == "POST" and form.is_valid():
        made = _registered(request, form)
        if made is not None:
            messages.success(request, _("Registered. A safeguarding lead clears her or him next."))
            return redirect("network_companion", made.key)
    pages = Paginator(queries.listed_companions(), PER_PAGE).get_page(request.GET.get("page"))
    context = ways_for(request.user) | {"form": form, "pages": pages}
    status = 422 if form.errors else 200
    return render(request, "ambassadors/network_companions.html", context, status=status)


def _registered(request: HttpRequest, form: CompanionForm) -> Companion | None:
    values = dict(form.cleaned_data)
    user, country, town = values.pop("email"), values.pop("country"), values.pop("town")
    try:
        with transaction.atomic():
            place = find_town(country, town)
            return companions.register_companion(user, actor=request.user, town=place, **values)
    except SchoolError as error:
        form.add_error("town", str(error))
    except PeopleError as error:
        form.add_error("email", str(error))
    return None


@for_both
@require_http_methods(["GET", "HEAD", "POST"])
def network_companion(request: HttpRequest, key: str) -> HttpResponse:
    """One companion; a POST lets her go along no more."""
    found = get_object_or_404(queries.listed_companions(), key=key)
    if request.method == "POST":
        if request.POST.get("do") != "end" or request.POST.get("sure") != "yes":
            raise Http404
        companions.end_companion(found, actor=request.user)
        messages.success(request, _("She or he goes along no more. Visits ahead are on hold."))
        return redirect("network_companion", found.key)
    context = ways_for(request.user) | {
        "companion": found,
        "languages": languages_in_words(found.languages),
        "clearances": queries.clearances_of(found),
        "asks": request.GET.get("ask", ""),
    }
    return render(request, "ambassadors/network_companion.html", context)
