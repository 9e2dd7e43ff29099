"""What this room adds to other rooms' pages."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from exercises.models import ExercisePage


def open_for_a_classroom(page: ExercisePage, request) -> dict:
    """Return the way from an exercise to a classroom; of a draft there is nothing to open."""
    if getattr(request, "is_preview", False) or not page.live:
        return {}
    url = f"{reverse('sitting_new')}?{urlencode({'exercise': page.slug})}"
    return {"actions": [{"label": _("Open for a class"), "url": url, "icon": "people"}]}
