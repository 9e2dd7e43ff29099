"""Names of stamps (cms/cache/stamps.py) of the schools room. A leaf."""


def of_school(pk: int) -> str:
    """Return the stamp of a school: touched when anything changes that its page shows."""
    return f"school:{pk}"
