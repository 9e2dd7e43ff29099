"""What the teachers' pages of this room draw. {% load teach_tags %}"""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe

from classrooms.domain.editions import reading
from classrooms.models import Sitting
from cms import weave as loom
from cms.models import Topic
from cms.templatetags.cms_tags import DEFAULT_DYE
from cms.vocabularies import terms

register = template.Library()

#: Threads of the cloth, down and (about) across.
ROWS, WIDTH = 16, 60


@register.simple_tag
def classroom_cloth(progress, sitting: Sitting):
    """Return the classroom's cloth on the loom as an <svg>: a band for each item, which grows as answers arrive.

    It shows how far all are together; nobody's thread can be told from another's.
    """
    bands = progress.bands
    if not bands:
        return ""
    width = max(WIDTH // len(bands), 1)
    grown = [round(share * ROWS) for share in bands]
    drawing = loom.woven(
        len(bands) * width,
        ROWS,
        lambda row, col: row < grown[col // width],
        f"var(--thread-{dye_of(sitting)})",
        warp="var(--thread-pine)",
        bare="var(--line)",
        thread_row=6,
        thread="var(--accent)",
        css="classroom-cloth",
    )
    return mark_safe(drawing)  # noqa: S308  numbers and our own colours


@register.filter
def moment(when: datetime) -> str:
    """Return when something is: the hour alone if it is today, with the date otherwise."""
    here = timezone.localtime(when)
    is_today = here.date() == timezone.localdate()
    return date_format(here, "TIME_FORMAT" if is_today else "DATETIME_FORMAT")


@register.filter
def dye_of(sitting: Sitting) -> str:
    """Return the dye of what a sitting is about."""
    codes = reading(sitting.edition_id).edition.settings.get("topics", [])
    vocabulary = terms(Topic)
    return next((vocabulary[code].dye for code in codes if code in vocabulary), DEFAULT_DYE)
