"""Campaigns as lists show them: all campaigns, those of an organisation, the newest on the home page."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import get_language

from campaigns.domain.queries import pages as queries
from campaigns.models import CampaignPage, OrganisationPage
from cms.domain.queries import site
from cms.models import Topic
from cms.vocabularies import by_pk

#: What a list does not read.
HEAVY = (
    "sections", "events", "partners", "files", "cards", "posts", "pledge_text", "aim", "audience", "insight",
    "message", "messenger", "medium", "call", "evidence", "risks", "monitoring",
)  # fmt: skip


def entry_of(campaign: CampaignPage, above: OrganisationPage | None, today: date, language: str) -> dict:
    """Return what a list shows of a campaign below the profile `above`; language: the one that was asked for."""
    topic = by_pk(Topic).get(campaign.topic_id)
    stage = queries.stage_of(campaign, today)
    return {
        "title": campaign.title,
        "url": site.address(campaign.url_path),
        "lead": without_marks(campaign.lead),
        "organisation": above.title if above else "",
        "seed": str(campaign.translation_key),
        "dye": topic.dye if topic else "",
        "topic": topic,
        "stage": stage.value,
        "starts_on": campaign.starts_on,
        "ends_on": campaign.ends_on,
        "language": language if language != get_language() else "",
    }


def by_stage(entries: Iterable[dict]) -> list[dict]:
    """Return entries in groups: what runs, what is to come, what is over; no group is empty."""
    groups: dict[str, list[dict]] = {stage.value: [] for stage in queries.Stage}
    for entry in entries:
        groups[entry["stage"]].append(entry)
    order = (queries.Stage.RUNNING, queries.Stage.BEFORE, queries.Stage.OVER)
    return [{"stage": stage.value, "entries": groups[stage.value]} for stage in order if groups[stage.value]]


def without_marks(text: str) -> str:
    """A list has no figures at hand: a lead that names one is shown up to it."""
    return text.partition("[[")[0]
