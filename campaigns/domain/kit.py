"""The share kit of one language: cards, posts, embed code, QR code, and all of it as one zip."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from campaigns.domain.card_texts import short_address
from campaigns.domain.cards import cards_of, picture_of
from campaigns.domain.figures import Figure, figures_of, fill, keys_in
from campaigns.domain.queries.belonging import organisation_of
from campaigns.enums import CardFormat
from campaigns.models import CampaignPage, Organisation, ShareCard
from campaigns.posts import Post, composed, hashtags_from
from cms.domain.queries.site import address, language_of
from cms.models import Licence
from cms.vocabularies import by_pk

FOLDER = "cards/kits"
QR_DARK = "#10302a"
#: Width and height of the frame in other people's pages, in CSS pixels: the card with its words below.
EMBED_SIZE = {CardFormat.WIDE: (600, 520), CardFormat.SQUARE: (480, 700), CardFormat.TALL: (360, 860)}


class KitCard(NamedTuple):
    """All sizes of one card of the page, the wide one first."""

    number: int
    kind: str
    alt: str
    sizes: list[dict]


def posts_of(page: CampaignPage, figures: dict[str, Figure] | None = None) -> list[Post]:
    """Return the suggested posts of a page, their figures filled in; those with a figure that is not current wait."""
    language = language_of(page)
    if figures is None:
        owner = organisation_of(page)
        figures = figures_of(owner.pk) if owner else {}
    where, tags = settings.SITE_URL + short_address(page), hashtags_from(page.hashtags)
    found = []
    for block in page.posts:
        text = block.value["text"]
        used = keys_in(text)
        if any(key not in figures or not figures[key].is_current for key in used):
            continue
        found.append(composed(block.value["network"], fill(text, figures, language), where, tags))
    return found


def posts_that_are_too_long(page) -> list[str]:
    """Say which suggested posts their network would not take, with figures, address and hashtags in them."""
    if not isinstance(page, CampaignPage) or not page.posts:
        return []
    owner = organisation_of(page)
    figures = figures_of(owner.pk) if owner else {}
    language, where = language_of(page), settings.SITE_URL + short_address(page)
    tags = hashtags_from(page.hashtags)
    problems = []
    for number, block in enumerate(page.posts, 1):
        post = composed(block.value["network"], fill(block.value["text"], figures, language), where, tags)
        gaps = {"number": number, "network": post.label, "length": post.length, "most": post.most}
        if not (block.value["text"] or "").strip():
            problems.append(_("Post %(number)d for %(network)s is empty.") % gaps)
        elif post.length > post.most:
            problems.append(
                _(
                    "Post %(number)d is too long for %(network)s: it has %(length)d characters with address and "
                    "hashtags, and %(most)d are allowed. Please shorten it."
                )
                % gaps
            )
        elif post.too_many_hashtags:
            problems.append(
                _("Post %(number)d has more than 30 hashtags, which %(network)s does not take.") % gaps
            )
    return problems


def kit_cards(rows: Iterable[ShareCard], kit_url: str) -> list[KitCard]:
    """Return the cards by block, each with its sizes: where they are, how large, the code to embed them."""
    by_block: dict[str, list[ShareCard]] = {}
    for row in rows:
        by_block.setdefault(row.card, []).append(row)
    found = []
    for number, sizes in enumerate(by_block.values(), 1):
        entries = [_size(row, kit_url) for row in sizes]
        found.append(KitCard(number, "", sizes[0].alt, entries))
    return found


def _size(row: ShareCard, kit_url: str) -> dict:
    is_poster = row.format == CardFormat.POSTER
    width, height = (1080, 1527) if is_poster else map(int, row.format.split("x"))
    return {
        "card": row,
        "label": CardFormat(row.format).label,
        "url": f"{kit_url}{row.key}.{'pdf' if is_poster else 'png'}",
        "picture_url": f"{kit_url}{row.key}.png",
        "small_url": f"{kit_url}{row.key}.webp",
        "kind": "PDF" if is_poster else "PNG",
        "size": row.size,
        "width": 360,
        "height": round(360 * height / width),
        "embed": embed_code(row),
    }


def embed_url(row: ShareCard) -> str:
    """Return the address of a card for other people's pages."""
    return settings.SITE_URL + reverse("embed", args=[row.language, row.key])


def embed_code(row: ShareCard) -> str:
    """Return what others paste into their pages; "" for a poster, which is for print."""
    if row.format not in EMBED_SIZE:
        return ""
    width, height = EMBED_SIZE[CardFormat(row.format)]
    with translation.override(row.language):
        return format_html(
            '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" referrerpolicy="no-referrer" '
            'style="border:0;max-width:100%"></iframe>',
            embed_url(row),
            _("Share card of %(site)s") % {"site": settings.SITE_NAME},
            width,
            height,
        )


@lru_cache(maxsize=256)
def qr_svg(url: str) -> bytes:
    """Return the QR code of an address as SVG: dark on white, with a quiet zone."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="svg", scale=8, border=4, dark=QR_DARK, light="#ffffff"
    )
    return out.getvalue()


@lru_cache(maxsize=256)
def qr_png(url: str) -> bytes:
    """Return the QR code of an address as PNG, about 400 pixels wide."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(
        out, kind="png", scale=12, border=4, dark=QR_DARK, light="#ffffff"
    )
    return out.getvalue()


