"""Bodies that come too slowly."""

import io
import socket
import threading

import pytest

from cms import patience
from cms.patience import Body, Patience, TooSlow


def application(environ, start_response):
    """Answers as Django does: also to half a body."""
    try:
        answer = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", [])
    except OSError:
        answer = b"half"
        start_response("403 Forbidden", [("Content-Type", "text/html")])
    return [answer]


def ask(environ) -> tuple[str, bytes]:
    said = []
    answer = b"".join(Patience(application)(environ, lambda status, headers, *rest: said.append(status)))
    return said[0], answer


@pytest.mark.parametrize("length", [1, 70_000, 200_000])
def test_a_body_comes_whole(length):
    sent = bytes(range(256)) * (length // 256 + 1)
    environ = {"CONTENT_LENGTH": str(length), "wsgi.input": io.BytesIO(sent[:length])}
    assert ask(environ) == ("200 OK", sent[:length])


def test_lines_come_as_lines():
    body = Body(io.BytesIO(b"one\ntwo\n"), None)
    assert list(body) == [b"one\n", b"two\n"]


def test_a_body_that_trickles_is_answered_408(monkeypatch):
    """Case 45."""
    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr(patience.time, "monotonic", lambda: next(clock))
    environ = {"CONTENT_LENGTH": "400000", "wsgi.input": io.BytesIO(b"x" * 400_000)}
    monkeypatch.setattr(patience, "SLOWEST", 100_000)
    monkeypatch.setattr(patience, "PIECE", 100)
    assert ask(environ) == ("408 Request Timeout", b"")


def test_a_silent_connection_is_given_up(monkeypatch):
    """Case 45: nobody holds a thread by sending nothing."""
    monkeypatch.setattr(patience, "LONGEST_SILENCE", 0.05)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"half")
        stream = ours.makefile("rb", buffering=0)
        environ = {"CONTENT_LENGTH": "10", "wsgi.input": stream, "gunicorn.socket": ours}
        assert ask(environ) == ("408 Request Timeout", b"")
        assert ours.gettimeout() is None


def test_a_slow_but_steady_body_is_taken(monkeypatch):
    monkeypatch.setattr(patience, "LONGEST_SILENCE", 5)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=lambda: [theirs.sendall(b"x") for _one in range(10)])
        sender.start()
        body = Body(ours.makefile("rb", buffering=0), ours)
        assert body.read(10) == b"x" * 10
        sender.join()


def test_a_body_that_was_given_up_gives_nothing_more(monkeypatch):
    body = Body(io.BytesIO(b"x"), None)
    body.was_given_up = True
    with pytest.raises(TooSlow):
        body.read(1)
