"""Reads of the claim ledger."""

from django.db.models import Count, Q, QuerySet
from wagtail.models import Page

from campaigns.domain.figures import used_in
from campaigns.domain.queries.belonging import campaigns_below, stories_below
from campaigns.models import Claim, ClaimRecord, ClaimUse


def with_uses(claims: QuerySet) -> QuerySet:
    """Return claims with `use_count` and `flag_count`: live pages that use them, and those of them that are flagged."""
    return claims.annotate(
        use_count=Count("uses"), flag_count=Count("uses", filter=Q(uses__flagged_at__isnull=False))
    )


def records_of(claim: Claim) -> QuerySet:
    """Return the checked records of a claim, the latest first, with those who checked them."""
    return ClaimRecord.objects.filter(claim=claim).select_related("checked_by")


def uses_of(claim: Claim) -> QuerySet:
    """Return where live pages use a claim, with the page and its language."""
    return (
        ClaimUse.objects.filter(claim=claim).select_related("page__locale", "record").order_by("page__path")
    )


def pages_naming(claim: Claim) -> list[Page]:
    """Return the pages of the organisation that use a claim: as they are published, or in their latest draft.

    Four queries, and one for each page with a draft.
    """
    pages = [*campaigns_below(claim.organisation), *stories_below(claim.organisation)]
    return [page for page in pages if claim.key in _named_on(page)]


def _named_on(page: Page) -> set[str]:
    named = used_in(page)
    if page.has_unpublished_changes or not page.live:
        named = named | used_in(page.get_latest_revision_as_object())
    return named
