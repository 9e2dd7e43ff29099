"""An exercise played before it is published: for those who edit it, from its latest draft, with nothing kept."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.domain.queries.site import language_of
from exercises.domain.drafts import problems_of_draft
from exercises.domain.editions import edition_of
from exercises.models import ExercisePage
from exercises.rules import can_edit
from exercises.views.furniture import frame
from exercises.views.play import answered
from exercises.views.player import Player


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def play(request: HttpRequest, page_id: int) -> HttpResponse:
    """The player with the latest draft, in its language; what is missing where it cannot be played yet."""
    draft = draft_of(request, page_id)
    if problems := problems_of_draft(draft):
        edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
        shown = frame(_("Play as a pupil"), "view", (edit, draft.title))
        response = render(
            request, "exercises/admin/not_ready.html", shown | {"page": draft, "problems": problems}
        )
    else:
        with translation.override(language_of(draft)):
            response = _played(request, draft)
    response["X-Robots-Tag"] = "noindex"
    return response


def draft_of(request: HttpRequest, page_id: int) -> ExercisePage:
    """Return the latest draft of a page for somebody who may edit it; 404 or PermissionDenied otherwise."""
    page = get_object_or_404(ExercisePage, pk=page_id)
    if not can_edit(request.user, page):
        raise PermissionDenied
    return page.get_latest_revision_as_object()


def _played(request: HttpRequest, draft: ExercisePage) -> HttpResponse:
    edition = edition_of(draft)
    player = Player(
        edition,
        # Whoever goes on editing meanwhile begins anew when it is another exercise now.
        find=lambda run: edition if run.structure == edition.structure else None,
        address=reverse("exercise_draft_play", args=[draft.pk]),
        back_url=reverse("wagtailadmin_pages:edit", args=[draft.pk]),
    )
    # Here people are signed in, so the form needs a token; the public player must not have one.
    if request.method == "POST":
        return answered(request, player, csrf=True)
    return render(request, "exercises/play.html", player.beginning() | {"csrf": True})
