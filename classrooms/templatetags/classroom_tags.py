"""What the room's templates need. {% load classroom_tags %}"""

from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from classrooms import codes, pseudonyms

register = template.Library()


@register.filter
def spoken(pseudonym):
    """Return a pseudonym as the active language says it; `pseudonym`: its code."""
    return pseudonyms.spoken(pseudonym, get_language())


@register.filter
def code_shown(code):
    """Return a join code as people read it: "K7M 4XQT"."""
    return codes.shown(code)


@register.filter
def code_spelled(code):
    """Return a join code sign by sign, as a screen reader shall say it."""
    return codes.spelled(code)


@register.simple_tag
def join_address():
    """Return the address of the pupils' door as people type it: "counterpoint.example/join"."""
    return urlsplit(settings.SITE_URL).netloc + reverse("join").rstrip("/")


@register.simple_tag
def sitting_address(sitting, language):
    """Return the address of a sitting's player in a language."""
    with translation.override(language):
        return reverse("sitting", args=[sitting.key])
