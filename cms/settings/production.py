"""How the site runs for its users, on a laptop as on a server."""

from cms.settings.base import *  # noqa: F403
