"""For working on the code: reloading, debug pages, the component gallery, no page cache."""

from cms.settings.base import *  # noqa: F403

DEBUG = True
STYLEGUIDE = True
PAGE_CACHE = False
ALLOWED_HOSTS = ["*"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
SECURE_SSL_REDIRECT = False
