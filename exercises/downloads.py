"""What people take away from an exercise: the worksheet for classes without devices, and its answer key.

Everything printed comes from the edition, so a file never shows what a class was not asked.
"""

from collections.abc import Iterable

from django.db import models
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from cms.charts import draw
from cms.languages import BY_CODE
from cms.models import AgeBand, Duration, Licence, SiteImage, Technique, Topic
from cms.press import Document, obtain
from cms.takeaway import dyes, listed, named, press_words
from cms.vocabularies import terms, with_codes
from exercises.enums import Verdict
from exercises.items import item_type
from exercises.items.spot.lettered import lettered
from exercises.models import Edition
from exercises.templatetags.exercise_tags import letter


class Part(models.TextChoices):
    """A part of an exercise that can be taken away by itself."""

    WORKSHEET = "worksheet", _("Worksheet")
    KEY = "key", _("Answer key")


USUAL_PARTS = tuple(Part)
#: A sheet to write on is no e-book.
FORMATS = ("pdf", "docx", "odt")
#: 144 dots are an inch. Questions shall stand on the page of their picture; places are looked for in a larger one.
PICTURES = {"picture": "max-600x450|format-png", "spot": "max-880x620|format-png"}
CHART = 360  # points; two drawings, their table and the answers fit on a page


def parts_from(wanted: Iterable[str]) -> tuple[Part, ...]:
    """Return the known parts among `wanted` (names, also separated by commas), in the order of print.

    Without a known one, both.
    """
    return named(wanted, Part) or USUAL_PARTS


def file_name(edition: Edition, slug: str, format: str, parts: tuple[Part, ...]) -> str:
    """Return the name that the file has on the reader's computer: slug, language, parts where they were chosen."""
    chosen = "" if parts == USUAL_PARTS else "-" + "-".join(parts)
    return f"{slug}-{edition.language}{chosen}.{format}"


def make_file(edition: Edition, format: str, parts: tuple[Part, ...], *, address: str) -> str:
    """Return the name, in the default storage, of an edition's file, made now unless it is there.

    address: of the exercise on the site, whole; it is printed. ValueError for an unknown format; PressBusy and
    PressError as the press raises them.
    """
    if format not in FORMATS:
        raise ValueError(f"There is no format {format}.")
    return obtain(document(edition, parts, address=address), format)


def document(edition: Edition, parts: tuple[Part, ...], *, address: str) -> Document:
    """Return an edition as the press takes it: its worksheet (semantic HTML) with what the cover says."""
    settings = edition.settings
    with translation.override(edition.language):
        topics = with_codes(Topic, settings["topics"])
        duration = terms(Duration).get(settings["duration"])
        licence = terms(Licence).get(settings["licence"])
        facts = [
            ("time", _t("Duration"), duration.label if duration else ""),
            ("age", _t("Age"), listed(with_codes(AgeBand, settings["age_bands"]))),
            ("topic", _t("Topics"), listed(topics)),
            ("language", _t("Language"), BY_CODE[edition.language].name),
        ]
        images = _images(edition) if Part.WORKSHEET in parts else {}
        return Document(
            title=edition.title,
            language=edition.language,
            html=render_to_string("exercises/worksheet.html", _context(edition, parts, images)),
            kind=str(parts[0].label) if len(parts) == 1 else _t("Worksheet and answer key"),
            summary=settings["summary"],
            facts=tuple((icon, label, value) for icon, label, value in facts if value),
            address=address,
            licence_name=licence.label if licence else "",
            licence_url=licence.url if licence else "",
            credits=settings["authors"],
            version=settings["version"],
            seed=str(edition.exercise),
            dyes=dyes(next(iter(topics), None)),
            words=press_words(),
            pictures=_pictures(edition, images) if Part.WORKSHEET in parts else {},
        )


def _context(edition: Edition, parts: tuple[Part, ...], images: dict[int, SiteImage]) -> dict:
    """Return what the template needs. Questions hold nothing of the secret part: no template can show it by mistake."""
    questions = [
        {
            "number": number,
            "id": item["id"],
            "kind": item_type(item["type"]).label,
            "template": item_type(item["type"]).template("paper"),
            "item": item["public"],
            "picture": images.get(item["public"].get("image")),
        }
        for number, item in enumerate(edition.public, start=1)
    ]
    context = {"parts": set(parts), "settings": edition.settings, "questions": questions}
    if Part.KEY not in parts:
        return context
    answers = [
        question | secret | {"template": item_type(item["type"]).template("key")}
        for question, item, secret in zip(questions, edition.public, edition.secret, strict=True)
    ]
    techniques = with_codes(Technique, edition.settings["techniques"])
    return context | {"answers": answers, "glance": _glance(edition), "techniques": listed(techniques)}


def _glance(edition: Edition) -> list[dict[str, str]]:
    """Return the verdicts with the numbers of their claims; nothing for a claim or two."""
    verdicts = {
        number: secret["key"]["verdict"]
        for number, (item, secret) in enumerate(zip(edition.public, edition.secret, strict=True), start=1)
        if item["type"] == "verdict"
    }
    if len(verdicts) < 3:
        return []
    return [
        {"verdict": verdict.label, "numbers": _t(", ").join(map(str, numbers))}
        for verdict in Verdict
        if (numbers := [number for number, given in verdicts.items() if given == verdict])
    ]


def _images(edition: Edition) -> dict[int, SiteImage]:
    """Return the pictures that an edition shows by primary key; those that are gone are missing. One query at most."""
    wanted = {pk for item in edition.public if (pk := item["public"].get("image"))}
    return SiteImage.objects.in_bulk(wanted) if wanted else {}


def _pictures(edition: Edition, images: dict[int, SiteImage]) -> dict[str, bytes]:
    """Return pictures and drawings by the names under which the worksheet refers to them: those of their items."""
    found = {}
    for item in edition.public:
        public = item["public"]
        if item["type"] == "chart":
            for place, version in enumerate(public["versions"], start=1):
                drawn = draw(public | version, mirrored=get_language_bidi(), paper=True, wide=CHART)
                found[f"{item['id']}-{place}"] = drawn.encode()
        elif image := images.get(public.get("image")):
            with image.get_rendition(PICTURES[item["type"]]).file.open("rb") as file:
                content = file.read()
            if item["type"] == "spot":
                content = lettered(
                    content, public["regions"], [letter(at) for at in range(len(public["regions"]))]
                )
            found[item["id"]] = content
    return found
