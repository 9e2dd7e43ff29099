"""Ambassadors, companions and visits: one of everything that an address of their room can name. A part of the world."""

from datetime import timedelta
from urllib.parse import urlencode

from django.utils import timezone

from ambassadors.domain.exit import new_pass, open_exit
from ambassadors.domain.requests import ask_for_visit
from ambassadors.domain.reviewing import give_feedback, review
from ambassadors.domain.thanks import recognise
from ambassadors.domain.visits import deliver
from ambassadors.models import Ambassador, Message, PracticeTalk, Visit
from cms.models import Topic
from tests.ambassadors.factories import (
    AmbassadorFactory,
    CompanionFactory,
    booked,
    cleared_companion,
    companions,
    ready,
)
from tests.permissions.organisation import seal

#: What not everybody may know, as in SECRETS of tests/permissions/world.py, which holds these as well.
SECRETS = {
    "minor": "Avocet",  # first name of a minor ambassador of the school; not shown to everybody
    "other minor": "Godwit",  # of one of another school
    "guardian": "smew@example.org",  # her guardian's address
    "why": "Gadwall says she listens",  # why she was nominated
    "talk": "What the Brambling heard",  # a practice talk that waits
    "visit note": "Beside the Crossbill",  # what the other school said when it asked for a visit
    "message": "Sanderling is on my mind",  # a message about the visit
    "held": "Pochard: 0699 1234567",  # one that is held back
    "thanks": "Thank you, Pintail",  # a coordinator's words for her
    "unhappy": "Goosander was loud",  # what a companion said of a visit
}


def found_ambassadors(things: dict, people: dict) -> None:
    """A minor of the school, with a visit to the other school ahead and one behind her; one of the other school."""
    school, other, boss = things["school"], things["other_school"], people["bystander network"]
    minor = _minor(school, people["ambassador"], SECRETS["minor"], nominated_by=people["school lead"])
    Ambassador.objects.filter(pk=minor.pk).update(
        guardian_email=SECRETS["guardian"],
        guardian_link_until=timezone.now() + timedelta(days=9),
        why=SECRETS["why"],
    )
    minor.refresh_from_db()
    things["ambassador"], things["ambassador_key"] = minor, minor.key
    things["guardian_token"] = minor.guardian_token
    stranger = _minor(
        other, people["bystander ambassador"], SECRETS["other minor"], nominated_by=people["other"]
    )
    things["other_ambassador"], things["other_ambassador_key"] = stranger, stranger.key
    waiting = AmbassadorFactory(
        first_name="Nobody",
        school=school,
        user=None,
        email="somebody@example.org",
        nominated_by=people["school lead"],
    )
    waiting.invited_until = timezone.now() + timedelta(days=9)
    waiting.save()
    things["ambassador_invitation"] = waiting.token
    _visits(things, people, minor, stranger, boss)
    uncleared = CompanionFactory(first_name="Anybody", town=school.town)
    things["uncleared_key"] = uncleared.key
    things["bystander_email"] = people["reviewer"].email
    talk = PracticeTalk.objects.create(ambassador=stranger, about=SECRETS["talk"])
    things["talk_key"] = talk.key


def _minor(school, user, name: str, **fields) -> Ambassador:
    return ready(first_name=name, school=school, user=user, town=school.town, **fields)


def _visits(things: dict, people: dict, minor, stranger, boss) -> None:
    school, other = things["school"], things["other_school"]
    hers = cleared_companion(user=people["companion"], first_name="Somebody", town=school.town)
    things["companion_key"] = hers.key
    going = (hers, cleared_companion(first_name="Someone", town=school.town))
    past = booked(ambassadors=[minor], request=_request(other, people["other"]), actor=boss, going=going)
    Visit.objects.filter(pk=past.pk).update(starts_at=timezone.now() - timedelta(days=3))
    past.refresh_from_db()
    past = deliver(past, actor=people["other"], attended=20)
    give_feedback(past, actor=people["other"], went=4)
    give_feedback(past, actor=people["ambassador"], went=4)
    give_feedback(past, actor=people["companion"], went=2, text=SECRETS["unhappy"])
    past = review(past, actor=boss)
    things["past_visit"] = past.key
    things["thanks_key"] = recognise(minor, actor=boss, words=SECRETS["thanks"]).key
    asked = _request(other, people["other"], note=SECRETS["visit note"])
    visit = booked(ambassadors=[minor], request=asked, actor=boss, going=going, days=9)
    things["visit"], things["visit_key"] = visit, visit.key
    Message.objects.create(
        thread=visit.thread, writer=people["companion"], role="companion", name="Somebody",
        text=SECRETS["message"], readable_at=timezone.now(),
    )  # fmt: skip
    things["held_message"] = Message.objects.create(
        thread=visit.thread, writer=people["other"], role="host", name="", text=SECRETS["held"], state="held",
        reasons=["phone"],
    )  # fmt: skip
    theirs = booked(
        ambassadors=[stranger],
        request=_request(school, people["school lead"]),
        actor=boss,
        going=companions(),
    )
    things["other_visit"], things["other_visit_key"] = theirs, theirs.key
    things["request_key"] = _request(school, people["school lead"]).key
    things["other_request_key"] = _request(other, people["other"]).key
    things["offer_key"] = stranger.offer.key
    _exit(things, people, minor, other, boss, going)


def _exit(things: dict, people: dict, minor, other, boss, going) -> None:
    """A visit of today with an exit question that pupils answer."""
    today = booked(ambassadors=[minor], request=_request(other, people["other"]), actor=boss, going=going)
    Visit.objects.filter(pk=today.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    open_exit(Visit.objects.get(pk=today.pk), actor=people["other"], question="new")
    things["asked_visit_key"] = today.key
    things["exit_pass"] = urlencode({"pass": new_pass(today.key)})
    things["exit_seal"] = seal(f"exit {today.key}")
    day = timezone.localdate()
    things["in_a_week"], things["in_a_month"] = ((day + timedelta(days=n)).isoformat() for n in (7, 30))


def _request(school, actor, note: str = ""):
    today = timezone.localdate()
    return ask_for_visit(
        school, actor=actor, stage="primary", year_group=1, pupils=24, language="en", format="in_person",
        first_day=today + timedelta(days=2), last_day=today + timedelta(days=60),
        topic=Topic.objects.order_by("pk").first(), note=note,
    )  # fmt: skip
