"""Show a picture of an editor: {% load cms_images %}{% picture image alt="..." %}"""

from django import template
from django.utils.html import format_html, format_html_join

from cms.models import Licence
from cms.pictures import sources
from cms.vocabularies import by_pk

register = template.Library()


@register.simple_tag
def picture(image, alt="", eager=False):
    """Return a <picture> in AVIF, WebP and JPEG; without `alt` the picture's own alternative text is used."""
    if image is None:
        return ""
    found = sources(image)
    fallback = found["fallback"]
    return format_html(
        '<picture>{}<img src="{}" width="{}" height="{}" alt="{}" loading="{}" decoding="async"></picture>',
        format_html_join(
            "",
            '<source type="{}" srcset="{}" sizes="{}">',
            ((source["type"], source["srcset"], found["sizes"]) for source in found["modern"]),
        ),
        fallback.url,
        fallback.width,
        fallback.height,
        alt or image.alt,
        "eager" if eager else "lazy",
    )


@register.filter
def licence_label(image):
    """Return the short name of a picture's licence, or an empty text, without asking the database."""
    licence = by_pk(Licence).get(image.licence_id)
    return licence.label if licence else ""
