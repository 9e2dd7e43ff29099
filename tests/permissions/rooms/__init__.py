"""What is asked at the addresses of each room: one module a room, and here all of them together.

SPECIAL  what stands for a parameter of one view, or of all views of a namespace
SENT     what is sent with a POST (or PUT), where an empty one would say nothing, by the name of the view; behind a
         space stands which thing the address names, where it is sent for that alone. Bytes are sent as a file; "{x}"
         is the key of the thing x, in names and values
QUERY    what stands behind the question mark, where the view asks for it
VARIANTS views with more than one address that matters, and those whose expressions nothing can be put into
"""

from collections import ChainMap
from collections.abc import Mapping

from tests.permissions.rooms import ambassadors, campaigns, learning, schools, site
from tests.permissions.rooms.variants import Variants

_ROOMS = (site, learning, schools, campaigns, ambassadors)

SPECIAL: Mapping[str, dict[str, str]] = ChainMap(*(room.SPECIAL for room in _ROOMS))
SENT: Mapping[str, dict[str, str | bytes]] = ChainMap(*(room.SENT for room in _ROOMS))
QUERY: Mapping[str, str] = ChainMap(*(room.QUERY for room in _ROOMS))
VARIANTS: Mapping[str, Variants] = ChainMap(*(room.VARIANTS for room in _ROOMS))
