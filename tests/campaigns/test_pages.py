"""The public pages of campaigns, stories and organisations."""

import json
import re
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.domain.pausing import pause, resume
from campaigns.domain.search import turn_the_page
from campaigns.models import CampaignPage, StoryPage
from campaigns.validators import problems_of
from cms.cache.keeping import forget_everything
from cms.models import Topic
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ClaimFactory,
    ContributorFactory,
    MemberFactory,
    OrganisationFactory,
    StoryPageFactory,
    campaign_page,
    campaigns_page,
    organisation_of,
    story_page,
)
from tests.test_weight import weight

pytestmark = pytest.mark.django_db

MOST_QUERIES = 10
NASTY = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def branch(site_tree):
    return site_tree("en", "uk")["en"]


def html_of(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.status_code
    return response.content.decode()


def queries_of(client, settings, address: str) -> tuple[int, list[str]]:
    """Return how many queries a page takes that is not kept, when what it is made from is warm; and their texts."""
    settings.PAGE_CACHE = False
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries), [query["sql"][:200] for query in queries]


def full_campaign(branch, **values) -> CampaignPage:
    """A campaign with everything that a page can show."""
    organisation = values.pop("organisation", None) or OrganisationFactory(
        slug="lantern", name="Lantern", is_sample=True
    )
    if values.pop("claim", True):
        ClaimFactory(organisation=organisation, key="nurses")
    now = timezone.now()
    return campaign_page(
        branch,
        organisation,
        **{
            "title": "The night shift",
            "slug": "night-shift",
            "topic": Topic.objects.get(code="work-and-contribution"),
            "guidance": "Speaks of insults.",
            "ends_on": timezone.localdate() + timedelta(days=30),
            "sections": [
                ("text", "<p>It is [[nurses]] of nurses.</p>"),
                ("stories", None),
                ("evidence", {"claim": "nurses", "sentence": "[[nurses]] of nurses came.", "comment": ""}),
                ("figures", {"title": "Shares", "claims": ["nurses"], "note": ""}),
                (
                    "myth",
                    {
                        "truth": "Wards need them.",
                        "myth": "They take beds.",
                        "claimant": "A leaflet",
                        "said_on": "2026",
                        "technique": "",
                        "trick": "<p>No number.</p>",
                        "correction": "<p>[[nurses]] of nurses.</p>",
                        "claims": ["nurses"],
                    },
                ),
            ],
            "events": [
                ("event", _event("Reading", now + timedelta(days=3))),
                ("event", _event("Opening", now - timedelta(days=3))),
            ],
            "partners": [
                ("partner", {"name": "The hospital", "url": "https://h.example.org/", "role": "opens doors"})
            ],
            "pledge_kind": "public",
            "pledge_text": "I will listen once.",
        }
        | values,
    )


def _event(title: str, starts) -> dict:
    return {
        "title": title,
        "starts": starts,
        "ends": starts + timedelta(hours=2),
        "place": "Market",
        "url": "",
        "note": "",
    }


# What a campaign shows ---------------------------------------------------------------------------------------------


def test_a_campaign_shows_stories_figures_dates_partners_and_a_pledge(client, branch):
    campaign = full_campaign(branch)
    story_page(campaign, title="They ask for a vein", slug="vein")
    html = html_of(client, "/en/campaigns/lantern/night-shift/")
    for text in (
        "The night shift",
        "Campaign by Lantern",
        "Sample: this organisation is invented",
        "They ask for a vein",
        "At four in the morning nobody asks where I was born.",
        '<a class="figure" href="/en/campaigns/lantern/night-shift/claims/#nurses">23%</a>',
        "State of the World",
        "They take beds.",
        "Reading",
        "The hospital",
        "I will listen once.",
        "Before you read on",
        "CC BY-SA 4.0",
        "How we check claims",
        "1, with its source",
    ):
        assert text in html, text
    assert "[[" not in html
    # Content guidance stands before anything heavy.
    assert html.index("Speaks of insults.") < html.index("They ask for a vein")
    assert html.rindex("Reading") < html.index("What has been") < html.rindex("Opening")


def test_a_campaign_takes_at_most_ten_queries_however_many_stories(client, branch, settings):
    campaign = full_campaign(branch)
    story_page(campaign)
    one, _texts = queries_of(client, settings, "/en/campaigns/lantern/night-shift/")
    for _number in range(2):
        story_page(campaign)
        story_page(campaign, agreed=True)
    five, texts = queries_of(client, settings, "/en/campaigns/lantern/night-shift/")
    assert five <= MOST_QUERIES, texts
    assert five == one, texts


