"""What an exercise on a wall needs. {% load wall_tags %}

{{ bar.share|percent }}
"""

from django import template
from django.utils.translation import pgettext

register = template.Library()


@register.filter
def percent(number):
    """Return whole percents as the language writes them."""
    # Translators: a share. Some languages put a space before the sign, or the sign first.
    return pgettext("share", "%(number)s%%") % {"number": number}
