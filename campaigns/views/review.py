"""What an author is told in the administration when her work is handed in."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from campaigns.domain.workflow import reasons_for_refusal

#: The buttons that hand work in, or hand it in again.
HANDING_IN = ("action-submit", "action-restart-workflow")


def say_what_is_missing(request: HttpRequest, page: Page) -> None:
    """Say why work that was just handed in went no further, in the sentences of the step that sent it back."""
    if not any(name in request.POST for name in HANDING_IN):
        return
    if reasons := reasons_for_refusal(Page.objects.get(pk=page.pk)):
        messages.error(
            request, "\n".join([_("It went no further yet. Please look at this first:"), *reasons])
        )
