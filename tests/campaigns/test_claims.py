"""The claim ledger: what is complete, who checks, what readers are told meanwhile."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.utils import translation

from campaigns.domain.claims import (
    ClaimError,
    change_claim,
    check_claim,
    data_of,
    delete_claim,
    make_claim,
    missing_in,
)
from campaigns.domain.figures import read_figures
from campaigns.domain.queries.claims import pages_naming
from campaigns.models import Claim, ClaimRecord, ClaimUse
from campaigns.rules import can_check_claim, can_write
from cms.models import AuditEntry, Licence, User
from tests.campaigns.factories import (
    ClaimFactory,
    MemberFactory,
    OrganisationFactory,
    campaign_page,
    organisation_of,
    story_page,
)

WHOLE = {
    "label_en": "Nurses born abroad",
    "unit_en": "of nurses",
    "definition_en": "Share of nurses who were born in another country",
    "territory_en": "High-income countries",
    "kind": "percent",
    "value": Decimal("23"),
    "as_of": date(2023, 12, 31),
    "source": "State of the World's Nursing 2025",
    "url": "https://www.who.int/publications/i/item/9789240110236",
    "review_by": date(2099, 1, 1),
}


@pytest.fixture
def organisation(db):
    return OrganisationFactory()


@pytest.fixture
def writer(organisation):
    return MemberFactory(organisation=organisation).user


@pytest.fixture
def checker(organisation):
    return MemberFactory(organisation=organisation, role="member").user


@pytest.fixture
def claim(organisation, writer):
    return make_claim(
        organisation, actor=writer, key="nurses", licence=Licence.objects.get(code="CC-BY-SA-4.0"), **WHOLE
    )


@pytest.fixture
def reviewer(db):
    user = User.objects.create_user("reviewer@example.org")
    user.user_permissions.add(Permission.objects.get(codename="check_evidence"))
    return User.objects.get(pk=user.pk)


class TestEntering:
    def test_a_member_enters_a_claim_that_nobody_has_checked_yet(self, claim, writer):
        assert (claim.version, claim.checked_version, claim.current, claim.changed_by) == (1, 0, None, writer)
        entry = AuditEntry.objects.get(verb="claim.entered")
        assert (entry.actor, entry.object_id) == (writer, str(claim.pk))

    def test_nobody_from_elsewhere_enters_one(self, organisation):
        with pytest.raises(ClaimError, match="members of the organisation"):
            make_claim(organisation, actor=MemberFactory().user, key="nurses")

    def test_a_key_names_one_claim_of_an_organisation(self, claim, organisation, writer):
        with pytest.raises(ClaimError, match="already"):
            make_claim(organisation, actor=writer, key="nurses")

    def test_another_organisation_may_use_the_same_key(self, claim):
        other = MemberFactory()
        assert make_claim(other.organisation, actor=other.user, key="nurses").pk != claim.pk

    @pytest.mark.parametrize(
        "key", ["", "Nurses", "nurses abroad", "nurses_abroad", "-nurses", "médecins", "a" * 41]
    )
    def test_a_key_is_made_of_small_letters_digits_and_hyphens(self, organisation, writer, key):
        with pytest.raises(ClaimError):
            make_claim(organisation, actor=writer, key=key)

    @pytest.mark.parametrize(("value", "decimals"), [("1", 0), ("0", 0), ("-3", 0), ("2.5", 0), ("8", 1)])
    def test_one_in_so_many_takes_whole_numbers_from_two_on(self, organisation, writer, value, decimals):
        with pytest.raises(ClaimError, match="One in so many"):
            make_claim(
                organisation,
                actor=writer,
                key="share",
                kind="one_in",
                value=Decimal(value),
                decimals=decimals,
            )

    def test_what_is_no_column_of_a_claim_is_refused(self, organisation, writer):
        with pytest.raises(TypeError):
            make_claim(organisation, actor=writer, key="nurses", checked_version=1)


class TestCompleteness:
    @pytest.mark.parametrize(
        ("column", "empty", "name"),
        [
            ("label_en", "", "what it is about"),
            ("unit_en", "", "what is counted"),
            ("definition_en", "", "definition"),
            ("territory_en", "", "territory"),
            ("value", None, "value"),
            ("as_of", None, "date of the figure"),
            ("source", "", "source"),
            ("url", "", "address of the source"),
            ("licence", None, "licence of the source"),
            ("review_by", None, "look at it again by"),
        ],
    )
    def test_each_of_its_parts_is_missed(self, claim, writer, checker, column, empty, name):
        claim = change_claim(claim, actor=writer, **{column: empty})
        assert [str(one) for one in missing_in(claim)] == [name]
        with pytest.raises(ClaimError, match=name):
            check_claim(claim, actor=checker)

    def test_money_needs_a_currency(self, claim, writer):
        claim = change_claim(claim, actor=writer, kind="money")
        assert [str(one) for one in missing_in(claim)] == ["currency"]
        assert missing_in(change_claim(claim, actor=writer, currency="EUR")) == []

    def test_texts_in_any_language_will_do(self, claim, writer):
        claim = change_claim(claim, actor=writer, label_en="", label_uk="Медсестри, народжені за кордоном")
        assert missing_in(claim) == []


class TestChecking:
    def test_a_second_member_checks_and_the_record_keeps_everything(self, claim, checker):
        made = check_claim(claim, actor=checker)
        claim.refresh_from_db()
        assert (claim.current, claim.checked_version) == (made, 1)
        assert made.checked_by == checker
        assert made.data == data_of(claim)
        assert made.data["value"] == "23"
        assert made.data["texts"] == {
            "en": {
                "label": "Nurses born abroad",
                "unit": "of nurses",
                "definition": "Share of nurses who were born in another country",
                "territory": "High-income countries",
            }
        }

    def test_nobody_checks_what_she_changed_last(self, claim, writer):
        with pytest.raises(ClaimError, match="another person"):
            check_claim(claim, actor=writer)

    def test_whoever_changed_it_before_the_last_change_may(self, claim, writer, checker):
        changed = change_claim(claim, actor=checker, value=Decimal("24"))
        assert check_claim(changed, actor=writer).data["value"] == "24"

    def test_an_evidence_reviewer_from_elsewhere_may(self, claim, reviewer):
        assert check_claim(claim, actor=reviewer).checked_by == reviewer

    def test_a_member_of_another_organisation_may_not(self, claim):
        with pytest.raises(ClaimError, match="evidence reviewers"):
            check_claim(claim, actor=MemberFactory().user)

    def test_it_is_not_checked_twice(self, claim, checker):
        check_claim(claim, actor=checker)
        with pytest.raises(ClaimError, match="already"):
            check_claim(claim, actor=checker)

    def test_what_was_changed_before_her_eyes_is_not_checked(self, claim, writer, checker):
        """CASES 77: the later of two is told."""
        change_claim(claim, actor=writer, value=Decimal("24"))
        with pytest.raises(ClaimError, match="meanwhile"):
            check_claim(claim, actor=checker, seen=1)

    def test_a_review_date_in_the_past_is_refused(self, claim, writer, checker):
        changed = change_claim(claim, actor=writer, review_by=date(2020, 1, 1))
        with pytest.raises(ClaimError, match="has passed"):
            check_claim(changed, actor=checker)

    def test_the_rule_and_its_twin_agree(self, claim, writer, reviewer):
        suspended = ClaimFactory(checked=False)
        suspended.organisation.state = "suspended"
        suspended.organisation.save()
        others = ClaimFactory(checked=False)
        people = [
            writer,
            reviewer,
            MemberFactory().user,
            MemberFactory(organisation=suspended.organisation).user,
        ]
        for person in people:
            checkable = set(Claim.objects.checkable_by(person))
            visible = set(Claim.objects.visible_to(person))
            for one in (claim, suspended, others):
                one = Claim.objects.get(pk=one.pk)
                assert (one in checkable) == can_check_claim(person, one)
                assert (one in visible) == can_write(person, one)


class TestChanging:
    def test_a_change_withdraws_the_check_and_readers_keep_the_checked_figure(self, claim, writer, checker):
        check_claim(claim, actor=checker)
        changed = change_claim(claim, actor=writer, value=Decimal("99"))
        assert (changed.version, changed.checked_version) == (2, 1)
        figure = read_figures(claim.organisation_id)["nurses"]
        assert (figure.text("en"), figure.is_current) == ("23%", False)

    def test_what_changes_nothing_raises_no_version(self, claim, checker):
        assert change_claim(claim, actor=checker, value=Decimal("23"), unit_en="of nurses").version == 1
        assert not AuditEntry.objects.filter(verb="claim.changed").exists()

    def test_the_later_of_two_editors_is_told(self, claim, writer, checker):
        """CASES 77."""
        change_claim(claim, actor=writer, value=Decimal("24"), seen=1)
        with pytest.raises(ClaimError, match="meanwhile"):
            change_claim(claim, actor=checker, value=Decimal("25"), seen=1)
        claim.refresh_from_db()
        assert claim.value == 24

    def test_a_member_of_another_organisation_changes_nothing(self, claim):
        with pytest.raises(ClaimError):
            change_claim(claim, actor=MemberFactory().user, value=Decimal("24"))
        claim.refresh_from_db()
        assert claim.value == 23

    def test_records_of_all_checks_are_kept(self, claim, writer, checker):
        check_claim(claim, actor=checker)
        check_claim(change_claim(claim, actor=writer, value=Decimal("24")), actor=checker)
        values = [(one.version, one.data["value"]) for one in ClaimRecord.objects.filter(claim=claim)]
        assert values == [(2, "24"), (1, "23")]

    def test_texts_are_told_apart_by_language_whatever_language_one_works_in(self, claim, writer, checker):
        with translation.override("ar"):
            changed = change_claim(claim, actor=writer, unit_ar="من الممرضات", unit_uk="медсестер")
            texts = check_claim(changed, actor=checker).data["texts"]
        assert (texts["en"]["unit"], texts["ar"]["unit"], texts["uk"]["unit"]) == (
            "of nurses",
            "من الممرضات",
            "медсестер",
        )


class TestDeleting:
    def test_what_no_page_uses_goes_with_its_records(self, claim, writer, checker):
        check_claim(claim, actor=checker)
        delete_claim(claim, actor=writer)
        assert not Claim.objects.exists()
        assert not ClaimRecord.objects.exists()
        assert AuditEntry.objects.get(verb="claim.deleted").details["key"] == "nurses"

    def test_what_a_live_page_uses_stays(self, site_tree):
        campaign = campaign_page(site_tree("en")["en"], title="Night shift")
        organisation = organisation_of(campaign)
        claim = ClaimFactory(organisation=organisation, key="nurses")
        campaign.lead = "[[nurses]] of nurses"
        campaign.save_revision().publish()
        assert pages_naming(claim)[0].title == "Night shift"
        with pytest.raises(ClaimError, match="Night shift"):
            delete_claim(claim, actor=MemberFactory(organisation=organisation).user)
        assert ClaimUse.objects.get().record == claim.current

    def test_what_only_a_draft_names_stays_too(self, site_tree):
        campaign = campaign_page(site_tree("en")["en"])
        organisation = organisation_of(campaign)
        claim = ClaimFactory(organisation=organisation, key="nurses")
        story = story_page(campaign, title="A night")
        story.lead = "[[nurses]] of us"
        story.save_revision()
        with pytest.raises(ClaimError, match="A night"):
            delete_claim(claim, actor=MemberFactory(organisation=organisation).user)
