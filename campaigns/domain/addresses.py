"""Addresses of campaigns: short links leave the organisation out, so no two of a language are called the same."""

from django.utils.translation import gettext as _

from campaigns.models import CampaignPage


def address_problems(page) -> list[str]:
    """Return why `page` may not be published under its address: another live campaign of its language has it."""
    if not isinstance(page, CampaignPage):
        return []
    others = CampaignPage.objects.live().filter(slug=page.slug, locale_id=page.locale_id).exclude(pk=page.pk)
    if not others.exists():
        return []
    return [
        _(
            "Another campaign in this language has the address “%(slug)s” already. "
            "Please choose another one, on the tab “Promote”."
        )
        % {"slug": page.slug}
    ]
