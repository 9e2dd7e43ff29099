"""Who comes in at a school's pages and at the network's. What is not somebody's own does not exist for her."""

import logging
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from cms.views.desk import signed_in
from schools.models import School
from schools.rules import can_coordinate

logger = logging.getLogger(__name__)


def for_members(view, *, also=None):
    """Let only members of the school in, 404 for everybody else; the view is given the school, with its town.

    also(schools, user): adds to the query what the view needs to know beside.
    """
    return _for(lambda user: (also or _as_they_are)(School.objects.visible_to(user), user), view)


def for_leads(view):
    """Let only leads of the school in, 404 for everybody else; the view is given the school, with its town."""
    return _for(lambda user: School.objects.led_by(user), view)


def for_coordinators(view):
    """Let only coordinators in, 404 for everybody else."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not can_coordinate(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(wrapped)


def _as_they_are(schools, user):
    return schools


def _for(schools_of, view):
    @wraps(view)
    def wrapped(request: HttpRequest, key: str, *args, **kwargs) -> HttpResponse:
        school = schools_of(request.user).select_related("town__country").filter(key=key).first()
        if school is None:
            # Whoever looks where she has no business may go on looking: an operator can see it.
            logger.info("User %s asked for a school that is not hers", request.user.pk)
            raise Http404
        return view(request, school, *args, **kwargs)

    return signed_in(wrapped)
