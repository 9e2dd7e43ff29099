"""Who comes in at an organisation's desk."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from campaigns.models import Organisation
from cms.views.desk import signed_in


def for_members(view):
    """Let only members of the organisation in, 404 for everybody else; the view is given the organisation."""

    @wraps(view)
    def wrapped(request: HttpRequest, key: str, *args, **kwargs) -> HttpResponse:
        organisation = get_object_or_404(Organisation.objects.visible_to(request.user), key=key)
        return view(request, organisation, *args, **kwargs)

    return signed_in(wrapped)
