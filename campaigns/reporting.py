"""What a campaign came to, as words, charts and files. Figures that nobody checked are always called so."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language, get_language_bidi, pgettext
from django.utils.translation import gettext as _

from campaigns.domain.figures import figures_of, used_in
from campaigns.domain.measures import PLEDGES, Measures, daily_rows, measures_of, subjects_of
from campaigns.domain.message_tests import Result, result_of
from campaigns.domain.pledges import pledge_figures
from campaigns.domain.queries.campaign_desk import stories_of
from campaigns.models import CampaignPage, MessageTest, Organisation, ReachReport
from campaigns.models.pages import CANVAS
from cms.charts import columns
from cms.counting import DOWNLOAD, EMBED, VIEW
from cms.languages import BY_CODE
from cms.models import Licence, Topic
from cms.press import Document, made_for_one
from cms.spreadsheets import TABLE_TYPES, csv_bytes, xlsx_bytes
from cms.takeaway import dyes, press_words
from cms.vocabularies import by_pk

TYPES = {"pdf": "application/pdf", **TABLE_TYPES}
CHART = 440  # points
#: Of the canvas, a report says what the campaign was for.
AIMS = ("aim", "audience", "message", "call")


def name_of(what: str) -> str:
    """Return what is counted, in the active language."""
    return {
        VIEW: pgettext("what is counted", "Views of the pages"),
        DOWNLOAD: pgettext("what is counted", "Downloads"),
        EMBED: pgettext("what is counted", "Views of cards on other sites"),
        PLEDGES: pgettext("what is counted", "Pledges"),
    }.get(what, what)


def totals(found: Measures) -> list[tuple[str, int]]:
    """Return (what, number) of all that is counted, named in the active language."""
    return [(name_of(what), number) for what, number in found.totals.items()]


def charts(found: Measures, *, paper: bool = False) -> list[dict]:
    """Return a chart by week of each thing that happened in these weeks: what, title, rows {label, value}, svg."""
    made = []
    for what, weeks in found.weeks.items():
        if not any(weeks.values()):
            continue
        # Translators: a chart of numbers by week. what: "Views of the pages", "Downloads".
        title = _("%(what)s, by week") % {"what": name_of(what)}
        rows = [{"label": date_format(day, "SHORT_DATE_FORMAT"), "value": n} for day, n in weeks.items()]
        chart = {"what": what, "title": title, "rows": rows, "unit": ""}
        svg = columns(chart, mirrored=get_language_bidi(), paper=paper, wide=CHART)
        made.append(chart | {"svg": svg})
    return made


def file_name(page: CampaignPage, format: str) -> str:
    """Return the name that the file has on the reader's computer."""
    words = slugify(page.title, allow_unicode=True)[:60] or "campaign"
    return f"{words}-{timezone.localdate().isoformat()}.{format}"


def make_file(
    organisation: Organisation, pages: Sequence[CampaignPage], page: CampaignPage, format: str
) -> bytes:
    """Return what a campaign came to in one of TYPES, in the active language. pages: all its languages.

    PressBusy and PressError as the press raises them.
    """
    if format == "pdf":
        return made_for_one(document(organisation, pages, page), "pdf")
    rows = _table(organisation, pages)
    if format == "csv":
        return csv_bytes(rows)
    return xlsx_bytes({pgettext("sheet of a workbook", "Days"): rows})


