"""Reads about contributors: their stories, and where each stands with their consent."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from campaigns.domain.standing import Standing, standing_of_drafts
from campaigns.domain.versions import sources
from campaigns.enums import ConsentBy, ConsentKind
from campaigns.models import ConsentEntry, Contributor, Organisation, StoryPage
from cms.domain.queries.site import language_of


class ToldStory(NamedTuple):
    """A story of a contributor as the desk and the private link list it."""

    key: UUID
    title: str
    page: StoryPage  # in the language that it was written in
    languages: tuple[str, ...]
    is_live: bool
    standing: Standing  # of the newest text

    @property
    def kind(self) -> str:
        """How the state looks: a kind of cms/components/status.html."""
        if self.standing.holds:
            return "current"
        return "draft" if not self.standing.kind else "late"

    @property
    def words(self) -> str:
        """Where the story stands with the contributor's consent, in a few words."""
        return state_words(self.standing)


class ListedContributor(NamedTuple):
    """A contributor with her stories, and how many she took back."""

    contributor: Contributor
    stories: list[ToldStory]
    taken_back: int


def state_words(standing: Standing) -> str:
    """Say in a few words how the newest text of a story stands with the contributor's consent."""
    if not standing.kind:
        return _("Nobody has agreed yet")
    if standing.kind == ConsentKind.WITHDRAWN:
        return _("Taken back")
    if standing.is_minor and standing.by != ConsentBy.GUARDIAN:
        return _("A parent or guardian has to agree")
    if not standing.is_by_the_right_person:
        return _("Turned 18: has to agree anew")
    if standing.is_over:
        return _("The time is over")
    if not standing.covers_text:
        return _("The text was changed since")
    if standing.kind == ConsentKind.ANONYMISED:
        return _("Goes on without name and picture")
    if standing.until:
        return _("Agreed until %(day)s") % {"day": date_format(standing.until, "SHORT_DATE_FORMAT")}
    return _("Agreed")


def contributors_with_stories(organisation: Organisation) -> list[ListedContributor]:
    """Return the contributors of an organisation; twelve queries at most, however many there are."""
    contributors = list(Contributor.objects.filter(organisation=organisation))
    stories = _stories(contributors)
    taken = dict(
        ConsentEntry.objects.filter(contributor__in=contributors, kind=ConsentKind.WITHDRAWN)
        .order_by()
        .values_list("contributor_id")
        .annotate(Count("story", distinct=True))
    )
    return [ListedContributor(one, stories.get(one.pk, []), taken.get(one.pk, 0)) for one in contributors]


def stories_told_by(contributor: Contributor) -> list[ToldStory]:
    """Return the stories of one contributor, drafts included, the newest first."""
    return _stories([contributor]).get(contributor.pk, [])


def _stories(contributors: Iterable[Contributor]) -> dict[int, list[ToldStory]]:
    pks = [one.pk for one in contributors]
    drafted = F("latest_revision__content__contributor")
    found = StoryPage.objects.filter(
        Q(contributor__in=pks) | Q(live=False, latest_revision__content__contributor__in=pks), alias_of=None
    ).annotate(drafted_contributor=drafted)
    whose: dict[UUID, int] = {}
    pages: dict[UUID, list[StoryPage]] = {}
    for page in found.order_by("-pk"):
        pages.setdefault(page.translation_key, []).append(page)
        told_by = page.contributor_id if page.live else page.drafted_contributor or page.contributor_id
        if told_by is not None:
            whose[page.translation_key] = told_by
    written = sources(pages)
    standings = standing_of_drafts(pages)
    stories: dict[int, list[ToldStory]] = {}
    for key, versions in pages.items():
        source = written[key]
        stories.setdefault(whose.get(key, 0), []).append(
            ToldStory(
                key=key,
                title=source.draft_title or source.title,
                page=source,
                languages=tuple(sorted({language_of(page) for page in versions})),
                is_live=any(page.live for page in versions),
                standing=standings[key],
            )
        )
    return stories
