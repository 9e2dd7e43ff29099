"""What the templates of the items need and cannot work out themselves. {% load exercise_tags %}

{% with typed=given|typed:"answer" %}        what was typed before, as a list
{% exercise_picture item.image item.alt %}
{% spot_marks item.regions right=key.right %}  the places of a picture, drawn over it
{% version_chart item version %}
{% guesses_chart guesses key answer as chart %}
"""

from collections.abc import Collection, Mapping
from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language_bidi, pgettext, pgettext_lazy

from cms.charts import draw, number
from cms.models import SiteImage, Technique
from cms.pictures import shown
from cms.templatetags.cms_images import picture
from cms.vocabularies import terms
from exercises.enums import Verdict
from exercises.guesses_chart import guesses_chart

register = template.Library()
register.simple_tag(guesses_chart)

CONFIDENCES = {
    1: pgettext_lazy("how sure one is", "Just a guess"),
    2: pgettext_lazy("how sure one is", "Not very sure"),
    3: pgettext_lazy("how sure one is", "Fairly sure"),
    4: pgettext_lazy("how sure one is", "Completely sure"),
}
#: Drawing and colour of a verdict: see `explanation` in exercise.css.
VERDICTS = {
    Verdict.TRUE: ("check", "true"),
    Verdict.MOSTLY_TRUE: ("check", "true"),
    Verdict.MISLEADING: ("wave", "false"),
    Verdict.FALSE: ("cross", "false"),
    Verdict.UNVERIFIABLE: ("search", "open"),
}


@register.filter
def at(mapping, key):
    """Return what stands in a mapping under `key`, or None."""
    return mapping.get(key) if isinstance(mapping, Mapping) else None


@register.filter
def typed(given, name):
    """Return the values that a form gave for the field `name`, as a list."""
    return given.getlist(name) if given else []


@register.filter
def unquoted(text):
    """Return a text without the marks of quotation around the whole of it: it will get marks of ours."""
    text = str(text).strip()
    inner = text[1:-1]
    whole = len(text) > 2 and text[0] in '“„«"‘' and text[-1] in '”“»"’'
    return inner if whole and not any(mark in inner for mark in '“„«»”"') else text


@register.filter
def letter(place):
    """Return the letter of the entry at `place`, from 0."""
    return chr(ord("A") + place)


@register.filter
def day(iso):
    """Return a date as the language writes it; `iso`: "2026-11-25"."""
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""


@register.filter
def technique_label(code):
    """Return what a technique is called, or its code where the vocabulary does not have it."""
    term = terms(Technique).get(code)
    return str(term) if term else code


@register.filter
def technique_description(code):
    """Return what a technique does and how one spots it, or an empty text."""
    term = terms(Technique).get(code)
    return (term.description or "") if term else ""


@register.simple_tag
def confidences():
    """Return the four levels of confidence as (value, words); the value as a form gives it."""
    return [(str(value), words) for value, words in CONFIDENCES.items()]


@register.filter
def confidence_label(value):
    """Return the words of a level of confidence, or an empty text."""
    return CONFIDENCES.get(value, "")


@register.filter
def verdict(code):
    """Return a verdict as {label, icon, tone}."""
    icon, tone = VERDICTS[Verdict(code)]
    return {"label": Verdict(code).label, "icon": icon, "tone": tone}


@register.simple_tag
def finding(outcome):
    """Return how an answer fared as {tone, icon, word}, kindly; without an outcome, the heading of an answer.

    The colour of what is false is kept for claims: nobody's answer is painted red.
    """
    if outcome is None:
        return {"tone": "", "icon": "info", "word": pgettext("heading", "The answer")}
    if outcome.points is None:
        return {"tone": "", "icon": "book", "word": pgettext("result of an answer", "Compare for yourself")}
    if outcome.is_right:
        return {"tone": "true", "icon": "check", "word": pgettext("result of an answer", "Right")}
    if outcome.points > 0:
        return {"tone": "open", "icon": "wave", "word": pgettext("result of an answer", "Partly right")}
    return {"tone": "open", "icon": "info", "word": pgettext("result of an answer", "Not this time")}


@register.simple_tag
def answers(options, right, chosen=None, reasons=None):
    """Return options as a list of {text, is_right, is_yours, reason}.

    options: {id, text or label} each. right, chosen: an id, several, or None. reasons: id -> text.
    """
    right, chosen = _several(right), _several(chosen)
    return [
        {
            "text": option.get("text") or option.get("label"),
            "is_right": option["id"] in right,
            "is_yours": option["id"] in chosen,
            "reason": (reasons or {}).get(option["id"], ""),
        }
        for option in options
    ]


