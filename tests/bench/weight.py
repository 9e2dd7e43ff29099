"""The weight of a first visit: the page with its style sheets and scripts, as sent to a reader who takes gzip."""

from html.parser import HTMLParser

from tests.bench.server import Server, get


class _Wanted(HTMLParser):
    """Collects what a browser fetches for a page, without pictures and fonts."""

    def __init__(self):
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" and given.get("rel") == "stylesheet":
            self.addresses.append(given["href"])
        elif tag == "script" and given.get("src"):
            self.addresses.append(given["src"])


def first_visit(site: Server, *addresses: str) -> tuple[float, int]:
    """Return kB (1,000 bytes of bodies, compressed) and the number of requests of a first visit to pages in turn."""
    wanted = _Wanted()
    for address in addresses:
        wanted.feed(get(site.port, address, Accept_Encoding="identity")[2].decode())
    total = 0
    asked = [*addresses, *dict.fromkeys(wanted.addresses)]
    for each in asked:
        status, headers, body = get(site.port, each, Accept_Encoding="gzip")
        if status != 200 or headers.get("content-encoding") != "gzip":
            raise RuntimeError(f"{each} answered {status} {headers.get('content-encoding', 'uncompressed')}")
        total += len(body)
    return total / 1000, len(asked)
