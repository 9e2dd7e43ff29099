"""Show a picture of an editor: {% load cms_images %}{% picture image alt="..." %}"""

from django import template
from django.utils.html import format_html, format_html_join

from cms.pictures import sources

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
