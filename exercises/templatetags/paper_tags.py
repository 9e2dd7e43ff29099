"""What worksheets and answer keys need and cannot work out themselves. {% load paper_tags %}

{{ words|whole }}                            never broken over two lines
{% for scene in item|scenes %}               the scenes of a situation, numbered as paper wants them
{% version_words item version %}             a drawing of a chart for those who do not see it
{{ item.entries|ranks_of:key.ranks }}        the numbers beside the lines of the sheet, from top to bottom
{% matched item key.pairs as lines %}
"""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.charts import number
from exercises.templatetags.exercise_tags import letter

register = template.Library()


@register.filter
def whole(words) -> str:
    """Return words that stay on one line."""
    return str(words).replace(" ", "\u00a0")


@register.filter
def scenes(item) -> list[dict]:
    """Return the scenes of a situation as {number, text_html, choices: [{id, text, number}]}.

    Numbered in the order in which one can reach them, the beginning first: a JSON column keeps no order of keys.
    """
    found, order = item["scenes"], [item["first"]]
    for key in order:
        for way in found[key]["choices"]:
            if way["leads_to"] not in order:
                order.append(way["leads_to"])
    places = {key: place for place, key in enumerate(order, start=1)}
    return [
        {
            "number": places[key],
            "text_html": found[key]["text_html"],
            "choices": [
                {"id": way["id"], "text": way["text"], "number": places[way["leads_to"]]}
                for way in found[key]["choices"]
            ],
        }
        for key in order
    ]


@register.simple_tag
def version_words(item, version) -> str:
    """Return one drawing of a chart in words: what it is called, where its axis runs, every figure."""
    # Translators: between figures that belong together.
    figures = _("; ").join(f"{row['label']}: {number(row['value'])}" for row in item["rows"])
    # Translators: a chart for those who do not see it: "Chart A. The axis runs from 0 to 12. 2024: 9.9; 2025: 10.4"
    return _("%(label)s. The axis runs from %(start)s to %(end)s. %(figures)s") % {
        "label": version["label"],
        "start": number(version["axis_from"]),
        "end": number(version["axis_to"]),
        "figures": figures,
    }


@register.filter
def ranks_of(entries, ranks) -> str:
    """Return the numbers that belong beside entries, from the first on the sheet to the last: "2, 1, 3"."""
    return _(", ").join(str(ranks[entry["id"]]) for entry in entries)


@register.simple_tag
def matched(item, pairs) -> list[dict]:
    """Return the lines of a match as {left, letter, right}. pairs: id of the left side -> id of the right one."""
    rights = {right["id"]: (letter(place), right["text"]) for place, right in enumerate(item["rights"])}
    found = []
    for left in item["lefts"]:
        sign, text = rights[pairs[left["id"]]]
        found.append({"left": left["text"], "letter": sign, "right": text})
    return found


@register.simple_tag
def numbered_list(entries, names) -> str:
    """Return the numbers of those entries whose ids are among `names`: "1, 3"."""
    return _(", ").join(str(place) for place, entry in enumerate(entries, start=1) if entry["id"] in names)


@register.simple_tag
def close_guesses(key) -> dict:
    """Return the ends of what counts as a close guess, as numbers."""
    return {
        "low": max(key["value"] - key["near"], key["low"]),
        "high": min(key["value"] + key["near"], key["high"]),
    }


@register.filter
def worth_label(worth) -> str:
    """Return what a way to go is worth, 0 to 2, in words."""
    return [
        pgettext("what somebody does", "does not help"),
        pgettext("what somebody does", "helps a little"),
        pgettext("what somebody does", "helps"),
    ][worth]
