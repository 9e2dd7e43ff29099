"""Evidence that a school adds by hand: a staff training, a link, a file, a description.

A file is checked and made safe before it is kept, under a name of ours, and only members get at it. It goes with its
row: when the transaction that removed the row has been committed.
"""

import logging
import zipfile
from datetime import date
from functools import partial
from pathlib import PurePosixPath

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cms import uploads
from cms.audit import record
from cms.text import nfc
from schools.domain.use import UseError, check_day, recount
from schools.enums import EvidenceKind
from schools.models import Evidence, Indicator, School
from schools.rules import can_change_evidence, can_enter
from schools.years import school_year

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
#: A school keeps so many at most: storage is everybody's.
MOST_EVIDENCE = 500
#: People and minutes of one training.
MOST_PEOPLE, MOST_MINUTES = 999, 2400
LONGEST_NAME = 80
#: What is taken, and as what it is given out; the key is the ending of our own name.
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "odt": "application/vnd.oasis.opendocument.text",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PICTURES = {"jpg", "jpeg", "png", "webp"}
#: What stands at the very beginning of a document, so that it is not something else before that.
BEGINNINGS = {"pdf": b"%PDF-", "odt": b"PK\x03\x04", "docx": b"PK\x03\x04"}


class EvidenceError(UseError):
    """It cannot be added; the text says why."""


# Verbs ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_evidence(
    school: School,
    *,
    actor,
    kind: str,
    title: str,
    day: date,
    name: str,
    indicator: Indicator | None = None,
    text: str = "",
    url: str = "",
    file: File | None = None,
    people: int | None = None,
    minutes: int | None = None,
) -> Evidence:
    """Add evidence to a school, add up anew where it counts, and return it.

    name: of the form that was sent; sent twice, it is added once. UseError for whoever is no member, a day that does
    not count, what is missing for its kind, and a file that we do not take.
    """
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise EvidenceError(_("You do not belong to this school."))
    if known := Evidence.objects.filter(name=name).first():
        if (known.school_id, known.added_by_id) != (locked.pk, actor.pk):
            raise EvidenceError(_("Please open the form once more, then send it."))
        return known
    if locked.evidence.count() >= MOST_EVIDENCE:
        raise EvidenceError(_("There is no more room. Please remove evidence that you no longer need."))
    evidence = Evidence(school=locked, kind=EvidenceKind(kind), added_by=actor, name=name)
    _fill(
        evidence,
        title=title,
        day=day,
        indicator=indicator,
        text=text,
        url=url,
        people=people,
        minutes=minutes,
    )
    if evidence.kind == EvidenceKind.FILE:
        if file is None:
            raise EvidenceError(_("Please choose a file."))
        made = safe_file(file)
        evidence.file.save(made.name, made, save=False)
        evidence.file_name = shown_name(evidence.title, made.name)
    try:
        with transaction.atomic():
            evidence.save()
            record("evidence.added", evidence, actor=actor, kind=evidence.kind)
            _recount(evidence.kind, locked, day)
    except Exception:
        if evidence.file:
            default_storage.delete(evidence.file.name)  # no file without its row
        raise
    return evidence


@transaction.atomic
def change_evidence(
    evidence: Evidence,
    *,
    actor,
    title: str,
    day: date,
    indicator: Indicator | None = None,
    text: str = "",
    url: str = "",
    people: int | None = None,
    minutes: int | None = None,
) -> Evidence:
    """Change evidence, but for its kind and its file. UseError as in add_evidence, and where it is gone."""
    school, locked = _locked(evidence, actor)
    days = {locked.day, day}
    _fill(
        locked, title=title, day=day, indicator=indicator, text=text, url=url, people=people, minutes=minutes
    )
    if locked.file:
        locked.file_name = shown_name(locked.title, locked.file.name)
    locked.save()
    record("evidence.changed", locked, actor=actor)
    _recount(locked.kind, school, *days)
    return locked


@transaction.atomic
def remove_evidence(evidence: Evidence, *, actor) -> None:
    """Remove evidence, and its file when that is committed. UseError where it was removed meanwhile."""
    school, locked = _locked(evidence, actor)
    kept = locked.file.name
    record("evidence.removed", locked, actor=actor, kind=locked.kind)
    locked.delete()
    if kept:
        transaction.on_commit(partial(forget_file, kept))
    _recount(locked.kind, school, locked.day)