def test_a_story_takes_at_most_ten_queries(client, branch, settings):
    campaign = full_campaign(branch)
    story_page(campaign, agreed=True, slug="vein")
    one, _texts = queries_of(client, settings, "/en/campaigns/lantern/night-shift/vein/")
    for _number in range(2):
        story_page(campaign, agreed=True)
    three, texts = queries_of(client, settings, "/en/campaigns/lantern/night-shift/vein/")
    assert three <= MOST_QUERIES, texts
    assert three == one, texts


def test_a_kept_campaign_takes_no_query(client, branch):
    full_campaign(branch)
    client.get("/en/campaigns/lantern/night-shift/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/campaigns/lantern/night-shift/")
    assert len(queries) == 0


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [(20, 30, "This campaign begins on"), (-30, 30, "until "), (-30, -20, "This campaign ended on")],
)
def test_a_campaign_says_where_it_stands_in_time(client, branch, starts, ends, words):
    today = timezone.localdate()
    full_campaign(branch, starts_on=today + timedelta(days=starts), ends_on=today + timedelta(days=ends))
    assert words in html_of(client, "/en/campaigns/lantern/night-shift/")


def test_nobody_signs_what_is_over(client, branch):
    full_campaign(branch, ends_on=timezone.localdate() - timedelta(days=1))
    assert "Make a pledge" not in html_of(client, "/en/campaigns/lantern/night-shift/")


def test_a_campaign_without_stories_says_so(client, branch):
    full_campaign(branch)
    assert "No story is told here yet." in html_of(client, "/en/campaigns/lantern/night-shift/")


