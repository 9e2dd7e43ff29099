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
#: Stands for an answer where an item was passed over.
SKIPPED = 0


class RunError(ValueError):
    """A run cannot be gone on with; the message is a sentence for the pupil."""


@dataclass
class Run:
    """edition: its primary key, 0 for a draft. structure: see Edition.

    name: random, so that a guess is counted once; empty until something is sent, for the first page is the same for
    everybody. answers: one for each item so far answered, in order: [answer], or SKIPPED.
    """

    edition: int
    structure: str
    name: str = ""
    answers: list[Any] = field(default_factory=list)

    @property
    def at(self) -> int:
        """The item that is to be answered next, from 0; the number of items when all are."""
        return len(self.answers)


def begin(edition: Edition) -> Run:
    """Return a run through an edition in which nothing was sent yet."""
    return Run(edition.pk or 0, edition.structure)


def give_name(run: Run) -> None:
    """Give a run its random name, if it has none."""
    run.name = run.name or secrets.token_urlsafe(9)


def pack(run: Run) -> str:
    """Return a run as text for a field of the form; the same text for equal runs, so it bears no time."""
    value = [run.edition, run.structure, run.name, run.answers]
    return signing.Signer(salt=SALT).sign_object(value, compress=True)


def unpack(text: str) -> Run:
    """Return the run that `pack` wrote; RunError for anything else."""
    if len(text) <= LONGEST:
        try:
            edition, structure, name, answers = signing.Signer(salt=SALT).unsign_object(text)
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
