"""Whole public pages, kept in each process's memory and thrown away exactly when something on them changed.

A view says that its answer may be kept by giving the response `cache_tags`, the stamps of all that it shows
(`public(response, tags)`). Public answers look at no person: no session, no cookie, no token. Whatever does look is
not kept, tags or not. An answer that counts as a look at something says so (`counted`), and is counted whenever it is
given, from memory too (cms/counting.py).
"""

import gzip
from hashlib import blake2b
from urllib.parse import urlencode
from uuid import UUID

import brotli
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import has_vary_header, patch_vary_headers

from cms import counting
from cms.cache import stamps
from cms.languages import BY_CODE

#: Query parameters that public pages know, sorted as they stand in the key. All others (trackers' above all) are
#: taken away before a public view sees them, so that they can neither multiply nor poison what is kept.
KNOWN_PARAMETERS = frozenset(
    ["q", "topic", "age", "subject", "duration", "competence", "technique", "language", "sort", "page", "country",
     "parts", "kind", "step"]
)  # fmt: skip
#: Sections behind /<lang>/ that are somebody's own: never kept, parameters untouched.
PERSONAL = frozenset(
    ["account", "teach", "school", "ambassador", "network", "sitting", "report", "organisation", "consent", "pledge",
     "try", "_util"]
)  # fmt: skip
LARGEST = 1_500_000  # bytes; a larger page is not kept
LONGEST_QUERY = 300  # characters; a longer query string is answered but not kept


def public(response: HttpResponse, tags: set[str]) -> HttpResponse:
    """Mark `response` as the same for everybody, made of what the stamps `tags` name; return it."""
    response.cache_tags = frozenset(tags)
    return response


def counted(response: HttpResponse, what: str, subject: UUID, language: str) -> HttpResponse:
    """Mark `response` as one look at `subject` (cms.counting.count); return it."""
    response.counted = (what, subject, language)
    return response


def is_public_path(path: str) -> bool:
    """Say whether a path lies in the part of the site that is the same for everybody."""
    parts = path.split("/", 3)
    return len(parts) > 2 and parts[1] in BY_CODE and parts[2] not in PERSONAL


class PageCacheMiddleware:
    """Answer from memory where possible; compress, tag and keep what may be kept."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or getattr(request, "is_dummy", False):
            return self.get_response(
                request
            )  # previews of drafts come as dummy requests with the live address
        if not is_public_path(request.path_info):
            return self.get_response(request)
        _drop_unknown_parameters(request)
        encoding = _encoding(request)
        key = _key(request, encoding) if settings.PAGE_CACHE else None
        if key and (response := self._kept(key, request)):
            return response
        (clock,) = stamps.versions([stamps.CLOCK])
        response = self.get_response(request)
        if said := getattr(response, "counted", None):
            _count(request, said)
        if not self._may_be_kept(request, response):
            return response
        _finish(response, encoding)
        if key and len(response.content) <= LARGEST and request.method == "GET":
            tags = sorted(response.cache_tags)
            versions = stamps.versions(tags)
            # Something was published while we rendered: what we hold may be older than its stamp.
            if stamps.versions([stamps.CLOCK]) == (clock,):
                self.pages.set(key, (tags, versions, list(response.items()), response.content, said))
        return _not_modified(request, response)

    def _kept(self, key: str, request: HttpRequest) -> HttpResponse | None:
        found = self.pages.get(key)
        if found is None:
            return None
        tags, versions, headers, content, said = found
        if stamps.versions(tags) != versions:
            return None
        if said:
            _count(request, said)
        response = HttpResponse(content, headers=dict(headers))
        return _not_modified(request, response)

    @staticmethod
    def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            response.status_code == 200
            and not response.streaming
            and getattr(response, "cache_tags", None) is not None
            and not response.cookies
            and not has_vary_header(response, "Cookie")
        )


def _count(request: HttpRequest, said: tuple[str, UUID, str]) -> None:
    if counting.is_counted(request):
        counting.count(*said)


def saves_data(request: HttpRequest) -> bool:
    """Say whether the reader's device asks to be sent little; then pages come without fonts of ours."""
    return request.headers.get("Save-Data", "").lower() == "on"


def _drop_unknown_parameters(request: HttpRequest) -> None:
    if not request.META.get("QUERY_STRING"):
        return
    pairs = [
        (name, value) for name, values in request.GET.lists() if name in KNOWN_PARAMETERS for value in values
    ]
    query = urlencode(sorted(pairs))
    request.META["QUERY_STRING"] = query
    request.GET = QueryDict(query)


def _encoding(request: HttpRequest) -> str:
    """Return the best encoding that the reader takes: "br", "gzip" or ""; "br;q=0" means that she does not."""
    accepted = set()
    for one in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, quality = one.replace(" ", "").partition(";q=")
        if not quality or quality.strip("0."):
            accepted.add(name)
    return "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""


def _key(request: HttpRequest, encoding: str) -> str | None:
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    frugal = "frugal" if saves_data(request) else ""
    address = f"{request.scheme}://{request.get_host()}{request.path_info}?{query} {encoding} {frugal}"
    return blake2b(address.encode(), digest_size=20).hexdigest()


def _finish(response: HttpResponse, encoding: str) -> None:
    if encoding == "br":
        response.content = brotli.compress(response.content, quality=4)
    elif encoding == "gzip":
        response.content = gzip.compress(response.content, 5, mtime=0)
    if encoding:
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding", "Save-Data"])
    response["Content-Length"] = str(len(response.content))
    response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    response["Cache-Control"] = "public, max-age=30, s-maxage=60"


def _not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    wanted = request.headers.get("If-None-Match", "")
    if (
        response["ETag"] in [tag.strip().removeprefix("W/") for tag in wanted.split(",")]
        or wanted.strip() == "*"
    ):
        short = HttpResponse(status=304)
        for name in ("ETag", "Cache-Control", "Vary", "Content-Language"):
            if response.has_header(name):
                short[name] = response[name]
        del short["Content-Type"]
        return short
    return response