def _locked(evidence: Evidence, actor) -> tuple[School, Evidence]:
    school = School.objects.select_for_update().get(pk=evidence.school_id)
    locked = Evidence.objects.select_for_update().filter(pk=evidence.pk).first()
    if locked is None:
        raise EvidenceError(_("This has been removed already."))
    if not can_change_evidence(actor, locked):
        raise PermissionDenied
    return school, locked


def _fill(evidence: Evidence, *, title, day, indicator, text, url, people, minutes) -> None:
    """Write down what was typed, as far as it belongs to the kind; UseError for what is missing."""
    check_day(day)
    evidence.title, evidence.text = nfc(title).strip()[:120], nfc(text).strip()[:2000]
    evidence.day, evidence.indicator = day, indicator
    if not evidence.title:
        raise EvidenceError(_("Please give it a title."))
    if evidence.kind == EvidenceKind.NOTE and not evidence.text:
        raise EvidenceError(_("Please describe what you did."))
    if evidence.kind == EvidenceKind.LINK:
        if not url.startswith(("https://", "http://")):
            raise EvidenceError(_("Give an address of the web: it begins with https://."))
        evidence.url = url
    if evidence.kind == EvidenceKind.TRAINING:
        if not (people and minutes and 1 <= people <= MOST_PEOPLE and 1 <= minutes <= MOST_MINUTES):
            raise EvidenceError(
                _("A training has 1 to %(people)d people and takes 1 to %(minutes)d minutes.")
                % {"people": MOST_PEOPLE, "minutes": MOST_MINUTES}
            )
        evidence.people, evidence.minutes = people, minutes


def _recount(kind: str, school: School, *days: date) -> None:
    if kind == EvidenceKind.TRAINING:  # nothing else is summed
        for year in sorted({school_year(day) for day in days}):
            recount(school, year)


def forget_file(name: str) -> None:
    """Delete a file whose row is gone; where that fails, an operator can see it, and nothing else fails."""
    try:
        default_storage.delete(name)
    except OSError:
        logger.exception("The file %s, whose row is gone, could not be deleted", name)


# Files ------------------------------------------------------------------------------------------------------------


def safe_file(file: File) -> ContentFile:
    """Return an uploaded file as it may be kept, under a name of ours; EvidenceError with a sentence for any other.

    Pictures are encoded anew, without place, camera and comments; documents with programs, ways out or bombs are
    refused (cms.uploads). What a file calls itself decides nothing but how it is read.
    """
    if file.size > MOST_BYTES:
        raise EvidenceError(_("This file is larger than %(size)d MB.") % {"size": MOST_BYTES // 1024 // 1024})
    ending = PurePosixPath((file.name or "").lower()).suffix[1:]
    try:
        if ending in PICTURES:
            made = uploads.clean_picture(file)
            if PurePosixPath(made.name).suffix[1:] not in TYPES:
                raise EvidenceError(_not_taken())
            return made
        if ending not in BEGINNINGS:
            raise EvidenceError(_not_taken())
        file.seek(0)
        if file.read(5)[: len(BEGINNINGS[ending])] != BEGINNINGS[ending]:
            raise EvidenceError(_not_taken())
        uploads.check_document(file, f"x.{ending}")
        if ending != "pdf" and not _is_text(file, ending):
            raise EvidenceError(_not_taken())
    except ValidationError as error:
        raise EvidenceError(" ".join(error.messages)) from error
    file.seek(0)
    return ContentFile(file.read(), name=uploads.own_name(ending))


def shown_name(title: str, kept: str) -> str:
    """Return under which name a file is taken away: as its title, "parents-evening.pdf"."""
    stem = slugify(title, allow_unicode=True)[:LONGEST_NAME].strip("-_") or "evidence"
    return f"{stem}{PurePosixPath(kept).suffix}"


def _is_text(file: File, ending: str) -> bool:
    """Say whether a packed document (which check_document has looked through) is a text document of its kind."""
    with zipfile.ZipFile(file) as pack:
        names = set(pack.namelist())
        if ending == "docx":
            return {"[Content_Types].xml", "word/document.xml"} <= names
        kind = pack.read("mimetype").strip() if "mimetype" in names else b""
        return kind == TYPES["odt"].encode() and "content.xml" in names


def _not_taken() -> str:
    return _("We take PDF, JPEG, PNG, WebP, ODT and DOCX. This file is none of them.")