def _several(ids: str | Collection[str] | None) -> Collection[str]:
    return () if ids is None else (ids,) if isinstance(ids, str) else ids


@register.simple_tag
def chosen_texts(options, chosen):
    """Return the texts of the options that were chosen, as one text, in the order in which they were offered."""
    return listed(
        option.get("text") or option.get("label") for option in options if option["id"] in _several(chosen)
    )


@register.filter
def listed(texts):
    """Return texts as one, separated as the language separates what is long."""
    # Translators: between answers that belong together.
    return pgettext("separator", "; ").join(map(str, texts))


@register.simple_tag
def placed_lines(entries, ranks, answer=None, in_order=()):
    """Return entries in their right order as a list of {place, text, reason, yours, fits}.

    ranks: id -> 1 for the first; equal ranks share a place. answer: ids as they were placed, or None. in_order: what
    is due; its entries may have a reason.
    """
    reasons = {line["text"]: line["reason"] for line in in_order if isinstance(line, Mapping)}
    places = {name: place for place, name in enumerate(answer or (), start=1)}
    lines = []
    for entry in sorted(entries, key=lambda entry: ranks[entry["id"]]):
        rank, yours = ranks[entry["id"]], places.get(entry["id"])
        first = sum(other < rank for other in ranks.values()) + 1
        last = sum(other <= rank for other in ranks.values())
        lines.append(
            {
                "place": first,
                "text": entry["text"],
                "reason": reasons.get(entry["text"], ""),
                "yours": yours,
                "fits": yours is not None and first <= yours <= last,
            }
        )
    return lines


@register.simple_tag
def exercise_picture(image, alt):
    """Return a picture, or its alternative text where it is gone. image: a SiteImage, or its primary key."""
    found = image if isinstance(image, SiteImage) else shown([image]).get(image)
    return picture(found, alt) if found else format_html('<p class="picture-gone">{}</p>', alt)


@register.simple_tag
def spot_marks(regions, right=(), prefix=""):
    """Return the places of a picture as an <svg> to lie over it: the lines first, then the letters above all lines.

    right: ids of the places that give it away. prefix: of the ids of the boxes beside the picture; with it a place can
    be pressed and ticks its box, without a script. Screen readers have the boxes; a style attribute is not allowed, so
    all lengths are attributes.
    """
    right_css = {region["id"]: " spot__place--right" if region["id"] in right else "" for region in regions}
    lines = format_html_join(
        "",
        '<g class="spot__place{}" data-region="{}">{}{}</g>',
        (
            (right_css[region["id"]], region["id"], _rectangle("halo", region), _rectangle("mark", region))
            for region in regions
        ),
    )
    letters = format_html_join(
        "",
        '<g class="spot__place{}"><svg x="{}%" y="{}%" overflow="visible"><circle class="spot__badge" r="11"/>'
        '<text class="spot__letter">{}</text></svg>{}</g>',
        (
            (
                right_css[region["id"]],
                region["x"],
                region["y"],
                letter(place),
                _pressed(region, f"{prefix}{region['id']}") if prefix else "",
            )
            for place, region in enumerate(regions)
        ),
    )
    return format_html(
        '<svg class="spot__marks" width="100%" height="100%" aria-hidden="true" focusable="false">'
        "<svg>{}</svg><svg>{}</svg></svg>",
        lines,
        letters,
    )


def _rectangle(kind: str, region: dict):
    return format_html(
        '<rect class="spot__{}" x="{}%" y="{}%" width="{}%" height="{}%" rx="3"/>',
        kind, region["x"], region["y"], region["width"], region["height"],
    )  # fmt: skip


def _pressed(region: dict, box: str):
    return format_html(
        '<foreignObject x="{}%" y="{}%" width="{}%" height="{}%"><label class="spot__press" for="{}"></label>'
        "</foreignObject>",
        region["x"], region["y"], region["width"], region["height"], box,
    )  # fmt: skip


@register.simple_tag
def version_chart(item, version):
    """Return one drawing of a chart as an <svg>."""
    chart = {
        "title": item["title"],
        "rows": item["rows"],
        "axis_from": version["axis_from"],
        "axis_to": version["axis_to"],
    }
    return draw(chart, mirrored=get_language_bidi())


@register.filter
def off_by(guess, value):
    """Return how far a guess lies from the number, as a figure; "" where it is the number itself."""
    distance = abs(round(guess - value, 3))
    return number(distance) if distance else ""
