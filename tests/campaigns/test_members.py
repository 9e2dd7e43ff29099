"""Who belongs to an organisation: invited, let in, removed, gone."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Page, PageSubscription, WorkflowState

from campaigns.domain import members
from campaigns.domain.approval import suspend
from campaigns.domain.members import accept, change_role, invitation_by, invite, leave, remove, take_back
from campaigns.domain.organisations import OrganisationError
from campaigns.domain.queries.belonging import pages_of
from campaigns.models import Claim, Invitation, Membership, Organisation
from campaigns.rules import can_enter, can_lead, can_write, is_of
from cms.domain.accounts import erase_account
from cms.models import AuditEntry, User
from cms.registries import personal_data
from tests.campaigns.factories import ClaimFactory, campaign_page
from tests.campaigns.people import approved, asked, coordinator, person, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(site_tree):
    return site_tree("en")


@pytest.fixture
def lead():
    return person("Lead")


@pytest.fixture
def organisation(tree, lead):
    return approved(tree, lead=lead)


def joined(organisation, lead, name="Member", role="member"):
    """Let somebody in by an invitation."""
    user = person(name)
    return accept(invite(organisation, actor=lead, email=user.email, role=role).token, actor=user)


def test_an_invited_address_is_written_to_in_its_own_language(
    organisation, lead, mailoutbox, django_capture_on_commit_callbacks
):
    person("Olena", "uk")
    with django_capture_on_commit_callbacks(execute=True):
        known = invite(organisation, actor=lead, email="Olena@Example.org")
        unknown = invite(organisation, actor=lead, email="new@example.org")
    assert [letter.to for letter in mailoutbox] == [["olena@example.org"], ["new@example.org"]]
    assert f"http://localhost/uk/organisation/invitation/{known.token}/" in mailoutbox[0].body
    assert f"http://localhost/en/organisation/invitation/{unknown.token}/" in mailoutbox[1].body
    assert {letter.subject for letter in mailoutbox[1:]} == {"Lead invites you to Lantern Youth"}
    assert known.expires_at - known.invited_at == timedelta(days=14)


def test_an_invitation_lets_in_whoever_holds_the_address(organisation, lead):
    member = joined(organisation, lead)
    assert (member.role, list(member.user.groups.all())) == ("member", [organisation.group])
    assert AuditEntry.objects.filter(verb="member.joined", actor=member.user).count() == 1
    assert invitation_by(Invitation.objects.get().token) is None


def test_an_invitation_is_for_its_confirmed_address_alone(organisation, lead):
    """As case 5: an address that nobody confirmed proves nothing."""
    invitation = invite(organisation, actor=lead, email="friend@example.org")
    thief = person("Thief")
    with pytest.raises(OrganisationError, match="another address"):
        accept(invitation.token, actor=thief)
    EmailAddress.objects.create(user=thief, email="friend@example.org", verified=False)
    with pytest.raises(OrganisationError, match="another address"):
        accept(invitation.token, actor=thief)
    assert not thief.groups.exists()
    assert organisation.memberships.count() == 1


def test_an_invitation_is_good_for_fourteen_days_and_once(organisation, lead):
    friend = person("Friend")
    invitation = invite(organisation, actor=lead, email=friend.email)
    Invitation.objects.update(
        invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(Invitation.DoesNotExist):
        accept(invitation.token, actor=friend)
    again = invite(organisation, actor=lead, email=friend.email)
    accept(again.token, actor=friend)
    with pytest.raises(Invitation.DoesNotExist):
        accept(again.token, actor=friend)
    assert organisation.memberships.count() == 2


def test_an_invitation_taken_back_or_renewed_is_good_for_nothing(organisation, lead):
    friend = person("Friend")
    first = invite(organisation, actor=lead, email=friend.email)
    second = invite(organisation, actor=lead, email=friend.email)
    assert invitation_by(first.token) is None
    take_back(organisation, second.pk, actor=lead)
    with pytest.raises(Invitation.DoesNotExist):
        accept(second.token, actor=friend)


def test_nobody_is_invited_twice_over(organisation, lead):
    member = joined(organisation, lead)
    with pytest.raises(OrganisationError, match="a member already"):
        invite(organisation, actor=lead, email=member.user.email)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(organisation=organisation, user=member.user)


def test_only_leads_decide_who_belongs(organisation, lead):
    member = joined(organisation, lead)
    own = organisation.memberships.get(user=lead)
    for verb in (
        lambda: invite(organisation, actor=member.user, email="x@example.org"),
        lambda: change_role(organisation, member.pk, "lead", actor=member.user),
        lambda: remove(organisation, own.pk, actor=member.user),
        lambda: take_back(organisation, 1, actor=member.user),
    ):
        with pytest.raises(OrganisationError, match="Only leads"):
            verb()
    assert organisation.memberships.count() == 2


def test_the_last_lead_cannot_go(organisation, lead):
    own = organisation.memberships.get()
    for verb in (
        lambda: leave(organisation, actor=lead),
        lambda: remove(organisation, own.pk, actor=lead),
        lambda: change_role(organisation, own.pk, "member", actor=lead),
    ):
        with pytest.raises(OrganisationError, match="needs a lead"):
            verb()
    other = joined(organisation, lead)
    change_role(organisation, other.pk, "lead", actor=lead)
    leave(organisation, actor=lead)
    assert list(organisation.memberships.values_list("user", "role")) == [(other.user_id, "lead")]


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_whoever_belongs_no_longer_has_nothing_at_once(how, organisation, lead, tree):
    """As case 12."""
    member = joined(organisation, lead)
    user = member.user
    page = campaign_page(tree["en"], organisation, published=False, owner=user, locked=True, locked_by=user)
    PageSubscription.objects.create(user=user, page=page, comment_notifications=True)
    page.save_revision(user=user)
    state = WorkflowState(
        workflow=page.get_workflow(),
        requested_by=user,
        content_type=page.get_content_type(),
        base_content_type=page.get_base_content_type(),
        object_id=str(page.pk),
    )
    state.save()
    claim = ClaimFactory(organisation=organisation, checked=False)
    assert page.permissions_for_user(user).can_edit()
    if how == "leaves":
        leave(organisation, actor=user)
    else:
        remove(organisation, member.pk, actor=lead)
    user = User.objects.get(pk=user.pk)
    page = Page.objects.get(pk=page.pk).specific
    assert not user.groups.exists()
    assert not user.has_perm("wagtailadmin.access_admin")
    assert not page.permissions_for_user(user).can_edit()
    assert not page.permissions_for_user(user).can_unlock()
    assert not WorkflowState.objects.get(pk=state.pk).user_can_cancel(user)
    assert not PageSubscription.objects.filter(user=user).exists()
    assert not can_enter(user, organisation)
    assert not can_write(user, claim)
    assert not Claim.objects.visible_to(user).exists()
    answer = signed_in(user).get(f"/en/organisation/{organisation.key}/")
    assert answer.status_code == 404


def test_rules_and_their_twins_agree(tree):
    """Every organisation in every state, for everybody."""
    by = coordinator()
    lead, member, nobody = person("Lead"), person("Member"), person("Nobody")
    open_one = approved(tree, "Open", lead=lead, by=by)
    Membership.objects.create(organisation=open_one, user=member, role="member")
    shut = approved(tree, "Shut", lead=lead, by=by)
    Membership.objects.create(organisation=shut, user=member, role="member")
    suspend(shut, actor=by, reasons="We look into it.")
    asked(lead, "Asked")
    for user in (lead, member, nobody, by):
        everything = Organisation.objects.all()
        assert {one for one in everything if can_enter(user, one)} == set(everything.visible_to(user))
        assert {one for one in everything if can_lead(user, one)} == set(everything.led_by(user))
    assert set(Organisation.objects.visible_to(member)) == {open_one}
    assert set(Organisation.objects.led_by(lead)) == {open_one}


def test_whoever_was_put_into_the_group_by_hand_belongs_to_it(organisation):
    """Case 18: no way round the memberships leads to reviewing one's own."""
    user = person("By hand")
    user.groups.add(organisation.group)
    assert is_of(user, organisation)
    assert not can_enter(user, organisation)


