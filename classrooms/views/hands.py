"""A sitting without devices: items on the wall, hands counted; what was counted is kept with the sitting."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from classrooms.domain.editions import in_language
from classrooms.domain.hands import count_hands, counted_in, next_item
from classrooms.domain.sittings import SittingError
from classrooms.enums import Way
from classrooms.models import Sitting
from classrooms.views.sittings import ask_before_closing
from exercises.views.projector import Wall

TEMPLATE = "classrooms/hands.html"
#: What the button of the form asks for that the projector of an exercise does not have.
CLOSE = "close"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hands(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item or its answer, in the language of the sitting; a POST keeps what was counted, then shows or asks.

    Without `?step=` it goes on after the item at which hands were counted last.
    """
    sittings = Sitting.objects.run_by(request.user).filter(way=Way.HANDS)
    sitting = get_object_or_404(sittings.select_related("classroom", "edition"), pk=pk)
    counted = counted_in(sitting)
    edition = in_language(sitting.edition, sitting.language or get_language())
    results = reverse("sitting_results", args=[pk])
    wall = Wall(
        edition,
        find=lambda _counted: edition,
        address=reverse("sitting_hands", args=[pk]),
        back_url=reverse("classroom", args=[sitting.classroom_id]),
        begun=counted,
        is_over=not sitting.is_open,
    )
    with translation.override(edition.language):
        wanted = request.GET.get("step") or str(next_item(counted))
        if request.method != "POST":
            context = wall.beginning(wanted)
        else:
            context = wall.step(wanted, request.POST)
            try:
                if sitting.is_open or _was_typed(request):
                    count_hands(sitting, counted, actor=request.user)
            except SittingError as error:
                context["notice"] = str(error)
        closes = request.method == "POST" and request.POST.get("do") == CLOSE and "problem" not in context
        if not closes:
            context |= {
                "is_open": sitting.is_open,
                "results_url": results,
                "back_label": _("To the classroom"),
            }
            return render(request, TEMPLATE, context)
    # No longer for the class: in the teacher's own language.
    return ask_before_closing(request, pk) if sitting.is_open else redirect(results)


def _was_typed(request: HttpRequest) -> bool:
    return any(value.strip() for name, value in request.POST.items() if name.startswith("hands-"))
