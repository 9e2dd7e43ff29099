"""Flags: a figure on a published page has changed, lost its check, or is due to be looked at again.

Whatever shows a figure hears of it by the stamps `page:<pk>` and `claims:<organisation>`. A flag goes when the page is
published again with the present figure, or when the figure is again what the page was published with.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from campaigns.domain.figures import read_figures, stamp_of, used_in
from campaigns.domain.queries.belonging import organisation_of
from campaigns.enums import FlagReason
from campaigns.models import Claim, ClaimRecord, ClaimUse
from cms.cache import stamps

#: What of a record may change without the page saying anything else.
_BESIDE = {"review_by", "url", "licence"}


@dataclass(frozen=True)
class Flag:
    """One figure of one live page that wants somebody's eyes."""

    claim: int
    key: str
    label: str
    page: int
    page_title: str
    reason: FlagReason
    since: datetime

    @property
    def says(self) -> str:
        return FlagReason(self.reason).label


@transaction.atomic
def note_uses(page) -> None:
    """Write down which records a page shows, at its publication; what was flagged before is settled by it."""
    organisation = organisation_of(page)
    figures = read_figures(organisation.pk) if organisation else {}
    shown = [figures[key] for key in sorted(used_in(page)) if key in figures]
    ClaimUse.objects.filter(page_id=page.pk).delete()
    uses = [ClaimUse(claim_id=one.pk, page_id=page.pk, record_id=one.record) for one in shown]
    now = timezone.now()
    for use, figure in zip(uses, shown, strict=True):
        use.flagged_at = None if figure.is_current else now
    ClaimUse.objects.bulk_create(uses)


def forget_uses(page) -> None:
    """A page is no longer live: it uses nothing."""
    ClaimUse.objects.filter(page_id=page.pk).delete()


@transaction.atomic
def raise_flags(claim: Claim) -> int:
    """Flag the live pages that use `claim`, or settle their flags; tell whatever shows it. Return how many changed."""
    uses = list(ClaimUse.objects.filter(claim=claim).select_related("record", "claim__current"))
    now, changed = timezone.now(), 0
    for use in uses:
        wanted = reason_of(use) is not None
        if wanted != (use.flagged_at is not None):
            use.flagged_at = now if wanted else None
            use.save(update_fields=["flagged_at"])
            changed += 1
    # A page that shows the figure shows another one now, flagged or not.
    stamps.touch(stamp_of(claim.organisation_id), *(f"page:{use.page_id}" for use in uses))
    return changed


def flag_what_is_due() -> int:
    """Flag the uses of claims whose day has come since anybody last looked; return how many. A job of every 30 s."""
    today = timezone.localdate().isoformat()
    due = Q(current__data__review_by__lt=today) | ~Q(version=F("checked_version"))
    claims = Claim.objects.filter(due, uses__flagged_at__isnull=True, uses__isnull=False).distinct()
    return sum(raise_flags(claim) for claim in claims)


def reason_of(use: ClaimUse) -> FlagReason | None:
    """Say why a use is to be flagged today; None if it is not. Reads use.claim.current and use.record."""
    claim = use.claim
    if claim.version != claim.checked_version or claim.current is None:
        return FlagReason.UNCHECKED
    if (until := claim.current.data["review_by"]) and until < timezone.localdate().isoformat():
        return FlagReason.DUE
    if use.record_id != claim.current_id and not _say_the_same(use.record, claim.current):
        return FlagReason.CHANGED
    return None


def flags_of(page) -> list[Flag]:
    """Return the flags of one live page. One query."""
    return _flags(ClaimUse.objects.filter(page_id=page.pk))


def flags_below(organisation) -> list[Flag]:
    """Return the flags of all live pages of an organisation, the oldest first. One query."""
    return _flags(ClaimUse.objects.filter(claim__organisation=organisation))


def flagged_among(claims: Iterable[int]) -> set[int]:
    """Return those of these claims (primary keys) that may not be shown apart from their page: one query.

    Unchecked, due, or changed since a page with them was published.
    """
    today = timezone.localdate().isoformat()
    bad = (
        Q(current__isnull=True)
        | ~Q(version=F("checked_version"))
        | Q(current__data__review_by__lt=today)
        | Q(uses__flagged_at__isnull=False)
    )
    return set(Claim.objects.filter(bad, pk__in=set(claims)).values_list("pk", flat=True))


def _flags(uses: QuerySet) -> list[Flag]:
    found = uses.filter(flagged_at__isnull=False).select_related("claim__current", "record", "page")
    return [
        Flag(
            claim=use.claim_id,
            key=use.claim.key,
            label=str(use.claim),
            page=use.page_id,
            page_title=use.page.title,
            reason=reason_of(use) or FlagReason.CHANGED,
            since=use.flagged_at,
        )
        for use in found.order_by("flagged_at", "claim__key", "page_id")
    ]


def _say_the_same(one: ClaimRecord | None, other: ClaimRecord) -> bool:
    if one is None:
        return False
    return {name: said for name, said in one.data.items() if name not in _BESIDE} == {
        name: said for name, said in other.data.items() if name not in _BESIDE
    }
