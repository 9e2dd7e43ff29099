"""Share cards: made once for each language, stored under the hash of what went in, withheld as soon as anything of
theirs may not be shown any more.
"""

import logging
from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from campaigns.cards import digest, draw, small
from campaigns.domain.card_texts import Wanted, medium_of, person_of, wanted_cards
from campaigns.domain.flags import flagged_among
from campaigns.domain.pausing import is_paused
from campaigns.domain.shown import stories_as_shown
from campaigns.enums import CardFormat
from campaigns.models import CampaignPage, ShareCard, StoryPage
from cms.cache.keeping import keep
from cms.cache.stamps import CLOCK, touch
from cms.domain.queries.site import language_of
from cms.press import PressError
from cms.press.storage import a_place_at_the_press, store

logger = logging.getLogger(__name__)

FOLDER = "cards"
#: Cards that are drawn at once; more wait for the next turn. Ten blocks in four sizes.
MOST_AT_ONCE = 60
MOST_CARDS = 24  # blocks of a page


def stamp_of(campaign: UUID) -> str:
    """Return the name of the stamp that is touched when cards of a campaign were made or went."""
    return f"card:{campaign}"


def make_cards(page: CampaignPage) -> list[ShareCard]:
    """Make what is missing of the cards of one language, delete what may not be or is not wanted; return the cards.

    For a live page; of any other all cards of its language go. PressError as the press raises it: PressBusy when no
    place is free, and nothing is changed then.
    """
    language = language_of(page)
    is_open = page.live and not page.get_view_restrictions().exists() and page.alias_of_id is None
    wanted = [one for one in wanted_cards(page) if one.card is not None] if is_open else []
    flagged = flagged_among({pk for one in wanted for pk in one.claims})
    wanted = [one for one in wanted if not flagged & set(one.claims)][: MOST_CARDS * len(CardFormat)]
    names = {id(one): name_of(one) for one in wanted}
    rows = {(row.card, row.format): row for row in _rows(page.translation_key, language)}
    missing = []
    for one in wanted:
        row = rows.get((one.block, one.format))
        if row is None or row.name != names[id(one)] or not default_storage.exists(row.name):
            missing.append(one)
    drawn = _drawn(missing, names)
    # What did not fit is left out; what was there already stays.
    fine = [one for one in wanted if id(one) in drawn or _is_there(rows, one, names)]
    _write(page, language, fine, drawn, names)
    return list(_rows(page.translation_key, language))


def make_cards_of(page_id: int) -> int:
    """Make the cards of the campaign's page with this primary key, if it is still there; return how many there are."""
    page = CampaignPage.objects.filter(pk=page_id).first()
    return len(make_cards(page)) if page else 0


def _is_there(rows: dict, one: Wanted, names: dict[int, str]) -> bool:
    row = rows.get((one.block, one.format))
    return row is not None and row.name == names[id(one)]


def _drawn(missing: list[Wanted], names: dict[int, str]) -> dict[int, int]:
    """Draw cards and store their files; return their sizes in bytes, by id. What does not fit is not among them."""
    sizes: dict[int, int] = {}
    for at in range(0, len(missing), MOST_AT_ONCE):
        part = missing[at : at + MOST_AT_ONCE]
        with a_place_at_the_press():
            made = draw([one.card for one in part])
        for one, picture in zip(part, made, strict=True):
            if not picture.fits:
                logger.warning("A share card's words do not fit: block %s, %s", one.block, one.format)
                continue
            store(default_storage, names[id(one)], picture.data)
            if picture.preview:
                store(default_storage, picture_of(names[id(one)]), picture.preview)
            store(default_storage, small_of(names[id(one)]), small(picture.picture))
            sizes[id(one)] = len(picture.data)
    return sizes


