"""Campaigns, stories and organisations in a real browser: axe is silent, nothing overflows, nothing needs a script."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.cache.stamps import _stamps
from cms.domain.queries.site import STAMP
from cms.models import Topic
from tests.campaigns.factories import (
    ClaimFactory,
    OrganisationFactory,
    campaign_page,
    organisation_page,
    story_page,
)
from tests.campaigns.test_pages import full_campaign
from tests.factories import plant
from tests.machinery.looking import OVERFLOW, faults, look

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

UNFOLD = "document.querySelectorAll('main details').forEach((folded) => { folded.open = true })"
CAMPAIGN = "/campaigns/lantern/night-shift/"
ADDRESSES = [
    "/campaigns/",
    "/campaigns/?topic=numbers",
    "/campaigns/lantern/",
    CAMPAIGN,
    "/campaigns/lantern/over/",
    CAMPAIGN + "vein/",
    CAMPAIGN + "saying/",
    CAMPAIGN + "turn/",
    CAMPAIGN + "line/",
    CAMPAIGN + "download/exe/",
]
TEXTS = {
    "en": ("The night shift", "They ask whether I can find a vein"),
    "uk": ("Нічна зміна", "Вони питають, чи знайду я вену"),
    "ar": ("وردية الليل", "يسألون إن كنت أجد الوريد"),
}
MOMENT = ("moment", {"when": "22:40", "text": "<p>It begins.</p>"})
TURN = (
    "before_after",
    {"before_title": "Before", "before": "<p>a</p>", "after_title": "After", "after": "<p>b</p>"},
)
QUOTE = ("quote", {"key": "q", "text": "At four in the morning nobody asks where I was born."})


def written(*languages: str) -> None:
    """Write one of each kind of page in these languages."""
    tree = plant(*languages)
    organisation = OrganisationFactory(slug="lantern", name="Lantern", is_sample=True)
    ClaimFactory(organisation=organisation, key="nurses")
    keys: dict[str, dict] = {}
    for language, branch in tree.items():
        title, story_title = TEXTS[language]
        profile = organisation_page(branch, organisation)
        profile.about = "<p>We listen.</p>"
        profile.save_revision().publish()
        campaign = full_campaign(
            branch, organisation=organisation, claim=False, title=title, **keys.get("campaign", {})
        )
        keys["campaign"] = {"translation_key": campaign.translation_key}
        over = campaign_page(
            branch,
            organisation,
            title=title + " 2",
            slug="over",
            ends_on=timezone.localdate() - timedelta(days=3),
            topic=Topic.objects.get(code="work-and-contribution"),
            **keys.get("over", {}),
        )
        keys["over"] = {"translation_key": over.translation_key}
        for slug, format, body in (
            ("vein", "story", [("text", "<p>I start at nine.</p>"), QUOTE]),
            ("saying", "quote", [QUOTE, ("text", "<p>She laughed.</p>")]),
            ("turn", "before_after", [TURN]),
            ("line", "timeline", [MOMENT, MOMENT]),
        ):
            story = story_page(
                campaign,
                title=story_title,
                slug=slug,
                format=format,
                body=body,
                guidance="Insults.",
                **keys.get(slug, {}),
            )
            keys[slug] = {"translation_key": story.translation_key}
    _stamps.touch([STAMP])


@pytest.mark.parametrize(
    ("language", "looks"),
    [
        ("en", [(1280, False), (360, True)]),
        ("uk", [(360, False), (1280, True)]),
        ("ar", [(1280, False), (360, True)]),
    ],
)
def test_axe_finds_nothing_and_nothing_overflows_on_any_page_of_the_room(visitor, language, looks):
    written(*dict.fromkeys(("en", language)))
    found, context = [], None
    for address in ADDRESSES:
        page = visitor.open(f"/{language}{address}", context=context, bypass_csp=True)
        context = page.context
        page.evaluate(UNFOLD)
        for width, dark in looks:
            look(page, width=width, dark=dark)
            found += [(address, width, dark, fault) for fault in faults(page)]
        page.close()
    assert found == []


def test_nothing_overflows_on_the_smallest_telephone_whatever_the_words(visitor):
    """Case 79: words of 300 letters in titles, leads, quotations, events, names, at 320 px."""
    word = "Donaudampfschifffahrtsgesellschaft" * 9
    tree = plant("en")
    organisation = OrganisationFactory(slug="lantern", name=word[:120])
    now = timezone.now() + timedelta(days=1)
    campaign = full_campaign(
        tree["en"],
        organisation=organisation,
        title=word[:250],
        lead=word,
        guidance=word,
        pledge_text=word,
        partners=[("partner", {"name": word[:120], "url": "", "role": word[:160]})],
        events=[
            (
                "event",
                {
                    "title": word[:120],
                    "starts": now,
                    "ends": None,
                    "place": word[:160],
                    "url": "",
                    "note": word,
                },
            )
        ],
    )
    bodies = {
        "quote": [("quote", {"key": "q", "text": word})],
        "before_after": [
            (
                "before_after",
                {
                    "before_title": word[:80],
                    "before": f"<p>{word}</p>",
                    "after_title": "b",
                    "after": "<p>b</p>",
                },
            )
        ],
        "timeline": [("moment", {"when": word[:60], "text": f"<p>{word}</p>"})],
    }
    addresses = ["/en/campaigns/", "/en/campaigns/lantern/", campaign.get_url()]
    for format, body in bodies.items():
        story = story_page(
            campaign,
            title=word[:240] + format,
            slug=format,
            lead=word,
            format=format,
            body=body,
            shown_name=word[:120],
            sources=[("source", {"title": word, "publisher": word[:200], "year": "2026", "url": ""})],
        )
        addresses.append(story.get_url())
    context = None
    for address in addresses:
        page = visitor.open(address, width=320, context=context)
        context = page.context
        assert page.evaluate(OVERFLOW) == 0, address
        page.close()


def test_from_the_list_to_a_story_without_script(visitor):
    written("en")
    page = visitor.open("/en/campaigns/", scripts=False)
    page.select_option("select[name=topic]", "work-and-contribution")
    page.locator(".narrow button").click()
    page.locator(".entry__title a", has_text="The night shift").first.click()
    page.locator(".voice--first a").first.click()
    assert page.locator("h1").inner_text() == "They ask whether I can find a vein"
    page.locator(".story-nav a").first.click()
    assert page.locator("h1").inner_text() == "The night shift"
