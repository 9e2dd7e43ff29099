"""Where a visit takes place: a room of the school, or its own room online; nobody's contact details. A leaf."""

import re
from urllib.parse import urlsplit

from ambassadors.contact_details import find_contact_details

_LINK = re.compile(r"https://\S+", re.IGNORECASE)
#: Where people write to one another: no school has its own room there.
PRIVATE = (
    "discord.com",
    "discord.gg",
    "facebook.com",
    "instagram.com",
    "m.me",
    "signal.group",
    "signal.me",
    "snapchat.com",
    "t.me",
    "telegram.me",
    "tiktok.com",
    "viber.com",
    "wa.me",
    "whatsapp.com",
)


def is_place(text: str, *, online: bool) -> bool:
    """Say whether a text names a place and nobody's contact details. Online, links of rooms may stand in it."""
    if not online:
        return not find_contact_details(text)
    return all(_is_room(link) for link in _LINK.findall(text)) and not find_contact_details(
        _LINK.sub(" ", text)
    )


def _is_room(link: str) -> bool:
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    named = parts.username or "@" in link
    return bool(host) and not named and not any(host == one or host.endswith(f".{one}") for one in PRIVATE)
