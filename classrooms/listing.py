"""The items of a sitting with what was answered, written out here as cms.listing does.

They stand on a page by the dozen, and as templates twenty of them would cost more than all else on it. Everything that
comes from outside is escaped. What is translated stands outside of f-strings: makemessages does not look into one.
"""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.html import conditional_escape as e
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from classrooms.domain.reports import Asked, Guesses, ItemReport
from classrooms.wording import language_name
from cms.charts import number
from cms.templatetags.cms_tags import icon
from exercises.guesses_chart import guesses_chart
from exercises.templatetags.player_tags import item_title
from exercises.templatetags.wall_tags import percent


class Manner(NamedTuple):
    """How the items of a page are told: of two forms, in hands instead of pupils."""

    has_forms: bool
    by_hands: bool


def items_html(items: Sequence[tuple[ItemReport, SafeString]], manner: Manner) -> SafeString:
    """Return items, each with its explanation, as a row of <details>."""
    return mark_safe("".join(_item(item, explanation, manner) for item, explanation in items))  # noqa: S308


def _item(item: ItemReport, explanation: SafeString, manner: Manner) -> str:
    title = e(item_title(item.public, item.kind))
    fared = [f'<span class="fared__title">{_place(item, manner)} <bdi>{title}</bdi></span>']
    if item.share is not None:
        fared.append(_bar(item.share, 8) + f'<span class="fared__share">{e(_share(item.share))}</span>')
    if item.harder_in:
        words = e(_("May be translated unclearly"))
        fared.append(f'<span class="fared__flag">{icon("globe")}{words}</span>')
    answered = "" if item.answered is None else _answered(item, manner)
    return (
        '<details class="more source"><summary class="source__open"><span class="fared">'
        + "".join(fared)
        + f'</span></summary><div class="source__body">{answered}{e(explanation)}</div></details>'
    )


def _place(item: ItemReport, manner: Manner) -> str:
    if not manner.has_forms:
        return f"{item.number}."
    # Translators: one of two parallel exercises, and an item in it; the item's text follows.
    return e(_("Form %(form)d, item %(number)d:") % {"form": item.form + 1, "number": item.number})


def _share(share: int) -> str:
    # Translators: of the answers; %(share)s is "62%%".
    return _("%(share)s right") % {"share": percent(share)}


def _bar(share: int, height: int) -> str:
    return (
        f'<svg class="fared__bar" width="100%" height="{height}" aria-hidden="true" focusable="false">'
        f'<rect class="fared__track" width="100%" height="{height}" rx="3"/>'
        f'<rect class="fared__fill" width="{share}%" height="{height}" rx="3"/></svg>'
    )


def _answered(item: ItemReport, manner: Manner) -> str:
    parts = [_unclear(language) for language in item.harder_in]
    parts += [_table(asked, manner) for asked in item.asked]
    if item.guesses:
        parts.append(_guessed(item.guesses, item.key))
    if told := " ".join(_told(item)):
        parts.append(f'<p class="quiet">{e(told)}</p>')
    return "".join(parts)


def _unclear(language: str) -> str:
    title = e(_("May be translated unclearly"))
    text = e(
        _(
            "%(language)s: in this language the item was much harder than the rest of the answers explains. Have a "
            "look at the wording: perhaps it is the translation, not the pupils."
        )
        % {"language": language_name(language)}
    )
    return f'<div class="notice">{icon("info")}<p class="notice__title">{title}</p><p>{text}</p></div>'


def _table(asked: Asked, manner: Manner) -> str:
    title = f"<bdi>{e(asked.text)}</bdi>" if asked.text else e(_("What the class answered"))
    counted = e(pgettext("raised in a class", "Hands") if manner.by_hands else _("Pupils"))
    answer, share = e(pgettext("noun", "Answer")), e(pgettext("of a whole", "Share"))
    is_right = e(pgettext("option", "Right"))
    rows = []
    for bar in asked.bars:
        css, mark, said = "", "", ""
        if bar.is_right:
            css, mark = ' class="answered-by__right"', icon("check")
            said = f'<span class="hide-visually"> ({is_right})</span>'
        rows.append(
            f'<tr{css}><th class="answered-by__words" scope="row">{mark}<bdi>{e(bar.words)}</bdi>{said}'
            f'{_bar(bar.share, 10)}</th><td class="answered-by__number">{bar.count}</td>'
            f'<td class="answered-by__number">{e(percent(bar.share))}</td></tr>'
        )
    return (
        f'<table class="answered-by"><caption class="answered-by__title">{title}</caption>'
        f'<thead class="answered-by__head"><tr><th scope="col">{answer}</th>'
        f'<th class="answered-by__number" scope="col">{counted}</th>'
        f'<th class="answered-by__number" scope="col">{share}</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _guessed(guesses: Guesses, key: dict) -> str:
    title = e(_("What the class guessed"))
    chart = guesses_chart(guesses.counts, key)
    words = e(
        _("Half of the guesses lie between %(low)s and %(high)s; the one in the middle is %(middle)s.")
        % {"low": number(guesses.low), "high": number(guesses.high), "middle": number(guesses.middle)}
    )
    between = _("%(first)s to %(last)s")
    as_table, guess, how_many = (
        e(_("The same figures as a table")),
        e(pgettext("noun", "Guess")),
        e(_("How many")),
    )
    rows = "".join(
        f'<tr><th scope="row">{e(between % row)}</th><td class="data__number">{row["count"]}</td></tr>'
        for row in chart["rows"]
        if row["count"]
    )
    return (
        f'<figure class="chart"><figcaption class="chart__title">{title}</figcaption><p>{words}</p>{chart["svg"]}'
        f'<details class="chart__twin"><summary>{as_table}</summary><table class="data">'
        f'<caption class="hide-visually">{title}</caption><thead><tr><th scope="col">{guess}</th>'
        f'<th scope="col" class="data__number">{how_many}</th></tr></thead><tbody>{rows}</tbody></table></details>'
        "</figure>"
    )


def _told(item: ItemReport) -> list[str]:
    """Return in sentences what no bar shows."""
    told = []
    if item.right is not None and not item.asked:
        told.append(
            _(
                "Of %(answered)d answers, %(right)d were wholly right, %(partly)d partly right and %(wrong)d not right."
            )
            % {"answered": item.answered, "right": item.right, "partly": item.partly, "wrong": item.wrong}
        )
    elif item.right is None and not item.asked:
        told.append(
            ngettext(
                "%(number)d pupil wrote something. It is shown to nobody, and nobody scores it.",
                "%(number)d pupils wrote something. It is shown to nobody, and nobody scores it.",
                item.answered,
            )
            % {"number": item.answered}
        )
    if item.passed:
        told.append(
            ngettext("%(number)d pupil passed it over.", "%(number)d pupils passed it over.", item.passed)
            % {"number": item.passed}
        )
    if item.unanswered:
        told.append(
            ngettext(
                "%(number)d pupil did not come so far.",
                "%(number)d pupils did not come so far.",
                item.unanswered,
            )
            % {"number": item.unanswered}
        )
    return told
