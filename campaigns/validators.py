"""What a publication needs. Each part of the room registers what it asks of a page (campaigns/receivers.py)."""

from collections.abc import Callable
from typing import Any

from cms.registries import Registry

#: Functions (page, about to be live) -> sentences, one for each reason why it may not be published. Named by the step
#: of the review that asks: "evidence: ...", "safeguarding: ...", "moderation: ...".
checks: Registry[Callable[[Any], list[str]]] = Registry()


def problems_of(page, step: str = "") -> list[str]:
    """Return why `page` may not be published, in sentences for its author; of one step of the review, or of all."""
    return [
        sentence
        for name, check in checks
        if not step or name.partition(":")[0] == step
        for sentence in check(page)
    ]
