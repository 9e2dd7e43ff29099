"""What an organisation's desk shows, and what its members and the coordinators see of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, When

from campaigns.domain.queries.belonging import campaigns_below, stories_below
from campaigns.domain.queries.campaign_desk import PageState, State, states_of
from campaigns.enums import OrganisationState
from campaigns.models import Membership, Organisation, OrganisationPage

#: How many organisations a list for coordinators shows.
MOST_SHOWN = 300


@dataclass(frozen=True)
class OwnCampaign:
    """One campaign on the desk: its translation_key, its title in the language wanted, where each language stands."""

    key: object
    title: str
    languages: tuple[PageState, ...]


def memberships_of(user) -> QuerySet[Membership]:
    """Return somebody's memberships with their organisations, suspended ones too. One query."""
    return Membership.objects.filter(user=user).select_related("organisation")


def requests_of(user) -> QuerySet[Organisation]:
    """Return what somebody asked for and was not given, the newest first."""
    states = (OrganisationState.REQUESTED, OrganisationState.DECLINED)
    return Organisation.objects.filter(requested_by=user, state__in=states).order_by("-requested_at", "-pk")


def campaigns_on_desk(organisation: Organisation, language: str) -> list[OwnCampaign]:
    """Return the organisation's campaigns, drafts too, the newest first; titled in `language` where there is one in it.

    A number of queries that does not grow with theirs.
    """
    pages = campaigns_below(organisation).filter(alias_of=None).select_related("locale").order_by("pk")
    by_key: dict[object, list[PageState]] = {}
    for state in states_of(pages):
        by_key.setdefault(state.page.translation_key, []).append(state)
    found = []
    for key, states in by_key.items():
        wanted = {one.language: one for one in reversed(states)}
        named = wanted.get(language) or wanted.get(organisation.language) or states[0]
        found.append(OwnCampaign(key, named.page.draft_title or named.page.title, tuple(states)))
    return found[::-1]


def in_review(organisation: Organisation) -> list[PageState]:
    """Return the organisation's campaigns and stories that wait in the review or were sent back by it."""
    pages = [
        *campaigns_below(organisation).filter(alias_of=None).select_related("locale").order_by("pk"),
        *stories_below(organisation).filter(alias_of=None).select_related("locale").order_by("pk"),
    ]
    wanted = {State.WAITS, State.SENT_BACK}
    return [state for state in states_of(pages) if wanted & set(state.states)]


def profiles_of(organisation: Organisation) -> list[OrganisationPage]:
    """Return the organisation's own page in each language. One query."""
    pages = OrganisationPage.objects.filter(translation_key=organisation.page_key)
    return list(pages.select_related("locale").order_by("locale__language_code"))


def profile_in(profiles: Iterable[OrganisationPage], *languages: str) -> OrganisationPage | None:
    """Return the page in the first of these languages that it is there in, else any."""
    by_language = {page.locale.language_code: page for page in profiles}
    return next(
        (by_language[code] for code in languages if code in by_language),
        next(iter(by_language.values()), None),
    )


def organisations_to_decide() -> QuerySet[Organisation]:
    """Return organisations for coordinators, with `member_count`: what waits first, then the newest. One query."""
    first = Case(When(state=OrganisationState.REQUESTED, then=0), default=1, output_field=IntegerField())
    return (
        Organisation.objects.select_related("country", "requested_by", "decided_by")
        .annotate(member_count=Count("memberships", distinct=True))
        .order_by(first, "-requested_at", "-pk")[:MOST_SHOWN]
    )


def open_invitations(organisation: Organisation, now) -> QuerySet:
    """Return the invitations that can still be accepted, the newest first."""
    return organisation.invitations.filter(Q(accepted_at=None), expires_at__gt=now)