def _write(page, language, wanted, drawn, names) -> None:
    with transaction.atomic():
        # Two who make the same cards at once write one after the other.
        CampaignPage.objects.select_for_update().only("pk").filter(pk=page.pk).first()
        rows = {(row.card, row.format): row for row in _rows(page.translation_key, language)}
        keep_these = {(one.block, str(one.format)) for one in wanted}
        going = [row for key, row in rows.items() if (key[0], str(key[1])) not in keep_these]
        replaced = []
        for one in wanted:
            row = rows.get((one.block, one.format))
            values = {
                "alt": one.card.alt,
                "story": one.story,
                "claims": list(one.claims),
                "person": one.person,
            }
            if id(one) in drawn:
                if row is not None and row.name != names[id(one)]:
                    replaced.append(row.name)
                values |= {
                    "name": names[id(one)],
                    "digest": digest(one.card),
                    "size": drawn[id(one)],
                    "made_at": timezone.now(),
                }
            elif row is None:
                continue
            if row is None or any(getattr(row, name) != value for name, value in values.items()):
                ShareCard.objects.update_or_create(
                    campaign=page.translation_key,
                    language=language,
                    card=one.block,
                    format=one.format,
                    defaults=values,
                )
        _delete(going)
        _drop_files(replaced)
        if going or drawn:
            tell(page.translation_key)


def name_of(one: Wanted) -> str:
    """Return where a card lies, or would lie, in the default storage: cards/ab/abcdef….png."""
    key = digest(one.card)
    return f"{FOLDER}/{key[:2]}/{key}.{'pdf' if one.format == CardFormat.POSTER else 'png'}"


def picture_of(name: str) -> str:
    """Return where a card lies as PNG: for a poster that is a picture of it."""
    return f"{name.rpartition('.')[0]}.png"


def small_of(name: str) -> str:
    """Return where a card lies as a small picture, to choose from."""
    return f"{name.rpartition('.')[0]}.webp"


def _rows(campaign: UUID, language: str | None = None):
    found = ShareCard.objects.filter(campaign=campaign)
    return found.filter(language=language) if language else found


# What may be shown -------------------------------------------------------------------------------------------------


def cards_of(campaign: UUID, language: str) -> list[ShareCard]:
    """Return the cards of one language that may be handed out now, in the order of the page.

    None while the campaign is paused; none with a figure that is flagged, due or unchecked; none of a story whose
    ledger no longer allows exactly what the card shows. No query until anything at all is published or changed.
    """
    if is_paused(campaign):
        return []
    return keep(
        ("cards", campaign, language, timezone.localdate()), (CLOCK,), lambda: _open_cards(campaign, language)
    )


def _open_cards(campaign: UUID, language: str) -> list[ShareCard]:
    page = (
        CampaignPage.objects.live()
        .public()
        .filter(translation_key=campaign, locale__language_code=language, alias_of__isnull=True)
        .first()
    )
    if page is None:
        return []
    order = {str(block.id): place for place, block in enumerate(page.cards)}
    sizes = list(CardFormat.values)
    rows = sorted(
        (row for row in _rows(campaign, language) if row.card in order),
        key=lambda row: (order[row.card], sizes.index(row.format)),
    )
    return allowed(rows, language)


def allowed(rows: Iterable[ShareCard], language: str) -> list[ShareCard]:
    """Return those of these cards that claims and ledger let be shown today."""
    rows = list(rows)
    flagged = flagged_among({pk for row in rows for pk in row.claims})
    stories = {row.story for row in rows if row.story}
    pages = (
        list(
            StoryPage.objects.live()
            .public()
            .filter(translation_key__in=stories, locale__language_code=language)
        )
        if stories
        else []
    )
    persons: dict[tuple, str] = {}
    for medium in {medium_of(row.format) for row in rows if row.story} if pages else ():
        for shown in stories_as_shown(pages, medium, language).values():
            if shown.is_allowed:
                persons[shown.page.translation_key, medium] = person_of(shown)
    return [
        row
        for row in rows
        if not flagged & set(row.claims)
        and (row.story is None or persons.get((row.story, medium_of(row.format))) == row.person)
    ]


