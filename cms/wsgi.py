"""The door for WSGI servers."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from cms.patience import Patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = Patience(get_wsgi_application())
# Addresses, and with them all views, are loaded now and not at each process's first request: they are shared.
get_resolver().url_patterns  # noqa: B018  a property that loads
