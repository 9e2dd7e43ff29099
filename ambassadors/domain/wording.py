"""The words that an ambassador or a guardian agrees to. Whoever changes them changes VERSION too.

The full text, as it was shown, is kept by its hash at the moment of agreement (campaigns.models.ConsentWording).
"""

import hashlib
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import override

from ambassadors.enums import ConsentSide
from ambassadors.models import Ambassador
from campaigns.models import ConsentWording

VERSION = "2026-amb-1"


class Passage(NamedTuple):
    """A question that somebody may have, and the answer in plain sentences."""

    question: str
    answer: str


def wording(ambassador: Ambassador, side: str) -> list[Passage]:
    """Return what is agreed to by one side, passage by passage, in the active language."""
    return [Passage(_("What do you agree to?"), _("You agree that you visit schools as an ambassador."))]


def wording_text(ambassador: Ambassador, side: str) -> str:
    """Return the same as one plain text, as it is kept."""
    return "\n\n".join(f"{one.question}\n{one.answer}" for one in wording(ambassador, side))


def kept_wording(ambassador: Ambassador, side: str, *, language: str) -> ConsentWording:
    """Return the row that keeps the words as they are shown in a language, made when they are new."""
    with override(language):
        text = wording_text(ambassador, ConsentSide(side))
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept, _new = ConsentWording.objects.get_or_create(
        digest=digest, language=language, defaults={"version": VERSION, "text": text}
    )
    return kept
