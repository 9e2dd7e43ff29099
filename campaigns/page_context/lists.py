"""What the list of all campaigns shows, and what of it stands on the home page."""

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone

from campaigns.domain.queries import pages as queries
from campaigns.models import CampaignsPage, OrganisationPage
from campaigns.page_context.entries import HEAVY, by_stage, entry_of, without_marks
from campaigns.page_context.every import crumbs_of
from cms.domain.queries import site
from cms.languages import BY_CODE
from cms.models import Topic
from cms.vocabularies import terms

PER_PAGE = 12
MOST_HOUSES = 200


def campaigns_context(page: CampaignsPage, request) -> dict:
    """Return the context of the list: what runs first, then what is over; seven queries, however many campaigns."""
    language, today = site.language_of(page), timezone.localdate()
    wanted_topic, wanted_language = request.GET.get("topic", ""), request.GET.get("language", "")
    topics = terms(Topic)
    topic = topics.get(wanted_topic)
    asked = wanted_language if wanted_language in site.roots() else language
    found = queries.open_campaigns().filter(locale__language_code=asked).select_related("locale")
    everything = found
    if topic:
        found = found.filter(topic_id=topic.pk)
    results = Paginator(queries.in_order_of_time(found.defer(*HEAVY), today), PER_PAGE).get_page(
        request.GET.get("page", "1")[:9]
    )
    listed = list(results)
    above = queries.profiles(one.path[: -one.steplen] for one in listed)
    entries = [entry_of(one, above.get(one.path[: -one.steplen]), today, asked) for one in listed]
    used = set(everything.order_by().values_list("topic_id", flat=True).distinct())
    return {
        "groups": by_stage(entries),
        "results": results,
        "total": results.paginator.count,
        "topics": [
            {"code": one.code, "label": one.label, "is_chosen": one is topic}
            for one in topics.values()
            if one.pk in used
        ],
        "topic": topic,
        "languages": [
            {"code": code, "name": BY_CODE[code].name, "is_chosen": code == asked} for code in site.roots()
        ],
        "asked_language": asked if asked != language else "",
        "houses": _houses(page),
        "crumbs": crumbs_of(page),
        "list_url": site.address(page.url_path) or request.path,
        "feed_url": reverse("campaign_feed"),
    }


def _houses(page: CampaignsPage) -> list[dict]:
    found = (
        OrganisationPage.objects.live()
        .public()
        .child_of(page)
        .order_by("title")
        .only("title", "lead", "url_path", "translation_key", "path", "depth")
    )
    return [
        {"title": one.title, "lead": one.lead, "url": site.address(one.url_path)}
        for one in found[:MOST_HOUSES]
    ]


def home_context(page, request) -> dict:
    """Return what the room shows on the home page: where the list is, and the newest campaigns."""
    language = site.language_of(page)
    url = next((entry.url for entry in site.menu(language) if entry.kind == CampaignsPage.kind), "")
    if not url:
        return {"campaigns": [], "campaigns_url": ""}
    today = timezone.localdate()
    found = queries.open_campaigns().filter(locale__language_code=language).defer(*HEAVY)
    newest = list(queries.in_order_of_time(found, today)[:3])
    return {
        "campaigns": [
            {**entry_of(one, None, today, language), "summary": without_marks(one.lead)} for one in newest
        ],
        "campaigns_url": url,
    }
