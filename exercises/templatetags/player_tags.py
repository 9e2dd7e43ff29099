"""What the pages around the items need. {% load player_tags %}"""

import re
from html import unescape

from django import template
from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import pgettext

register = template.Library()

#: Where an item says what it is about, the most telling first.
TITLES = ("claim", "question", "caption", "task")
LONGEST_TITLE = 160  # letters


@register.filter
def term_labels(terms):
    """Return the labels of terms as one text, separated as the language separates a list."""
    return pgettext("between the things of a list", ", ").join(term.label for term in terms)


@register.filter
def rounded(value):
    """Return a figure with two decimals, as the language writes it."""
    return number_format(round(value, 2) or 0.0, decimal_pos=2)


@register.filter
def item_title(item, kind):
    """Return in one line what an item (its public part) is about; the name of its kind where it does not say."""
    text = next((item[name] for name in TITLES if item.get(name)), "")
    if not text and item.get("scenes"):
        text = item["scenes"][item["first"]]["text_html"]
    text = re.sub(r"\s+", " ", unescape(strip_tags(text))).strip()
    if len(text) > LONGEST_TITLE:
        text = text[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return text or str(kind.label)
