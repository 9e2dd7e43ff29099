"""The public read API, the feed, search: what machines learn of campaigns."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.domain.pausing import pause, resume
from campaigns.domain.withdrawal import withdraw
from campaigns.models import CampaignPage
from cms.machines import api_parts
from cms.models import SearchEntry
from tests.campaigns.factories import (
    ClaimFactory,
    MemberFactory,
    OrganisationFactory,
    campaign_page,
    organisation_of,
    story_page,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


@pytest.fixture
def campaign(tree):
    organisation = OrganisationFactory(slug="lantern", name="Lantern")
    ClaimFactory(organisation=organisation, key="nurses")
    page = campaign_page(
        tree["en"],
        organisation,
        title="The night shift",
        slug="night-shift",
        lead="It is [[nurses]].",
        sections=[("text", "<p>Bread at four.</p>"), ("stories", None)],
    )
    campaign_page(
        tree["uk"],
        organisation,
        title="Нічна зміна",
        slug="night-shift",
        lead="",
        translation_key=page.translation_key,
    )
    return page


def asked(client, address: str, status: int = 200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content
    return json.loads(response.content)


# Campaigns ---------------------------------------------------------------------------------------------------------


def test_the_list_names_each_campaign_once_with_its_languages(client, tree, campaign):
    answer = asked(client, "/api/campaigns/")
    assert answer["total"] == answer["pages"] == 1
    (one,) = answer["campaigns"]
    assert one["title"] == "The night shift"
    assert one["available_in"] == ["en", "uk"]
    assert one["id"] == str(campaign.translation_key)
    assert asked(client, "/api/campaigns/?language=uk")["campaigns"][0]["title"] == "Нічна зміна"
    assert asked(client, "/api/campaigns/?language=fr")["campaigns"] == []
    assert asked(client, "/api/campaigns/?organisation=lantern")["total"] == 1
    assert asked(client, "/api/campaigns/?organisation=other")["total"] == 0


def test_a_campaign_tells_its_figures_with_all_that_makes_them_checkable(client, campaign):
    story_page(campaign, title="A vein", slug="vein", agreed=True)
    answer = asked(client, f"/api/campaigns/{campaign.translation_key}/")
    assert [one["language"] for one in answer["languages"]] == ["en", "uk"]
    assert answer["languages"][0]["lead"] == "It is 23%."
    (claim,) = answer["claims"]
    assert claim["value"] == "23"
    assert claim["texts"]["en"]["text"] == "23%"
    assert claim["as_of"] == "2023-12-31"
    assert claim["licence"] == "CC-BY-SA-4.0"
    assert claim["is_current"] is True
    (story,) = answer["stories"]
    assert story["title"] == "A vein"
    assert story["url"].endswith("/en/campaigns/lantern/night-shift/vein/")
    assert "Nightingale" not in json.dumps(answer)
    assert answer["licence"]["code"] == "CC-BY-SA-4.0"


def test_what_is_paused_draft_or_unknown_is_not_told(
    client, tree, campaign, django_capture_on_commit_callbacks
):
    """Case 57: ids are random, and what is not shown is answered as what does not exist."""
    draft = campaign_page(tree["en"], organisation_of(campaign), published=False)
    unknown = client.get(f"/api/campaigns/{uuid4()}/")
    assert unknown.status_code == 404
    hidden = client.get(f"/api/campaigns/{draft.translation_key}/")
    assert (hidden.status_code, hidden.content) == (404, unknown.content)
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=MemberFactory(organisation=organisation_of(campaign)).user)
    paused = client.get(f"/api/campaigns/{campaign.translation_key}/")
    assert (paused.status_code, paused.content) == (404, unknown.content)
    assert asked(client, "/api/campaigns/")["campaigns"] == []


@pytest.mark.parametrize(
    "question",
    [
        "page=1e9", "page=0", "page=-1", "page=501", "page=x", "page=١", "page=" + "9" * 400, "page=1&page=2",
        "language=xx", "language=", "user=1", "organisation__name=x", "order=title", "fields=*", "page=1.0",
        "organisation=%00", "organisation=a%2Fb", "organisation=" + "a" * 61,
    ],
)  # fmt: skip
def test_questions_are_allow_listed_and_bounded(client, campaign, question):
    """Cases 57 and 81."""
    response = client.get(f"/api/campaigns/?{question}")
    if question == "language=":
        assert response.status_code == 200
        return
    assert response.status_code == 400
    assert "error" in response.json()


def test_the_list_takes_as_many_queries_for_twenty_as_for_two(client, tree, campaign):
    organisation = organisation_of(campaign)
    with CaptureQueriesContext(connection) as few:
        client.get("/api/campaigns/")
    for _number in range(24):
        campaign_page(tree["en"], organisation)
    client.get("/api/campaigns/")
    with CaptureQueriesContext(connection) as many:
        answer = asked(client, "/api/campaigns/")
    assert len(answer["campaigns"]) == 20
    assert answer["pages"] == 2
    assert len(many) <= len(few)


def test_answers_are_open_to_every_origin_without_cookies_and_are_kept_for_a_minute(client, campaign):
    for address in (
        "/api/campaigns/",
        f"/api/campaigns/{campaign.translation_key}/",
        "/api/withdrawn/",
        "/api/openapi.json",
    ):
        response = client.get(address, headers={"origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert response["Cache-Control"] == "public, max-age=60"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
        again = client.get(address, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.options(address).status_code == 204
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(address).status_code == 405
        assert client.head(address).status_code == 200


# What was taken back -----------------------------------------------------------------------------------------------


def test_what_was_taken_back_is_told_by_its_ids_as_json_and_as_atom(client, campaign):
    """Case 67, as far as those are concerned who downloaded something."""
    story = story_page(campaign, agreed=True, title="A vein")
    key = story.translation_key
    withdraw(key)
    (one,) = asked(client, "/api/withdrawn/")["withdrawn"]
    assert one["story"] == str(key)
    assert one["cards"] == []
    assert "A vein" not in json.dumps(one)
    atom = client.get("/api/withdrawn/?format=atom")
    assert atom["Content-Type"].startswith("application/atom+xml")
    assert f"urn:uuid:{key}" in atom.content.decode()
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    assert asked(client, f"/api/withdrawn/?since={tomorrow}")["withdrawn"] == []
    yesterday = (timezone.now() - timedelta(days=1)).isoformat()
    assert len(asked(client, f"/api/withdrawn/?since={yesterday}")["withdrawn"]) == 1
    answer = asked(client, f"/api/campaigns/{campaign.translation_key}/")
    assert answer["stories"] == []


@pytest.mark.parametrize(
    "question",
    [
        "since=x",
        "since=2026-13-40",
        "since=2026-02-30T99:00",
        "since=%00",
        "since=0001-01-01T00:00:00%2B14:00",
        "format=xml",
        "limit=5",
    ],
)
def test_bad_questions_about_what_was_taken_back_are_refused(client, db, question):
    assert client.get(f"/api/withdrawn/?{question}").status_code == 400


# Its description ---------------------------------------------------------------------------------------------------


def test_the_description_is_openapi_and_describes_what_is_answered(client, campaign):
    story_page(campaign, agreed=True)
    document = asked(client, "/api/openapi.json")
    assert document["openapi"] == "3.1.0"
    assert {"title", "version"} <= document["info"].keys()
    assert set(document["paths"]) == {path for _name, part in api_parts for path in part.paths}
    schemas = document["components"]["schemas"]
    names = set()
    for path, item in document["paths"].items():
        assert path.startswith("/api/")
        operation = item["get"]
        assert operation["operationId"] not in names
        names.add(operation["operationId"])
        assert operation["summary"]
        for parameter in operation["parameters"]:
            assert {"name", "in", "schema", "description", "required"} == parameter.keys()
            assert parameter["required"] is (parameter["in"] == "path")
        assert "200" in operation["responses"]
    for reference in _references(document):
        assert reference.removeprefix("#/components/schemas/") in schemas
    key = campaign.translation_key
    _fits(asked(client, f"/api/campaigns/{key}/"), schemas["Campaign"], schemas)
    for path, address in (("/api/campaigns/", "/api/campaigns/"), ("/api/withdrawn/", "/api/withdrawn/")):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        _fits(asked(client, address), schema, schemas)


def _references(thing):
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from [value] if key == "$ref" else _references(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from _references(value)


def _fits(value, schema: dict, schemas: dict, where: str = "answer") -> None:
    """Check a value against the part of JSON Schema that the description uses."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if value is None:
        assert "null" in kinds, where
        return
    kind = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer"}[type(value)]
    assert kind in kinds, where
    assert value in schema.get("enum", [value]), where
    if kind == "array":
        for place, one in enumerate(value):
            _fits(one, schema["items"], schemas, f"{where}[{place}]")
    elif kind == "object" and "properties" in schema:
        assert set(value) == set(schema["properties"]), where
        for name, one in value.items():
            _fits(one, schema["properties"][name], schemas, f"{where}.{name}")
    elif kind == "object":
        for name, one in value.items():
            _fits(one, schema["additionalProperties"], schemas, f"{where}.{name}")


