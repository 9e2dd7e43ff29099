"""The site, with something that its pages show changed before each request: STALE names its stamp."""

import os

from cms.wsgi import application as site


def application(environ, start_response):
    from cms.cache.stamps import touch  # only when the site is set up

    touch(os.environ["STALE"])
    return site(environ, start_response)
