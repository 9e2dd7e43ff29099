"""What a campaign's share cards say: the words, figures, names and lines of each, as campaigns.cards draws them.

Nothing is taken from anywhere but the checked records of claims and what the ledger allows of a story today.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.cards import Card
from campaigns.domain.figures import Figure, figures_of, marks_in
from campaigns.domain.queries.belonging import organisation_of
from campaigns.domain.shown import ShownStory, stories_as_shown
from campaigns.enums import CardFormat, CardKind, CardLook, Element, Medium, NameLevel, StoryBasis
from campaigns.models import CampaignPage, OrganisationPage, StoryPage
from cms.domain.queries.site import address, language_of
from cms.languages import direction
from cms.models import SiteImage, Topic
from cms.takeaway import dyes
from cms.vocabularies import by_pk

#: How each language sets words that somebody said.
QUOTES = {
    "en": "“”", "fr": "«»", "de": "„“", "es": "«»", "it": "«»", "nl": "“”", "da": "»«", "sv": "””", "nb": "«»",
    "fi": "””", "mt": "“”", "pl": "„”", "ro": "„”", "pt": "«»", "el": "«»", "uk": "«»", "ru": "«»", "tr": "“”",
    "ar": "«»", "fa": "«»",
}  # fmt: skip
#: Languages that leave a narrow space inside their quotation marks.
SPACED = {"fr": "\u202f"}
ISOLATE, POP = "\u2068", "\u2069"
LEFT_TO_RIGHT = "\u2066"
_ANY_QUOTE = re.compile("^[«»“”„\"']|[«»“”„\"']$")
#: Pictograms and what joins them: no fonts of ours have them, and a card is read aloud as its words.
PICTOGRAMS = re.compile(
    "\u200d?[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u20e3\U000e0020-\U000e007f]+(?:\u200d(?!\\w))?"
)
PICTURE_WIDTH = "max-2400x2400"


def medium_of(format: str) -> Medium:
    """Return where a card of this format appears: posters are printed, all others go to networks."""
    return Medium.PRINT if format == CardFormat.POSTER else Medium.SOCIAL


@dataclass(frozen=True)
class Wanted:
    """One card as it should be, whose story and which claims are in it; card is None if none may be made."""

    block: str
    format: CardFormat
    card: Card | None
    story: UUID | None = None
    claims: tuple[int, ...] = ()
    person: str = ""


@dataclass
class Sources:
    """All that the cards of one page are made from, read once."""

    page: CampaignPage
    language: str
    organisation: str
    figures: dict[str, Figure]
    stories: list[StoryPage]
    shown: dict[str, dict[int, ShownStory]]  # by medium, by primary key
    address: str
    seed: str = ""
    dye: str = ""
    slugs: dict[str, UUID] = field(default_factory=dict)

    def story(self, slug: str) -> StoryPage | None:
        """Return the story with this slug; a slug of another language leads to its translation."""
        for one in self.stories:
            if one.slug == slug:
                return one
        key = self.slugs.get(slug)
        return next((one for one in self.stories if one.translation_key == key), None)


def sources_of(page: CampaignPage) -> Sources:
    """Read what the cards of a campaign's page are made from; nineteen queries at most, however many cards."""
    language = language_of(page)
    owner = organisation_of(page)
    asked = {block.value.get("story") for block in page.cards if block.value["kind"] == CardKind.QUOTE}
    stories, slugs, shown = [], {}, {}
    if asked:
        stories = list(StoryPage.objects.live().public().child_of(page))
        named = {one.slug for one in stories}
        if asked - named:
            known = [one.translation_key for one in stories]
            slugs = dict(
                StoryPage.objects.filter(slug__in=asked - named, translation_key__in=known).values_list(
                    "slug", "translation_key"
                )
            )
        shown = {
            medium: stories_as_shown(stories, medium, language) for medium in (Medium.SOCIAL, Medium.PRINT)
        }
    # The page may be a draft that is about to be published: what is above it is found by its path.
    above = (
        OrganisationPage.objects.filter(path=page.path[: -page.steplen])
        .values_list("title", flat=True)
        .first()
    )
    topic = by_pk(Topic).get(page.topic_id)
    return Sources(
        page=page,
        language=language,
        organisation=above or (owner.name if owner else settings.SITE_NAME),
        figures=figures_of(owner.pk) if owner else {},
        stories=stories,
        shown=shown,
        address=settings.SITE_URL + short_address(page),
        seed=str(page.translation_key),
        dye=dyes(topic)[0],
        slugs=slugs,
    )


