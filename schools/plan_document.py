"""The plan of a school on paper."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cms.context import absolute_url
from cms.models import SearchEntry
from cms.press import Document
from cms.takeaway import dyes, press_words
from schools.models import PlanTask, School


def plan_document(
    school: School, tasks: Sequence[PlanTask], done: Sequence[PlanTask], pages: Mapping[UUID, SearchEntry]
) -> Document:
    """Return the plan in the active language: what is to be done, then what was. pages: what it is done with."""
    today = timezone.localdate()
    context = {
        "tasks": [(one, _pages_of(one, pages)) for one in tasks],
        "done": [(one, _pages_of(one, pages)) for one in done],
    }
    facts = (("people", _("School"), f"{school.name}, {school.town.name}"), ("time", _("As of"), _day(today)))
    return Document(
        title=_("Our plan"),
        language=get_language(),
        html=render_to_string("schools/plan_report.html", context),
        kind=_("Plan of the school"),
        summary=_("What we do next, who sees to it and until when."),
        facts=facts,
        address=absolute_url("school_plan", school.key),
        licence_name="",
        licence_url="",
        credits=school.name,
        version="",
        seed=school.key,
        dyes=dyes(None),
        words=press_words(),
    )


def plan_file_name(school: School) -> str:
    """Return what the file of today's plan is called."""
    name = slugify(school.name, allow_unicode=True) or school.key
    return f"{name[:60]}-{timezone.localdate().isoformat()}.pdf"


def _pages_of(task: PlanTask, pages: Mapping[UUID, SearchEntry]) -> list[SearchEntry]:
    return [pages[key] for key in (task.lesson, task.exercise) if key in pages]


def _day(day) -> str:
    return date_format(day, "DATE_FORMAT")
