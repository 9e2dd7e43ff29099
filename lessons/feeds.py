"""The feed of new lesson plans: one for each language."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms.feeds import newest


def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest lesson plans in the language of the address, as Atom."""
    return newest(
        "lesson",
        title=_("New lesson plans"),
        description=_("Lesson plans about migration, as they are published."),
        path="lessons/",
        view_name="lesson_feed",
    )
