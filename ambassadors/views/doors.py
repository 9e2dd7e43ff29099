"""Who comes in: at an ambassador's own pages, and at those of the network. What is not hers does not exist for her."""

import logging
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from ambassadors.models import Ambassador
from ambassadors.rules import can_clear, can_coordinate
from cms.views.desk import signed_in

logger = logging.getLogger(__name__)


def for_ambassadors(view):
    """Let only ambassadors in who have not left, 404 for everybody else; the view is given the ambassador.

    She comes with her town, her house and her account. What she may do there is another question (domain.standing).
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        hers = Ambassador.objects.of(request.user).filter(withdrawn_at=None)
        ambassador = hers.select_related("town__country", "school", "organisation", "user").first()
        if ambassador is None:
            logger.info("User %s asked for an ambassador's page and is none", request.user.pk)
            raise Http404
        return view(request, ambassador, *args, **kwargs)

    return signed_in(wrapped)


def for_whom(*rules):
    """Let only whoever one of the rules (user -> bool) names in, 404 for everybody else."""

    def door(view):
        @wraps(view)
        def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not any(rule(request.user) for rule in rules):
                # Whoever looks where she has no business may go on looking: an operator can see it.
                logger.info("User %s asked for %s, which is not hers to see", request.user.pk, view.__name__)
                raise Http404
            return view(request, *args, **kwargs)

        return signed_in(wrapped)

    return door


#: Coordinators and safeguarding leads; safeguarding leads alone.
for_both, for_leads = for_whom(can_coordinate, can_clear), for_whom(can_clear)


def ways_for(user) -> dict:
    """Return to which pages of the network about people its frame shows ways."""
    return {"coordinates": can_coordinate(user), "clears": can_clear(user)}
