"""What everybody who takes part in a visit takes along: the kit, made for whoever asks and kept nowhere.

Of people, there are first names alone, and these only while the visit is booked and nothing stands in its way. No
address, no school, no organisation of an ambassador, no place: whoever finds the paper on a bus shall not know where
somebody can be met.
"""

import dataclasses
from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from ambassadors.domain import kit
from ambassadors.domain.kit import KitPart
from ambassadors.domain.standing import AFTERWARDS, obstacles
from ambassadors.enums import VisitState
from ambassadors.models import Visit
from cms.languages import BY_CODE, DEFAULT_LANGUAGE
from cms.press import Document, made_for_one
from cms.takeaway import FLAX, HEX, named, press_words
from lessons.downloads import document as lesson_document
from lessons.downloads import minutes_label
from lessons.enums import Part
from lessons.models import LessonPlanPage

KIT_FORMATS = ("pdf", "docx")


def is_handed_out(visit: Visit) -> bool:
    """Say whether there is a kit: of what took place, and of what is booked while nothing stands in its way."""
    return visit.state != VisitState.BOOKED or not obstacles(visit)


def parts_from(wanted: Iterable[str]) -> tuple[KitPart, ...]:
    """Return the known parts among `wanted` (names, also separated by commas); without a known one, all."""
    return named(wanted, KitPart) or tuple(KitPart)


def kit_name(visit: Visit, format: str, parts: tuple[KitPart, ...]) -> str:
    """Return the name that the file has on the reader's computer: nobody's name is in it, the day is."""
    chosen = "" if parts == tuple(KitPart) else "-" + "-".join(parts)
    return f"visit-kit-{localdate(visit.starts_at).isoformat()}{chosen}.{format}"


def kit_file(visit: Visit, format: str, parts: tuple[KitPart, ...] = tuple(KitPart)) -> bytes:
    """Return the kit of a visit as a file. PressBusy, PressError as the press raises them."""
    return made_for_one(kit_document(visit, kit.lesson_of(visit.request), parts), format)


def kit_document(
    visit: Visit, page: LessonPlanPage | None, parts: tuple[KitPart, ...] = tuple(KitPart)
) -> Document:
    """Return the kit as the press takes it, in the language of the lesson plan; without one, in that of the visit."""
    language = page.locale.language_code if page else visit.request.language
    language = language if language in BY_CODE else DEFAULT_LANGUAGE
    is_primary = kit.is_for_primary(visit.request)
    with override(language):
        lesson = lesson_document(page, (Part.HANDOUTS,)) if page else _bare(language)
        context = {
            "visit": visit,
            "page": page,
            "parts": {str(part) for part in parts},
            "is_primary": is_primary,
            "steps": kit.steps_for(
                kit.steps_of(page) if page else kit.frame_of_a_talk(), visit.minutes, is_primary=is_primary
            ),
            "sheet": kit.simple_sheet(page) if page and is_primary else None,
            "handouts": lesson.html if page and not is_primary else "",
            "people": _people(visit),
        }
        html = render_to_string("ambassadors/kit.html", context)
        return dataclasses.replace(
            lesson,
            title=page.title if page else _("A talk"),
            html=html,
            kind=_("Visit kit"),
            summary=_summary(is_primary=is_primary),
            facts=tuple(_facts(visit)),
            pictures={
                name: content for name, content in lesson.pictures.items() if f'"picture:{name}"' in html
            },
        )


def _bare(language: str) -> Document:
    """Return the frame of a document without a lesson plan."""
    return Document(
        title="",
        language=language,
        html="",
        kind="",
        summary="",
        facts=(),
        address=settings.SITE_URL + reverse("ambassadors"),
        licence_name="",
        licence_url="",
        credits=settings.SITE_NAME,
        version="",
        seed="visit",
        dyes=(HEX["verdigris"], FLAX),
        words=press_words(),
    )


def _summary(*, is_primary: bool) -> str:
    if is_primary:
        return _(
            "For older pupils who visit younger ones: short steps, one simple sheet, and a page for the teacher who "
            "stays in the room."
        )
    return _(
        "For a visit: the steps, the sheets for pupils, and a page for the teacher who stays in the room."
    )


def _facts(visit: Visit) -> list[tuple[str, str, str]]:
    asked, moment = visit.request, localtime(visit.starts_at)
    pupils = ngettext("%(number)d pupil", "%(number)d pupils", asked.pupils) % {"number": asked.pupils}
    return [
        ("time", _("Begins"), date_format(moment, "DATETIME_FORMAT")),
        ("time", _("Duration"), minutes_label(visit.minutes)),
        ("people", _("Pupils"), pupils),
        ("age", _("Stage"), str(asked.get_stage_display())),
        ("subject", _("How"), str(visit.get_format_display())),
        ("language", _("Language"), BY_CODE[asked.language].name),
    ]


def _people(visit: Visit) -> dict[str, list[str]]:
    """Return the first names of who comes: only of what is still to come, for afterwards nobody needs them."""
    if visit.state != VisitState.BOOKED or visit.starts_at + AFTERWARDS < timezone.now():
        return {}
    parts = visit.parts.filter(agreed_at__isnull=False, declined_at=None).select_related("ambassador")
    return {
        "ambassadors": [part.ambassador.first_name for part in parts],
        "companions": [one.first_name for one in visit.companions],
    }