# Search, feed, sitemap ---------------------------------------------------------------------------------------------


def kinds_found(client, query: str) -> str:
    return client.get("/en/search/", {"q": query}).content.decode()


def test_campaigns_stories_and_organisations_are_found(client, campaign):
    story_page(campaign, agreed=True, title="A vein", slug="vein")
    for query, address in (
        ("bread", "/en/campaigns/lantern/night-shift/"),
        ("23%", "/en/campaigns/lantern/night-shift/"),
        ("vein", "/en/campaigns/lantern/night-shift/vein/"),
        ("Samira", "/en/campaigns/lantern/night-shift/vein/"),
        ("Lantern", "/en/campaigns/lantern/"),
    ):
        assert f'href="{address}"' in kinds_found(client, query), query


def test_a_story_is_found_only_while_its_words_may_stand_on_the_site(
    client, campaign, django_capture_on_commit_callbacks
):
    """Case 68."""
    from tests.campaigns.consents import agree

    story = story_page(campaign, agreed=True, title="A vein", slug="vein")
    assert SearchEntry.objects.filter(translation_key=story.translation_key).exists()
    with django_capture_on_commit_callbacks(execute=True):
        agree(story, name_level="none")
    assert "vein/" not in kinds_found(client, "Nightingale")
    with django_capture_on_commit_callbacks(execute=True):
        agree(story, media=["print"])
    assert not SearchEntry.objects.filter(translation_key=story.translation_key).exists()
    call_command("reindex", verbosity=0)
    assert not SearchEntry.objects.filter(translation_key=story.translation_key).exists()
    assert SearchEntry.objects.filter(translation_key=campaign.translation_key).count() == 2


