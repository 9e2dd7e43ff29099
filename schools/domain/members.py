"""Who belongs to a school, and which of her classrooms count there.

Whoever has left reaches nothing of the school from that moment on, and nothing that its people shared with her. What
she saved for herself stays hers.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from classrooms.models import Classroom, Reader
from cms.accounts.throttling import Budget, count, counter
from cms.audit import record
from cms.context import absolute_url
from cms.letters import write_to
from cms.limits import LETTER
from cms.models import User
from schools.domain.domains import domains_of
from schools.domain.queries.belonging import colleague_ids
from schools.domain.schools import SchoolError
from schools.enums import SchoolRole, SchoolState
from schools.models import Invitation, Membership, School, SchoolClassroom
from schools.rules import can_enter, can_lead

#: How long an invitation is good.
DAYS = 14
#: How many invitations of a school may be open at once: anybody may register one, so few before it is confirmed.
MOST_INVITATIONS, MOST_INVITATIONS_OF_NEW = 100, 15
#: Letters that one school sends to strangers in a day, before each further one waits longer.
LETTERS_OF_SCHOOL = Budget("school letters", free=150, longest=3600, pause=86400)


# Ways in --------------------------------------------------------------------------------------------------------


@transaction.atomic
def invite(school: School, *, actor, email: str, role: str = SchoolRole.TEACHER) -> Invitation:
    """Invite an address, for DAYS days, and write to it; an invitation that is open already is renewed.

    SchoolError where `actor` is no lead, the address belongs to a member, or too many letters went out already.
    """
    locked = _led(school, actor)
    email = email.strip().lower()
    if locked.memberships.current().filter(user__email=email).exists():
        raise SchoolError(_("Somebody with this address is a member already."))
    _check_role(role)
    now = timezone.now()
    locked.invitations.filter(accepted_at=None, email=email).delete()
    locked.invitations.filter(accepted_at=None, expires_at__lt=now).delete()
    is_new = locked.state == SchoolState.NEW
    if locked.invitations.filter(accepted_at=None).count() >= (
        MOST_INVITATIONS_OF_NEW if is_new else MOST_INVITATIONS
    ):
        raise SchoolError(
            _("Too many invitations are open until a coordinator has confirmed your school.")
            if is_new
            else _("Too many invitations are open. Take some back first.")
        )
    made = Invitation.objects.create(
        school=locked,
        email=email,
        role=role,
        invited_by=actor,
        invited_at=now,
        expires_at=now + timedelta(days=DAYS),
    )
    record("invitation.sent", locked, actor=actor, role=role)
    if count([counter(LETTER, f"school {email}"), counter(LETTERS_OF_SCHOOL, locked.key)]):
        raise SchoolError(_("Several letters went out just now. Please try again later."))
    known = User.objects.filter(email=email).first()
    write_to(
        email,
        known.language if known else locked.language,
        "schools/invitation",
        user=known,
        school=locked,
        invited_by=actor.get_full_name(),
        expires_at=made.expires_at,
        url=lambda: absolute_url("school_invitation", made.token),
    )
    return made


@transaction.atomic
def take_back(school: School, invitation_id: int, *, actor) -> None:
    """Make an open invitation good for nothing; one that is gone already is no fault."""
    locked = _led(school, actor)
    if locked.invitations.filter(pk=invitation_id, accepted_at=None).delete()[0]:
        record("invitation.withdrawn", locked, actor=actor)


def invitation_by(token: str) -> Invitation | None:
    """Return the invitation of a link while it is good: not accepted, not expired, the school open."""
    return (
        Invitation.objects.filter(token=token, accepted_at=None, expires_at__gt=timezone.now())
        .exclude(school__state=SchoolState.CLOSED)
        .select_related("school__town__country", "invited_by")
        .first()
    )


def is_for(invitation: Invitation, user) -> bool:
    """Say whether an invitation is for somebody: it went to an address that she has confirmed."""
    # Both are kept in small letters. Compared in capitals, "ı" would be "i", and another domain the same.
    return EmailAddress.objects.filter(user=user, email=invitation.email, verified=True).exists()


@transaction.atomic
def accept(token: str, *, actor) -> Membership:
    """Become a member by an invitation to a confirmed address of one's own.

    Invitation.DoesNotExist where the link is good for nothing; SchoolError where it is somebody else's.
    """
    found = invitation_by(token)
    if found is None:
        raise Invitation.DoesNotExist
    locked = School.objects.select_for_update().get(pk=found.school_id)
    invitation = Invitation.objects.select_for_update().get(pk=found.pk, accepted_at=None)
    if locked.state == SchoolState.CLOSED:
        raise Invitation.DoesNotExist
    if not is_for(invitation, actor):
        raise SchoolError(_("This invitation went to another address. Sign in with that one."))
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    return _let_in(locked, actor, invitation.role)


@transaction.atomic
def join_by_domain(school: School, *, actor) -> Membership:
    """Become a teacher of a school by a confirmed address of its domain; its leads get a mail.

    School.DoesNotExist where she has none, or the school is closed: it is no more than unknown to her then.
    """
    locked = School.objects.select_for_update().exclude(state=SchoolState.CLOSED).get(pk=school.pk)
    if not locked.email_domain or locked.email_domain not in domains_of(actor):
        raise School.DoesNotExist
    if member := locked.memberships.current().of(actor).first():
        return member
    member = _let_in(locked, actor, SchoolRole.TEACHER)
    for lead in locked.memberships.current().leads().select_related("user"):
        write_to(
            lead.user.email,
            lead.user.language,
            "schools/member_joined",
            user=lead.user,
            school=locked,
            joined_by=actor.get_full_name(),
            url=lambda: absolute_url("school_members", locked.key),
        )
    return member


# Roles, and ways out --------------------------------------------------------------------------------------------


@transaction.atomic
def change_role(school: School, membership_id: int, role: str, *, actor) -> Membership | None:
    """Make a member a lead, or a lead a teacher: one membership ends and the next begins. Return the one that stands.

    membership_id: hers, of today or an earlier one; None is returned where she has left. Membership.DoesNotExist where
    the school never had such a member; SchoolError for the last lead and for a role that is none.
    """
    locked = _led(school, actor)
    member = _member(locked, membership_id)
    _check_role(role)
    if member is None or member.role == role:
        return member
    if role != SchoolRole.LEAD:
        _keep_a_lead(locked, member)
    return _give_role(locked, member, role, actor)


@transaction.atomic
def remove(school: School, membership_id: int, *, actor) -> None:
    """End somebody's membership, at once. SchoolError for the last lead; Membership.DoesNotExist as in change_role."""
    locked = _led(school, actor)
    member = _member(locked, membership_id)
    if member is not None:
        _keep_a_lead(locked, member)
        _shut_out(locked, member)
        record("member.removed", locked, actor=actor, member=member.user_id)


