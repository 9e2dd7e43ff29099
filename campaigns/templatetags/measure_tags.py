"""Words and figures of what a campaign came to.

{% load measure_tags %}
{{ result|result_words }} {{ 0.42|of_hundred }} {{ "uk"|language_name }}
"""

from django import template
from django.utils.translation import pgettext

from campaigns import reporting
from campaigns.domain.queries.campaign_desk import State
from cms.charts import number
from cms.languages import BY_CODE

register = template.Library()


@register.filter
def result_words(result) -> str:
    """Return in plain words what a test came to."""
    return reporting.result_words(result)


@register.filter
def of_hundred(share: float) -> str:
    """Return a share of 1 in whole per cent, as the active language writes it."""
    # Translators: a share. Some languages put a space before the sign, or the sign first.
    return pgettext("share", "%(number)s%%") % {"number": number(round(share * 100))}


@register.filter
def language_name(code: str) -> str:
    return BY_CODE[code].name if code in BY_CODE else code


@register.filter
def state_words(state: str) -> str:
    """Return where a page stands."""
    return {
        State.DRAFT: pgettext("state of a page", "draft"),
        State.WAITS: pgettext("state of a page", "waits in the review"),
        State.SENT_BACK: pgettext("state of a page", "sent back by the review"),
        State.LIVE: pgettext("state of a page", "published"),
        State.CHANGED: pgettext("state of a page", "published, with a newer draft"),
        State.BEHIND: pgettext("state of a page", "its source has changed since"),
    }[State(state)]
