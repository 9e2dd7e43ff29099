"""What the room keeps about a person with an account: given to her, erased with her account.

Lessons that she taught stay among those of the school, without her name; what she said in a self-assessment cannot be
told from what others said.
"""

from allauth.account.models import EmailAddress

from schools.domain.members import end_memberships
from schools.domain.schools import close_empty
from schools.models import (
    Calendar,
    Evidence,
    Invitation,
    Membership,
    PlanTask,
    Recognition,
    School,
    Taught,
    Turn,
)


def export_schools(user) -> dict:
    """Return a person's memberships, former ones too, and what she did in her schools; dates as they are kept."""
    addresses = EmailAddress.objects.filter(user=user, verified=True).values("email")
    return {
        "memberships": [
            {"school": one.school.name, "role": one.role, "since": one.since, "until": one.until}
            for one in Membership.objects.of(user).select_related("school")
        ],
        "schools_registered": list(
            School.objects.filter(registered_by=user).values("name", "state", "registered_at")
        ),
        "invitations_sent": list(
            Invitation.objects.filter(invited_by=user).values("email", "role", "invited_at", "accepted_at")
        ),
        "invitations": [
            {
                "school": one.school.name,
                "role": one.role,
                "invited": one.invited_at,
                "accepted": one.accepted_at,
            }
            for one in Invitation.objects.filter(email__in=addresses).select_related("school")
        ],
        "lessons_taught": [
            {
                "school": one.school.name,
                "lesson": str(one.lesson),
                "language": one.language,
                "day": one.day,
                "year_group": one.year_group,
                "pupils": one.pupils,
                "went": one.went,
                "note": one.note,
            }
            for one in Taught.objects.filter(teacher=user).select_related("school")
        ],
        "tasks": [
            {
                "school": one.school.name,
                "what": one.what,
                "due": one.due,
                "done": one.done_at,
            }
            for one in PlanTask.objects.filter(owner=user).select_related("school")
        ],
        "evidence_added": [
            {"school": one.school.name, "kind": one.kind, "title": one.title, "day": one.day}
            for one in Evidence.objects.filter(added_by=user).select_related("school")
        ],
        "recognitions_handed_in": [
            {
                "school": one.school.name,
                "level": one.level,
                "state": one.state,
                "statement": one.statement,
                "handed_in": one.submitted_at,
            }
            for one in Recognition.objects.filter(submitted_by=user).select_related("school")
        ],
        "self_assessments_answered": [
            {"school": one.round.school.name, "opened": one.round.opened_at}
            for one in Turn.objects.filter(user=user).select_related("round__school")
        ],
        "calendars": [
            {"school": one.school.name, "language": one.language}
            for one in Calendar.objects.filter(user=user).select_related("school")
        ],
    }


def erase_schools(user) -> None:
    """Erase a person's memberships and invitations to her; a school that nobody belongs to then is closed."""
    addresses = EmailAddress.objects.filter(user=user).values("email")
    Invitation.objects.filter(email__in=addresses).delete()
    Invitation.objects.filter(email=user.email).delete()
    hers = list(School.objects.filter(memberships__user=user).distinct().values_list("pk", flat=True))
    end_memberships(user)
    for school in School.objects.select_for_update().filter(pk__in=hers).order_by("pk"):
        if not school.memberships.current().exists():
            close_empty(school)
