"""Exercises from the files of other programs, and files for them. What cannot be carried over is always said."""

from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from cms.audit import record
from cms.domain.queries.site import language_of
from cms.models import AuditEntry
from exercises.domain.publishing import compiled
from exercises.exchange.gift import read_gift
from exercises.exchange.gift_writing import write_gift
from exercises.exchange.moodle import read_moodle
from exercises.exchange.reading import ExchangeError, LeftOut, Reading, decoded
from exercises.items.checking import problems_of
from exercises.models import ExercisePage, ExercisesPage
from exercises.rules import can_add_to
from exercises.validators import numbered

IMPORTED = "exercise.imported"
XML = ("<?xml", "<quiz", "<!doctype")


@dataclass(frozen=True)
class Import:
    """What came of reading a file: `file` is its name, `items` how many were made."""

    file: str
    items: int
    left_out: list[LeftOut]


class NothingReadError(ExchangeError):
    """A file has no item that we could take; `left_out` says why."""

    def __init__(self, left_out: list[LeftOut]):
        super().__init__(_("There is no question in this file that we can take."))
        self.left_out = left_out


def read_file(name: str, data: bytes, language: str) -> Reading:
    """Return the drafts in a file, whose form is told from its beginning and its name; ExchangeError for a bad one."""
    if b"\0" in data:
        raise ExchangeError(_("This is not a text file. Please choose a GIFT or a Moodle XML file."))
    text = decoded(data)
    is_xml = name.lower().endswith(".xml") or text.lstrip().lower().startswith(XML)
    reading = read_moodle(data, language) if is_xml else read_gift(text, language)
    if not reading.items:
        raise NothingReadError(reading.left_out)
    return reading


@transaction.atomic
def import_exercise(parent: ExercisesPage, title: str, name: str, data: bytes, *, actor) -> ExercisePage:
    """Make a draft of the questions in a file and return it; nothing is published.

    ExchangeError with a sentence for a file that we cannot take. What was left out is kept: see `import_of`.
    """
    if not can_add_to(actor, parent):
        raise PermissionDenied
    reading = read_file(name, data, language_of(parent))
    page = ExercisePage(title=title, owner=actor, locale=parent.locale, live=False, items=reading.items)
    parent.add_child(instance=page)
    page.save_revision(user=actor, log_action=True)
    left_out = [[one.where, one.what] for one in reading.left_out]
    file = PurePath(name).name[:200]
    record(IMPORTED, page, actor=actor, file=file, items=len(reading.items), left_out=left_out)
    return page


def import_of(page: ExercisePage) -> Import | None:
    """Return what came of the import that made a page, or None for a page that somebody wrote."""
    entry = (
        AuditEntry.objects.filter(
            verb=IMPORTED, content_type__app_label="exercises", content_type__model="exercisepage",
            object_id=str(page.pk),
        )
        .order_by("-pk")
        .first()
    )  # fmt: skip
    if entry is None:
        return None
    told = entry.details
    return Import(told["file"], told["items"], [LeftOut(where, what) for where, what in told["left_out"]])


def gift_of(draft: ExercisePage) -> str:
    """Return a draft as a GIFT file; what it could not hold, and unfinished items, stand above as comments."""
    problems = [problems_of(item.block_type, item.value) for item in draft.items]
    finished = [item for item, wrong in zip(draft.items, problems, strict=True) if not wrong]
    writing = write_gift(compiled(finished), language_of(draft))
    said = numbered(problems) + [f"{one.where}: {one.what}" for one in writing.left_out]
    comments = [f"// {' '.join(sentence.split())}" for sentence in [draft.title, *said]]
    return "\n".join([*comments, "", writing.text])


__all__ = [
    "ExchangeError",
    "Import",
    "NothingReadError",
    "gift_of",
    "import_exercise",
    "import_of",
    "read_file",
]
