"""Pupils' doors take forms, not files."""

from functools import wraps

from django.http import HttpRequest, HttpResponse

#: Longer than any form of an item.
MOST_BYTES = 100_000


def small(view):
    """Refuse a body that is no form of ours before it is read: 413."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > MOST_BYTES:
            return HttpResponse(status=413)
        return view(request, *args, **kwargs)

    return wrapped
