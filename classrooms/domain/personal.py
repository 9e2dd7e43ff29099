"""What the room keeps about a teacher: exported to her, erased with her account. Of pupils there are numbers only."""

from django.db.models import Count, Q

from classrooms.domain.classrooms import erase_classroom
from classrooms.domain.results import without_counts_of_seats
from classrooms.models import Classroom, Reader, Sitting


def export_classrooms(user) -> dict:
    """Return a teacher's classrooms with their sittings, and those that colleagues share with her.

    Of seats and answers there are numbers only: single ones are their pupils'.
    """
    own = Classroom.objects.owned_by(user).select_related("age_band")
    sittings: dict[int, list[dict]] = {}
    for sitting in _sittings_of(user):
        sittings.setdefault(sitting.classroom_id, []).append(_exported(sitting))
    readers: dict[int, list[dict]] = {}
    for reader in Reader.objects.filter(classroom__owner=user).select_related("user").order_by("since", "pk"):
        found = {"name": reader.user.get_full_name(), "since": reader.since}
        readers.setdefault(reader.classroom_id, []).append(found)
    shared = Reader.objects.of(user).select_related("classroom__owner").order_by("since", "pk")
    return {
        "classrooms": [
            {
                "name": classroom.name,
                "age": classroom.age_band.code if classroom.age_band else "",
                "language": classroom.language,
                "pupils": classroom.size,
                "days_until_answers_are_deleted": classroom.keep_days,
                "made": classroom.created_at,
                "has_a_link_for_colleagues": bool(classroom.share_token),
                "read_by": readers.get(classroom.pk, []),
                "sittings": sittings.get(classroom.pk, []),
            }
            for classroom in own
        ],
        "shared_with_me": [
            {
                "name": reader.classroom.name,
                "by": reader.classroom.owner.get_full_name(),
                "since": reader.since,
            }
            for reader in shared
        ],
    }


def erase_classrooms(user) -> None:
    """Erase a teacher's classrooms, with all seats, answers and results, and her readings of colleagues' ones."""
    for classroom in Classroom.objects.owned_by(user):
        erase_classroom(classroom, actor=user)
    Reader.objects.of(user).delete()


def _sittings_of(user):
    counted = {
        "seats_now": Count("seats", filter=Q(seats__voided_at=None), distinct=True),
        "answers_now": Count("seats__answers"),
    }
    sittings = Sitting.objects.run_by(user).select_related("edition", "second_edition")
    narrow = ("edition__public", "edition__secret", "second_edition__public", "second_edition__secret")
    return sittings.defer(*narrow).annotate(**counted).order_by("opened_at", "pk")


def _exported(sitting: Sitting) -> dict:
    return {
        "exercises": [{"title": form.title, "language": form.language} for form in sitting.editions],
        "role": sitting.role,
        "way": sitting.way,
        "feedback": sitting.feedback,
        "language": sitting.language,
        "opened": sitting.opened_at,
        "closed": sitting.ended_at,
        "hands": sitting.hands,
        "results": sitting.results and without_counts_of_seats(sitting.results),
        "seats": sitting.seats_now,
        "answers": sitting.answers_now,
        "deleted": sitting.deleted_at,
        "deleted_seats": sitting.deleted_seats,
        "deleted_answers": sitting.deleted_answers,
    }
