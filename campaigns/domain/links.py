"""Private links: their address, and the same as a QR code."""

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from campaigns.models import Contributor


def private_link(contributor: Contributor) -> str:
    """Return the whole address of a contributor's private link, in her language."""
    with override(contributor.language):
        return settings.SITE_URL + reverse("consent", args=[contributor.token])


def drawn(address: str) -> SafeString:
    """Return an address as a QR code, an inline <svg>: the site's rules for content allow no data: pictures."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="qr__svg", lineclass=None, omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308  made of numbers
