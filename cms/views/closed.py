"""Pages and documents that are not for everybody: who may not see one is not told that it exists."""

from django.http import Http404, HttpRequest
from wagtail.models import BaseViewRestriction, Page

from cms.domain.queries.site import is_restricted
from cms.models import SiteDocument


def hide_closed_page(page: Page, request: HttpRequest, *args) -> None:
    """Raise Http404 for whoever is signed in and still may not read the page.

    Wagtail sends everybody to the sign-in page, which sends those who are signed in straight back, for ever. Who is
    not signed in goes there as before, and where a password opens the page, it is asked for.
    """
    if (
        is_restricted(page)
        and request.user.is_authenticated
        and _is_closed(page.get_view_restrictions(), request)
    ):
        raise Http404


def hide_closed_document(document: SiteDocument, request: HttpRequest) -> None:
    """Raise Http404 for whoever may not have the document, signed in or not; a password may open it."""
    if _is_closed(document.collection.get_view_restrictions(), request):
        raise Http404


def _is_closed(restrictions, request: HttpRequest) -> bool:
    return any(
        restriction.restriction_type != BaseViewRestriction.PASSWORD
        and not restriction.accept_request(request)
        for restriction in restrictions
    )
