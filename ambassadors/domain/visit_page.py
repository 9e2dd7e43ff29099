"""Which page shows a visit to whom: everybody who takes part has one of her own. For pages and letters."""

from ambassadors.models import Visit
from ambassadors.rules import accompanies, goes, hosts


def view_for(user, visit: Visit) -> str:
    """Return the name of the view at which somebody sees a visit; coordinators' for whoever takes no part herself."""
    if goes(user, visit):
        return "ambassador_visit"
    if accompanies(user, visit):
        return "companion_visit"
    return "school_visit" if hosts(user, visit) else "network_visit"


def arguments_of(view: str, visit: Visit) -> list[str]:
    """Return what the address of such a view names."""
    return [visit.school.key, visit.key] if view == "school_visit" else [visit.key]
