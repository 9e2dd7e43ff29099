"""Organisations: asked for, decided on, suspended, given back."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.images.permissions import permission_policy as pictures
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from campaigns.domain.approval import approve, decline, resume, suspend
from campaigns.domain.organisations import OrganisationError, request_organisation
from campaigns.domain.queries.belonging import (
    campaign_of,
    organisation_of,
    organisations_of,
    pages_of,
)
from campaigns.domain.seed import GROUPS, seed_review
from campaigns.domain.workflow import campaign_review
from campaigns.enums import OrganisationState
from campaigns.models import CampaignPage, Organisation, OrganisationPage
from cms.models import AuditEntry
from tests.campaigns.factories import campaign_page, campaigns_page, story_page
from tests.campaigns.people import approved, asked, coordinator, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "uk")


def test_a_request_waits_for_a_coordinator_and_is_written_down():
    asker = person()
    made = asked(asker, "  Ліхтар   молоді ", language="uk")
    assert (made.name, made.slug, made.state) == ("Ліхтар молоді", "ліхтар-молоді", "requested")
    entry = AuditEntry.objects.get(verb="organisation.requested")
    assert (entry.actor, entry.object_id) == (asker, str(made.pk))


@pytest.mark.parametrize(
    ("name", "slug"), [("Feed", "feed-2"), ("?!", "organisation"), ("Lantern", "lantern")]
)
def test_what_stands_in_addresses_is_free_and_never_empty(name, slug):
    assert asked(person(), name).slug == slug


def test_the_same_name_is_not_asked_for_twice_and_nobody_asks_without_end():
    asker = person()
    asked(asker, "Lantern")
    with pytest.raises(OrganisationError, match="of this name already"):
        asked(person("Another"), "LANTERN")
    asked(asker, "Second")
    with pytest.raises(OrganisationError, match="wait for our answer"):
        asked(asker, "Third")


def test_approval_gives_an_organisation_all_that_it_works_with(tree):
    lead = person("Lead", "uk")
    organisation = approved(tree, lead=lead, language="uk")
    pages = OrganisationPage.objects.filter(translation_key=organisation.page_key).order_by(
        "locale__language_code"
    )
    assert [(page.locale.language_code, page.slug, page.live, page.about) for page in pages] == [
        ("en", "lantern-youth", True, ""),
        ("uk", "lantern-youth", True, "<p>We listen.</p><p>Then we tell.</p>"),
    ]
    group = organisation.group
    assert group.name == f"Organisation: Lantern Youth ({organisation.key})"
    assert list(lead.groups.all()) == [group]
    assert set(group.permissions.values_list("codename", flat=True)) == {"access_admin", "submit_translation"}
    on_pages = GroupPagePermission.objects.filter(group=group).values_list("page", "permission__codename")
    assert set(on_pages) == {(page.pk, name) for page in pages for name in ("add_page", "change_page")}
    on_files = GroupCollectionPermission.objects.filter(group=group)
    assert set(on_files.values_list("collection", "permission__codename")) == {
        (organisation.collection_id, f"{verb}_{kind}")
        for verb in ("add", "change", "choose")
        for kind in ("image", "document")
    }
    assert organisation.collection.get_parent().name == "Organisations"
    assert [page.get_workflow() for page in pages] == [campaign_review()] * 2
    member = organisation.memberships.get()
    assert (member.user, member.role) == (lead, "lead")
    assert (
        AuditEntry.objects.filter(verb="organisation.approved", object_id=str(organisation.pk)).count() == 1
    )


def test_members_write_but_never_publish(tree):
    lead = person("Lead")
    organisation = approved(tree, lead=lead)
    page = Page.objects.filter(pages_of(organisation)).first().specific
    allowed = page.permissions_for_user(lead)
    assert allowed.can_edit()
    assert allowed.can_add_subpage()
    assert not allowed.can_publish()
    assert not allowed.can_unpublish()
    assert not allowed.can_delete()
    assert not page.get_parent().permissions_for_user(lead).can_add_subpage()
    assert set(pictures.collections_user_has_permission_for(lead, "add")) == {organisation.collection}


def test_two_organisations_share_the_collection_above(tree):
    approved(tree, "First")
    approved(tree, "Second")
    above = Collection.objects.get(name="Organisations")
    assert list(above.get_children().values_list("name", flat=True)) == ["First", "Second"]


def test_a_language_that_opens_later_has_every_organisation(site_tree):
    tree = site_tree("en", "uk")
    organisation = approved({"en": tree["en"]})
    page = campaigns_page(tree["uk"])
    made = OrganisationPage.objects.child_of(page).get()
    assert (made.translation_key, made.live) == (organisation.page_key, True)
    assert made.get_workflow() == campaign_review()
    assert GroupPagePermission.objects.filter(group=organisation.group, page=made).count() == 2
    page.save_revision().publish()
    assert OrganisationPage.objects.child_of(page).count() == 1


def test_only_coordinators_decide_and_never_about_their_own(tree):
    """Case 18."""
    own = coordinator("Busy")
    mine = asked(own, "Mine")
    other = asked(person(), "Other")
    with pytest.raises(OrganisationError, match="You belong"):
        approve(mine, actor=own)
    with pytest.raises(OrganisationError, match="Only coordinators"):
        approve(other, actor=person("Nobody"))
    approve(mine, actor=coordinator())
    with pytest.raises(OrganisationError, match="You belong"):
        suspend(mine, actor=own, reasons="Because.")
    assert {one.state for one in Organisation.objects.all()} == {"approved", "requested"}


def test_a_request_is_decided_once(tree):
    by = coordinator()
    organisation = approved(tree, by=by)
    with pytest.raises(OrganisationError, match="meanwhile"):
        approve(organisation, actor=by)
    with pytest.raises(OrganisationError, match="meanwhile"):
        decline(organisation, actor=by, reasons="Late.")
    assert Group.objects.filter(name__startswith="Organisation:").count() == 1


@pytest.mark.parametrize("language", ["en", "uk"])
def test_who_asked_is_told_with_the_reasons(language, mailoutbox, django_capture_on_commit_callbacks, tree):
    asker = person("Asker", language)
    organisation = asked(asker)
    with pytest.raises(OrganisationError, match="reasons"):
        decline(organisation, actor=coordinator(), reasons=" ")
    with django_capture_on_commit_callbacks(execute=True):
        decline(organisation, actor=coordinator("Second"), reasons="Please tell us who you are.")
    (letter,) = mailoutbox
    assert letter.to == [asker.email]
    assert "Lantern Youth" in letter.subject
    assert "\n" not in letter.subject
    assert "Please tell us who you are." in letter.body
    assert f"http://localhost/{language}/organisation/" in letter.body
    organisation.refresh_from_db()
    assert organisation.state == OrganisationState.DECLINED


def test_a_declined_organisation_can_still_be_approved(tree):
    by = coordinator()
    organisation = decline(asked(person()), actor=by, reasons="Not yet.")
    assert approve(organisation, actor=by).state == "approved"


def test_a_suspended_organisation_is_off_the_site_and_its_members_out_at_once(tree):
    lead, by = person("Lead"), coordinator()
    organisation = approved(tree, lead=lead, by=by)
    campaign = campaign_page(tree["en"], organisation)
    draft = campaign_page(tree["en"], organisation, published=False)
    suspend(organisation, actor=by, reasons="We look into a complaint.")
    assert not Page.objects.filter(pages_of(organisation)).live().exists()
    assert not lead.groups.exists()
    assert not CampaignPage.objects.get(pk=draft.pk).permissions_for_user(lead).can_edit()
    campaign.refresh_from_db()
    with pytest.raises(ValidationError, match="suspended"):
        campaign.save_revision().publish()


def test_a_resumed_organisation_is_as_it_was(tree):
    lead, by = person("Lead"), coordinator()
    organisation = approved(tree, lead=lead, by=by)
    campaign = campaign_page(tree["en"], organisation, title="As it was")
    story = story_page(campaign)
    campaign_page(tree["en"], organisation, title="Only a draft", published=False)
    campaign.title = "Not yet published"
    campaign.save_revision()
    before = set(Page.objects.live().values_list("pk", "title"))
    suspend(organisation, actor=by, reasons="We look into a complaint.")
    resume(organisation, actor=by)
    assert set(Page.objects.live().values_list("pk", "title")) == before
    assert story.pk in dict(before)
    campaign.refresh_from_db()
    assert campaign.has_unpublished_changes
    assert campaign.get_latest_revision_as_object().title == "Not yet published"
    assert list(lead.groups.all()) == [organisation.group]


def test_a_language_that_opened_during_a_suspension_has_the_organisation_afterwards(site_tree):
    tree = site_tree("en", "uk")
    by = coordinator()
    organisation = approved({"en": tree["en"]}, by=by)
    suspend(organisation, actor=by, reasons="We look into a complaint.")
    above = campaigns_page(tree["uk"])
    assert not OrganisationPage.objects.child_of(above).exists()
    resume(organisation, actor=by)
    assert OrganisationPage.objects.child_of(above).live().count() == 1


def test_what_belongs_to_whom(tree, django_assert_num_queries):
    first, second = approved(tree, "First"), approved(tree, "Second")
    campaign, other = campaign_page(tree["en"], first), campaign_page(tree["uk"], second)
    story = story_page(campaign)
    with django_assert_num_queries(1):
        assert organisation_of(story) == first
    assert organisation_of(tree["en"].home) is None
    pages = [story, campaign, other, tree["en"].home]
    for asked_about in (pages[:1], pages):
        with django_assert_num_queries(2):
            found = organisations_of(asked_about)
    assert found == {story.pk: first, campaign.pk: first, other.pk: second}
    assert campaign_of(story) == campaign
    assert set(Page.objects.filter(pages_of(first)).type(CampaignPage)) == {Page.objects.get(pk=campaign.pk)}
    assert not Page.objects.filter(pages_of()).exists()


def test_seeds_make_groups_and_review_once():
    """A second run makes nothing and takes nothing back."""
    assert {group.name for group in Group.objects.filter(name__in=GROUPS)} == set(GROUPS)
    for name, codename in GROUPS.items():
        found = Group.objects.get(name=name).permissions.values_list("codename", flat=True)
        assert set(found) == {codename, "access_admin"}
    steps = campaign_review().workflow_tasks.order_by("sort_order")
    assert [type(step.task.specific).__name__ for step in steps] == [
        "EvidenceTask",
        "SafeguardingTask",
        "ModerationTask",
    ]
    Group.objects.get(name="Campaign moderators").permissions.clear()
    assert seed_review() == 0
    assert not Group.objects.get(name="Campaign moderators").permissions.exists()


def test_a_request_in_a_language_that_is_none_of_ours_is_refused():
    with pytest.raises(OrganisationError, match="our languages"):
        request_organisation(
            actor=person(), name="X", about="Y", contact_email="x@example.org", language="xx"
        )