@transaction.atomic
def leave(school: School, *, actor) -> None:
    """End one's own membership, at once. SchoolError for the last lead, or where one is no member."""
    locked = School.objects.select_for_update().get(pk=school.pk)
    member = (
        locked.memberships.current().of(actor).select_for_update(of=("self",)).select_related("user").first()
    )
    if member is None or not can_enter(actor, locked):
        raise SchoolError(_("You are no member of this school."))
    _keep_a_lead(locked, member)
    _shut_out(locked, member)
    record("member.left", locked, actor=actor)


# Classrooms -----------------------------------------------------------------------------------------------------


@transaction.atomic
def place_classroom(school: School, classroom: Classroom, *, actor, year_group: int) -> SchoolClassroom:
    """Say that a classroom of one's own belongs to a school and one of its year groups (1: the youngest).

    What is opened for it from now on counts there, and in no other school. SchoolError for a classroom of somebody
    else, a school of somebody else, and a year group that the school does not have.
    """
    locked, own = _with_own_classroom(school, classroom, actor)
    if not 1 <= year_group <= locked.year_groups:
        raise SchoolError(_("Please choose one of the school's year groups."))
    placed = SchoolClassroom.objects.filter(classroom=own).first()
    if placed and placed.school_id == locked.pk:
        if placed.year_group != year_group:
            placed.year_group = year_group
            placed.save(update_fields=["year_group"])
            record("classroom.placed", own, actor=actor, school=locked.key, year_group=year_group)
        return placed
    if placed:
        placed.delete()
    record("classroom.placed", own, actor=actor, school=locked.key, year_group=year_group)
    return SchoolClassroom.objects.create(classroom=own, school=locked, year_group=year_group)


