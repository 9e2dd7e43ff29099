"""Figures in templates. The page's context holds them; nothing here asks the database.

Context: `figures` (campaigns.domain.figures.figures_of), `claims_url` (the address of the campaign's list of figures,
or nothing). The language is the active one.

{% load figure_tags %}
{% figures page.lead %}                          text with [[key]] filled in, as safe HTML; escapes what is not safe yet
{% figures value.text|richtext %}                the same with rich text
{% with_figures %}{% include_block page.sections %}{% endwith_figures %}     everything that is rendered in between
{% figure_of value.claim as shown %}             one figure in the language of the page, or None: see Figure.in_language
{% figures_of value.claims as rows %}            several of them; what is not there is left out
{% figures_chart value as chart %}               campaigns.domain.charts.Chart of a FiguresBlock's value, or None
"""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from campaigns.domain.charts import chart_of
from campaigns.domain.figures import checked_words, fill
from cms.languages import DEFAULT_LANGUAGE

register = template.Library()


def _language() -> str:
    return get_language() or DEFAULT_LANGUAGE


def _known(context) -> dict:
    found = context.get("figures")
    return found if isinstance(found, dict) else {}


@register.simple_tag(takes_context=True)
def figures(context, text):
    """Return `text` as HTML, each [[key]] a figure that leads to its source."""
    return fill(text or "", _known(context), _language(), html=True, link=context.get("claims_url") or None)


@register.simple_block_tag(takes_context=True)
def with_figures(context, content):
    """Return the HTML in between with every [[key]] filled in."""
    link = context.get("claims_url") or None
    return fill(mark_safe(conditional_escape(content)), _known(context), _language(), html=True, link=link)  # noqa: S308


@register.simple_tag(takes_context=True)
def figure_of(context, key):
    """Return the figure called `key` as a template shows it, or None."""
    figure = _known(context).get(key)
    return _shown(figure) if figure else None


@register.simple_tag(takes_context=True)
def figures_of(context, keys):
    """Return the figures called `keys` that are there, in this order."""
    known = _known(context)
    return [_shown(known[key]) for key in dict.fromkeys(keys or ()) if key in known]


@register.simple_tag(takes_context=True)
def figures_chart(context, value):
    """Return the chart of a block "Chart of figures", or None where nothing can be drawn."""
    return chart_of(value["title"], list(value["claims"]), _known(context), _language())


def _shown(figure) -> dict:
    return figure.in_language(_language()) | {"checked": checked_words(figure, _language())}
