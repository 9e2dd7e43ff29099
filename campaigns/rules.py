"""Who may do what in the campaigns room. Each rule has a queryset twin on the managers of its models."""

from campaigns.enums import OrganisationRole, OrganisationState
from schools import rules as schools


def can_enter(user, organisation) -> bool:
    """Members enter the desk of their organisation while it is approved (twin: visible_to)."""
    return bool(
        user.is_authenticated
        and organisation.state == OrganisationState.APPROVED
        and organisation.memberships.filter(user_id=user.pk).exists()
    )


def can_write(user, thing) -> bool:
    """Members write what belongs to their organisation: claims, contributors, recordings (twins: visible_to)."""
    return can_enter(user, thing.organisation)


def can_lead(user, organisation) -> bool:
    """Leads invite, remove and speak for the organisation (twin: led_by)."""
    return bool(
        user.is_authenticated
        and organisation.state == OrganisationState.APPROVED
        and organisation.memberships.filter(user_id=user.pk, role=OrganisationRole.LEAD).exists()
    )


def can_decide_organisations(user) -> bool:
    """Coordinators approve, decline and suspend organisations."""
    return bool(user.is_authenticated and user.has_perm("campaigns.decide_organisations"))


def is_of(user, organisation) -> bool:
    """Whoever belongs to an organisation reviews nothing of it and decides nothing about it.

    Somebody whom an administrator put into its group by hand belongs to it as well.
    """
    if not user.is_authenticated:
        return False
    in_group = organisation.group_id is not None and user.groups.filter(pk=organisation.group_id).exists()
    return in_group or organisation.memberships.filter(user_id=user.pk).exists()


# Pause.
def can_pause(user, organisation) -> bool:
    """Every member of the organisation, and whoever moderates campaigns, may pause a campaign and let it go on."""
    return bool(
        user.is_authenticated
        and (can_enter(user, organisation) or user.has_perm("campaigns.moderate_campaigns"))
    )


# Claims.
def can_check_claim(user, claim) -> bool:
    """Members of the organisation and evidence reviewers look at what somebody else entered (twin: checkable_by)."""
    return can_write(user, claim) or bool(
        user.is_authenticated
        and claim.organisation.state == OrganisationState.APPROVED
        and user.has_perm("campaigns.check_evidence")
    )


# Schools.
def can_leave_campaign(user, join) -> bool:
    """Whoever joined a campaign for her school takes it out again, and leads of the school do (twin: leavable_by)."""
    own = join.joined_by_id == user.pk and schools.can_enter(user, join.school)
    return bool(own or schools.can_lead(user, join.school))