def document(organisation: Organisation, pages: Sequence[CampaignPage], page: CampaignPage) -> Document:
    """Return the report as the press takes it."""
    campaign = page.translation_key
    found = measures_of(campaign, subjects_of(organisation, pages))
    live = [one for one in pages if one.live]
    stories = [one for one in stories_of(organisation, pages) if one.live]
    drawn = charts(found, paper=True)
    context = {
        "page": page,
        "organisation": organisation,
        "aims": [(CANVAS[name], getattr(page, name)) for name in AIMS if getattr(page, name)],
        "published": [(BY_CODE[one.locale.language_code].name, one) for one in live],
        "story_count": len({one.translation_key for one in stories}),
        "measures": found,
        "totals": totals(found),
        "languages": [(BY_CODE[code].name, number) for code, number in found.languages.items()],
        "charts": drawn,
        "pledges": pledge_figures(campaign),
        "reach": list(ReachReport.objects.filter(organisation=organisation, campaign=campaign)),
        "tests": [(test, result_of(test)) for test in _ended(organisation, campaign)],
        "claims": _claims(organisation, [*live, *stories]),
        "today": timezone.localdate(),
    }
    licence = by_pk(Licence).get(page.licence_id)
    address = reverse("campaign_desk", args=[organisation.key, campaign])
    facts = [
        ("people", _("Organisation"), organisation.name),
        ("time", _("Time"), _time(page)),
        ("language", _("Languages"), " · ".join(name for name, _page in context["published"])),
    ]
    return Document(
        title=_("What it came to: %(campaign)s") % {"campaign": page.title},
        language=get_language(),
        html=render_to_string("campaigns/campaign_report.html", context),
        kind=_("Report of a campaign"),
        summary=page.lead,
        facts=tuple((icon, label, value) for icon, label, value in facts if value),
        address=settings.SITE_URL + address,
        licence_name=licence.label if licence else "",
        licence_url=licence.url if licence else "",
        credits=organisation.name,
        version="",
        seed=str(campaign),
        dyes=dyes(by_pk(Topic).get(page.topic_id)),
        words=press_words(),
        pictures={chart["what"]: chart["svg"].encode() for chart in drawn},
    )


def result_words(result: Result) -> str:
    """Say in plain words what a test came to."""
    if result.difference is None:
        return _("Too few answered. So nothing can be said, and no shares are shown.")
    low, high = sorted(abs(round(edge * 100)) for edge in (result.difference.low, result.difference.high))
    values = {"low": low, "high": high}
    if result.verdict == "first":
        return (
            _(
                "The first wording gets more yes: with 95%% certainty between %(low)d and %(high)d more in a hundred."
            )
            % values
        )
    if result.verdict == "second":
        return (
            _(
                "The second wording gets more yes: with 95%% certainty between %(low)d and %(high)d more in a hundred."
            )
            % values
        )
    return _(
        "No difference can be seen. The first wording may get up to %(more)d more yes in a hundred, or up to %(fewer)d "
        "fewer. That does not mean that both work the same: it means that so many answers cannot tell."
    ) % {
        "more": max(round(result.difference.high * 100), 0),
        "fewer": max(round(-result.difference.low * 100), 0),
    }


def _time(page: CampaignPage) -> str:
    days = [date_format(day, "DATE_FORMAT") for day in (page.starts_on, page.ends_on) if day]
    return " – ".join(days)


def _ended(organisation: Organisation, campaign) -> Iterable[MessageTest]:
    return organisation.message_tests.filter(campaign=campaign, ended_at__isnull=False).order_by("ended_at")


def _claims(organisation: Organisation, pages: Iterable) -> list[dict]:
    figures = figures_of(organisation.pk)
    used = {key for page in pages for key in used_in(page)}
    return [figure.in_language(get_language()) for key, figure in figures.items() if key in used]


def _table(organisation: Organisation, pages: Sequence[CampaignPage]) -> list[list]:
    """Return heading and rows of what was counted each day; reach as reported comes after, and says so."""
    rows: list[list] = [
        [
            pgettext("column of a table", "Day"),
            pgettext("column of a table", "What"),
            pgettext("column of a table", "Language or place"),
            pgettext("column of a table", "Number"),
            pgettext("column of a table", "How it is known"),
        ]
    ]
    counted = _("counted by this site")
    for day, what, language, number in daily_rows(subjects_of(organisation, pages)):
        rows.append([day.isoformat(), name_of(what), BY_CODE[language].name, number, counted])
    reported = ReachReport.objects.filter(organisation=organisation, campaign=pages[0].translation_key)
    for one in reported.order_by("day", "pk"):
        how = _("reported by the organisation: %(how)s") % {"how": one.counted_how}
        rows.append([one.day.isoformat(), _("People reached elsewhere"), one.channel, one.people, how])
    return rows
