"""Who belongs to an organisation. The organisation's group is kept in step here and in campaigns.domain.approval alone.

Whoever belongs no longer has nothing of it from that moment on: no page, no picture, no notice by mail.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, PageSubscription, WorkflowState

from campaigns.domain.organisations import OrganisationError
from campaigns.domain.queries.belonging import pages_of
from campaigns.enums import OrganisationRole, OrganisationState
from campaigns.models import CampaignJoin, Invitation, Membership, Organisation
from campaigns.rules import can_enter, can_lead
from cms.audit import record
from cms.context import absolute_url
from cms.letters import write_to
from cms.models import User

#: How long an invitation is good.
DAYS = 14
#: How many invitations of an organisation may be open at once.
MOST_INVITATIONS = 50


@transaction.atomic
def invite(
    organisation: Organisation, *, actor, email: str, role: str = OrganisationRole.MEMBER
) -> Invitation:
    """Invite an address, for DAYS days, and write to it; an invitation that is open already is renewed.

    OrganisationError where `actor` is no lead, or the address belongs to a member.
    """
    locked = _locked(organisation, actor)
    email = email.strip().lower()
    if locked.memberships.filter(user__email=email).exists():
        raise OrganisationError(_("Somebody with this address is a member already."))
    if role not in OrganisationRole.values:
        raise OrganisationError(_("Please choose a role."))
    now = timezone.now()
    locked.invitations.filter(accepted_at=None, email=email).delete()
    locked.invitations.filter(accepted_at=None, expires_at__lt=now).delete()
    if locked.invitations.filter(accepted_at=None).count() >= MOST_INVITATIONS:
        raise OrganisationError(_("Too many invitations are open. Take some back first."))
    made = Invitation.objects.create(
        organisation=locked,
        email=email,
        role=role,
        invited_by=actor,
        invited_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    record("invitation.sent", locked, actor=actor, role=role)
    known = User.objects.filter(email=email).first()
    write_to(
        email,
        known.language if known else locked.language,
        "campaigns/invitation",
        user=known,
        organisation=locked,
        invited_by=actor.get_full_name(),
        expires_at=made.expires_at,
        url=lambda: absolute_url("organisation_invitation", made.token),
    )
    return made


@transaction.atomic
def take_back(organisation: Organisation, invitation_id: int, *, actor) -> None:
    """Make an open invitation good for nothing. Invitation.DoesNotExist where there is none of this number."""
    locked = _locked(organisation, actor)
    locked.invitations.get(pk=invitation_id, accepted_at=None).delete()
    record("invitation.withdrawn", locked, actor=actor)


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation of a link while it is good: not accepted, not expired, the organisation approved."""
    return (
        Invitation.objects.filter(token=token, accepted_at=None, expires_at__gt=timezone.now())
        .filter(organisation__state=OrganisationState.APPROVED)
        .select_related("organisation", "invited_by")
        .first()
    )


def is_for(invitation: Invitation, user) -> bool:
    """Say whether an invitation is for somebody: it went to an address that she has confirmed."""
    return EmailAddress.objects.filter(user=user, email=invitation.email, verified=True).exists()


@transaction.atomic
def accept(token: str, *, actor) -> Membership:
    """Become a member by an invitation to a confirmed address of one's own.

    Invitation.DoesNotExist where the link is good for nothing; OrganisationError where it is somebody else's.
    """
    found = invitation_by(token)
    if found is None:
        raise Invitation.DoesNotExist
    locked = Organisation.objects.select_for_update().get(pk=found.organisation_id)
    invitation = Invitation.objects.select_for_update().get(pk=found.pk, accepted_at=None)
    if locked.state != OrganisationState.APPROVED:
        raise Invitation.DoesNotExist
    if not is_for(invitation, actor):
        raise OrganisationError(_("This invitation went to another address. Sign in with that one."))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    member, new = Membership.objects.get_or_create(
        organisation=locked, user=actor, defaults={"role": invitation.role}
    )
    _let_in(locked, actor)
    if new:
        record("member.joined", locked, actor=actor, role=member.role)
    return member


@transaction.atomic
def change_role(organisation: Organisation, membership_id: int, role: str, *, actor) -> Membership:
    """Make a member a lead, or a lead a member. OrganisationError for the last lead and for a role that is none.

    Membership.DoesNotExist where the organisation has no such member.
    """
    locked = _locked(organisation, actor)
    member = locked.memberships.select_for_update().get(pk=membership_id)
    if role not in OrganisationRole.values:
        raise OrganisationError(_("Please choose a role."))
    if role != OrganisationRole.LEAD:
        _keep_a_lead(locked, member)
    if member.role != role:
        member.role = role
        member.save(update_fields=["role"])
        record("member.changed", locked, actor=actor, member=member.user_id, role=role)
    return member


