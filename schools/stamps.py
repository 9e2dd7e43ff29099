"""Names of stamps (cms/cache/stamps.py) of the schools room. A leaf."""

#: Touched when coordinators write down, or take away, what happened in the network.
EVENTS = "schools:events"


def of_school(pk: int) -> str:
    """Return the stamp of a school: touched when anything changes that its page shows."""
    return f"school:{pk}"