def test_what_is_paused_is_not_found_and_comes_back(client, campaign, django_capture_on_commit_callbacks):
    story_page(campaign, title="A vein")
    member = MemberFactory(organisation=organisation_of(campaign)).user
    with django_capture_on_commit_callbacks(execute=True):
        pause(campaign, actor=member)
    assert set(SearchEntry.objects.values_list("kind", flat=True)) & {"campaign", "story"} == set()
    assert "night-shift" not in client.get("/en/campaigns/feed/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        resume(campaign, actor=member)
    assert SearchEntry.objects.filter(kind="campaign").count() == 2
    assert SearchEntry.objects.filter(kind="story").count() == 1


def test_a_campaign_that_is_no_longer_live_takes_its_stories_out_of_search(
    campaign, django_capture_on_commit_callbacks
):
    story_page(campaign, title="A vein")
    with django_capture_on_commit_callbacks(execute=True):
        CampaignPage.objects.get(pk=campaign.pk).unpublish()
    assert not SearchEntry.objects.filter(kind="story").exists()


def test_feed_and_sitemap_name_what_is_published(client, campaign):
    story_page(campaign, slug="vein")
    feed = client.get("/en/campaigns/feed/")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "The night shift" in feed.content.decode()
    assert "It is 23%." in feed.content.decode()
    sitemap = client.get("/en/sitemap.xml").content.decode()
    for path in (
        "campaigns/",
        "campaigns/lantern/",
        "campaigns/lantern/night-shift/",
        "campaigns/lantern/night-shift/vein/",
    ):
        assert f"/en/{path}<" in sitemap, path


def test_names_in_other_scripts_are_found_and_have_an_address(client, tree):
    """Case 79: right to left, decomposed letters, words of 300 letters."""
    organisation = OrganisationFactory(slug="lantern")
    word = "Donaudampfschifffahrtsgesellschaft" * 9
    campaign_page(tree["en"], organisation, title="Cafe\u0301 der Nacht")
    campaign_page(tree["en"], organisation, title="وردية الليل")
    campaign_page(tree["en"], organisation, title=word[:250])
    assert "Caf\u00e9 der Nacht" in kinds_found(client, "caf\u00e9")
    found = CampaignPage.objects.get(title="وردية الليل")
    assert found.slug
    assert client.get(found.get_url()).status_code == 200
    assert "وردية الليل" in kinds_found(client, "وردية")
    assert client.get(f"/en/campaigns/{found.slug}/").status_code == 302
