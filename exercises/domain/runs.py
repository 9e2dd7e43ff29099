"""A run: one person's way through an exercise without an account. The server keeps nothing of it.

What was answered travels with the visitor in one signed, compressed field of the form. It is hers: the signature only
says that we wrote it, so that what we read back has the form that we expect.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from exercises.items import item_type
from exercises.models import Edition

SALT = "exercises.run"
LONGEST = 150_000  # letters of the field; twenty long open answers stay below
OLDEST = 60 * 24 * 3600  # seconds
#: Stands for an answer where an item was passed over.
SKIPPED = 0


class RunError(ValueError):
    """A run cannot be gone on with; the message is a sentence for the pupil."""


@dataclass
class Run:
    """edition: its primary key, 0 for a draft. structure: see Edition. name: random, so that a guess is counted once.

    answers: one for each item so far answered, in order: [answer], or SKIPPED.
    """

    edition: int
    structure: str
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    answers: list[Any] = field(default_factory=list)

    @property
    def at(self) -> int:
        """The item that is to be answered next, from 0; the number of items when all are."""
        return len(self.answers)


def begin(edition: Edition) -> Run:
    """Return a new run through an edition."""
    return Run(edition.pk or 0, edition.structure)


def pack(run: Run) -> str:
    """Return a run as text for a field of the form."""
    return signing.dumps([run.edition, run.structure, run.name, run.answers], salt=SALT, compress=True)


def unpack(text: str) -> Run:
    """Return the run that `pack` wrote; RunError for anything else."""
    if len(text) <= LONGEST:
        try:
            edition, structure, name, answers = signing.loads(text, salt=SALT, max_age=OLDEST)
            return Run(edition, structure, name, answers)
        except (signing.BadSignature, ValueError):
            pass
    raise RunError(_("We could not read your answers so far. Please begin anew."))


def answer(run: Run, edition: Edition, given) -> Any:
    """Add the answer to the next item, read from the fields `given` (a QueryDict), and return it.

    AnswerError with a sentence for the pupil where it is not complete; the run is then as it was.
    """
    item = edition.public[run.at]
    read = item_type(item["type"]).read(given, item["public"])
    run.answers.append([read])
    return read


def skip(run: Run) -> None:
    """Pass over the next item."""
    run.answers.append(SKIPPED)
