"""How long a post is, counted by the rules of each network. Pure functions; imports nothing but names of networks.

Sources of the rules: X, twitter-text configuration v3 (weights, URLs 23); Mastodon, StatusLengthValidator (URLs 23, the
domain of a mention is not counted); Bluesky, app.bsky.feed.post (300 graphemes, 3,000 bytes); Telegram, Bot API
(captions 1,024 UTF-16 units); Instagram 2,200 and 30 hashtags; LinkedIn 3,000; Facebook 63,206.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from campaigns.enums import Network

URL = re.compile(r"https?://[^\s<>\"]+")
URL_LENGTH = 23
_MENTION = re.compile(r"(^|[^/\w])@(\w+)@[\w.-]+\w", re.UNICODE)
HASHTAG = re.compile(r"(?:^|\s)[#＃](\w+)", re.UNICODE)
#: Letters that X counts once; all others, and every emoji, twice.
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
_JOINER = "\u200d"
_SELECTORS = {"\ufe0e", "\ufe0f", "\u20e3"}
MOST_HASHTAGS = 30
MOST_BYTES = 3000  # of a post on Bluesky


class Rule(NamedTuple):
    """How one network counts, and how much it takes."""

    most: int
    length: Callable[[str], int]


def graphemes(text: str) -> list[str]:
    """Return what readers see as single letters: with their marks, joined emoji and flags as one each."""
    found: list[str] = []
    flags = 0  # letters of a flag that stand at the end
    for letter in unicodedata.normalize("NFC", text):
        before = found[-1] if found else ""
        code = ord(letter)
        is_flag = 0x1F1E6 <= code <= 0x1F1FF
        joins = (
            unicodedata.category(letter) in ("Mn", "Me", "Mc")
            or letter == _JOINER
            or letter in _SELECTORS
            or 0x1F3FB <= code <= 0x1F3FF
            or 0xE0020 <= code <= 0xE007F
            or (before.endswith(_JOINER) and _is_pictogram(letter))
            or (is_flag and flags % 2 == 1)
        )
        if (before and joins and before not in ("\n", "\r")) or (before == "\r" and letter == "\n"):
            found[-1] += letter
        else:
            found.append(letter)
        flags = flags + 1 if is_flag else 0
    return found


def _is_pictogram(letter: str) -> bool:
    return ord(letter) >= 0x1F000 or 0x2190 <= ord(letter) <= 0x2BFF


def _shortened(text: str) -> str:
    """Return the text with each address as long as the networks count it."""
    return URL.sub("x" * URL_LENGTH, text)


def x_length(text: str) -> int:
    """Return the weighted length of a post on X."""
    total = 0
    for one in graphemes(_shortened(text)):
        if _is_emoji(one):
            total += 2
        else:
            total += sum(1 if any(low <= ord(c) <= high for low, high in _LIGHT) else 2 for c in one)
    return total


def _is_emoji(grapheme: str) -> bool:
    first = ord(grapheme[0])
    return (
        0x1F1E6 <= first <= 0x1FAFF
        or "\u20e3" in grapheme
        or ("\ufe0f" in grapheme)
        or (0x2600 <= first <= 0x27BF and unicodedata.category(grapheme[0]) == "So")
    )


def mastodon_length(text: str) -> int:
    """Return the length of a post on Mastodon: graphemes, addresses as 23, mentions without their domain."""
    return len(graphemes(_MENTION.sub(r"\1@\2", _shortened(text))))


def bluesky_length(text: str) -> int:
    """Return the length of a post on Bluesky, in graphemes."""
    return len(graphemes(text))


def utf16_length(text: str) -> int:
    """Return the length in UTF-16 units, as Telegram, Facebook and Instagram count."""
    return len(unicodedata.normalize("NFC", text).encode("utf-16-le", "surrogatepass")) // 2


RULES = {
    Network.X: Rule(280, x_length),
    Network.MASTODON: Rule(500, mastodon_length),
    Network.BLUESKY: Rule(300, bluesky_length),
    Network.INSTAGRAM: Rule(2200, utf16_length),
    Network.LINKEDIN: Rule(3000, utf16_length),
    Network.FACEBOOK: Rule(63206, utf16_length),
    Network.TELEGRAM: Rule(1024, utf16_length),
}


class Post(NamedTuple):
    """A suggested post, just as one pastes it, and its length by the rules of its network."""

    network: str
    text: str
    length: int
    most: int
    too_many_hashtags: bool

    @property
    def label(self) -> str:
        """The network's name."""
        return Network(self.network).label

    @property
    def fits(self) -> bool:
        """Whether the network takes it."""
        return self.length <= self.most and not self.too_many_hashtags


def hashtags_from(text: str) -> list[str]:
    """Return hashtags as one writes them, each once: "#NightShift". Signs that end a hashtag are left out."""
    found = []
    for word in re.split(r"[\s,;،]+", unicodedata.normalize("NFC", text or "")):
        name = re.sub(r"[^\w]", "", word.lstrip("#＃"), flags=re.UNICODE)
        if name and not name.isdigit():
            found.append(f"#{name}")
    return list(dict.fromkeys(found))


def composed(network: str, text: str, address: str, hashtags: list[str]) -> Post:
    """Return a post with the campaign's address and hashtags below it; what the text has already is not said twice."""
    text = unicodedata.normalize("NFC", text or "").strip()
    there = {tag.lower() for tag in HASHTAG.findall(text)}
    more = [tag for tag in hashtags if tag[1:].lower() not in there]
    parts = [text]
    if address not in text:
        parts.append(address)
    whole = "\n\n".join(part for part in (parts[0], " ".join(parts[1:]), " ".join(more)) if part)
    rule = RULES[Network(network)]
    length = rule.length(whole)
    if network == Network.BLUESKY and len(whole.encode()) > MOST_BYTES:
        length = max(length, rule.most + 1)
    too_many = network == Network.INSTAGRAM and len(HASHTAG.findall(whole)) > MOST_HASHTAGS
    return Post(network, whole, length, rule.most, too_many)
