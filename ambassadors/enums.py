"""States and kinds of the ambassadors room. A leaf: imports nothing of ours."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Band(models.TextChoices):
    """How old an ambassador is, as precisely as anybody here needs to know. No birth date is asked for."""

    FROM_13 = "13-15", pgettext_lazy("age of an ambassador", "13 to 15 years")
    FROM_16 = "16-17", pgettext_lazy("age of an ambassador", "16 or 17 years")
    ADULT = "18+", pgettext_lazy("age of an ambassador", "18 years or more")


#: Bands of those for whom a guardian has to agree as well.
MINORS = (Band.FROM_13.value, Band.FROM_16.value)


class Step(models.TextChoices):
    """Where an ambassador is on her way. Follows from facts (domain.steps), so losing one leads back."""

    NOMINATED = "nominated", pgettext_lazy("step of an ambassador", "nominated")
    CONSENTED = "consented", pgettext_lazy("step of an ambassador", "consented")
    TRAINED = "trained", pgettext_lazy("step of an ambassador", "trained")
    CLEARED = "cleared", pgettext_lazy("step of an ambassador", "cleared")
    MATCHED = "matched", pgettext_lazy("step of an ambassador", "matched")
    BOOKED = "booked", pgettext_lazy("step of an ambassador", "booked")
    DELIVERED = "delivered", pgettext_lazy("step of an ambassador", "delivered")
    REVIEWED = "reviewed", pgettext_lazy("step of an ambassador", "reviewed")
    RECOGNISED = "recognised", pgettext_lazy("step of an ambassador", "recognised")
    ALUMNUS = "alumnus", pgettext_lazy("step of an ambassador", "alumnus")


class Condition(models.TextChoices):
    """What has to hold before an ambassador is booked, shown or written to. The texts say that it is missing."""

    OWN_CONSENT = "own_consent", pgettext_lazy("missing of an ambassador", "own consent is missing")
    GUARDIAN_CONSENT = (
        "guardian_consent",
        pgettext_lazy("missing of an ambassador", "a guardian's consent is missing"),
    )
    TRAINING = "training", pgettext_lazy("missing of an ambassador", "training is not finished")
    CLEARANCE = "clearance", pgettext_lazy("missing of an ambassador", "clearance is missing")
    HOUSE = (
        "house",
        pgettext_lazy("missing of an ambassador", "the school or organisation takes part no more"),
    )
    PAUSED = "paused", pgettext_lazy("missing of an ambassador", "takes a break")
    LEFT = "left", pgettext_lazy("missing of an ambassador", "is no ambassador any more")


class ConsentSide(models.TextChoices):
    """Who agrees."""

    OWN = "own", pgettext_lazy("who agrees", "the ambassador")
    GUARDIAN = "guardian", pgettext_lazy("who agrees", "a parent or guardian")


class ConsentKind(models.TextChoices):
    GRANTED = "granted", pgettext_lazy("entry of the ledger", "agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("entry of the ledger", "taken back")


class Format(models.TextChoices):
    """How a visit takes place."""

    IN_PERSON = "in_person", pgettext_lazy("how a visit takes place", "in person")
    ONLINE = "online", pgettext_lazy("how a visit takes place", "online")


class ContactRole(models.TextChoices):
    """Whom a visit asks for at a school: a role, never somebody's own number."""

    TEACHER = "teacher", pgettext_lazy("contact at a school", "the teacher of the classroom")
    OFFICE = "office", pgettext_lazy("contact at a school", "the school office")
    HEAD = "head", pgettext_lazy("contact at a school", "the head teacher")
    SOCIAL_WORK = "social_work", pgettext_lazy("contact at a school", "school social work")


class RequestState(models.TextChoices):
    OPEN = "open", pgettext_lazy("state of a request for a visit", "waits for a match")
    MATCHED = "matched", pgettext_lazy("state of a request for a visit", "matched")
    DONE = "done", pgettext_lazy("state of a request for a visit", "done")
    CANCELLED = "cancelled", pgettext_lazy("state of a request for a visit", "cancelled")


class VisitState(models.TextChoices):
    """A booked visit is held while a condition is missing; it takes place only if it is booked again."""

    MATCHED = "matched", pgettext_lazy("state of a visit", "matched")
    BOOKED = "booked", pgettext_lazy("state of a visit", "booked")
    HELD = "held", pgettext_lazy("state of a visit", "on hold")
    DELIVERED = "delivered", pgettext_lazy("state of a visit", "delivered")
    REVIEWED = "reviewed", pgettext_lazy("state of a visit", "reviewed")
    CANCELLED = "cancelled", pgettext_lazy("state of a visit", "cancelled")


#: Visits that are still to come.
AHEAD = (VisitState.MATCHED.value, VisitState.BOOKED.value, VisitState.HELD.value)
#: Visits that took place.
MADE = (VisitState.DELIVERED.value, VisitState.REVIEWED.value)
#: Visits that may be under way or have been: with a minor, never without two companions.
FIRM = (VisitState.BOOKED.value, *MADE)


class FeedbackBy(models.TextChoices):
    HOST = "host", pgettext_lazy("who gives feedback", "the school")
    AMBASSADOR = "ambassador", pgettext_lazy("who gives feedback", "the ambassador")
    COMPANION = "companion", pgettext_lazy("who gives feedback", "a companion")


class MessageState(models.TextChoices):
    """A message that may hold contact details waits until somebody has looked at it."""

    SENT = "sent", pgettext_lazy("state of a message", "sent")
    HELD = "held", pgettext_lazy("state of a message", "held back")
    REFUSED = "refused", pgettext_lazy("state of a message", "not passed on")


class BadgeKind(models.TextChoices):
    """Five actions that are told by evidence (domain.badges)."""

    TRAINED = "trained", pgettext_lazy("badge of an ambassador", "Tells claims apart")
    FIRST_VISIT = "first_visit", pgettext_lazy("badge of an ambassador", "First visit")
    YOUNGER = "younger", pgettext_lazy("badge of an ambassador", "Spoke to younger children")
    HEARD = "heard", pgettext_lazy("badge of an ambassador", "Heard by a whole classroom")
    PASSED_ON = "passed_on", pgettext_lazy("badge of an ambassador", "Passed it on")
