"""Whoever sends a body too slowly is answered 408, so that a few open connections cannot keep everybody else waiting.

A proxy in front usually does this already; the site does not depend on one.
"""

import socket
import time
from collections.abc import Callable, Iterable

#: Seconds without a single byte.
LONGEST_SILENCE = 15
#: A body may take so many seconds, and beyond that must come with so many bytes a second on the whole.
GRACE = 30
SLOWEST = 8_000
PIECE = 65_536


class TooSlow(OSError):
    """The rest of a body did not come in time."""


class Body:
    """A body that is read with a clock."""

    def __init__(self, body, connection: socket.socket | None):
        self.body, self.connection = body, connection
        self.began = time.monotonic()
        self.received = 0
        self.was_given_up = False

    def read(self, size: int = -1) -> bytes:
        # In pieces, so that the clock is looked at in between, however much is asked for at once.
        pieces, left = [], size
        while left and (piece := self._piece(self.body.read, min(left, PIECE) if left > 0 else PIECE)):
            pieces.append(piece)
            left -= len(piece) if left > 0 else 0
        return b"".join(pieces)

    def readline(self, size: int = -1) -> bytes:
        return self._piece(self.body.readline, size)

    def __iter__(self):
        return iter(self.readline, b"")

    def readlines(self, hint: int = -1) -> list[bytes]:
        return list(self)

    def _piece(self, read: Callable[[int], bytes], size: int) -> bytes:
        if self.was_given_up:
            raise TooSlow
        if self.connection is not None:
            self.connection.settimeout(LONGEST_SILENCE)
        try:
            piece = read(size)
        except TimeoutError as error:
            self.was_given_up = True
            raise TooSlow from error
        finally:
            if self.connection is not None:
                self.connection.settimeout(None)  # answers may take as long as they take
        self.received += len(piece)
        if time.monotonic() - self.began > GRACE + self.received / SLOWEST:
            self.was_given_up = True
            raise TooSlow
        return piece


class Patience:
    """WSGI: read bodies with a clock; 408 in place of whatever the application answers to half a body."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ: dict, start_response) -> Iterable[bytes]:
        if not environ.get("CONTENT_LENGTH") and not environ.get("HTTP_TRANSFER_ENCODING"):
            return self.application(environ, start_response)
        body = environ["wsgi.input"] = Body(environ["wsgi.input"], environ.get("gunicorn.socket"))

        def start(status: str, headers: list, *rest):
            if body.was_given_up:
                return start_response("408 Request Timeout", [("Content-Length", "0")], *rest)
            return start_response(status, headers, *rest)

        answer = self.application(environ, start)
        if not body.was_given_up:
            return answer
        if hasattr(answer, "close"):
            answer.close()
        return [b""]
