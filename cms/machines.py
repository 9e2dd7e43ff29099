"""What machines ask and are answered: JSON for everybody, without a cookie, readable from any origin.

A room describes its addresses in OpenAPI and registers them; `cms/api.py` puts them together:

    api_parts.register("campaigns", ApiPart(paths={...}, schemas={...}))
"""

import json
from collections.abc import Callable
from functools import wraps
from hashlib import blake2b
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse

from cms.registries import Registry

#: Seconds for which an answer may be kept: what is taken back is gone soon everywhere.
MAX_AGE = 60
JSON = "application/json"


class ApiPart(NamedTuple):
    """What one room answers, as OpenAPI describes it."""

    paths: dict  # "/api/campaigns/" -> path item
    schemas: dict  # components of the answers, by name


#: What rooms answer machines, by the name of the room.
api_parts: Registry[ApiPart] = Registry()


class Refused(Exception):
    """A question that is not understood: what is wrong with which parameter, in English, for programmers."""

    def __init__(self, text: str, status: int = 400):
        super().__init__(text)
        self.status = status


def for_machines(*parameters: str) -> Callable:
    """Make a view (request, ...) -> data or response into one of the public read API.

    Only `parameters` are taken, each once at most; others are refused, as is every method that could change something.
    The view returns what JSON can hold (or a response of its own) and raises Refused.
    """

    def wrap(view):
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method == "OPTIONS":
                response = _open(HttpResponse(status=204))
                response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
                response["Access-Control-Max-Age"] = "86400"
                return response
            if request.method not in ("GET", "HEAD"):
                response = _said({"error": "Only GET, HEAD and OPTIONS are answered."}, 405)
                response["Allow"] = "GET, HEAD, OPTIONS"
                return response
            try:
                _check(request, parameters)
                found = view(request, *args, **kwargs)
            except Refused as refused:
                return _said({"error": str(refused)}, refused.status)
            response = found if isinstance(found, HttpResponse) else _said(found)
            return _kept(request, response)

        return answer

    return wrap


def whole_number(request: HttpRequest, name: str, *, default: int, most: int) -> int:
    """Return a parameter that is a whole number from 1 to `most`; Refused for anything else."""
    written = request.GET.get(name, "")
    if not written:
        return default
    if not (
        written.isascii()
        and written.isdecimal()
        and len(written) <= len(str(most))
        and 1 <= int(written) <= most
    ):
        raise Refused(f"{name} must be a whole number from 1 to {most}.")
    return int(written)


def _check(request: HttpRequest, parameters: tuple[str, ...]) -> None:
    for name, values in request.GET.lists():
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise Refused(f"There is no parameter {name[:40]!r} here. Known: {known}.")
        if len(values) > 1:
            raise Refused(f"{name} may be given once.")


def _said(data, status: int = 200) -> HttpResponse:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return _open(HttpResponse(text, status=status, content_type=JSON))


def _open(response: HttpResponse) -> HttpResponse:
    """Let pages of every origin read an answer; there is nothing in it that depends on who asks."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    _open(response)
    etag = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={MAX_AGE}"}
    asked = [tag.strip().removeprefix("W/") for tag in request.headers.get("If-None-Match", "").split(",")]
    if response.status_code == 200 and (etag in asked or asked == ["*"]):
        response = _open(HttpResponse(status=304))
        del response["Content-Type"]
    for name, value in headers.items():
        response[name] = value
    return response
