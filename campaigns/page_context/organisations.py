"""What the profile of an organisation shows."""

from django.conf import settings
from django.utils import timezone

from campaigns.domain.described import organisation_described, written
from campaigns.domain.queries import pages as queries
from campaigns.models import Organisation, OrganisationPage
from campaigns.page_context.entries import HEAVY, by_stage, entry_of
from campaigns.page_context.every import crumbs_of, of_every_page
from cms.domain.queries import site
from cms.pictures import shown


def organisation_context(page: OrganisationPage, request) -> dict:
    """Return the context of an organisation's profile."""
    language, today = site.language_of(page), timezone.localdate()
    organisation = (
        Organisation.objects.filter(page_key=page.translation_key).select_related("country").first()
    )
    campaigns = []
    if page.path:
        below = queries.open_campaigns().child_of(page).defer(*HEAVY)
        campaigns = [
            entry_of(one, None, today, language) for one in queries.in_order_of_time(below, today)[:100]
        ]
    address = settings.SITE_URL + (site.address(page.url_path) or "")
    return {
        "organisation": organisation,
        "groups": by_stage(campaigns),
        "picture": shown([page.picture_id]).get(page.picture_id),
        "described": written([organisation_described(page, organisation, address)]),
        **of_every_page(page, request, crumbs_of(page)),
    }
