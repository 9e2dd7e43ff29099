"""The ground that the other tests stand on."""

import socket
import urllib.request

import pytest
from django.contrib.auth import get_user_model
from django.db import connection

from tests.machinery import network

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
