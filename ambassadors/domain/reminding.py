"""Letters that come by the clock around a visit, each of them once (Visit.reminded): before it, after it, and for those
who have not said how it went."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ambassadors.domain import letters
from ambassadors.domain.standing import obstacles
from ambassadors.domain.visits import has_to_be_counted
from ambassadors.enums import FeedbackBy, VisitState
from ambassadors.models import Visit

#: So many days before a visit everybody is reminded.
BEFORE = (7, 1)
#: The school is asked to say that a visit took place from this hour of the next morning on.
MORNING = 7
FEEDBACK_AFTER = timedelta(days=3)
#: What Visit.reminded holds beside days of BEFORE.
COUNT, FEEDBACK = "count", "feedback"


def remind() -> int:
    """Write what is due now; return for how many visits. Every hour."""
    return _each(_due_before(), _remind_before) + _each(_due_to_count(), _ask_to_count) + _each(
        _due_for_feedback(), _ask_for_feedback
    )  # fmt: skip


def _each(visits, verb) -> int:
    done = 0
    for pk in list(visits.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            visit = (
                Visit.objects.select_for_update(of=("self",))
                .select_related("school", "request__asked_by")
                .get(pk=pk)
            )
            done += bool(verb(visit))
    return done


def _remember(visit: Visit, *codes) -> bool:
    visit.reminded = [*visit.reminded, *codes]
    visit.save(update_fields=["reminded"])
    return True


# Before ------------------------------------------------------------------------------------------------------------


def _due_before():
    now = timezone.now()
    return Visit.objects.filter(
        state=VisitState.BOOKED, starts_at__gt=now, starts_at__lte=now + timedelta(days=max(BEFORE))
    )


def _remind_before(visit: Visit) -> bool:
    """Remind everybody; where several days are due at once, with one letter. Who books late was told by the booking."""
    now = timezone.now()
    if visit.state != VisitState.BOOKED or visit.starts_at <= now or obstacles(visit):
        return False
    due = [
        days
        for days in BEFORE
        if days not in visit.reminded and visit.booked_at <= visit.starts_at - timedelta(days=days) <= now
    ]
    if not due:
        return False
    letters.visit_reminder(visit, min(due))
    return _remember(visit, *due)


# After -------------------------------------------------------------------------------------------------------------


def _due_to_count():
    return Visit.objects.filter(
        state__in=[VisitState.BOOKED, VisitState.HELD], starts_at__lt=timezone.now(), booked_at__isnull=False
    )


def _ask_to_count(visit: Visit) -> bool:
    now = timezone.localtime()
    if COUNT in visit.reminded or not has_to_be_counted(visit):
        return False
    if timezone.localdate(visit.starts_at) >= now.date() or now.hour < MORNING:
        return False
    letters.ask_to_count(visit)
    return _remember(visit, COUNT)


def _due_for_feedback():
    until = timezone.now() - FEEDBACK_AFTER
    return Visit.objects.filter(state=VisitState.DELIVERED, delivered_at__lte=until)


def _ask_for_feedback(visit: Visit) -> bool:
    if FEEDBACK in visit.reminded or visit.state != VisitState.DELIVERED:
        return False
    said = set(visit.feedback.values_list("by", "user_id"))
    users, by = {user for _by, user in said}, {by for by, _user in said}
    silent = [
        (user, view)
        for user, view in letters.readers_of(visit)
        if user.pk not in users and not (view == "school_visit" and FeedbackBy.HOST in by)
    ]
    letters.ask_for_feedback(visit, silent)
    _remember(visit, FEEDBACK)
    return bool(silent)
