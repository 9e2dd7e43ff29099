"""What every template knows of the site."""


def site(request) -> dict:
    """Return {"site": ...}; filled in cms/context.py."""
    return {"site": {}}
