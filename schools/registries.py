"""Where the rooms above plug in evidence of use. A leaf."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from cms.registries import Registry


class UseKind(NamedTuple):
    """Something that happens in a school and counts by itself: a visit of an ambassador, a pledge.

    label: a lazy string in the plural. count(school, start, end) -> how many from `start` to the day before `end`.
    """

    label: Any
    count: Callable[[Any, date, date], int]


#: By name ("visits", "pledges"): counted into SchoolYear.more by schools.domain.use.recount.
use_kinds: Registry[UseKind] = Registry()
#: Panels of a school's page: functions (school) -> {"title", "text", "url", "link"} or None.
school_panels: Registry[Callable[[Any], Any]] = Registry()
