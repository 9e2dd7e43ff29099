"""The report for those who govern a school, to take away."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.views.takeaway import hand_over, no_such_file, refusing
from schools import board
from schools.models import School
from schools.views.doors import for_members


@for_members
@require_safe
def board_report(request: HttpRequest, school: School, format: str) -> HttpResponse:
    """The report as PDF or DOCX, made for whoever asks; `?language=` chooses another language than the page's."""
    back = (_("Back to the school"), reverse("school", args=[school.key]))
    refuse = refusing(request, _files(school), back)
    if format not in board.OFFERED:
        return no_such_file(refuse)
    language = board.language_of(request.GET.get("language", ""), get_language())
    return hand_over(
        lambda: board.make_file(school, format, language),
        board.file_name(school, format),
        media_type=board.media_type(format),
        refuse=refuse,
    )


def _files(school: School) -> list[dict]:
    return [
        {"label": one.upper(), "url": reverse("board_report", args=[school.key, one])}
        for one in board.OFFERED
    ]