@transaction.atomic
def remove(organisation: Organisation, membership_id: int, *, actor) -> None:
    """End somebody's membership. OrganisationError for the last lead; Membership.DoesNotExist as in change_role."""
    locked = _locked(organisation, actor)
    member = locked.memberships.select_for_update().select_related("user").get(pk=membership_id)
    _keep_a_lead(locked, member)
    _shut_out(locked, member)
    record("member.removed", locked, actor=actor, member=member.user_id)


@transaction.atomic
def leave(organisation: Organisation, *, actor) -> None:
    """End one's own membership. OrganisationError for the last lead, or where one is no member."""
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    member = locked.memberships.select_for_update().filter(user=actor).first()
    if member is None or not can_enter(actor, locked):
        raise OrganisationError(_("You are no member of this organisation."))
    _keep_a_lead(locked, member)
    _shut_out(locked, member)
    record("member.left", locked, actor=actor)


# What is kept about a person ------------------------------------------------------------------------------------


def export_memberships(user) -> dict:
    """Return the organisations of a person, what she asked for, invitations to her confirmed addresses, and the
    campaigns that she joined for a school."""
    addresses = list(EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True))
    members = Membership.objects.filter(user=user).select_related("organisation")
    requests = Organisation.objects.filter(requested_by=user)
    invitations = Invitation.objects.filter(email__in=addresses).select_related("organisation")
    return {
        "memberships": [
            {"organisation": one.organisation.name, "role": one.role, "since": one.since} for one in members
        ],
        "requests": list(
            requests.values(
                "name", "about", "website", "contact_email", "language", "state", "reasons", "requested_at"
            )
        ),
        "campaigns_joined": [
            {
                "school": one.school.name,
                "campaign": str(one.campaign),
                "joined": one.joined_at,
                "left": one.left_at,
            }
            for one in CampaignJoin.objects.filter(joined_by=user).select_related("school")
        ],
        "invitations": [
            {
                "organisation": one.organisation.name,
                "role": one.role,
                "invited": one.invited_at,
                "accepted": one.accepted_at,
            }
            for one in invitations
        ],
    }


def erase_memberships(user) -> None:
    """Erase a person's memberships, invitations and undecided requests. Where she was the only lead, whoever has been a
    member for longest leads from then on."""
    Organisation.objects.filter(requested_by=user, state=OrganisationState.REQUESTED).delete()
    Organisation.objects.filter(requested_by=user, state=OrganisationState.DECLINED).delete()
    Invitation.objects.filter(email=user.email).delete()
    for member in Membership.objects.filter(user=user).select_related("organisation", "user"):
        organisation = Organisation.objects.select_for_update().get(pk=member.organisation_id)
        _shut_out(organisation, member)
        leads = organisation.memberships.filter(role=OrganisationRole.LEAD)
        if not leads.exists() and (heir := organisation.memberships.first()):
            heir.role = OrganisationRole.LEAD
            heir.save(update_fields=["role"])
            record("member.changed", organisation, member=heir.user_id, role=heir.role)


# How ------------------------------------------------------------------------------------------------------------


def _locked(organisation: Organisation, actor) -> Organisation:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not can_lead(actor, locked):
        raise OrganisationError(_("Only leads decide who belongs to an organisation."))
    return locked


def _keep_a_lead(organisation: Organisation, member: Membership) -> None:
    others = organisation.memberships.filter(role=OrganisationRole.LEAD).exclude(pk=member.pk)
    if member.role == OrganisationRole.LEAD and not others.exists():
        raise OrganisationError(_("An organisation needs a lead. Please make somebody else a lead first."))


def _let_in(organisation: Organisation, user) -> None:
    if organisation.group_id and organisation.state == OrganisationState.APPROVED:
        user.groups.add(organisation.group_id)


def _shut_out(organisation: Organisation, member: Membership) -> None:
    """Take everything of an organisation from somebody, at once."""
    user = member.user
    if organisation.group_id:
        user.groups.remove(organisation.group_id)
    pages = Page.objects.filter(pages_of(organisation))
    pages.filter(locked_by=user).update(locked=False, locked_by=None, locked_at=None)
    pages.filter(owner=user).update(owner=None)  # an owner is shown where her page is under review
    PageSubscription.objects.filter(user=user, page__in=pages).delete()
    # Whoever handed something in is written to about it.
    keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
    WorkflowState.objects.filter(requested_by=user, object_id__in=keys, base_content_type__app_label="wagtailcore",
                                 base_content_type__model="page").update(requested_by=None)  # fmt: skip
    member.delete()
