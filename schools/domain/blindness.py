"""Whether a text says whose it is: an entry for the award names neither the school nor its town."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from schools.models import School

#: Names of so many letters and more are found with an ending, too: "Wolkenauer".
LONG_NAME = 6


def names_in(texts: Iterable[str], school: School) -> str:
    """Return the first of a school's names that stands in one of the texts, "" where none does.

    Looked for are the name of the school, its town, the domain of its addresses and its website; capitals, accents,
    hyphens and invisible signs make no difference.
    """
    whole = [_bare(text) for text in texts]
    host = (urlsplit(school.website).hostname or "").removeprefix("www.")
    for words in (school.name, school.town.name, school.email_domain, host):
        bare = _bare(words)
        ending = r"(?!\w)" if len(bare) < LONG_NAME else ""
        if bare and any(re.search(rf"(?<!\w){re.escape(bare)}{ending}", text) for text in whole):
            return words
    return ""


def _bare(text: str) -> str:
    """Return a text in small letters, without accents, with one space for whatever stands between words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    seen = (char for char in plain if char.isspace() or char.isprintable())
    bare = "".join(char for char in seen if not unicodedata.combining(char))
    return re.sub(r"[\W_]+", " ", bare).strip()
