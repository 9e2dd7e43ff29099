"""One connection, as little of HTTP as it takes. That it may be cut at any byte is its everyday life."""

import asyncio

PATIENCE = 15  # seconds until a request is given up, as in sitting.js


class Wire:
    """One connection that is kept, opened anew when it was lost."""

    def __init__(self, port: int):
        self.port = port
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(
        self, method: str, path: str, body: str = "", kind: str = "application/json", **headers: str
    ) -> tuple[int, str] | None:
        """Return status and body of the reply; None when there was none."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", f"Content-Type: {kind}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body.encode())}", "", body]
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._ask("\r\n".join(lines).encode())
        except (OSError, EOFError, ValueError):  # cut, refused, half a reply; TimeoutError is an OSError
            self.close()
            return None
        except asyncio.CancelledError:
            self.close()
            raise

    async def _ask(self, request: bytes) -> tuple[int, str]:
        if self.streams is None:
            self.streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self.streams
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        length = int(head.partition("content-length:")[2].partition("\r\n")[0])
        reply = (await reader.readexactly(length)).decode()
        if "connection: close" in head:
            self.close()
        return status, reply

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None
