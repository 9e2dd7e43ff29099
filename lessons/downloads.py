"""What people take away from a lesson plan: documents in four formats, and the pack with everything."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import fingerprints
from cms.cache import stamps
from cms.cache.stamps import touch
from cms.domain.queries.site import address
from cms.languages import BY_CODE
from cms.pictures import gather
from cms.press import FORMATS, Document, obtain
from cms.press.document import press_version
from cms.takeaway import dyes, listed, named, press_words
from cms.vocabularies import STAMP as VOCABULARY
from lessons.domain.queries.plans import duration_of, licence_of, main_topic, terms_of
from lessons.enums import Part
from lessons.models import LessonFile, LessonPlanPage

#: What one gets without choosing. The outline for slides is there for those who ask for it.
USUAL_PARTS = (Part.GUIDE, Part.HANDOUTS, Part.ANSWERS)
#: What a pack holds in each language, and in which formats. The outline is to be made into slides or printed, so it is
#: no e-book; it takes a quarter more time than a pack without it.
PACK_CONTENT = ((USUAL_PARTS, tuple(FORMATS)), ((Part.SLIDES,), ("pdf", "docx", "odt")))
PACK = "zip"
PACK_TYPE = "application/zip"
PICTURE_WIDTH = "width-1200|format-png"


def parts_from(wanted: Iterable[str]) -> tuple[Part, ...]:
    """Return the known parts among `wanted` (names, also separated by commas), in the order of print.

    Without a known one, the usual parts.
    """
    return named(wanted, Part) or USUAL_PARTS


def file_name(page: LessonPlanPage, format: str, parts: tuple[Part, ...]) -> str:
    """Return the name that the file has on the reader's computer: slug, language, parts where they were chosen."""
    chosen = "" if parts == USUAL_PARTS else "-" + "-".join(parts)
    return f"{page.slug}-{page.locale.language_code}{chosen}.{format}"


def document(page: LessonPlanPage, parts: tuple[Part, ...]) -> Document:
    """Return the lesson plan as the press takes it: its handout (semantic HTML) with what the cover says."""
    language = page.locale.language_code
    with translation.override(language):
        terms = terms_of(page)
        topic = main_topic(terms)
        licence = licence_of(page)
        duration = duration_of(page)
        facts = [
            ("time", _("Duration"), duration.label if duration else ""),
            ("age", _("Age"), listed(terms["age_bands"])),
            ("subject", _("Subjects"), listed(terms["subjects"])),
            ("topic", _("Topics"), listed(terms["topics"])),
            ("language", _("Language"), BY_CODE[language].name),
        ]
        html = render_to_string("lessons/handout.html", {"page": page, "parts": set(parts), "terms": terms})
        return Document(
            title=page.title,
            language=language,
            html=html,
            kind=_("Lesson plan"),
            summary=page.summary,
            facts=tuple((icon, label, value) for icon, label, value in facts if value),
            address=settings.SITE_URL + (address(page.url_path) or ""),
            licence_name=licence.label if licence else "",
            licence_url=licence.url if licence else "",
            credits=page.authors,
            version=page.version,
            seed=str(page.translation_key),
            dyes=dyes(topic),
            words=press_words(),
            pictures=_pictures(page) if Part.HANDOUTS in parts else {},
        )


def _pictures(page: LessonPlanPage) -> dict[str, bytes]:
    """Return the pictures and drawn charts of the handouts by the names under which the handout refers to them."""
    found = {}
    for image in gather([page.handouts]):
        rendition = image.get_rendition(PICTURE_WIDTH)
        with rendition.file.open("rb") as file:
            found[f"image-{image.pk}"] = file.read()
    for handout in page.handouts:
        for block in handout.value["body"]:
            if block.block_type == "chart":
                found[block.value.picture_name] = block.value.paper_svg.encode()
    return found


def make_file(page: LessonPlanPage, format: str, parts: tuple[Part, ...]) -> LessonFile:
    """Return the file of a published lesson plan, made now unless it is there.

    ValueError for an unknown format; PressBusy and PressError as the press raises them.
    """
    if format != PACK and format not in FORMATS:
        raise ValueError(f"There is no format {format}.")
    key = ",".join(parts)
    made_from = _mark(*(_family(page) if format == PACK else [page]))
    found = LessonFile.objects.filter(page_id=page.pk, format=format, parts=key).first()
    if found and found.made_from == made_from and default_storage.exists(found.name):
        return found
    name = _pack(page) if format == PACK else obtain(document(page, parts), format)
    values = {"made_from": made_from, "name": name, "size": default_storage.size(name)}
    return LessonFile.objects.update_or_create(page_id=page.pk, format=format, parts=key, defaults=values)[0]