def test_an_erased_account_leaves_no_membership_and_an_organisation_with_a_lead(organisation, lead):
    joined(organisation, lead, "Second")
    joined(organisation, lead, "Third")
    invite(organisation, actor=lead, email="x@example.org")
    with transaction.atomic():
        erase_account(lead, actor=lead)
    assert list(organisation.memberships.values_list("user__display_name", "role")) == [
        ("Second", "lead"),
        ("Third", "member"),
    ]
    assert organisation.group.user_set.count() == 2


def test_a_request_goes_with_the_account_and_an_organisation_stays(organisation, lead):
    other = person("Other")
    asked(other, "Waiting")
    erase_account(other, actor=other)
    assert list(Organisation.objects.values_list("name", flat=True)) == ["Lantern Youth"]
    erase_account(lead, actor=lead)
    organisation.refresh_from_db()
    assert (organisation.requested_by, organisation.memberships.count()) == (None, 0)
    assert Page.objects.filter(pages_of(organisation)).live().exists()


def test_what_is_kept_about_a_person_is_given_to_her(organisation, lead):
    asked(lead, "Another")
    friend = person("Friend")
    invite(organisation, actor=lead, email=friend.email)
    export = personal_data["organisations"].export
    found = export(lead)
    assert [one["organisation"] for one in found["memberships"]] == ["Lantern Youth"]
    assert [one["name"] for one in found["requests"]] == ["Lantern Youth", "Another"] or [
        one["name"] for one in found["requests"]
    ] == ["Another", "Lantern Youth"]
    assert found["invitations"] == []
    assert [one["organisation"] for one in export(friend)["invitations"]] == ["Lantern Youth"]


def test_invitations_of_a_suspended_organisation_wait(organisation, lead):
    friend = person("Friend")
    invitation = invite(organisation, actor=lead, email=friend.email)
    suspend(organisation, actor=coordinator("Second"), reasons="We look into it.")
    assert invitation_by(invitation.token) is None
    with pytest.raises(OrganisationError, match="Only leads"):
        members.invite(organisation, actor=lead, email="x@example.org")
