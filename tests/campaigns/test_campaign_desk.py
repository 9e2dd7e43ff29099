"""The desk of one campaign: where it stands, what wants eyes, what it came to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.domain import measures as verbs
from campaigns.domain import pledges
from campaigns.domain.measures import by_week, measures_of, subjects_of
from campaigns.domain.pausing import pause
from campaigns.domain.queries import campaign_desk as desk
from campaigns.domain.queries.campaign_desk import State
from campaigns.enums import StoryBasis
from campaigns.models import Pledge, PledgePlace, ReachReport, ShareCard
from cms import counting
from cms.counting import DOWNLOAD, EMBED, VIEW
from cms.keys import new_secret
from cms.models import AuditEntry, DailyCount
from tests.campaigns.consents import agree
from tests.campaigns.factories import (
    ContributorFactory,
    MemberFactory,
    OrganisationFactory,
    StoryPageFactory,
    campaign_page,
    organisation_of,
    story_page,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "ar")


@pytest.fixture
def campaign(tree):
    return campaign_page(
        tree["en"], title="The night shift", pledge_kind="public", pledge_text="I say hello."
    )


@pytest.fixture
def member(campaign):
    return MemberFactory(organisation=organisation_of(campaign))


@pytest.fixture
def address(member, campaign):
    return f"/en/organisation/{member.organisation.key}/campaigns/{campaign.translation_key}/"


def counted(subject, what, number, *, days_ago=0, language="en"):
    day = timezone.localdate() - timedelta(days=days_ago)
    DailyCount.objects.create(what=what, subject=subject, language=language, day=day, number=number)


# Where it stands --------------------------------------------------------------------------------------------------


def test_the_desk_names_each_language_and_where_it_stands(client, tree, campaign, member, address):
    in_arabic = campaign_page(
        tree["ar"],
        member.organisation,
        title="وردية الليل",
        translation_key=campaign.translation_key,
        published=False,
    )
    story_page(campaign, title="A vein")
    pages = verbs.campaign_pages(member.organisation, campaign.translation_key)
    assert [(one.language, one.states) for one in desk.states_of(pages)] == [
        ("ar", (State.DRAFT,)),
        ("en", (State.LIVE,)),
    ]
    client.force_login(member.user)
    page = client.get(address).content.decode()
    for words in ("The night shift", "وردية الليل", "A vein", "published", "draft"):
        assert words in page
    assert f"/admin/pages/{in_arabic.pk}/edit/" in page


def test_a_newer_draft_and_a_source_that_moved_on_are_said(campaign):
    campaign.title = "Another title"
    campaign.save_revision()
    campaign.behind_since = timezone.now()
    campaign.save(update_fields=["behind_since"])
    type(campaign).objects.filter(pk=campaign.pk).update(has_unpublished_changes=True)
    campaign.refresh_from_db()
    assert desk.states_of([campaign])[0].states == (State.CHANGED, State.BEHIND)


def test_a_page_that_waits_says_at_which_step(campaign, member):
    from campaigns.domain.seed import seed_review
    from campaigns.domain.workflow import campaign_review

    seed_review()
    campaign.title = "Another title"
    campaign.save_revision()
    campaign_review().start(campaign, member.user)
    campaign.refresh_from_db()
    [state] = desk.states_of([campaign])
    assert State.WAITS in state.states or State.SENT_BACK in state.states
    assert state.step == "evidence check"


def test_a_consent_that_ends_within_two_months_is_shown_and_one_that_does_not_is_not(campaign):
    today = timezone.localdate()
    soon = story_page(campaign, agreed=True, title="Soon")
    later = story_page(campaign, agreed=True, title="Later")
    story_page(campaign, title="Invented")
    agree(soon, until=today + timedelta(days=60))
    agree(later, until=today + timedelta(days=61))
    assert [(one.story.title, one.day) for one in desk.ending_soon([soon, later])] == [
        ("Soon", today + timedelta(days=60))
    ]


def test_who_turns_18_soon_is_shown(campaign, member):
    day = timezone.localdate() + timedelta(days=20)
    contributor = ContributorFactory(organisation=member.organisation, adult_on=day)
    story = StoryPageFactory(
        parent=campaign, basis=StoryBasis.CONSENT, contributor=contributor, published=False
    )
    agree(story, by="guardian")
    type(story).objects.filter(pk=story.pk).update(live=True)
    story.refresh_from_db()
    [found] = desk.ending_soon([story])
    assert (found.day, found.turns_adult) == (day, True)


def test_the_share_kit_says_how_many_cards_are_made(campaign):
    campaign.cards = [("card", {"kind": "call", "look": "paper", "words": "Say hello"})]
    ShareCard.objects.create(
        campaign=campaign.translation_key,
        language="en",
        card="x",
        format="a4",
        digest="x",
        name="x",
        alt="Say hello",
    )
    assert desk.kits_of([campaign]) == [desk.Kit("en", 1, 4, f"{campaign.url}share/")]


def test_a_paused_campaign_says_so(client, campaign, member, address):
    client.force_login(member.user)
    pause(campaign, actor=member.user, reason="Threats")
    page = client.get(address).content.decode()
    assert "Threats" in page
    assert "Let the campaign go on" in page


# What it came to --------------------------------------------------------------------------------------------------


def test_views_downloads_and_pledges_are_summed_over_the_campaign_and_its_stories(tree, campaign, member):
    story = story_page(campaign)
    foreign = campaign_page(tree["en"])  # of another organisation
    key = campaign.translation_key
    counted(key, VIEW, 5)
    counted(key, VIEW, 7, days_ago=7, language="ar")
    counted(story.translation_key, VIEW, 3, days_ago=200)
    counted(key, DOWNLOAD, 2)
    counted(key, EMBED, 4)
    counted(foreign.translation_key, VIEW, 1000)
    pledges.sign(campaign, form=new_secret(), language="en")
    pages = verbs.campaign_pages(member.organisation, key)
    found = measures_of(key, subjects_of(member.organisation, pages))
    assert found.totals == {VIEW: 15, DOWNLOAD: 2, EMBED: 4, "pledge": 1}
    assert found.languages == {"en": 8, "ar": 7}
    assert list(found.weeks[VIEW].values())[-2:] == [7, 5]
    assert sum(found.weeks[VIEW].values()) == 12  # the last twelve weeks
    assert found.since == timezone.localdate() - timedelta(days=200)


def test_weeks_begin_on_mondays_and_those_without_anything_are_there(db):
    today = timezone.localdate()
    found = by_week({today: 3, today - timedelta(days=1): 2, today - timedelta(weeks=60): 9}, 12)
    assert len(found) == 12
    assert {day.weekday() for day in found} == {0}
    assert sum(found.values()) == 5


def test_the_charts_have_their_figures_as_a_table(client, campaign, member, address):
    counted(campaign.translation_key, VIEW, 1234)
    client.force_login(member.user)
    page = client.get(address).content.decode()
    assert "1,234" in page
    assert 'role="img" aria-label="Views of the pages, by week' in page
    assert "The same figures as a table" in page


def test_reach_is_reported_and_always_called_so(client, campaign, member, address):
    client.force_login(member.user)
    day = timezone.localdate()
    said = {"do": "reach", "channel": "Wren Gazette", "people": "2500", "counted_how": "Printed copies"}
    answer = client.post(address, said | {"day": (day + timedelta(days=1)).isoformat()})
    assert "This day has not come yet." in answer.content.decode()
    assert 'value="Wren Gazette"' in answer.content.decode()
    client.post(address, said | {"day": day.isoformat()})
    report = ReachReport.objects.get()
    assert (report.channel, report.people, report.reported_by) == ("Wren Gazette", 2500, member.user)
    page = client.get(address).content.decode()
    assert "People reached elsewhere, as you report it" in page
    assert "2,500" in page
    client.post(address, {"do": f"remove_reach:{report.pk}"})
    assert ReachReport.objects.count() == 0
    assert AuditEntry.objects.filter(verb="reach.removed", actor=member.user).exists()


def test_counts_of_readers_arrive_at_the_desk(client, campaign, member, address):
    browser = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
    for _look in range(3):
        assert Client().get(campaign.url, headers=browser).status_code == 200
    counting.flush()
    found = measures_of(campaign.translation_key, [campaign.translation_key])
    assert found.totals[VIEW] == 3


# Pledges ----------------------------------------------------------------------------------------------------------


def test_a_member_shows_or_deletes_the_promise_of_an_office_holder(client, campaign, member, address):
    type(campaign).objects.filter(pk=campaign.pk).update(pledge_kind="office")
    campaign.refresh_from_db()
    for name in ("Ada Wren", "Not Ada"):
        pledge, _new = pledges.sign(
            campaign, form=new_secret(), language="en", name=name, office="Mayor", email="m@example.org"
        )
        pledges.confirm(pledge.token)
    real, false = Pledge.objects.order_by("pk")
    client.force_login(member.user)
    page = client.get(address).content.decode()
    assert "Is it really them?" in page
    client.post(address, {"do": f"approve:{real.pk}"})
    client.post(address, {"do": f"decline:{false.pk}"})
    assert [one.name for one in pledges.pledge_figures(campaign.translation_key).office_holders] == [
        "Ada Wren"
    ]
    assert Pledge.objects.count() == 1


def test_a_member_names_only_places_that_were_offered(client, campaign, member, address):
    now = timezone.now()
    Pledge.objects.bulk_create(
        Pledge(
            campaign=campaign.translation_key, kind="public", language="en", place="Wren", confirmed_at=now
        )
        for _one in range(12)
    )
    client.force_login(member.user)
    assert client.post(address, {"do": "name_place:Finch"}).status_code == 404
    client.post(address, {"do": "name_place:Wren"})
    assert PledgePlace.objects.get().name == "Wren"
    client.post(address, {"do": f"unname_place:{PledgePlace.objects.get().pk}"})
    assert PledgePlace.objects.count() == 0


# Who --------------------------------------------------------------------------------------------------------------


def test_members_of_other_organisations_do_not_find_it_under_any_key(client, campaign, member, address):
    """Case 11."""
    other = MemberFactory(organisation=OrganisationFactory())
    client.force_login(other.user)
    foreign = f"/en/organisation/{other.organisation.key}/campaigns/{campaign.translation_key}/"
    report = ReachReport.objects.create(
        organisation=member.organisation,
        campaign=campaign.translation_key,
        day=timezone.localdate(),
        channel="x",
        people=1,
        counted_how="x",
    )
    for path in (address, foreign):
        assert client.get(path).status_code == 404
        assert client.post(path, {"do": f"remove_reach:{report.pk}"}).status_code == 404
        for format in ("pdf", "csv", "xlsx"):
            assert client.get(f"{path}report/{format}/").status_code == 404
    assert ReachReport.objects.count() == 1
    assert Client().get(address).status_code == 302


def test_a_look_changes_nothing_and_unknown_deeds_are_not_found(client, campaign, member, address):
    """Case 52."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user)
    assert strict.post(address, {"do": "reach"}).status_code == 403
    client.force_login(member.user)
    for do in ("", "erase", "approve:x", "approve:99999", "remove_reach:" + "9" * 30, "unname_place:-1"):
        assert client.post(address, {"do": do}).status_code == 404


def test_the_page_is_kept_by_no_cache(client, member, address):
    client.force_login(member.user)
    assert "no-store" in client.get(address)["Cache-Control"]


def test_the_page_asks_as_much_for_one_story_as_for_three(client, campaign, member, address):
    client.force_login(member.user)
    asked = []
    for _story in range(3):
        story_page(campaign, agreed=True)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1] == asked[2] <= 40
