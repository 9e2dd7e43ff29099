"""Whatever shows a figure hears within a minute that it changed, lost its check, or is due."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from campaigns.domain.claims import change_claim, check_claim
from campaigns.domain.figures import figures_of, stamp_of
from campaigns.domain.flags import flag_what_is_due, flagged_among, flags_below, flags_of, note_uses
from campaigns.enums import FlagReason
from campaigns.models import ClaimUse
from cms import worker
from cms.cache import stamps
from tests.campaigns.factories import ClaimFactory, MemberFactory, campaign_page, organisation_of, story_page

WORDS = "[[nurses]] of nurses in rich countries were born elsewhere."


@pytest.fixture
def campaign(site_tree):
    page = campaign_page(site_tree("en")["en"], title="Night shift", slug="night-shift")
    ClaimFactory(organisation=organisation_of(page), key="nurses", review_by=date(2030, 6, 30))
    page.lead = WORDS
    page.save_revision().publish()
    page.refresh_from_db()
    return page


@pytest.fixture
def claim(campaign):
    return organisation_of(campaign).claims.get()


@pytest.fixture
def writer(claim):
    return MemberFactory(organisation=claim.organisation).user


@pytest.fixture
def checker(claim):
    return MemberFactory(organisation=claim.organisation).user


@pytest.fixture
def at(monkeypatch):
    """`at(2030, 7, 1)`: from now on it is that day."""

    def move(*day):
        moment = datetime(*day, 12, tzinfo=ZoneInfo("Europe/Brussels"))
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return move


def reasons(page):
    return [(flag.key, flag.reason) for flag in flags_of(page)]


def touched(names, deed, commit):
    before = stamps.versions(names)
    with commit(execute=True):
        deed()
    return [name for name, old, new in zip(names, before, stamps.versions(names), strict=True) if old != new]


class TestRaising:
    def test_a_fresh_page_has_no_flags(self, campaign):
        assert flags_of(campaign) == []

    def test_an_unchecked_change_flags_the_page(self, campaign, claim, writer):
        change_claim(claim, actor=writer, value=Decimal("30"))
        assert reasons(campaign) == [("nurses", FlagReason.UNCHECKED)]

    def test_a_checked_change_flags_it_until_the_page_is_published_again(
        self, campaign, claim, writer, checker
    ):
        check_claim(change_claim(claim, actor=writer, value=Decimal("30")), actor=checker)
        assert reasons(campaign) == [("nurses", FlagReason.CHANGED)]
        campaign.save_revision().publish()
        assert flags_of(campaign) == []
        assert ClaimUse.objects.get().record.data["value"] == "30"

    def test_a_later_review_date_alone_leaves_no_flag_once_it_is_checked(
        self, campaign, claim, writer, checker
    ):
        changed = change_claim(claim, actor=writer, review_by=date(2031, 6, 30))
        assert reasons(campaign) == [("nurses", FlagReason.UNCHECKED)]
        check_claim(changed, actor=checker)
        assert flags_of(campaign) == []

    def test_a_change_that_was_taken_back_and_checked_leaves_no_flag(self, campaign, claim, writer, checker):
        changed = change_claim(claim, actor=writer, value=Decimal("30"))
        check_claim(change_claim(changed, actor=writer, value=Decimal("23")), actor=checker)
        assert flags_of(campaign) == []

    def test_the_day_after_its_review_date_it_is_due(self, campaign, at):
        at(2030, 6, 30)
        assert flag_what_is_due() == 0
        at(2030, 7, 1)
        assert flag_what_is_due() == 1
        assert reasons(campaign) == [("nurses", FlagReason.DUE)]
        assert flag_what_is_due() == 0

    def test_stories_are_flagged_too_and_the_desk_lists_both(self, campaign, claim, writer):
        story = story_page(campaign, title="A night", lead=WORDS)
        change_claim(claim, actor=writer, value=Decimal("30"))
        assert [flag.page_title for flag in flags_below(claim.organisation)] == ["Night shift", "A night"]
        assert reasons(story) == [("nurses", FlagReason.UNCHECKED)]

    def test_a_page_that_is_taken_down_uses_nothing(self, campaign):
        campaign.unpublish()
        assert not ClaimUse.objects.exists()

    def test_a_page_that_no_longer_names_it_is_free_of_it(self, campaign, claim, writer):
        campaign.lead = "Nurses were born everywhere."
        campaign.save_revision().publish()
        change_claim(claim, actor=writer, value=Decimal("30"))
        assert flags_of(campaign) == []

    def test_noting_uses_twice_notes_them_once(self, campaign):
        note_uses(campaign)
        note_uses(campaign)
        assert ClaimUse.objects.count() == 1


class TestTelling:
    def names(self, campaign, claim):
        return [f"page:{campaign.pk}", stamp_of(claim.organisation_id)]

    def test_a_change_touches_the_page_and_the_figures(
        self, campaign, claim, writer, django_capture_on_commit_callbacks
    ):
        names = self.names(campaign, claim)
        assert (
            touched(
                names,
                lambda: change_claim(claim, actor=writer, value=Decimal("30")),
                django_capture_on_commit_callbacks,
            )
            == names
        )

    def test_a_check_touches_them(self, campaign, claim, writer, checker, django_capture_on_commit_callbacks):
        changed = change_claim(claim, actor=writer, value=Decimal("30"))
        names = self.names(campaign, claim)
        assert (
            touched(names, lambda: check_claim(changed, actor=checker), django_capture_on_commit_callbacks)
            == names
        )

    def test_so_does_the_day_on_which_it_is_due(
        self, campaign, claim, at, django_capture_on_commit_callbacks
    ):
        names = self.names(campaign, claim)
        at(2030, 7, 1)
        assert touched(names, flag_what_is_due, django_capture_on_commit_callbacks) == names
        assert touched(names, flag_what_is_due, django_capture_on_commit_callbacks) == []

    def test_the_job_comes_round_twice_a_minute(self):
        job = worker.jobs["campaigns.flag_figures"]
        assert (job.seconds, job.function) == (30, flag_what_is_due)


class TestCards:
    def test_what_may_not_be_shown_apart_from_its_page_is_known(self, campaign, claim, writer, checker, at):
        other = ClaimFactory(organisation=claim.organisation)
        both = [claim.pk, other.pk]
        assert flagged_among(both) == set()
        changed = change_claim(claim, actor=writer, value=Decimal("30"))
        assert flagged_among(both) == {claim.pk}
        check_claim(changed, actor=checker)
        assert flagged_among(both) == {claim.pk}  # the page's words may no longer fit
        campaign.save_revision().publish()
        assert flagged_among(both) == set()
        at(2030, 7, 1)
        assert flagged_among(both) == {claim.pk}

    @pytest.mark.parametrize("number", [1, 3])
    def test_one_query_answers_for_all(self, claim, number, django_assert_num_queries):
        wanted = [ClaimFactory(organisation=claim.organisation).pk for _each in range(number)]
        with django_assert_num_queries(1):
            flagged_among(wanted)

    @pytest.mark.parametrize("number", [1, 3])
    def test_one_query_lists_the_flags_of_a_page(
        self, campaign, claim, writer, number, django_assert_num_queries
    ):
        others = [ClaimFactory(organisation=claim.organisation) for _each in range(number)]
        campaign.lead += "".join(f" [[{other.key}]]" for other in others)
        campaign.save_revision().publish()
        for other in others:
            change_claim(other, actor=writer, value=Decimal("30"))
        with django_assert_num_queries(1):
            assert len(flags_of(campaign)) == number


@pytest.mark.django_db(transaction=True)
def test_readers_are_told_within_a_minute_although_the_page_is_kept(client, settings, at, transactional_db):
    from tests.factories import plant

    settings.PAGE_CACHE = True
    page = campaign_page(plant("en")["en"], title="Night shift", slug="night-shift")
    claim = ClaimFactory(organisation=organisation_of(page), key="nurses", review_by=date(2030, 6, 30))
    page.lead = WORDS
    page.sections = [("evidence", {"claim": "nurses", "sentence": WORDS, "comment": ""})]
    page.save_revision().publish()
    url = page.get_url()
    due = "This figure is being checked again."
    first, again = client.get(url).content.decode(), client.get(url).content.decode()
    assert "23%" in first
    assert due not in first
    assert again == first
    claims = client.get(f"{url}claims/").content.decode()
    assert due not in claims

    at(2030, 7, 1)
    worker.run_due_jobs()
    assert due in client.get(url).content.decode()
    assert due in client.get(f"{url}claims/").content.decode()
    assert not figures_of(claim.organisation_id)["nurses"].is_current
    assert timezone.now() - ClaimUse.objects.get().flagged_at < timedelta(seconds=60)
