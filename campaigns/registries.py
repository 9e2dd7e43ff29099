"""Where the rooms above plug in. A leaf."""

from typing import Any, NamedTuple

from cms.registries import Registry


class OrganisationDoor(NamedTuple):
    """The way from an organisation's desk to what another room keeps for it.

    label, text (what one finds there): lazy strings. view_name: of a page below the organisation's key.
    """

    label: Any
    text: Any
    view_name: str


#: What rooms above add to the desk of an organisation.
organisation_doors: Registry[OrganisationDoor] = Registry()
