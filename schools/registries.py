"""Where the rooms above plug in evidence of use, panels and ways. A leaf."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from cms.registries import DeskLink, Registry


class UseKind(NamedTuple):
    """Something that happens in a school and counts by itself: a visit of an ambassador, a pledge.

    label: a lazy string in the plural. count(school, start, end) -> how many from `start` to the day before `end`.
    keys: instead of count, the list of what is counted, for whoever tells which ones they are without asking again.
    view_name: of the page, below the school's key, where its members see and do it; "" for none.
    """

    label: Any
    count: Callable[[Any, date, date], int] | None = None
    keys: Callable[[Any, date, date], list[str]] | None = None
    view_name: str = ""


def keys_of(name: str) -> str:
    """Return under which name SchoolYear.more holds the keys of what is counted under `name`."""
    return f"{name}: keys"


#: By name ("visits", "pledges"): counted into SchoolYear.more by schools.domain.use.recount.
use_kinds: Registry[UseKind] = Registry()
#: Functions () -> anything: remove what a room above made around the invented schools, before these are removed.
sample_removals: Registry[Callable[[], Any]] = Registry()
#: Panels of a school's page: functions (school) -> {"title", "text", "url", "link"} or None.
school_panels: Registry[Callable[[Any], Any]] = Registry()
#: What rooms above add to the ways from the coordinators' dashboard: a label and the name of a view.
network_links: Registry[DeskLink] = Registry()
