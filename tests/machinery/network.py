"""No test talks to the world: a connection to anything but this machine fails at once, and is remembered."""

import ipaddress
import os
import socket
from urllib.parse import urlsplit

#: What was tried since the test began; the test fails on it even if the code under test swallowed the error.
attempts: list[str] = []


class OutgoingConnection(OSError):
    """Somebody tried to reach another machine."""


def _services() -> set[str]:
    """Return the hosts of the database and cache that the tests were told to use."""
    addresses = (os.environ.get(name, "") for name in ("DATABASE_URL", "REDIS_URL"))
    return {host for host in (urlsplit(address).hostname for address in addresses) if host}


def _is_here(host) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost") or host in _services():
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse(host) -> None:
    attempts.append(str(host))
    raise OutgoingConnection(f"A test tried to reach {host}; tests reach nothing but this machine.")


def stand_guard() -> None:
    """Watch every socket of this process from now on."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self, address):
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            _refuse(address[0])
        return connect(self, address)

    def guarded_connect_ex(self, address):
        if self.family != socket.AF_UNIX and not _is_here(address[0]):
            _refuse(address[0])
        return connect_ex(self, address)

    def guarded_getaddrinfo(host, *args, **kwargs):
        if not _is_here(host):
            _refuse(host)
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded_connect
    socket.socket.connect_ex = guarded_connect_ex
    socket.getaddrinfo = guarded_getaddrinfo
