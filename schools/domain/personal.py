"""What the room keeps about a person with an account: given to her, erased with her account.

Lessons that she taught stay among those of the school, without her name; what she said in a self-assessment cannot be
told from what others said. What she entered for the award is the school's; what she gave as a judge stays without her.
"""

from allauth.account.models import EmailAddress

from schools.domain.award_judging import forget_judge
from schools.domain.members import end_memberships
from schools.domain.schools import close_empty
from schools.enums import AwardState, ConflictKind
from schools.models import (
    AwardConflict,
    AwardEntry,
    AwardJudge,
    Calendar,
    Evidence,
    Invitation,
    Membership,
    PlanTask,
    Recognition,
    School,
    SchoolSitting,
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
        "sittings_taken_out": [
            {"school": one.school.name, "day": one.day, "reason": one.reason}
            for one in SchoolSitting.objects.filter(removed_by=user).select_related("school")
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
        "award_entries": [
            {
                "school": one.school.name,
                "year": one.award.year,
                "category": one.category,
                "title": one.title,
                "text": one.text,
                "state": one.state,
                "entered": one.entered_at,
            }
            for one in AwardEntry.objects.filter(entered_by=user).select_related("school", "award")
        ],
        "awards_judged": [_judged(one) for one in AwardJudge.objects.of(user).select_related("award")],
        "judges_invited": list(
            AwardJudge.objects.filter(invited_by=user).values("award__year", "invited_at")
        ),
    }


def _judged(judge: AwardJudge) -> dict:
    """Return what is kept of somebody as a judge. Whose an entry is she learns nowhere before the announcement."""
    conflicts = AwardConflict.objects.filter(judge=judge).select_related("school")
    if judge.award.state != AwardState.ANNOUNCED:
        conflicts = conflicts.exclude(kind=ConflictKind.RECOGNISED)
    return {
        "year": judge.award.year,
        "languages": judge.languages,
        "invited": judge.invited_at,
        "declared": judge.declared_at,
        "stood_down": judge.withdrew_at,
        "conflicts": [{"school": one.school.name, "kind": one.kind} for one in conflicts],
        "scores": [
            {
                "entry": one.entry.title,
                "idea": one.idea,
                "truth": one.truth,
                "voice": one.voice,
                "effect": one.effect,
                "comment": one.comment,
                "scored": one.scored_at,
            }
            for one in judge.scores.select_related("entry")
        ],
    }


def erase_schools(user) -> None:
    """Erase a person's memberships, invitations to her, and that she judged; what nobody belongs to then is closed."""
    forget_judge(user)
    addresses = EmailAddress.objects.filter(user=user).values("email")
    Invitation.objects.filter(email__in=addresses).delete()
    Invitation.objects.filter(email=user.email).delete()
    hers = list(School.objects.filter(memberships__user=user).distinct().values_list("pk", flat=True))
    end_memberships(user)
    for school in School.objects.select_for_update().filter(pk__in=hers).order_by("pk"):
        if not school.memberships.current().exists():
            close_empty(school)
