"""Worksheet and answer key of an exercise as files."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.domain.queries import site
from cms.press import FORMATS as PRESS_FORMATS
from cms.views.takeaway import hand_out, refusal
from exercises.domain.queries.editions import live_exercise
from exercises.downloads import FORMATS, file_name, make_file, parts_from

TYPES = {format: PRESS_FORMATS[format].media_type for format in FORMATS}


def download(request: HttpRequest, slug: str, format: str) -> HttpResponse:
    """Hand out the worksheet, the answer key, or both (`?parts=`)."""
    language = get_language()
    refuse = refusal(request, "exercise_download", slug, TYPES, (_("To the exercise"), f"exercises/{slug}/"))
    if format not in TYPES:
        lead = _("We offer worksheet and answer key in other formats. Choose one here.")
        return refuse(404, _("There is no such file"), lead)
    parts = parts_from(request.GET.getlist("parts"))

    def make() -> tuple[str, str]:
        page = live_exercise(slug, language)
        if page is None:
            raise Http404
        edition = page.current.edition
        address = settings.SITE_URL + (site.address(page.url_path) or "")
        return make_file(edition, format, parts, address=address), file_name(edition, slug, format, parts)

    return hand_out(
        request, ("exercise", language, slug, format, parts), make, media_type=TYPES[format], refuse=refuse
    )
