"""What somebody agreed to, as a plain text to keep."""

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from campaigns.domain.versions import fingerprint, source_of
from campaigns.domain.wording import entry_lines, entry_title
from campaigns.models import ConsentEntry, StoryPage

RULE = "\n" + "-" * 60 + "\n"


def copy_of(entry: ConsentEntry) -> str:
    """Return the choices, the words and the story that an entry of the ledger is about, in the active language.

    The story is there while its text is the one that was agreed to.
    """
    parts = [
        f"{entry_title(entry)}\n" + "\n".join(f"{what}: {how}" for what, how in entry_lines(entry)),
        entry.wording.text if entry.wording else "",
    ]
    page = source_of(entry.story)
    if page is not None and fingerprint(page) == entry.content:
        parts.append(text_of_story(page))
    else:
        parts.append(_("The story was changed since. Its present text is behind your private link."))
    return RULE.join(part for part in parts if part) + "\n"


def text_of_story(page: StoryPage) -> str:
    """Return a story's words as plain text."""
    words = [page.title, page.lead, page.guidance]
    for block in page.body:
        words += _words(block.value)
    return "\n\n".join(word for word in words if word)


def _words(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if hasattr(value, "source"):
        return [strip_tags(value.source.replace("</p>", "\n").replace("</li>", "\n")).strip()]
    if hasattr(value, "items"):
        return [
            word
            for name, inner in value.items()
            if name not in ("key", "recording", "image")
            for word in _words(inner)
        ]
    return []