def test_a_paused_campaign_shows_a_calm_page_in_every_place(
    client, branch, django_capture_on_commit_callbacks
):
    campaign = full_campaign(branch)
    story_page(campaign, slug="vein", title="A vein")
    address = "/en/campaigns/lantern/night-shift/"
    assert "They take beds." in html_of(client, address)
    member = MemberFactory(organisation=organisation_of(campaign)).user
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=member)
    for path in (address, address + "vein/"):
        html = html_of(client, path)
        assert "This campaign is resting" in html
        assert '<meta name="robots" content="noindex">' in html
        assert "They take beds." not in html
        assert "At four in the morning" not in html
        assert "A vein" not in html or path == address + "vein/"
        assert campaign.lead not in html
    assert "The night shift" not in html_of(client, "/en/campaigns/")
    assert client.get(address + "download/pdf/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        resume(campaign, actor=member)
    assert "They take beds." in html_of(client, address)


def test_script_in_titles_captions_and_blocks_stays_words(client, branch):
    """Case 48: inert with the policy off, so nothing may come out as markup."""
    campaign = full_campaign(
        branch,
        title=NASTY,
        lead=NASTY,
        guidance=NASTY,
        pledge_text=NASTY,
        sections=[("heading", NASTY), ("stories", None)],
        partners=[("partner", {"name": NASTY, "url": "", "role": NASTY})],
        events=[
            ("event", _event(NASTY, timezone.now() + timedelta(days=2)) | {"note": NASTY, "place": NASTY})
        ],
    )
    story_page(
        campaign,
        slug="nasty",
        title=NASTY,
        lead=NASTY,
        shown_name=NASTY[:120],
        shown_place=NASTY[:120],
        body=[
            ("quote", {"key": "q", "text": NASTY}),
            (
                "before_after",
                {"before_title": NASTY[:80], "before": "<p>a</p>", "after_title": "x", "after": "<p>b</p>"},
            ),
            ("moment", {"when": "<script>alert(1)</script>", "text": "<p>c</p>"}),
        ],
        sources=[("source", {"title": NASTY, "publisher": NASTY, "year": "2026", "url": ""})],
    )
    for address in (
        "/en/campaigns/",
        "/en/campaigns/lantern/night-shift/",
        "/en/campaigns/lantern/night-shift/nasty/",
    ):
        html = html_of(client, address)
        assert "<script>alert" not in html, address
        assert "<img src=x" not in html, address


def test_kept_pages_never_mix_languages_or_drafts(client, site_tree):
    """Case 55."""
    tree = site_tree("en", "uk")
    source = full_campaign(tree["en"])
    organisation = organisation_of(source)
    campaign_page(
        tree["uk"],
        organisation,
        title="Нічна зміна",
        slug="night-shift",
        lead="",
        translation_key=source.translation_key,
    )
    english = html_of(client, "/en/campaigns/lantern/night-shift/")
    assert 'href="/uk/campaigns/lantern/night-shift/" hreflang="uk"' in english
    assert "Нічна зміна" in html_of(client, "/uk/campaigns/lantern/night-shift/")
    fresh = CampaignPage.objects.get(pk=source.pk)
    fresh.title = "A draft that nobody sees"
    fresh.save_revision()
    assert "A draft that nobody sees" not in html_of(client, "/en/campaigns/lantern/night-shift/")
    response = client.get("/en/campaigns/lantern/night-shift/")
    assert not response.cookies
    assert "csrf" not in response.content.decode()


# Stories -----------------------------------------------------------------------------------------------------------


def test_a_story_shows_of_its_contributor_what_the_ledger_allows(client, branch):
    """Case 14: no surname, no town where a first name and a country were agreed to."""
    campaign = full_campaign(branch)
    story = StoryPageFactory(
        parent=campaign,
        slug="vein",
        basis="consent",
        contributor=ContributorFactory(organisation=organisation_of(campaign)),
        published=False,
    )
    agree(story, name_level="first", place_level="country")
    story.save_revision().publish()
    for address in ("/en/campaigns/lantern/night-shift/vein/", "/en/campaigns/lantern/night-shift/"):
        html = html_of(client, address)
        assert "Told by Samira, Finchland." in html
        assert "Nightingale" not in html
        assert "Sparrowtown" not in html
    assert "read it and agreed to it on" in html_of(client, "/en/campaigns/lantern/night-shift/vein/")


def test_a_story_is_not_shown_once_nobody_agrees_to_it(client, branch):
    """Case 68: what was agreed until yesterday is not shown today, before any job has come round."""
    campaign = full_campaign(branch)
    story = story_page(campaign, agreed=True, slug="vein", title="A vein")
    entry = agree(story, languages=["uk"])
    forget_everything()
    assert entry.languages == ["uk"]
    html = html_of(client, "/en/campaigns/lantern/night-shift/vein/", 404)
    assert "This story is not shown" in html
    assert "At four in the morning" not in html
    assert "A vein" not in html_of(client, "/en/campaigns/lantern/night-shift/")


@pytest.mark.parametrize(
    ("format", "sign"),
    [
        ("quote", '<section class="saying"'),
        ("before_after", '<div class="turn">'),
        ("timeline", '<ol class="moments">'),
    ],
)
def test_each_format_of_a_story_has_its_own_look(client, branch, format, sign):
    campaign = full_campaign(branch)
    story_page(
        campaign,
        slug="one",
        format=format,
        body=[
            ("quote", {"key": "q", "text": "Nobody asks at four."}),
            (
                "before_after",
                {"before_title": "Before", "before": "<p>a</p>", "after_title": "After", "after": "<p>b</p>"},
            ),
            ("moment", {"when": "22:40", "text": "<p>It begins.</p>"}),
        ],
    )
    assert sign in html_of(client, "/en/campaigns/lantern/night-shift/one/")


def test_a_new_story_appears_on_its_campaign_at_once(client, branch, django_capture_on_commit_callbacks):
    campaign = full_campaign(branch)
    html_of(client, "/en/campaigns/lantern/night-shift/")
    with django_capture_on_commit_callbacks(execute=True):
        story = story_page(campaign, title="Just now")
    assert "Just now" in html_of(client, "/en/campaigns/lantern/night-shift/")
    with django_capture_on_commit_callbacks(execute=True):
        StoryPage.objects.get(pk=story.pk).unpublish()
    assert "Just now" not in html_of(client, "/en/campaigns/lantern/night-shift/")


def preview(page) -> str:
    return page.make_preview_request().render().content.decode()


def test_a_draft_is_previewed_as_it_will_be_read_and_says_that_it_is_one(branch):
    campaign = full_campaign(branch, published=False)
    story = StoryPageFactory(
        parent=campaign,
        slug="vein",
        basis="consent",
        contributor=ContributorFactory(organisation=organisation_of(campaign)),
        published=False,
    )
    html = preview(campaign)
    assert "This is a preview." in html
    assert "They take beds." in html
    assert '<meta name="robots" content="noindex">' in html
    assert "download/pdf/" not in html
    html = preview(story)
    assert "has not agreed to this text" in html
    assert "I start at nine in the evening." in html
    assert "Samira" not in html
    agree(story, name_level="first")
    html = preview(StoryPage.objects.get(pk=story.pk))
    assert "has not agreed" not in html
    assert "Told by Samira" in html


def test_what_begins_or_ends_today_is_shown_anew(branch):
    today = timezone.localdate()
    dated = full_campaign(branch)
    begins = campaign_page(branch, starts_on=today)
    ended = campaign_page(branch, ends_on=today - timedelta(days=1))
    campaign_page(branch, ends_on=today + timedelta(days=9))
    with mock.patch("campaigns.domain.search.touch") as touched:
        assert turn_the_page() == 3
    names = {f"page:{one.pk}" for one in (dated, begins, ended)} | {"index:campaign"}
    assert set(touched.call_args.args) == names


# For machines ------------------------------------------------------------------------------------------------------


def described(html: str) -> list[dict]:
    return [
        json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    ]


def test_machines_are_told_of_campaign_story_and_answered_myth(client, branch):
    campaign = full_campaign(branch, organisation=OrganisationFactory(slug="lantern", name="Lantern"))
    story_page(campaign, agreed=True, slug="vein")
    work, review = described(html_of(client, "/en/campaigns/lantern/night-shift/"))
    assert work["@type"] == "CreativeWork"
    assert work["publisher"]["name"] == "Lantern"
    assert [event["name"] for event in work["subjectOf"]] == ["Reading", "Opening"]
    assert review["@type"] == "ClaimReview"
    assert review["claimReviewed"] == "They take beds."
    (article,) = described(html_of(client, "/en/campaigns/lantern/night-shift/vein/"))
    assert article["@type"] == "Article"
    assert article["about"] == {"@type": "Person", "name": "Samira Nightingale"}
    (profile,) = described(html_of(client, "/en/campaigns/lantern/"))
    assert profile["@type"] == "Organization"


def test_invented_people_and_organisations_are_not_told_to_machines_as_real(client, branch):
    campaign = full_campaign(branch)
    story_page(campaign, slug="vein", shown_name="Rania")
    (article,) = described(html_of(client, "/en/campaigns/lantern/night-shift/vein/"))
    assert "about" not in article
    assert "publisher" not in article
    assert described(html_of(client, "/en/campaigns/lantern/")) == []


# Lists -------------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_runs_first_and_then_what_is_over(client, branch):
    today = timezone.localdate()
    campaign_page(branch, title="Over", ends_on=today - timedelta(days=1))
    campaign_page(branch, title="Running", topic=Topic.objects.get(code="work-and-contribution"))
    campaign_page(branch, title="To come", starts_on=today + timedelta(days=1))
    html = html_of(client, "/en/campaigns/")
    places = [
        html.index(word) for word in ("Running now", ">Running<", ">To come<", "Past campaigns", ">Over<")
    ]
    assert places == sorted(places)
    narrowed = html_of(client, "/en/campaigns/?topic=work-and-contribution")
    assert ">Running<" in narrowed
    assert ">Over<" not in narrowed


def test_an_empty_list_says_so(client, branch):
    campaigns_page(branch)
    assert "No campaign yet" in html_of(client, "/en/campaigns/")


def test_a_long_list_takes_no_more_queries_than_a_short_one_and_bad_pages_do_no_harm(
    client, branch, settings
):
    """Cases 80 and 81."""
    organisation = OrganisationFactory(slug="lantern")
    for _number in range(2):
        campaign_page(branch, organisation)
    few, _texts = queries_of(client, settings, "/en/campaigns/")
    for _number in range(14):
        campaign_page(branch, organisation)
    many, texts = queries_of(client, settings, "/en/campaigns/")
    assert many == few <= MOST_QUERIES + 2, texts
    for page in ("2", "0", "-1", "x", "1e9", "9" * 50, "١"):
        assert (
            client.get("/en/campaigns/", {"page": page, "topic": page, "language": page}).status_code == 200
        )


def test_many_stories_cost_no_more_queries(client, branch, settings):
    """Case 80."""
    campaign = full_campaign(branch)
    for number in range(40):
        story_page(campaign, title=f"Story {number}")
    number, texts = queries_of(client, settings, "/en/campaigns/lantern/night-shift/")
    assert number <= MOST_QUERIES, texts


def test_a_short_address_leads_to_the_only_campaign_of_that_name(client, branch):
    campaign = full_campaign(branch)
    response = client.get("/en/campaigns/night-shift/")
    assert response.status_code == 302
    assert response["Location"].endswith("/en/campaigns/lantern/night-shift/")
    other = campaign_page(branch, slug="seat")
    CampaignPage.objects.filter(pk=other.pk).update(slug=campaign.slug)
    assert client.get("/en/campaigns/night-shift/").status_code == 404
    assert client.get("/en/campaigns/nothing/").status_code == 404


def test_two_campaigns_of_a_language_may_not_have_the_same_address(branch):
    full_campaign(branch)
    other = campaign_page(branch, slug="night-shift", published=False)
    assert len(problems_of(other, "moderation")) == 1
    assert "night-shift" in problems_of(other, "moderation")[0]


def test_the_home_page_leads_to_the_newest_campaigns(client, branch):
    full_campaign(branch)
    html = html_of(client, "/en/")
    assert 'href="/en/campaigns/lantern/night-shift/"' in html


def test_a_first_visit_to_a_campaign_weighs_at_most_60_kb(client, branch):
    campaign = full_campaign(branch)
    for _number in range(5):
        story_page(campaign)
    total, parts = weight(client, "/en/campaigns/lantern/night-shift/")
    assert total <= 60_000, parts
