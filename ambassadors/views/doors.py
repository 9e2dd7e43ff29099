"""Who comes in at an ambassador's own pages. What is not somebody's own does not exist for her."""

import logging
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse

from ambassadors.models import Ambassador
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
