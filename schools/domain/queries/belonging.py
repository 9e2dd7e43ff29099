"""Who belongs to which school, and who is whose colleague."""

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import timezone

from classrooms.models import Classroom
from schools.domain.domains import domains_of
from schools.enums import SchoolState
from schools.models import Invitation, Membership, School


def memberships_of(user) -> QuerySet[Membership]:
    """Return somebody's memberships of today with their schools and towns, closed schools too. One query."""
    mine = Membership.objects.current().of(user).select_related("school__town")
    # Backwards by their letters: new, confirmed, closed.
    return mine.order_by("-school__state", "school__name", "school_id")


def members_of(school: School) -> QuerySet[Membership]:
    """Return the members of today with their accounts, leads first, then who has been there for longest. One query."""
    # "lead" stands before "teacher".
    return school.memberships.current().select_related("user").order_by("role", "since", "pk")


def former_members_of(school: School) -> QuerySet[Membership]:
    """Return memberships that have ended, with their accounts, the last to end first. One query."""
    return school.memberships.filter(until__isnull=False).select_related("user").order_by("-until", "-pk")


def invitations_for(user) -> QuerySet[Invitation]:
    """Return the open invitations to any of somebody's confirmed addresses, with their schools and who sent them."""
    addresses = EmailAddress.objects.filter(user_id=user.pk, verified=True).values("email")
    return _open_invitations().filter(email__in=addresses).select_related("school__town", "invited_by")


def open_invitations(school: School) -> QuerySet[Invitation]:
    """Return the invitations of a school that can still be accepted, the newest first."""
    return _open_invitations().filter(school=school)


def joinable_by(user) -> QuerySet[School]:
    """Return the schools that somebody may join because of the domain of a confirmed address of hers."""
    mine = Membership.objects.current().of(user)
    schools = School.objects.exclude(state=SchoolState.CLOSED).exclude(pk__in=mine.values("school_id"))
    return schools.filter(email_domain__in=domains_of(user)).select_related("town__country")


def colleague_ids(user) -> QuerySet:
    """Return the keys of all who are members of an open school of somebody's today, her own among them."""
    schools = School.objects.visible_to(user).values("pk")
    return Membership.objects.current().filter(school__in=schools).values_list("user_id", flat=True)


def share_a_school(one, other) -> bool:
    """Say whether two people are members of the same open school today."""
    return (
        School.objects.visible_to(one).filter(pk__in=School.objects.visible_to(other).values("pk")).exists()
    )


def may_share(owner, user) -> bool:
    """Say whether `user` may read what `owner` shares: a colleague of a school may; of somebody without any, everybody.

    Whoever has the link of a teacher of no school has been given it by her; there are no colleagues to keep it among.
    """
    return share_a_school(owner, user) or not School.objects.visible_to(owner).exists()


def names_of_schools(user) -> list[str]:
    """Return what somebody's schools are called: strangers know it, so no password holds it."""
    if user.pk is None:  # she signs up
        return []
    mine = Membership.objects.current().of(user)
    return list(School.objects.filter(pk__in=mine.values("school_id")).values_list("name", flat=True))


def own_classrooms(user) -> QuerySet[Classroom]:
    """Return somebody's own classrooms with the school that each is placed in, if any. One query."""
    return Classroom.objects.owned_by(user).select_related("placed__school")


def only_school_of(user) -> School | None:
    """Return the school of somebody who belongs to exactly one, else None."""
    found = list(School.objects.visible_to(user)[:2])
    return found[0] if len(found) == 1 else None


def has_unplaced_classrooms(user) -> bool:
    """Say whether somebody has classrooms that count in no school."""
    return Classroom.objects.owned_by(user).filter(placed=None).exists()


def _open_invitations() -> QuerySet[Invitation]:
    open_ones = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
    return open_ones.exclude(school__state=SchoolState.CLOSED)