def credits_of(page: CampaignPage, organisation: Organisation | None, rows: Iterable[ShareCard]) -> list[str]:
    """Return who made what of the kit, a line each: the organisation, and the pictures of the cards that are there."""
    shown = {row.card for row in rows}
    lines = [organisation.name] if organisation else []
    for block in page.cards:
        image = block.value["picture"]
        if image is not None and str(block.id) in shown and (image.credit or image.licence_id):
            licence = by_pk(Licence).get(image.licence_id)
            parts = [image.credit, licence.label if licence else ""]
            # Translators: credit of a picture: who made it, and its licence.
            lines.append(_("Picture: %(what)s") % {"what": ", ".join(part for part in parts if part)})
    return list(dict.fromkeys(lines))


# The zip -----------------------------------------------------------------------------------------------------------


def kit_file(page: CampaignPage) -> tuple[str, str]:
    """Return the kit of one language: its name in the default storage, and its name for the reader.

    The same content is the same file, byte by byte. The caller does not ask for a campaign that is paused.
    """
    language = language_of(page)
    with translation.override(language):
        content = _zipped(_files(page, language))
    mark = hashlib.sha256(content).hexdigest()
    name = f"{FOLDER}/{page.translation_key}/{language}-{mark}.zip"
    if not default_storage.exists(name):
        default_storage.save(name, ContentFile(content))
    return name, f"{page.slug}-{language}-kit.zip"


def drop_kits(campaign: UUID) -> None:
    """Delete the zips of a campaign: what they hold may be shown no longer, or there is more of it."""
    folder = f"{FOLDER}/{campaign}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")


def _files(page: CampaignPage, language: str) -> dict[str, bytes]:
    organisation = organisation_of(page)
    figures = figures_of(organisation.pk) if organisation else {}
    rows = cards_of(page.translation_key, language)
    whole = settings.SITE_URL + (address(page.url_path) or "")
    files: dict[str, bytes] = {}
    cards, alts = [], []
    numbers: dict[str, int] = {}
    for row in rows:
        number = numbers.setdefault(row.card, len(numbers) + 1)
        name = f"cards/{number:02}-{row.format}{'.pdf' if row.format == CardFormat.POSTER else '.png'}"
        with default_storage.open(row.name) as file:
            files[name] = file.read()
        entry = {"file": name, "id": row.key, "format": row.format, "alt": row.alt, "digest": row.digest}
        if row.format in EMBED_SIZE:
            entry["embed"] = embed_url(row)
        if row.story:
            entry["story"] = str(row.story)
        cards.append(entry)
        alts.append(f"{name}\n{row.alt}\n")
        if row.format == CardFormat.POSTER:
            with default_storage.open(picture_of(row.name)) as file:
                files[f"cards/{number:02}-{row.format}.png"] = file.read()
    posts = posts_of(page, figures)
    licence = by_pk(Licence).get(page.licence_id)
    where = settings.SITE_URL + short_address(page)
    files["alt-texts.txt"] = "\n".join(alts).encode()
    files["posts.txt"] = "\n\n\n".join(
        f"== {post.label} ({post.length}/{post.most}) ==\n\n{post.text}" for post in posts
    ).encode()
    files["qr/qr.svg"], files["qr/qr.png"] = qr_svg(where), qr_png(where)
    credits = credits_of(page, organisation, rows)
    files["credits.txt"] = "\n".join([*credits, *_licence_lines(licence), whole]).encode() + b"\n"
    used = {pk for row in rows for pk in row.claims}
    names = {key for block in page.posts for key in keys_in(block.value["text"])}
    manifest = {
        "title": page.title,
        "campaign": str(page.translation_key),
        "language": language,
        "organisation": organisation.name if organisation else "",
        "address": whole,
        "licence": licence.code if licence else "",
        "licence_url": licence.url if licence else "",
        "withdrawn": _withdrawn_url(),
        "withdrawn_note": _(
            "Ask this address now and then: it names the stories that were taken back. "
            "Please do not share them any more."
        ),
        "stories": sorted({str(row.story) for row in rows if row.story}),
        "cards": cards,
        "posts": [{"network": post.network, "text": post.text, "length": post.length} for post in posts],
        "claims": [
            _claim(figure, language)
            for key, figure in sorted(figures.items())
            if figure.pk in used or key in names
        ],
        "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }
    files["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
    sums = [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(files.items())]
    files["SHA256SUMS"] = ("\n".join(sums) + "\n").encode()
    return files


def _licence_lines(licence: Licence | None) -> list[str]:
    return [f"{licence.label} {licence.url}".strip()] if licence else []


def _claim(figure: Figure, language: str) -> dict:
    return {
        "key": figure.key,
        "value": figure.text(language),
        "label": figure.label(language),
        "unit": figure.unit(language),
        "territory": figure.territory(language),
        "definition": figure.definition(language),
        "date": figure.as_of_label(language),
        "source": figure.source,
        "publisher": figure.publisher,
        "url": figure.url,
        "licence": figure.licence,
        "checked": figure.checked_at.date().isoformat(),
    }


def _withdrawn_url() -> str:
    try:
        return settings.SITE_URL + reverse("api_withdrawn")
    except NoReverseMatch:
        return f"{settings.SITE_URL}/api/withdrawn/"


def _zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip whose bytes depend on nothing but the files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as pack:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = (
                zipfile.ZIP_STORED if name.endswith((".png", ".pdf")) else zipfile.ZIP_DEFLATED
            )
            entry.external_attr = 0o644 << 16
            pack.writestr(entry, content)
    return out.getvalue()