# Going -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def forget_story(story: UUID, pages) -> None:
    """Delete every card that shows words of a story: it was taken back."""
    rows = list(ShareCard.objects.filter(story=story))
    _delete(rows)
    for campaign in {row.campaign for row in rows}:
        tell(campaign)


@transaction.atomic
def forget_cards(page: CampaignPage) -> None:
    """Delete the cards of a campaign's page that is live no longer."""
    _delete(list(_rows(page.translation_key, language_of(page))))
    tell(page.translation_key)


@transaction.atomic
def withhold() -> int:
    """Delete made cards that may not be shown today: consent ended, a claim is flagged. Return how many.

    What `cards_of` leaves out at once is so also gone from the storage; it is made again when all is well. A dozen
    queries for each language, however many campaigns.
    """
    rows: dict[str, list[ShareCard]] = {}
    for row in ShareCard.objects.exclude(story__isnull=True, claims=[]):
        rows.setdefault(row.language, []).append(row)
    going: list[ShareCard] = []
    for language, those in rows.items():
        fine = {row.pk for row in allowed(those, language)}
        going += [row for row in those if row.pk not in fine]
    if going:
        _delete(going)
    for campaign in {row.campaign for row in going}:
        tell(campaign)
    return len(going)


def remake_where_missing() -> int:
    """Make the cards of live campaigns that have fewer than they could have; return of how many pages.

    So a claim that was checked again, or a consent that was given again, brings its cards back. What the press could
    not make now is tried again: its last PressError is raised in the end.
    """
    made, failed = 0, None
    for page in CampaignPage.objects.live().public().filter(alias_of__isnull=True).select_related("locale"):
        if is_paused(page.translation_key) or not page.cards:
            continue
        wanted = [one for one in wanted_cards(page, with_pictures=False) if one.card is not None]
        flagged = flagged_among({pk for one in wanted for pk in one.claims})
        keys = {(one.block, str(one.format)) for one in wanted if not flagged & set(one.claims)}
        there = set(_rows(page.translation_key, page.locale.language_code).values_list("card", "format"))
        if keys - there:
            try:
                make_cards(page)
            except PressError as error:
                logger.exception("The cards of campaign page %s could not be made", page.pk)
                failed = error
            else:
                made += 1
    if failed is not None:
        raise failed
    return made


def withhold_when_changed() -> None:
    """A job: look only where anything at all changed since the last look, or the day did."""
    keep(("withheld cards", timezone.localdate()), (CLOCK,), withhold)


def remake_when_changed() -> None:
    """A job: as `withhold_when_changed`."""
    keep(("remade cards", timezone.localdate()), (CLOCK,), remake_where_missing)


def _delete(rows: list[ShareCard]) -> None:
    ShareCard.objects.filter(pk__in=[row.pk for row in rows]).delete()
    _drop_files([row.name for row in rows])


def _drop_files(names: Iterable[str]) -> None:
    """Delete files when the transaction commits, but for those that another card shows as well."""
    names = sorted(set(names))
    if names:
        transaction.on_commit(partial(_drop_now, names))


def _drop_now(names: list[str]) -> None:
    used = set(ShareCard.objects.filter(name__in=names).values_list("name", flat=True))
    for name in names:
        if name not in used:
            for one in {name, picture_of(name), small_of(name)}:
                default_storage.delete(one)


def tell(campaign: UUID) -> None:
    """Make stale whatever shows cards of a campaign."""
    from campaigns.domain.kit import drop_kits  # a circle, were it above: kits are made of cards

    pages = CampaignPage.objects.filter(translation_key=campaign).values_list("pk", flat=True)
    transaction.on_commit(partial(drop_kits, campaign))
    touch(stamp_of(campaign), f"campaign:{campaign}", *(f"page:{pk}" for pk in pages))
