"""What the desk of one campaign shows: where each language stands, what wants somebody's eyes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Page, Task, WorkflowState

from campaigns.domain.flags import Flag
from campaigns.domain.flags import flags_below as flags_of_organisation
from campaigns.domain.queries.belonging import stories_below
from campaigns.domain.standing import standing_of
from campaigns.enums import CardFormat, StoryBasis
from campaigns.models import CampaignPage, Organisation, ShareCard, StoryPage
from campaigns.models.tasks import ReviewTask
from cms.domain.queries.site import address

#: A consent that ends within so many days is shown, so that there is time to ask.
SOON = timedelta(days=60)


class State(StrEnum):
    """Where a page stands."""

    DRAFT = "draft"
    WAITS = "waits"  # at a step of the review
    SENT_BACK = "sent_back"
    LIVE = "live"
    CHANGED = "changed"  # live, with a newer draft
    BEHIND = "behind"  # live, and its source has changed since


@dataclass(frozen=True)
class PageState:
    """One page in one language. step, since: where it waits in the review, and since when."""

    page: Page
    language: str
    states: tuple[State, ...]
    step: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class Ending:
    """A story whose consent does not hold, or ends soon. day: the last day, None where it holds no longer."""

    story: StoryPage
    day: date | None
    turns_adult: bool = False


@dataclass(frozen=True)
class Kit:
    """The share cards of one language: how many are made, of how many. url: the page of the kit."""

    language: str
    made: int
    wanted: int
    url: str = ""


def stories_of(organisation: Organisation, pages: Iterable[CampaignPage]) -> list[StoryPage]:
    """Return the stories below these pages of a campaign, drafts too, with their languages. One or two queries."""
    paths = tuple(page.path for page in pages)
    found = stories_below(organisation).filter(alias_of=None).select_related("locale").order_by("path")
    return [story for story in found if story.path.startswith(paths)] if paths else []


def states_of(pages: Iterable[Page]) -> list[PageState]:
    """Return where each page stands. One query."""
    pages = list(pages)
    waiting = {
        int(state.object_id): state
        for state in WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(page.pk) for page in pages],
            status__in=(WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES),
        ).select_related("current_task_state__task")
    }
    return [_state(page, waiting.get(page.pk)) for page in pages]


def _state(page: Page, waiting: WorkflowState | None) -> PageState:
    states = []
    if page.live:
        states.append(State.CHANGED if page.has_unpublished_changes else State.LIVE)
        if page.behind_since:
            states.append(State.BEHIND)
    task = waiting.current_task_state if waiting else None
    if task and waiting.status == WorkflowState.STATUS_IN_PROGRESS:
        states.append(State.WAITS)
    elif task:
        states.append(State.SENT_BACK)
    elif not page.live:
        states.append(State.DRAFT)
    language = page.locale.language_code
    return PageState(
        page,
        language,
        tuple(states),
        _step_name(task.task) if task else "",
        task.started_at if task else None,
    )


def _step_name(task: Task) -> str:
    """Return what a step is called, in the active language: the names of rows have one only."""
    kind = ContentType.objects.get_for_id(task.content_type_id).model_class()
    return str(kind._meta.verbose_name) if kind and issubclass(kind, ReviewTask) else task.name


def flags_among(organisation: Organisation, pages: Iterable[Page]) -> list[Flag]:
    """Return the flags of those of these pages that are live. One query."""
    wanted = {page.pk for page in pages}
    return [flag for flag in flags_of_organisation(organisation) if flag.page in wanted]


def ending_soon(stories: Iterable[StoryPage]) -> list[Ending]:
    """Return the live stories whose consent holds no longer or ends within 60 days, the most urgent first."""
    live: dict = {}
    for story in stories:
        if story.live and story.basis == StoryBasis.CONSENT:
            live.setdefault(story.translation_key, story)
    today = timezone.localdate()
    found = []
    for key, standing in standing_of(live).items():
        if not standing.holds:
            found.append(Ending(live[key], None))
        elif standing.until and standing.until <= today + SOON:
            found.append(Ending(live[key], standing.until))
        elif standing.is_minor and standing.adult_on <= today + SOON:
            found.append(Ending(live[key], standing.adult_on, turns_adult=True))
    return sorted(found, key=lambda one: (one.day or date.min, one.story.pk))


def kits_of(pages: Iterable[CampaignPage]) -> list[Kit]:
    """Return how many share cards of each live language are made. One query."""
    live = [page for page in pages if page.live and len(page.cards)]
    made = dict(
        ShareCard.objects.filter(campaign__in={page.translation_key for page in live})
        .order_by()
        .values_list("language")
        .annotate(number=Count("pk"))
    )
    return [
        Kit(
            page.locale.language_code,
            made.get(page.locale.language_code, 0),
            len(page.cards) * len(CardFormat.choices),
            f"{address(page.url_path)}share/",
        )
        for page in live
    ]
