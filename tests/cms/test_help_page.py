"""Where to report hate and find help."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cms.cache.keeping import forget_everything
from cms.models import Country, HelpEntry

pytestmark = pytest.mark.django_db

REPORT_STATES = ["AT", "BE", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "MT", "NL", "NO", "US"]


@pytest.fixture
def page(site_tree, client, settings):
    settings.PAGE_CACHE = False  # a test's changes are never committed, so no stamp would move
    site_tree("en", "uk", "ar")

    def get(country="", language="en"):
        forget_everything()
        return client.get(f"/{language}/help/", {"country": country} if country else {})

    return get


def test_the_fourteen_states_of_the_report_and_more_are_there(page):
    assert sorted(Country.objects.filter(in_report=True).values_list("code", flat=True)) == REPORT_STATES
    offered = {country["code"] for country in page().context["countries"]}
    assert set(REPORT_STATES) <= offered
    assert len(offered) >= 20


@pytest.mark.parametrize("country", [*REPORT_STATES, "SE", "PL", "PT", "GR", "RO", "UA", "EU"])
def test_a_country_shows_whom_to_turn_to_with_the_date_of_the_last_check(page, country):
    response = page(country)
    html = response.content.decode()
    shown = response.context["country"]
    assert shown["groups"]
    services = sum(len(group["entries"]) for group in shown["groups"]) + bool(shown["emergency"])
    assert html.count("Last checked on") == services


def test_the_emergency_number_comes_before_everything_else(page):
    html = page("AT").content.decode()
    assert html.index('href="tel:112"') < html.index('class="help-entry"')


@pytest.mark.parametrize("wanted", ["XX", "zz", "<script>", "A" * 300, "at"])
def test_an_unknown_country_gets_the_list_and_a_known_one_may_be_small(page, wanted):
    response = page(wanted)
    assert response.status_code == 200
    assert (response.context["country"] is not None) == (wanted == "at")
    assert "<script>" not in response.content.decode().split("<main")[1]


def test_a_number_that_nobody_checked_for_a_year_is_hidden(page):
    entry = HelpEntry.objects.filter(country__code="AT").exclude(phone="").exclude(kind="emergency").first()
    assert f"{entry.phone}</bdi>" in page("AT").content.decode()
    HelpEntry.objects.filter(pk=entry.pk).update(last_checked=timezone.localdate() - timedelta(days=366))
    shown = [one for group in page("AT").context["country"]["groups"] for one in group["entries"]]
    assert [one["phone"] for one in shown if one["name"] == entry.name] == [""]


def test_a_hidden_entry_is_not_shown(page):
    entry = HelpEntry.objects.filter(country__code="AT").exclude(name="").first()
    HelpEntry.objects.filter(pk=entry.pk).update(hidden=True)
    names = [one["name"] for group in page("AT").context["country"]["groups"] for one in group["entries"]]
    assert entry.name not in names


def test_it_is_written_in_the_readers_language(page):
    assert page("AT", "uk").context["country"]["label"] == "Австрія"
    assert page("AT", "ar").context["country"]["label"] == "النمسا"