@transaction.atomic
def take_out_classroom(school: School, classroom: Classroom, *, actor) -> None:
    """Say that a classroom of one's own belongs to a school no longer. SchoolError as place_classroom raises it."""
    locked, own = _with_own_classroom(school, classroom, actor)
    if SchoolClassroom.objects.filter(classroom=own, school=locked).delete()[0]:
        record("classroom.taken_out", own, actor=actor, school=locked.key)


# How ------------------------------------------------------------------------------------------------------------


def end_memberships(user) -> None:
    """End and forget all memberships of somebody whose account is erased.

    Where she was the only lead, whoever has been a member for longest leads from then on; where nobody is left, the
    school is closed by schools.domain.personal.
    """
    schools = School.objects.filter(memberships__user=user).distinct().order_by("pk")
    for school in School.objects.select_for_update().filter(pk__in=schools.values("pk")).order_by("pk"):
        member = school.memberships.current().of(user).select_related("user").first()
        if member is not None:
            _shut_out(school, member)
        school.memberships.of(user).delete()
        current = school.memberships.current()
        if not current.leads().exists() and (heir := _longest_there(school)):
            _give_role(school, heir, SchoolRole.LEAD, None)


def _longest_there(school: School) -> Membership | None:
    """Return the membership of today of whoever came first of all who are there now."""
    now_there = {member.user_id: member for member in school.memberships.current().select_related("user")}
    first = school.memberships.filter(user__in=now_there).order_by("since", "pk").first()
    return now_there[first.user_id] if first else None


def _led(school: School, actor) -> School:
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_lead(actor, locked):
        raise SchoolError(_("Only leads decide who belongs to a school."))
    return locked


def _check_role(role: str) -> None:
    if role not in SchoolRole.values:
        raise SchoolError(_("Please choose a role."))


def _member(school: School, membership_id: int) -> Membership | None:
    """Return today's membership of whom a membership, maybe an ended one, is about: a form sent twice names it."""
    named = school.memberships.get(pk=membership_id)
    current = school.memberships.current().filter(user_id=named.user_id)
    return current.select_for_update(of=("self",)).select_related("user").first()


def _keep_a_lead(school: School, member: Membership) -> None:
    others = school.memberships.current().leads().exclude(pk=member.pk)
    if member.role == SchoolRole.LEAD and not others.exists():
        raise SchoolError(_("A school needs a lead. Please make somebody else a lead first."))


def _let_in(school: School, user, role: str) -> Membership:
    member, new = Membership.objects.get_or_create(
        school=school, user=user, until=None, defaults={"role": role}
    )
    if new:
        record("member.joined", school, actor=user, role=member.role)
    return member


def _give_role(school: School, member: Membership, role: str, actor) -> Membership:
    now = timezone.now()
    member.until = now
    member.save(update_fields=["until"])
    next_one = Membership.objects.create(school=school, user=member.user, role=role, since=now)
    record("member.changed", school, actor=actor, member=member.user_id, role=role)
    return next_one


def _shut_out(school: School, member: Membership) -> None:
    """End a membership, and all that somebody and the people of the school share by it."""
    user = member.user
    member.until = timezone.now()
    member.save(update_fields=["until"])
    SchoolClassroom.objects.filter(school=school, classroom__owner=user).delete()
    there = set(school.memberships.current().values_list("user_id", flat=True))
    strangers = there - set(colleague_ids(user))
    Reader.objects.filter(user=user, classroom__owner__in=strangers).delete()
    Reader.objects.filter(user__in=strangers, classroom__owner=user).delete()
    # A link that went round in the staff room leads nobody in who is no colleague any more.
    Classroom.objects.owned_by(user).exclude(share_token=None).update(share_token=None)


def _with_own_classroom(school: School, classroom: Classroom, actor) -> tuple[School, Classroom]:
    locked = School.objects.select_for_update().get(pk=school.pk)
    if not can_enter(actor, locked):
        raise SchoolError(_("You are no member of this school."))
    own = Classroom.objects.select_for_update().filter(pk=classroom.pk, owner=actor).first()
    if own is None:
        raise SchoolError(_("This is no classroom of yours."))
    return locked, own
