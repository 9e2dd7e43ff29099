"""What a school did, in words.

{{ depth.staff|percent }}
{% gains_words year.gains %}
{{ one.language|language_name }}
"""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from classrooms import wording
from cms.charts import number

register = template.Library()


@register.filter
def percent(share: float) -> str:
    """Return a share, 0 to 1, in whole percents as the language writes them; what is there is never 0%."""
    whole = round(share * 100)
    # Translators: a share. Some languages put a space before the sign, or the sign first.
    return pgettext("share", "%(number)s%%") % {"number": number(max(whole, 1) if share > 0 else whole)}


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called in the reader's."""
    return wording.language_name(code)


@register.simple_tag
def gains_words(gains: dict) -> str:
    """Return what was learnt in a school year, as schools.domain.sittings.pooled tells it."""
    first = _(
        "Classrooms that were measured before and after teaching: %(measured)s. Clearly better at telling true from "
        "false afterwards: %(rose)s."
    ) % {name: number(gains[name]) for name in ("measured", "rose")}
    second = _("On average discernment (d′) moved by %(mean)s (95%% interval: %(low)s to %(high)s).") % {
        name: number(round(gains[name], 2)) for name in ("mean", "low", "high")
    }
    return f"{first} {second}"
