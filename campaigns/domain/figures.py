"""Figures in texts: `[[key]]` becomes the value of a claim as it was checked, written as each language writes it.

Texts hold short names only, so a number is written once. `[[key:date]]` stands for the date of the figure. What nobody
has checked is never shown: its place stays visible to editors, and such a page is not published (domain/evidence.py).
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, get_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.numberformat import format as format_number
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext

from campaigns.enums import FigureKind, Precision
from campaigns.models import Claim
from campaigns.texts import texts_of
from cms.cache.keeping import keep
from cms.languages import DEFAULT_LANGUAGE
from cms.models import Licence
from cms.vocabularies import terms

#: What is written around a short name. Invisible signs of direction may stand inside: right-to-left editors set them.
_MARK = re.compile(r"\[\[([^\[\]<>]{1,120})\]\]")
_NAME = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?::(date))?")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufeff\u00ad"))
_TAG = re.compile(r"(<[^>]*>)")
_SYMBOLS = {"EUR": "€", "GBP": "£", "USD": "US$", "UAH": "₴", "PLN": "zł", "TRY": "₺"}
MINUS = "−"
#: Texts of a claim that have a column for each language.
TEXTS = ("label", "unit", "definition", "territory", "caution")


@dataclass(frozen=True)
class Figure:
    """A claim as it was last checked; what it is called and counts depends on the language one asks for."""

    pk: int  # of the claim
    record: int  # primary key of the record
    key: str
    kind: str
    value: Decimal
    decimals: int
    currency: str
    as_of: date | None
    precision: str
    source: str
    publisher: str
    url: str
    licence: str  # its code
    checked_at: datetime
    review_by: date | None
    is_changed: bool  # changed since, and not checked again yet
    texts: dict[str, dict[str, str]] = field(hash=False, repr=False)

    @property
    def is_due(self) -> bool:
        """Whether the day has passed by which somebody wanted to look at it again."""
        return self.review_by is not None and self.review_by < timezone.localdate()

    @property
    def is_current(self) -> bool:
        """Whether it may be relied on today: checked as it is, and not due for another look."""
        return not self.is_changed and not self.is_due

    def text(self, language: str) -> str:
        """Return the value as `language` writes it: "23%", "1 in 8", "€1,500", "2.4"."""
        with translation.override(language):
            number = _number(self.value, self.decimals)
            if self.kind == FigureKind.PERCENT:
                # Translators: a share. Some languages put a space before the sign, or the sign first.
                return pgettext("share", "%(number)s%%") % {"number": number}
            if self.kind == FigureKind.ONE_IN:
                # Translators: a share of people or things: "1 in 8".
                return pgettext("share", "1 in %(number)s") % {"number": number}
            if self.kind == FigureKind.MONEY:
                return _money(number, self.currency)
            return number

    def as_of_label(self, language: str) -> str:
        """Return the date of the figure, as exactly as it is known."""
        if self.as_of is None:
            return ""
        with translation.override(language):
            if self.precision == Precision.DAY:
                return date_format(self.as_of, "DATE_FORMAT")
            if self.precision == Precision.MONTH:
                return date_format(self.as_of, "YEAR_MONTH_FORMAT")
            return str(self.as_of.year)

    def label(self, language: str) -> str:
        return self._said("label", language)

    def unit(self, language: str) -> str:
        return self._said("unit", language)

    def definition(self, language: str) -> str:
        return self._said("definition", language)

    def territory(self, language: str) -> str:
        return self._said("territory", language)

    def caution(self, language: str) -> str:
        return self._said("caution", language)

    def has(self, language: str) -> bool:
        """Whether its texts were written in `language` (all but the caution)."""
        said = self.texts.get(language, {})
        return all(said.get(name) for name in TEXTS if name != "caution")

    def _said(self, name: str, language: str) -> str:
        # A claim that nobody has translated yet is better read in another language than not at all.
        codes = dict.fromkeys((language, DEFAULT_LANGUAGE, *self.texts))
        return next((said for code in codes if (said := self.texts.get(code, {}).get(name))), "")

    def in_language(self, language: str) -> dict:
        """Return all that a template shows of the figure, in one language."""
        licence = terms(Licence).get(self.licence)
        return {
            "key": self.key,
            "text": self.text(language),
            "label": self.label(language),
            "unit": self.unit(language),
            "definition": self.definition(language),
            "territory": self.territory(language),
            "caution": self.caution(language),
            "date": self.as_of_label(language),
            "source": self.source,
            "publisher": self.publisher,
            "url": self.url,
            "licence": licence,
            "checked_at": self.checked_at,
            "review_by": self.review_by,
            "is_current": self.is_current,
            "is_due": self.is_due,
            "is_changed": self.is_changed,
        }


@dataclass(frozen=True)
class Mark:
    """One place in a text that names a figure. key is "" where what stands between the brackets is no short name."""

    written: str
    key: str
    part: str = ""  # "date", or "" for the value


def stamp_of(organisation_id: int) -> str:
    """Return the name of the stamp that is touched whenever a claim of the organisation changes."""
    return f"claims:{organisation_id}"


def figures_of(organisation_id: int) -> dict[str, Figure]:
    """Return the checked claims of an organisation by their key; one query, none when warm."""
    return keep(
        ("claims", organisation_id), (stamp_of(organisation_id),), lambda: read_figures(organisation_id)
    )


def read_figures(organisation_id: int) -> dict[str, Figure]:
    """Return the same as they are in the database now: for verbs, whose transaction may have changed one. One query."""
    claims = Claim.objects.filter(organisation_id=organisation_id, current__isnull=False)
    found = claims.select_related("current").order_by("key")
    return {claim.key: figure_from(claim) for claim in found}


def figure_from(claim: Claim) -> Figure:
    """Return what the current record of `claim` says; the record must be there."""
    record = claim.current
    data = record.data
    return Figure(
        pk=claim.pk,
        record=record.pk,
        key=claim.key,
        kind=data["kind"],
        value=Decimal(data["value"]),
        decimals=data["decimals"],
        currency=data["currency"],
        as_of=parse_date(data["as_of"] or ""),
        precision=data["precision"],
        source=data["source"],
        publisher=data["publisher"],
        url=data["url"],
        licence=data["licence"],
        checked_at=record.checked_at,
        review_by=parse_date(data["review_by"] or ""),
        is_changed=claim.version != claim.checked_version,
        texts=data["texts"],
    )


def marks_in(text) -> list[Mark]:
    """Return every place of a text (plain, or HTML) that is written as a figure, the badly written ones too."""
    return [_mark(found) for found in _MARK.finditer(str(text))]


def keys_in(text) -> set[str]:
    """Return the short names of the figures that a text uses."""
    return {mark.key for mark in marks_in(text) if mark.key}


def used_in(page) -> set[str]:
    """Return the short names of all claims that a campaign or a story uses, in texts and as blocks; no query."""
    return {
        key for words in texts_of(page) for key in ({words.text} if words.is_key else keys_in(words.text))
    }


def fill(
    text, figures: dict[str, Figure], language: str, *, html: bool = False, link: str | None = None
) -> str:
    """Return `text` with each `[[key]]` replaced by its figure in `language`.

    html: return safe HTML, in which a figure is `<a class="figure" href="{link}#key">`, or a span without `link` and
    inside another link; `text` is escaped unless it is marked as safe (rich text is). What cannot be filled stays:
    as it is written, and in HTML marked as a hole.
    """
    if not html:
        return _MARK.sub(lambda found: _plain(_mark(found), figures, language), str(text))
    filled, links = [], 0
    for part in _TAG.split(str(conditional_escape(text))):
        if part.startswith("<") and part.endswith(">"):
            links += part[:3].lower() in ("<a ", "<a>")
            links -= part[:3].lower() == "</a"
            # An attribute takes no markup.
            filled.append(_MARK.sub(lambda found: escape(_plain(_mark(found), figures, language)), part))
        else:
            to = None if links > 0 else link
            filled.append(_MARK.sub(lambda found, to=to: _marked(_mark(found), figures, language, to), part))
    return mark_safe("".join(filled))  # noqa: S308  escaped above, or an editor's rich text


def _mark(found: re.Match) -> Mark:
    inner = found[1].translate(_INVISIBLE).replace("&nbsp;", " ").strip()
    named = _NAME.fullmatch(inner)
    return Mark(found[0], named[1], named[2] or "") if named else Mark(found[0], "")


def _plain(mark: Mark, figures: dict[str, Figure], language: str) -> str:
    figure = figures.get(mark.key)
    if figure is None:
        return mark.written
    return figure.as_of_label(language) if mark.part == "date" else figure.text(language)


def _marked(mark: Mark, figures: dict[str, Figure], language: str, link: str | None) -> str:
    figure = figures.get(mark.key)
    if figure is None:
        return format_html('<mark class="figure figure--hole">{}</mark>', mark.written)
    return figure_html(figure, language, link, part=mark.part)


def figure_html(figure: Figure, language: str, link: str | None = None, *, part: str = "") -> SafeString:
    """Return one figure as it stands in running text; one that is not current says so."""
    words = figure.as_of_label(language) if part == "date" else figure.text(language)
    due, css = "", "figure"
    if not figure.is_current and not part:
        with translation.override(language):
            css = "figure figure--due"
            due = format_html(
                ' <span class="figure__due">({})</span>', pgettext("a figure", "being checked again")
            )
    if link is None:
        return format_html('<span class="{}">{}</span>{}', css, words, due)
    return format_html('<a class="{}" href="{}#{}">{}</a>{}', css, link, figure.key, words, due)


def _number(value: Decimal, decimals: int) -> str:
    # Some of Django's formats do not group at all (Arabic, English): a million is not to be read without.
    written = format_number(
        abs(value),
        get_format("DECIMAL_SEPARATOR"),
        decimals,
        grouping=3,
        thousand_sep=get_format("THOUSAND_SEPARATOR"),
        force_grouping=True,
    )
    return f"{MINUS}{written}" if value < 0 else written


def _money(number: str, currency: str) -> str:
    if symbol := _SYMBOLS.get(currency):
        # Translators: an amount of money with the sign of its currency: "€1,500".
        return pgettext("money", "%(symbol)s%(number)s") % {"symbol": symbol, "number": number}
    # Translators: an amount of money with the code of its currency: "CHF 1,500".
    return pgettext("money", "%(code)s %(number)s") % {"code": currency, "number": number}


def how_to_write(key: str) -> str:
    """Return how a text names the claim `key`."""
    return f"[[{key}]]"


def checked_words(figure: Figure, language: str) -> str:
    """Say when the figure was checked, and until when that holds, in one sentence."""
    with translation.override(language):
        checked = date_format(timezone.localtime(figure.checked_at), "DATE_FORMAT")
        if figure.review_by is None:
            return gettext("Checked on %(date)s.") % {"date": checked}
        return gettext("Checked on %(date)s; to be looked at again by %(by)s.") % {
            "date": checked,
            "by": date_format(figure.review_by, "DATE_FORMAT"),
        }
