"""An ambassador's desk. Whoever is none reads there what ambassadors are, and finds her own way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ambassadors.domain.queries.desk import ambassador_of, desk_of
from ambassadors.domain.queries.handover import handed_over_to
from ambassadors.models import Companion
from ambassadors.rules import can_clear, can_coordinate
from cms.views.desk import signed_in


@signed_in
@require_safe
def ambassador(request: HttpRequest) -> HttpResponse:
    """Show how far she is and the one thing that comes next."""
    hers = ambassador_of(request.user)
    is_there = hers is not None and hers.withdrawn_at is None
    context = {
        "ambassador": hers,
        "is_there": is_there,
        "desk": desk_of(hers) if is_there and hers.alumnus_at is None else None,
        "handovers": handed_over_to(hers) if is_there and hers.alumnus_at is None else (),
        "accompanies": Companion.objects.of(request.user).exists(),
        "coordinates": can_coordinate(request.user),
        "clears": can_clear(request.user),
    }
    return render(request, "ambassadors/ambassador.html", context)
