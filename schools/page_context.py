"""What this room adds to other rooms' pages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from lessons.models import LessonPlanPage


def note_that_it_was_taught(page: LessonPlanPage, request) -> dict:
    """Return the way from a lesson plan to the school where it was taught; a draft was taught nowhere."""
    if getattr(request, "is_preview", False) or not page.live:
        return {}
    url = reverse("taught_new", args=[page.slug])
    return {"actions": [{"label": _("I have taught this"), "url": url, "icon": "check"}]}
