"""The ambassador badge: a cloth of five bands, one for each of the five badges, woven as far as she has come."""

from collections.abc import Collection

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambassadors.enums import BadgeKind
from cms.weave import woven

#: The dye of each band, by the names of the style sheet.
BANDS = {
    BadgeKind.TRAINED: "woad",
    BadgeKind.FIRST_VISIT: "madder",
    BadgeKind.YOUNGER: "weld",
    BadgeKind.HEARD: "verdigris",
    BadgeKind.PASSED_ON: "orchil",
}
#: Threads: across in each band, and down.
WIDE, HIGH = 7, 14


def badge_cloth(given: Collection[str]) -> SafeString:
    """Return the badge as an <svg>: the bands of `given` are woven, the others are bare warp.

    Once all five are there, the marigold thread runs through the whole cloth: the ambassador badge.
    """
    kinds = list(BANDS)
    colours = [f"var(--thread-{BANDS[kind]})" for kind in kinds for _thread in range(WIDE)]
    is_whole = all(kind in given for kind in kinds)
    label = (
        _("The ambassador badge: a cloth of five woven bands.")
        if is_whole
        else ngettext(
            "A cloth on the loom: %(number)d of five bands is woven.",
            "A cloth on the loom: %(number)d of five bands are woven.",
            len(given),
        )
        % {"number": len(given)}
    )
    drawing = woven(
        WIDE * len(kinds),
        HIGH,
        lambda _row, column: kinds[column // WIDE] in given,
        colours,
        warp="var(--thread-pine)",
        bare="var(--line-strong)",
        thread_row=HIGH - 4 if is_whole else None,
        thread="var(--accent)",
        label=label,
        css="badge-cloth",
    )
    return mark_safe(drawing)  # noqa: S308  numbers and our own colours; the loom escapes the label