def short_address(page: CampaignPage) -> str:
    """Return the address of a campaign without its organisation, which leads to the whole one."""
    house, _slash, slug = page.url_path.rstrip("/").rpartition("/")
    return f"{address(house.rpartition('/')[0] + '/') or '/'}{slug}/"


def wanted_cards(page: CampaignPage, *, with_pictures: bool = True) -> list[Wanted]:
    """Return every card that a page asks for, in each format; those that may not be made come without a card."""
    sources = sources_of(page)
    found = []
    with translation.override(sources.language):
        for block in page.cards:
            picture = _picture(block.value.get("picture")) if with_pictures else None
            found += [_wanted(block, CardFormat(format), sources, picture) for format in CardFormat]
    return found


def _wanted(block, format: CardFormat, sources: Sources, picture: tuple[bytes, tuple] | None) -> Wanted:
    value = block.value
    said = quotation_of(block, format, sources) if value["kind"] == CardKind.QUOTE else None
    if value["kind"] == CardKind.QUOTE:
        if said is None:
            return Wanted(str(block.id), format, None)
        words, lines, shown = said
        if not shown.allows(Element.PICTURE):
            picture = None
        story, person = shown.page.translation_key, person_of(shown)
    else:
        words, lines, story, person = words_of(value.get("words"), sources), [], None, ""
    keys = list(
        dict.fromkeys([value.get("claim"), *(mark.key for mark in marks_in(value.get("words") or ""))])
    )
    figures = (
        []
        if value["kind"] == CardKind.QUOTE
        else [sources.figures[key] for key in keys if key in sources.figures]
    )
    missing = any(key and key not in sources.figures for key in keys) and value["kind"] != CardKind.QUOTE
    if missing or not "".join(part for part, _is in words).strip():
        return Wanted(str(block.id), format, None, story, tuple(one.pk for one in figures))
    lines = [*lines, *source_lines(figures, sources.language)]
    if value["kind"] == CardKind.CALL:
        lines.append(f"{LEFT_TO_RIGHT}{sources.address.partition('://')[2].rstrip('/')}{POP}")
    card = Card(
        format=format,
        look=value.get("look") or CardLook.PAPER,
        kind=value["kind"],
        language=sources.language,
        words=tuple(words),
        lines=tuple(lines),
        organisation=sources.organisation,
        house=settings.SITE_NAME,
        address=sources.address,
        scan=_("Scan to read more, with all sources:"),
        seed=sources.seed,
        dye=sources.dye,
        title=f"{sources.page.title} – {sources.organisation}",
        alt=in_words(words, lines, value.get("alt") if picture else ""),
        picture=picture[0] if picture else b"",
        focus=picture[1] if picture else None,
    )
    return Wanted(str(block.id), format, card, story, tuple(one.pk for one in figures), person)


def quotation_of(block, format: str, sources: Sources) -> tuple[list, list[str], ShownStory] | None:
    """Return words, lines and story of a quotation, as far as the ledger allows them; None if it does not."""
    story = sources.story(block.value.get("story") or "")
    shown = sources.shown.get(medium_of(format), {}).get(story.pk) if story else None
    if shown is None or not shown.is_allowed:
        return None
    text = shown.quote(block.value.get("quote") or "")
    if not text:
        return None
    return [(quoted(without_pictograms(text), sources.language), False)], person_lines(shown), shown


def quoted(text: str, language: str) -> str:
    """Return words in the quotation marks of their language, unless they have some already."""
    text = text.strip()
    if _ANY_QUOTE.match(text) and _ANY_QUOTE.search(text[-1:]):
        return text
    marks = QUOTES.get(language, "“”")
    inner = SPACED.get(language, "")
    return f"{marks[0]}{inner}{text}{inner}{marks[1]}"


