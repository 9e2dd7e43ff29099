"""Fixtures for every test. CONTRIBUTING.md tells how to use them."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import blocking_manager_key

from tests.machinery import browser as browsers
from tests.machinery import network

# No test is timed: on a busy machine any of them may be slow.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")

CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def missing(reason: str) -> None:
    """Skip a test because of something that this machine lacks; with CI=true that is a failure."""
    if CI:
        pytest.fail(f"{reason} (CI=true demands it)", pytrace=False)
    pytest.skip(reason)


# The process ----------------------------------------------------------------------------------------------------


def pytest_configure(config):
    """Give this process (each xdist worker is one) its own state, media and cache, and close the door."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    config.own_media = settings.MEDIA_ROOT
    config.own_state = tempfile.mkdtemp(prefix=f"counterpoint-{worker}-")
    settings.STATE_DIR = Path(config.own_state)
    if settings.REDIS_URL:
        # Stamps have no prefix: each worker gets a database of Redis, counted on from the one that was named.
        address, _, number = settings.REDIS_URL.partition("//")[2].partition("/")
        index = int(number or 0) + int(worker.removeprefix("gw")) if worker != "main" else int(number or 0)
        settings.REDIS_URL = f"redis://{address}/{index}"
        settings.CACHES["default"]["LOCATION"] = settings.REDIS_URL
        settings.CACHES["default"]["KEY_PREFIX"] = f"test-{os.getpid()}"
    if not hasattr(config, "workerinput"):
        from cms import catalogues

        catalogues.compile_all()
    network.stand_guard()


def pytest_unconfigure(config):
    from cms import counting

    counting.forget()  # no test database is left that could take it
    for folder in (getattr(config, "own_state", None), getattr(config, "own_media", None)):
        if folder and Path(folder).is_relative_to(tempfile.gettempdir()):
            shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items):
    """Mark what uses the browser and what asks the database, and begin with the browser: the longest tests should not
    come last. What a browser sees hangs on no database, unless the test says so."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "browser" in fixtures:
            item.add_marker("browser")
            if not item.get_closest_marker("both_databases"):
                item.add_marker("one_database")
        if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "django_db_setup"}:
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Lay the database anew for a test that asks it, where the last one left something (`starter` lays its own)."""
    own = getattr(item.config, "own_databases", None)
    if own is None or "starter" in item.fixturenames or not item.get_closest_marker("database"):
        return
    with item.config.stash[blocking_manager_key].unblock():
        own.settle()


# Data -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker, tmp_path_factory):
    """Lay a copy of the template database for this process, in place of pytest-django's own setup."""
    from django.test import TransactionTestCase

    from tests.machinery.databases import databases

    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    with django_db_blocker.unblock():
        own = databases(tmp_path_factory.mktemp("database"), worker)
        own.make()
    request.config.own_databases = own
    # What a test committed goes away by laying the template anew; Django would empty all tables, seeds included.
    TransactionTestCase._fixture_teardown = lambda self: own.spoil()
    yield
    with django_db_blocker.unblock():
        own.remove()


@pytest.fixture
def starter(transactional_db, request):
    """The starter collection as a new site has it: first pages, six lessons in four languages, their pictures."""
    from cms.cache import stamps
    from cms.cache.keeping import forget_everything
    from tests.machinery.databases import media_of_collection

    own = request.config.own_databases
    own.make_collection()
    own.restore(collection=True)
    shutil.copytree(media_of_collection(), settings.MEDIA_ROOT, dirs_exist_ok=True)
    forget_everything()
    stamps.touch("site", "index")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Begin each test in English and with empty caches: nobody tells what was kept that the database is rolled back."""
    from django.core.cache import caches
    from django.utils import translation
    from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY, SITE_ROOT_PATHS_CACHE_VERSION

    from cms import counting
    from cms.cache.keeping import forget_everything

    translation.activate(settings.LANGUAGE_CODE)  # the last test's request may have spoken another language
    forget_everything()
    counting.forget()
    for name, configured in settings.CACHES.items():
        if configured["BACKEND"].endswith("LocMemCache"):
            caches[name].clear()
        elif configured["BACKEND"].endswith("RedisOrDatabaseCache"):
            caches[name].delete_pattern("*")
            # Wagtail keeps this one under another version, which the pattern does not reach.
            caches[name].delete(SITE_ROOT_PATHS_CACHE_KEY, version=SITE_ROOT_PATHS_CACHE_VERSION)


@pytest.fixture
def site_tree(db):
    """`site_tree("en", "uk")` makes home, library and help page in each language (tests/factories.py)."""
    from tests.factories import plant

    return plant


@pytest.fixture(autouse=True)
def _no_outgoing_connections():
    """Fail a test that tried to reach another machine, also when the code under test swallowed the refusal."""
    network.attempts.clear()
    yield
    tried, network.attempts[:] = list(network.attempts), []
    assert not tried, f"outgoing connections were tried: {', '.join(tried)}"


# The browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for each worker. Skips (fails with CI=true) where it is missing."""
    path = browsers.executable()
    if path is None:
        missing(browsers.HOW_TO_GET_IT)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=browsers.ARGUMENTS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def visitor(browser, live_server):
    """`visitor.open("/en/", width=360)`: pages of the running site. Fails on any request to another origin,
    uncaught exception in a script, or violation of the Content Security Policy."""
    visitor = browsers.Visitor(browser, live_server.url)
    yield visitor
    visitor.leave()
    assert visitor.faults == []


@pytest.fixture
def java():
    """The path of java, for EPUBCheck. Skips (fails with CI=true) where it is missing."""
    path = shutil.which("java")
    if path is None:
        missing("java is missing, so EPUBCheck does not run. On Debian: apt-get install default-jdk-headless")
    return path
