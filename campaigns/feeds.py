"""The feed of new campaigns: one for each language. What was taken back is told by the read API."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from campaigns.models import CampaignPage
from cms.feeds import newest


def feed(request: HttpRequest) -> HttpResponse:
    """Answer with the newest campaigns in the language of the address, as Atom."""
    return newest(
        CampaignPage.kind,
        title=_("New campaigns"),
        description=_("Campaigns of youth organisations, as they are published."),
        path="campaigns/",
        view_name="campaign_feed",
    )