def person_lines(shown: ShownStory) -> list[str]:
    """Return the lines below a quotation: who says it, as far as that may be shown, and by what right it is told."""
    lines = [shown.who] if shown.who else []
    if shown.page.basis == StoryBasis.INVENTED:
        return [*lines, _("This person is invented.")]
    if shown.page.basis == StoryBasis.PUBLIC:
        return [*lines, _("After public sources, named on our page.")]
    if shown.name and shown.standing.name_level == NameLevel.PSEUDONYM:
        return [*lines, _("Name changed; told with consent.")]
    if not shown.name:
        return [*lines, _("Told without a name, with consent.")]
    return [*lines, _("Told with consent.")]


def person_of(shown: ShownStory) -> str:
    """Return a fingerprint of what a card shows of a person: name, place, by what right, whether a picture may be."""
    marks = [
        shown.name,
        shown.place,
        shown.page.basis,
        str(shown.standing.name_level),
        str(shown.standing.kind),
    ]
    marks.append(str(shown.allows(Element.PICTURE)))
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()


def words_of(text: str, sources: Sources) -> list[tuple[str, bool]]:
    """Return a text as parts (words, whether they are a figure), the figures filled in."""
    parts, rest = [], without_pictograms(text or "")
    for mark in marks_in(rest):
        before, _found, rest = rest.partition(mark.written)
        figure = sources.figures.get(mark.key)
        said = mark.written
        if figure is not None:
            said = (
                figure.as_of_label(sources.language) if mark.part == "date" else figure.text(sources.language)
            )
        parts += [(before, False), (said, not mark.part)]
    return [part for part in [*parts, (rest, False)] if part[0]]


def source_lines(figures: Iterable[Figure], language: str) -> list[str]:
    """Return the source of each figure, and of what place and time it speaks.

    From right to left publisher and title have lines of their own: two foreign names in one line are read askew.
    """
    # Translators: between the entries of a list; Arabic uses its own comma.
    comma = _(", ")
    lines: list[str] = []
    for figure in figures:
        names = [figure.publisher, figure.source]
        if not figure.publisher or figure.source.startswith(figure.publisher):
            names = [figure.source]
        isolated = [_isolated(name) for name in names if name]
        lines += isolated if direction(language) == "rtl" else [comma.join(isolated)]
        lines.append(comma.join(filter(None, (figure.territory(language), figure.as_of_label(language)))))
    return list(dict.fromkeys(filter(None, lines)))


def in_words(words: Iterable[tuple[str, bool]], lines: Iterable[str], picture: str) -> str:
    """Return a card for those who do not see it: all that stands on it, and what its picture shows."""
    parts = ["".join(part for part, _is_figure in words), *lines]
    if picture:
        parts.append(_("Picture: %(what)s") % {"what": picture})
    said = [bare(part).strip() for part in parts if part.strip()]
    return " ".join(part if part[-1:] in ".!?…؟»”“" else f"{part}." for part in said)


def bare(text: str) -> str:
    """Return a text without invisible signs of direction."""
    return text.translate(
        {ord(sign): None for sign in (ISOLATE, POP, LEFT_TO_RIGHT, "\u2067", "\u200e", "\u200f")}
    )


def without_pictograms(text: str) -> str:
    """Return a text without emoji: our fonts have none."""
    if not PICTOGRAMS.search(text):
        return text
    return re.sub(r"\s{2,}", " ", PICTOGRAMS.sub("", text)).strip()


def _isolated(text: str) -> str:
    return f"{ISOLATE}{text}{POP}" if text else ""


def _picture(image: SiteImage | None) -> tuple[bytes, tuple] | None:
    """Return a picture's bytes and the part of it that must stay, in shares of width and height."""
    if image is None:
        return None
    focus = None
    if image.focal_point_x is not None and image.width and image.height:
        half_x, half_y = (image.focal_point_width or 0) / 2, (image.focal_point_height or 0) / 2
        focus = (
            max(0.0, (image.focal_point_x - half_x) / image.width),
            max(0.0, (image.focal_point_y - half_y) / image.height),
            min(1.0, (image.focal_point_x + half_x) / image.width),
            min(1.0, (image.focal_point_y + half_y) / image.height),
        )
    try:
        with image.file.open("rb") as file:
            return file.read(), focus
    except FileNotFoundError:
        return None
