"""What makes variants: functions that take the things of the world and return which addresses a pattern has."""

from collections.abc import Callable

Variants = Callable[[dict], dict]


def pages(*names: str, parameter: str = "page_id") -> Variants:
    """Return variants for pages of the world, which the parameter of that name names."""
    return lambda things: {name.replace("_", " "): {parameter: name} for name in names}


def slugs(things: dict) -> dict:
    """Return lessons by their slug: live, draft, closed, none."""
    return {
        "live": {"slug": "=half-a-number"},
        "draft": {"slug": "=heron"},
        "closed": {"slug": "=ibis"},
        "nothing there": {"slug": "=no-such-page"},
    }


def named(**changes: dict[str, str]) -> Variants:
    """Return variants that stay the same; an underscore stands for a space in their names."""
    return lambda things: {what.replace("_", " "): change for what, change in changes.items()}
