"""The ground that the other tests stand on."""

import socket
import urllib.request
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Page, ReferenceIndex, Revision, Site

from cms.models import SearchEntry
from tests.factories import HomePageFactory, StandardPageFactory, once, plant
from tests.machinery import network, remembering
from tests.machinery.remembering import remembered

User = get_user_model()


def test_a_connection_to_another_machine_is_refused_and_remembered():
    with pytest.raises(OSError, match="tests reach nothing but this machine"):
        urllib.request.urlopen("http://counterpoint.example/", timeout=1)
    with socket.socket() as probe, pytest.raises(network.OutgoingConnection):
        probe.connect(("192.0.2.1", 80))
    assert network.attempts == ["counterpoint.example", "192.0.2.1"]
    network.attempts.clear()


def test_a_connection_to_this_machine_is_let_through():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    assert network.attempts == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_committing_test_leaves_is_gone_before_the_next(turn):
    assert not User.objects.filter(email="left@example.org").exists()
    User.objects.create_user("left@example.org")


@pytest.mark.django_db(transaction=True)
def test_the_seeded_database_survives_a_committing_test():
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM wagtailcore_site")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_what_an_ordinary_test_writes_is_rolled_back(turn):
    assert not User.objects.filter(email="left@example.org").exists()
    User.objects.create_user("left@example.org")


def test_the_browser_sees_the_running_server(visitor):
    page = visitor.open("/healthz")
    assert page.evaluate("document.contentType")


# What fixtures make once (tests/machinery/remembering.py) ---------------------------------------------------------


def rows() -> dict[str, list]:
    """What publishing pages leaves in the database."""
    models = (Page, Revision, Site, SearchEntry, ReferenceIndex)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.fixture
def nothing_remembered(monkeypatch):
    monkeypatch.setattr(remembering, "_memories", {})


@pytest.mark.django_db
def test_what_is_laid_is_what_was_made(nothing_remembered):
    seen = []
    for _turn in ("made", "laid"):
        with transaction.atomic():
            tree = plant("en", "uk")
            once(StandardPageFactory, parent=tree["uk"].home, title="Про нас")
            seen.append(rows())
            transaction.set_rollback(True)
    assert len(remembering._memories) == 2
    assert seen[0] == seen[1]
    assert len(seen[0]["Page"]) >= 8


@pytest.mark.django_db
def test_nothing_is_remembered_by_a_row_that_it_is_made_with(nothing_remembered):
    branch = plant("en")["en"]
    with pytest.raises(TypeError, match="locale"):
        once(StandardPageFactory, parent=branch.home, title="Ferries", locale=branch.locale)


@pytest.mark.django_db
def test_pages_that_were_laid_are_found_and_can_be_followed_by_others(nothing_remembered):
    with transaction.atomic():
        tree = plant("en")
        once(StandardPageFactory, parent=tree["en"].home, title="Ferries")
        transaction.set_rollback(True)
    tree = plant("en")
    laid = once(StandardPageFactory, parent=tree["en"].home, title="Ferries")
    other = StandardPageFactory(parent=tree["en"].home, title="Ferries and barges")
    assert other.pk != laid.pk
    assert set(SearchEntry.objects.filter(title__startswith="Ferries").values_list("pk", flat=True)) == {
        laid.pk,
        other.pk,
    }
    laid.refresh_from_db()
    laid.title = "Ferries of the north"
    laid.save_revision().publish()
    assert Page.objects.get(pk=laid.pk).title == "Ferries of the north"


@pytest.mark.django_db
def test_where_something_stands_already_it_is_made_anew(nothing_remembered):
    with transaction.atomic():
        plant("en")
        transaction.set_rollback(True)
    HomePageFactory(parent=Page.objects.get(depth=1), title="Another", slug="another")
    first, second = plant("en")["en"].home, plant("en")["en"].home
    assert first.pk != second.pk
    assert Page.objects.get(depth=1).numchild == Page.objects.filter(depth=2).count()


@pytest.mark.django_db
def test_nothing_is_remembered_of_a_clock_that_a_test_has_set(nothing_remembered, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2020, 1, 1, tzinfo=UTC))
    assert remembered("anything", lambda: 1) == 1
    assert remembering._memories == {}
