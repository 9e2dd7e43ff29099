"""The sample campaigns on a site: live in four languages, safe to load again, never over an editor's work."""

from html import unescape

import pytest
from wagtail.models import GroupPagePermission, Page, WorkflowPage

from campaigns.domain.figures import figures_of
from campaigns.domain.starter import (
    ORGANISATION_KEY,
    claim_entries,
    entry_of,
    load_campaigns,
    starter_keys,
    story_keys,
)
from campaigns.enums import OrganisationState, StoryBasis
from campaigns.lint import lint
from campaigns.models import (
    CampaignPage,
    CampaignsPage,
    Claim,
    ClaimRecord,
    Organisation,
    OrganisationPage,
    StoryPage,
)
from campaigns.validators import problems_of
from cms.languages import INTERFACE_LANGUAGES
from cms.models import AuditEntry, SiteImage, StarterRecord

LANGUAGES = ["ar", "en", "fr", "uk"]
HOUSE = "lantern-youth-network"
FOLDERS = starter_keys() + [f"{key}/{story}" for key in starter_keys() for story in story_keys(key)]

pytestmark = pytest.mark.usefixtures("starter")


def quiet(_text):
    return None


def page_of(folder, language="en"):
    model = StoryPage if "/" in folder else CampaignPage
    return model.objects.get(slug=folder.rpartition("/")[2], locale__language_code=language)


def state():
    pages = Page.objects.filter(path__startswith=CampaignsPage.objects.first().path[:4])
    return (
        list(pages.order_by("pk").values_list("pk", "latest_revision_id", "live_revision_id")),
        list(Claim.objects.order_by("pk").values_list("pk", "version", "current_id")),
        Organisation.objects.count(),
        SiteImage.objects.count(),
        ClaimRecord.objects.count(),
    )


def test_the_page_of_campaigns_and_the_organisation_are_live_in_every_language_of_the_interface():
    for model in (CampaignsPage, OrganisationPage):
        live = model.objects.live().values_list("locale__language_code", flat=True)
        assert sorted(live) == sorted(INTERFACE_LANGUAGES)
    assert all(CampaignsPage.objects.values_list("show_in_menus", flat=True))


def test_campaigns_and_stories_are_live_in_four_languages_and_nothing_speaks_against_them():
    for folder in FOLDERS:
        for language in LANGUAGES:
            page = page_of(folder, language)
            assert page.live
            assert not page.has_unpublished_changes
            assert page.behind_since is None
            assert problems_of(page) == []