def _family(page: LessonPlanPage) -> list[LessonPlanPage]:
    """Return all translations of a lesson plan that anybody may read, this one first."""
    family = (
        LessonPlanPage.objects.live()
        .public()
        .filter(translation_key=page.translation_key, alias_of__isnull=True)
        .select_related("locale")
    )
    order = {code: place for place, code in enumerate(BY_CODE)}
    return sorted(family, key=lambda one: (one.pk != page.pk, order[one.locale.language_code]))


def _mark(*pages: LessonPlanPage) -> str:
    """Return a fingerprint of all that documents of `pages` are made from, without making one: 64 hex digits.

    What is published, what it shows of elsewhere (vocabularies, pictures), its address, our words, and the press.
    """
    marks = [press_version()]
    for page in pages:
        elsewhere = stamps.versions([VOCABULARY, f"pictures:{page.pk}"])
        marks += [str(page.live_revision_id), str(elsewhere), str(address(page.url_path))]
        marks.append(_house_mark(page.locale.language_code))
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


@cache
def _house_mark(language: str) -> str:
    """Return a fingerprint of what this house puts into a document beside the page: templates, words, its address."""
    files = fingerprints.files(
        "lessons/templates/lessons/handout.html",
        "lessons/templatetags/*.py",
        "lessons/downloads.py",
        "cms/templates/cms/blocks/*.html",
        "cms/charts/*.py",
        "cms/takeaway.py",
        f"locale/{language}/LC_MESSAGES/*.po",
    )
    return fingerprints.digest(files, settings.SITE_URL)


def _pack(page: LessonPlanPage) -> str:
    """Make the pack: every language, part and format, a manifest and checksums. Return its name in the storage."""
    files: dict[str, bytes] = {}
    manifest = {
        "title": page.title,
        "source": settings.SITE_URL + (address(page.url_path) or ""),
        "languages": [],
    }
    for one in _family(page):
        code = one.locale.language_code
        listed = []
        for parts, formats in PACK_CONTENT:
            for format in formats:
                name = f"{code}/{file_name(one, format, parts)}"
                with default_storage.open(make_file(one, format, parts).name) as file:
                    files[name] = file.read()
                listed.append(
                    {
                        "file": name,
                        "format": format,
                        "parts": [str(part) for part in parts],
                        "sha256": hashlib.sha256(files[name]).hexdigest(),
                    }
                )
        manifest["languages"].append(
            {
                "language": code,
                "title": one.title,
                "version": one.version,
                "last_reviewed": one.last_reviewed.isoformat(),
                "authors": one.authors,
                "licence": one.licence.code if one.licence else "",
                "licence_url": one.licence.url if one.licence else "",
                "address": settings.SITE_URL + (address(one.url_path) or ""),
                "parts": [str(part) for parts, _formats in PACK_CONTENT for part in parts],
                "files": listed,
            }
        )
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    sums = [f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(files.items())]
    files["SHA256SUMS"] = ("\n".join(sums) + "\n").encode()
    content = _zipped(files)
    digest = hashlib.sha256(content).hexdigest()
    name = f"press/{digest[:2]}/{digest}.zip"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(content))


def _zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on nothing but the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            packed_already = name.endswith((".epub", ".docx", ".odt"))
            entry.compress_type = zipfile.ZIP_STORED if packed_already else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, content)
    return out.getvalue()


def prepare_files(page_id: int) -> int:
    """Make every document of a live lesson plan and say how many files it has; 0 if it is not live."""
    page = LessonPlanPage.objects.live().select_related("locale").filter(pk=page_id).first()
    if page is None:
        return 0
    for format in [*FORMATS, PACK]:
        make_file(page, format, USUAL_PARTS)
    # The page says how large its files are.
    touch(f"page:{page.pk}")
    return LessonFile.objects.filter(page=page).count()


def minutes_label(minutes: int) -> str:
    """Return a length of time as words: "8 minutes"."""
    return ngettext("%(minutes)d minute", "%(minutes)d minutes", minutes) % {"minutes": minutes}
