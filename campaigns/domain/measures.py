"""What a campaign came to, as far as it can be counted without watching anybody; and what its organisation reports."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from campaigns.domain.pledges import counted_pledges
from campaigns.domain.queries.belonging import campaigns_below, stories_below
from campaigns.models import CampaignPage, Organisation, ReachReport
from cms import counting
from cms.audit import record
from cms.models import DailyCount
from cms.text import nfc

#: What is counted by day, in the order in which it is shown.
COUNTED = (counting.VIEW, counting.DOWNLOAD, counting.EMBED)
PLEDGES = "pledge"
WEEKS = 12


@dataclass(frozen=True)
class Measures:
    """totals: by what was counted, pledges with them. weeks: {Monday: number} of the last weeks, with zeros.
    languages: views in each language. reach: people, as the organisation itself reports."""

    totals: dict[str, int]
    weeks: dict[str, dict[date, int]]
    languages: dict[str, int]
    reach: int
    since: date | None  # the first day that was counted


def campaign_pages(organisation: Organisation, campaign: UUID) -> list[CampaignPage]:
    """Return the pages of one campaign of an organisation in all languages, drafts too; none of somebody else's."""
    found = campaigns_below(organisation).filter(translation_key=campaign, alias_of=None)
    return list(found.select_related("locale").order_by("locale__language_code"))


def subjects_of(organisation: Organisation, pages: Iterable[CampaignPage]) -> list[UUID]:
    """Return what is counted for a campaign: itself and its stories, each by its translation_key. Two queries."""
    pages = list(pages)
    paths = tuple(page.path for page in pages)
    stories = stories_below(organisation).values_list("path", "translation_key")
    found = {key for path, key in stories if path.startswith(paths)} if paths else set()
    return [*{page.translation_key for page in pages}, *sorted(found)]


def measures_of(campaign: UUID, subjects: Iterable[UUID], *, weeks: int = WEEKS) -> Measures:
    """Return the figures of a campaign. Queries: one for counts, two for pledges and reach."""
    subjects = list(subjects)
    totals: Counter = Counter()
    days: dict[str, Counter] = {what: Counter() for what in (*COUNTED, PLEDGES)}
    languages: Counter = Counter()
    rows = DailyCount.objects.filter(subject__in=subjects, what__in=COUNTED).order_by()
    for what, day, language, number in rows.values_list("what", "day", "language", "number"):
        totals[what] += number
        days[what][day] += number
        if what == counting.VIEW:
            languages[language] += number
    for day in counted_pledges(campaign).order_by().values_list(TruncDate("confirmed_at"), flat=True):
        totals[PLEDGES] += 1
        days[PLEDGES][day] += 1
    reach = ReachReport.objects.filter(campaign=campaign).aggregate(people=Sum("people"))["people"] or 0
    every_day = [day for each in days.values() for day in each]
    return Measures(
        totals={what: totals[what] for what in (*COUNTED, PLEDGES)},
        weeks={what: by_week(each, weeks) for what, each in days.items()},
        languages=dict(languages.most_common()),
        reach=reach,
        since=min(every_day, default=None),
    )


def by_week(days: dict[date, int], weeks: int, today: date | None = None) -> dict[date, int]:
    """Return numbers of days as numbers of the last `weeks` weeks by their Mondays, the present one last."""
    today = today or timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    found = {monday - timedelta(weeks=back): 0 for back in range(weeks - 1, -1, -1)}
    for day, number in days.items():
        week = day - timedelta(days=day.weekday())
        if week in found:
            found[week] += number
    return found


def daily_rows(subjects: Iterable[UUID]) -> list[tuple[date, str, str, int]]:
    """Return (day, what, language, number) of all that was counted, the oldest first. One query."""
    rows = DailyCount.objects.filter(subject__in=list(subjects)).order_by("day", "what", "language")
    return list(rows.values("day", "what", "language").annotate(all=Sum("number")).values_list(
        "day", "what", "language", "all"
    ))  # fmt: skip


# Reach, as the organisation reports it ----------------------------------------------------------------------------


@transaction.atomic
def report_reach(
    organisation: Organisation,
    campaign: UUID,
    *,
    actor,
    day: date,
    channel: str,
    people: int,
    counted_how: str,
) -> ReachReport:
    """Write down how many people something reached elsewhere. Nobody checks it, and it is always shown as such."""
    report = ReachReport.objects.create(
        organisation=organisation,
        campaign=campaign,
        day=day,
        channel=nfc(channel).strip(),
        people=people,
        counted_how=nfc(counted_how).strip(),
        reported_by=actor,
    )
    record("reach.reported", report, actor=actor, people=people)
    return report


@transaction.atomic
def remove_reach(report: ReachReport, *, actor) -> None:
    """Take a report of reach away."""
    record("reach.removed", report, actor=actor, people=report.people)
    report.delete()