def test_the_lint_has_nothing_to_remark():
    for folder in FOLDERS:
        for language in LANGUAGES:
            assert lint(page_of(folder, language), language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_answers_in_its_own_language_and_in_no_other(client, language):
    for folder in FOLDERS:
        answer = client.get(f"/{language}/campaigns/{HOUSE}/{folder}/")
        assert answer.status_code == 200, folder
        html = unescape(answer.content.decode())
        assert f'<html lang="{language}"' in html
        main = html.partition("<main")[2].partition("</main>")[0]
        own = entry_of(folder, language)
        assert own["title"] in main
        assert own["lead"] in main
        assert "[[" not in main
        for other in LANGUAGES:
            if other != language:
                theirs = entry_of(folder, other)
                assert theirs["lead"] not in main, (folder, other)
                if len(theirs["title"]) > 12:
                    assert theirs["title"] not in main, (folder, other)


def test_figures_are_filled_in_as_each_language_writes_them(client):
    address = f"campaigns/{HOUSE}/the-whole-picture/"
    assert "10.4%" in client.get(f"/en/{address}").content.decode()
    assert "10,4" in client.get(f"/fr/{address}").content.decode()
    assert "117,3" in client.get(f"/uk/{address}").content.decode()


def test_invented_people_are_marked_and_documented_ones_name_their_sources(client):
    for folder in FOLDERS:
        if "/" not in folder:
            continue
        story = page_of(folder)
        html = client.get(f"/en/campaigns/{HOUSE}/{folder}/").content.decode()
        if story.basis == StoryBasis.INVENTED:
            assert "invented" in html.lower()
            assert not story.sources
        else:
            assert story.basis == StoryBasis.PUBLIC
            assert all(source.value["url"] in html.replace("&amp;", "&") for source in story.sources)
        assert story.contributor is None


def test_the_organisation_is_a_sample_with_a_group_a_collection_and_nobody_in_it():
    organisation = Organisation.objects.get(page_key=ORGANISATION_KEY)
    assert organisation.is_sample
    assert organisation.state == OrganisationState.APPROVED
    assert organisation.memberships.count() == 0
    pages = OrganisationPage.objects.filter(translation_key=ORGANISATION_KEY)
    writable = GroupPagePermission.objects.filter(group=organisation.group, page__in=pages)
    assert set(writable.values_list("page_id", flat=True)) == set(pages.values_list("pk", flat=True))
    assert WorkflowPage.objects.filter(page__in=pages).count() == len(INTERFACE_LANGUAGES)
    pictures = SiteImage.objects.filter(collection=organisation.collection)
    assert pictures.count() == 9
    assert all(
        picture.alt_ar and picture.alt_en and picture.alt_fr and picture.alt_uk for picture in pictures
    )
    assert {picture.licence.code for picture in pictures} == {"CC-BY-SA-4.0"}


def test_every_figure_is_checked_by_the_site_with_an_entry_in_the_audit_trail():
    organisation = Organisation.objects.get(page_key=ORGANISATION_KEY)
    figures = figures_of(organisation.pk)
    assert sorted(figures) == sorted(entry["key"] for entry in claim_entries())
    assert all(figure.is_current for figure in figures.values())
    assert all(figure.has(language) for figure in figures.values() for language in INTERFACE_LANGUAGES)
    entries = AuditEntry.objects.filter(verb="claim.checked")
    assert entries.count() == len(figures)
    assert set(entries.values_list("actor", flat=True)) == {None}


def test_loading_again_changes_nothing():
    before = state()
    assert load_campaigns(progress=quiet) == 0
    assert state() == before


def test_a_changed_file_changes_the_pages_that_nobody_touched():
    page = page_of("the-night-shift", "uk")
    StarterRecord.objects.filter(name__startswith="campaigns/the-night-shift/").filter(
        name__endswith="/uk"
    ).exclude(name__contains="/a-").update(digest="an older file")
    assert load_campaigns(progress=quiet) == 3
    page.refresh_from_db()
    assert page.live
    assert page.title == entry_of("the-night-shift", "uk")["title"]


def test_an_editors_change_is_kept():
    campaign, story = page_of("the-night-shift"), page_of("the-whole-picture/what-they-shout", "fr")
    for page in (campaign, story):
        page.title = "My own title"
        page.save_revision().publish()
    names = ("campaigns/the-night-shift/en", "campaigns/the-whole-picture/what-they-shout/fr")
    StarterRecord.objects.filter(name__in=names).update(digest="an older file")
    load_campaigns(progress=quiet)
    for page in (campaign, story):
        page.refresh_from_db()
        assert page.title == "My own title"


def test_a_story_that_an_editor_deleted_does_not_come_back():
    page_of("the-whole-picture/games-on-a-lawn").delete()
    StarterRecord.objects.filter(name__startswith="campaigns/the-whole-picture/games").update(digest="old")
    load_campaigns(progress=quiet)
    gone = StoryPage.objects.filter(slug="games-on-a-lawn", locale__language_code="en")
    assert not gone.exists()


def test_a_figure_that_somebody_changed_is_theirs(django_user_model):
    person = django_user_model.objects.create_user("editor@example.org")
    claim = Claim.objects.get(key="refugees-income")
    Claim.objects.filter(pk=claim.pk).update(value="73", changed_by=person, version=2)
    StarterRecord.objects.filter(name="campaigns/claims").update(digest="an older file")
    load_campaigns(progress=quiet)
    claim.refresh_from_db()
    assert claim.value == 73
    assert claim.version == 2
    assert claim.checked_version == 1


def test_a_figure_that_changed_in_the_file_is_checked_again():
    claim = Claim.objects.get(key="refugees-income")
    Claim.objects.filter(pk=claim.pk).update(value="70")
    StarterRecord.objects.filter(name="campaigns/claims").update(digest="an older file")
    load_campaigns(progress=quiet)
    claim.refresh_from_db()
    assert claim.value == 71
    assert claim.version == claim.checked_version == 2
    assert ClaimRecord.objects.filter(claim=claim).count() == 2


def test_nothing_is_loaded_below_an_organisation_that_was_suspended():
    Organisation.objects.filter(page_key=ORGANISATION_KEY).update(state=OrganisationState.SUSPENDED)
    StarterRecord.objects.filter(name__startswith="campaigns/").update(digest="an older file")
    before = Page.objects.count()
    load_campaigns(progress=quiet)
    assert Page.objects.count() == before
    assert Organisation.objects.filter(page_key=ORGANISATION_KEY).count() == 1
