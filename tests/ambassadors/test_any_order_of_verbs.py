"""All verbs of the room in any order, by anybody, with foolish arguments, while the clock goes on.

No reachable state has a minor booked, shown or in a thread without both consents, clearance and two cleared grown-ups.

What has to hold is worked out here from the rows alone; nothing of domain.standing is asked, but as what is tested.
Cases 15, 16.
"""

import inspect
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ambassadors.domain import clearance as clearing
from ambassadors.domain import (
    companions,
    consent,
    messages,
    people,
    personal,
    requests,
    reviewing,
    thanks,
    visits,
)
from ambassadors.domain.messages import MessageError
from ambassadors.domain.obeying import obey
from ambassadors.domain.people import PeopleError
from ambassadors.domain.queries.messages import readable
from ambassadors.domain.standing import may_write
from ambassadors.domain.visits import CHECKLIST, VisitError
from ambassadors.models import (
    Ambassador,
    AmbassadorConsent,
    Clearance,
    Companion,
    Message,
    MessageThread,
    Offer,
    Part,
    Visit,
    VisitRequest,
)
from cms.models import User
from tests.ambassadors.factories import (
    AmbassadorFactory,
    VisitRequestFactory,
    cleared_companion,
    coordinator,
    offer,
    ready,
    safeguarding_lead,
)
from tests.campaigns.factories import MemberFactory as OrganisationMemberFactory
from tests.schools.factories import TownFactory, person

pytestmark = pytest.mark.django_db

OURS = (PeopleError, VisitError, MessageError, PermissionDenied)
EXAMPLES, STEPS = 20, 40
MODULES = (people, companions, consent, clearing, requests, visits, reviewing, messages, thanks)
#: A morning, so that half of the hours are by day.
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
#: Texts that may go straight through.
PLAIN = ("Hello!", "We come at 10:30.")
TEXTS = (*PLAIN, "Call 0170 1234567", "", "mira@example.org", "x" * 2001)


class World:
    """A few people and visits, and the clock. Whom a step concerns is drawn from what there is."""

    def __init__(self, clock):
        self.clock = clock
        self.coordinator, self.lead, self.other_lead = coordinator(), safeguarding_lead(), safeguarding_lead()
        self.town = TownFactory()
        for band in ("18+", "13-15", "16-17"):
            ready(band=band, is_public=True)
        newcomer = AmbassadorFactory(band="16-17", trained_at=timezone.now())
        offer(newcomer)
        member = OrganisationMemberFactory()
        self.organisation, self.member = member.organisation, member.user
        offer(organisation=self.organisation, town=self.town)
        for fields in ({}, {"organisation": self.organisation}, {"organisation": self.organisation}):
            cleared_companion(**fields)
        self.host = VisitRequestFactory().asked_by
        VisitRequestFactory()
        person()

    def begin_example(self, draw: Random):
        self.draw = draw

    def one(self, model, **values):
        found = list(model.objects.filter(**values).order_by("pk"))
        return self.draw.choice(found) if found else None

    def user(self, proper=None):
        """Return the one whose business it is, mostly."""
        if proper is not None and self.draw.random() < 0.8:
            return proper
        return self.one(User)

    def somewhen(self):
        return timezone.localdate() + timedelta(days=self.draw.choice([-1, 0, 1, 10, 30, 200, 364, 365, 400]))

    def often(self, chance=0.8) -> bool:
        return self.draw.random() < chance


STEPS_OF: dict[str, object] = {}


def step(function):
    STEPS_OF[function.__name__.strip("_")] = function
    return function


# People ------------------------------------------------------------------------------------------------------------


@step
def nominate(w):
    ambassador = w.one(Ambassador)
    people.nominate(
        ambassador.house,
        actor=w.user(ambassador.nominated_by),
        first_name=w.draw.choice(["Noor", "", "a b c d"]),
        band=w.draw.choice(["13-15", "16-17", "18+", "12"]),
        town=w.town,
        language="en",
        email=w.draw.choice(["noor@example.org", w.one(User).email]),
        guardian_email=w.draw.choice(["", "parent@example.org"]),
    )


@step
def accept(w):
    people.accept(w.one(Ambassador), actor=w.user())


@step
def invite_again(w):
    ambassador = w.one(Ambassador)
    people.invite_again(ambassador, actor=w.user(ambassador.nominated_by))


@step
def link_guardian(w):
    ambassador = w.one(Ambassador)
    email = w.draw.choice(["", "new.parent@example.org", ambassador.user.email if ambassador.user else ""])
    people.link_guardian(ambassador, actor=w.user(ambassador.nominated_by), email=email)


@step
def pause(w):
    ambassador = w.one(Ambassador)
    people.pause(ambassador, actor=w.user(ambassador.user))


@step
def resume(w):
    ambassador = w.one(Ambassador)
    people.resume(ambassador, actor=w.user(ambassador.user))


@step
def raise_band(w):
    people.raise_band(w.one(Ambassador), w.draw.choice(["13-15", "16-17", "18+"]), actor=w.user(w.lead))


@step
def withdraw(w):
    ambassador = w.one(Ambassador)
    people.withdraw(ambassador, actor=w.user(ambassador.user))


@step
def leave(w):
    with transaction.atomic():
        people.leave(Ambassador.objects.select_for_update().get(pk=w.one(Ambassador).pk))


@step
def become_alumnus(w):
    ambassador, successor = w.one(Ambassador), w.one(Ambassador) if w.often(0.3) else None
    people.become_alumnus(ambassador, actor=w.user(ambassador.user), successor=successor, shown=w.often(0.5))


@step
def show_among_alumni(w):
    ambassador = w.one(Ambassador)
    people.show_among_alumni(ambassador, w.often(0.7), actor=w.user(ambassador.user))


@step
def register_companion(w):
    user = w.one(Companion).user if w.often(0.5) else w.one(User)
    if user is not None:
        companions.register_companion(
            user, actor=w.user(w.coordinator), first_name="Ines", town=w.town, languages=["en"]
        )


@step
def end_companion(w):
    companions.end_companion(w.one(Companion), actor=w.user(w.coordinator))


# Consent -----------------------------------------------------------------------------------------------------------


def _agreement(w):
    return {
        "is_public": w.often(0.7),
        "formats": w.draw.choice([["in_person", "online"], ["in_person", "online"], ["online"], []]),
        "read_in": "en",
        "until": w.somewhen() if w.often(0.6) else None,
    }


@step
def agree(w):
    ambassador = w.one(Ambassador)
    consent.agree(ambassador, actor=w.user(ambassador.user), **_agreement(w))


@step
def agree_as_guardian(w):
    consent.agree_as_guardian(w.one(Ambassador), **_agreement(w))


@step
def take_back(w):
    ambassador = w.one(Ambassador)
    consent.take_back(ambassador, actor=w.user(ambassador.user))


@step
def take_back_as_guardian(w):
    consent.take_back_as_guardian(w.one(Ambassador))


# Clearance ---------------------------------------------------------------------------------------------------------


@step
def clear(w):
    who = w.one(w.draw.choice([Ambassador, Companion]))
    checks = list(clearing.checks_for(who)) if w.often(0.9) else []
    until = w.somewhen() if w.often(0.5) else None
    clearing.clear(who, actor=w.user(w.lead), checks=checks, until=until)


@step
def end_clearance(w):
    clearing.end_clearance(w.one(Clearance), actor=w.user(w.lead), reason=w.draw.choice(["so", "so", ""]))


# Visits ------------------------------------------------------------------------------------------------------------


@step
def ask_for_visit(w):
    request = w.one(VisitRequest)
    requests.ask_for_visit(
        request.school,
        actor=w.user(request.asked_by),
        stage="primary",
        year_group=1,
        pupils=w.draw.choice([24, 0]),
        language="en",
        format=w.draw.choice(["in_person", "online"]),
        first_day=w.somewhen(),
        last_day=w.somewhen(),
    )


@step
def take_request_back(w):
    request = w.one(VisitRequest)
    requests.take_request_back(request, actor=w.user(request.asked_by))


@step
def match(w):
    ambassador = w.one(Ambassador)
    if hasattr(ambassador, "offer"):
        visits.match(w.one(VisitRequest), ambassador.offer, actor=w.user(w.coordinator))


@step
def match_organisation(w):
    visits.match(w.one(VisitRequest), w.one(Offer, organisation=w.organisation), actor=w.user(w.coordinator))


@step
def add_ambassador(w):
    if visit := w.one(Visit):
        visits.add_ambassador(visit, w.one(Ambassador), actor=w.user(w.coordinator))


@step
def say_yes(w):
    if visit := w.one(Visit):
        visits.say_yes(visit, actor=w.user(w.draw.choice(_users_of(visit))))


@step
def say_no(w):
    if visit := w.one(Visit):
        visits.say_no(visit, actor=w.user(w.draw.choice(_users_of(visit))))


def _users_of(visit):
    return [part.ambassador.user for part in visit.parts.all()] or [None]


@step
def book(w):
    if visit := w.one(Visit):
        _book(w, visit, w.user(w.coordinator))


def _book(w, visit, actor):
    companions = [*Companion.objects.order_by("pk"), *([None] if w.often(0.2) else [])]
    visits.book(
        visit,
        actor=actor,
        starts_at=timezone.now()
        + timedelta(days=w.draw.choice([1, 1, 3, 14, 100]), hours=w.draw.choice([0, 3])),
        minutes=45,
        format=w.draw.choice(["in_person", "in_person", "online"]),
        place="Room 12",
        first_companion=w.draw.choice(companions),
        second_companion=w.draw.choice(companions),
        checklist=list(CHECKLIST) if w.often(0.95) else [],
    )


@step
def cancel(w):
    if visit := w.one(Visit):
        visits.cancel(
            visit, actor=w.user(w.coordinator), reason=w.draw.choice(["ill", ""]), reopen=w.often(0.9)
        )


@step
def decline_as_organisation(w):
    if visit := w.one(Visit, **({"organisation": w.organisation} if w.often() else {})):
        visits.decline_as_organisation(visit, actor=w.user(w.member))


@step
def deliver(w):
    if visit := w.one(Visit):
        visits.deliver(visit, actor=w.user(w.coordinator), attended=w.draw.choice([20, 20, 0]))


@step
def give_feedback(w):
    if visit := w.one(Visit):
        proper = w.draw.choice([*_users_of(visit), visit.request.asked_by])
        reviewing.give_feedback(visit, actor=w.user(proper), went=w.draw.choice([1, 4, 5]))


@step
def review(w):
    if visit := w.one(Visit):
        reviewing.review(visit, actor=w.user(w.coordinator))


@step
def recognise(w):
    thanks.recognise(w.one(Ambassador), actor=w.user(w.coordinator))


# Messages ----------------------------------------------------------------------------------------------------------


@step
def write(w):
    if visit := w.one(Visit):
        there = [*_users_of(visit), visit.request.asked_by, *(one.user for one in visit.companions)]
        messages.write(visit, actor=w.user(w.draw.choice(there)), text=w.draw.choice(TEXTS))


@step
def decide(w):
    if message := w.one(Message):
        messages.decide(message, actor=w.user(w.lead), pass_on=w.often(0.7), reason=w.draw.choice(["", "so"]))


@step
def announce(w):
    messages.announce()


@step
def delete_old(w):
    messages.delete_old()


@step
def look_through(w):
    if visit := w.one(Visit):
        messages.look_through(visit, actor=w.user(w.lead))


# Accounts, and what else happens -----------------------------------------------------------------------------------


@step
def erase(w):
    ambassador = w.one(Ambassador)
    if ambassador.user and w.often(0.3):
        with transaction.atomic():
            personal.erase_ambassador(ambassador.user)


@step
def arrange(w):
    """The whole way from a request to a booked visit, so that much begins there."""
    ambassador, request = w.one(Ambassador), w.one(VisitRequest)
    if not hasattr(ambassador, "offer"):
        return
    visit = visits.match(request, ambassador.offer, actor=w.coordinator)
    if w.often(0.4):
        visits.add_ambassador(visit, w.one(Ambassador), actor=w.coordinator)
    for user in _users_of(visit):
        visits.say_yes(visit, actor=user)
    _book(w, visit, w.coordinator)


@step
def mend(w):
    """Everybody agrees, a lead clears, whoever paused is back: so that what was lost comes back, sometimes."""
    ambassador = w.one(Ambassador)
    both = {"is_public": w.often(), "formats": ["in_person", "online"], "read_in": "en"}
    if ambassador.user:
        people.resume(ambassador, actor=ambassador.user)
        consent.agree(ambassador, actor=ambassador.user, **both)
    if ambassador.is_minor:
        consent.agree_as_guardian(ambassador, **both)
    clearing.clear(ambassador, actor=w.lead, checks=list(clearing.checks_for(ambassador)))
    for companion in Companion.objects.filter(ended_at=None).exclude(user=None):
        clearing.clear(companion, actor=w.lead, checks=list(clearing.FOR_ADULTS))


@step
def time_goes_on(w):
    """Hours, days or months; the job of every half minute has run then."""
    hours = w.draw.choice([1, 3, 8, 12, 24, 24, 72, 24 * 15, 24 * 200])
    w.clock.now += timedelta(hours=hours)
    obey()


# What has to hold, from the rows -----------------------------------------------------------------------------------


class Rows:
    """What the tables say now, read once: a check is made after every verb."""

    def __init__(self):
        self.today = timezone.localdate()
        self.last = {}
        for entry in AmbassadorConsent.objects.order_by("pk"):
            self.last[entry.ambassador_id, entry.side] = entry
        cleared = [one for one in Clearance.objects.all() if one.ended_at is None and one.until >= self.today]
        self.cleared = {one.ambassador_id for one in cleared} - {None}
        self.cleared_companions = {one.companion_id for one in cleared} - {None}
        self.ambassadors = {one.pk: one for one in Ambassador.objects.select_related("user")}
        self.companions = {one.pk: one for one in Companion.objects.select_related("user")}
        self.going = {}
        for part in Part.objects.filter(declined_at=None):
            self.going.setdefault(part.visit_id, []).append(self.ambassadors[part.ambassador_id])

    def agreed(self, ambassador, side):
        last = self.last.get((ambassador.pk, side))
        return last if last is not None and last.kind == "granted" and last.until >= self.today else None

    def lacks(self, ambassador) -> list[str]:
        """Return what an ambassador lacks to act."""
        sides = ["own"] if ambassador.band == "18+" else ["own", "guardian"]
        found = [side for side in sides if self.agreed(ambassador, side) is None]
        if ambassador.pk not in self.cleared:
            found.append("clearance")
        if not ambassador.trained_at:
            found.append("training")
        if ambassador.paused_at or ambassador.withdrawn_at or ambassador.alumnus_at or not ambassador.user:
            found.append("herself")
        return found

    def is_grown_up(self, companion) -> bool:
        """Say whether somebody may go along; never an ambassador under 18."""
        minors = {one.user_id for one in self.ambassadors.values() if one.band != "18+"}
        return bool(
            companion
            and companion.user
            and companion.user.is_active
            and not companion.ended_at
            and companion.pk in self.cleared_companions
            and companion.user_id not in minors
        )

    def wrongs(self, visit) -> list[str]:
        """Return why a visit must not be booked, nor written about."""
        going = self.going.get(visit.pk, [])
        found = [f"{one} lacks {lack}" for one in going for lack in self.lacks(one)]
        pair = [self.companions.get(pk) for pk in (visit.first_companion_id, visit.second_companion_id)]
        if any(one.band != "18+" for one in going) or any(pair) or visit.organisation_id:
            found += [f"companion {one}" for one in pair if not self.is_grown_up(one)]
            if pair[0] == pair[1] or {one.user_id for one in pair if one} & {one.user_id for one in going}:
                found.append("not two others")
        if not going and visit.organisation_id not in {one.organisation_id for one in pair if one} - {None}:
            found.append("nobody goes")
        return found


def _check(before: dict):
    """Assert all that has to hold now; return what was sent and what minors read, to be compared next time."""
    rows = Rows()
    booked = set()
    for visit in Visit.objects.all():
        wrongs = rows.wrongs(visit)
        if visit.state == "booked":
            assert wrongs == [], (visit.pk, wrongs)
            booked.add(visit.pk)
        if may_write(visit):
            assert visit.state == "booked"
            assert None not in (visit.first_companion, visit.second_companion)
            assert wrongs == []
    for ambassador in Ambassador.objects.shown():
        assert rows.lacks(ambassador) == []
        sides = ["own"] if ambassador.band == "18+" else ["own", "guardian"]
        assert all(rows.agreed(ambassador, side).is_public for side in sides)
    assert not Ambassador.objects.filter(alumnus_shown=True).exclude(band="18+").exists()
    assert not Ambassador.objects.filter(alumnus_shown=True, alumnus_at=None).exists()
    for thread in MessageThread.objects.all():
        visit = thread.visit
        assert thread.first_companion_id != thread.second_companion_id
        if thread.locked_at is None:
            assert visit.pk in booked
            pair = [visit.first_companion_id, visit.second_companion_id]
            assert [thread.first_companion_id, thread.second_companion_id] == pair
            assert None not in pair
    sent = dict(Message.objects.filter(state="sent").values_list("pk", "thread__visit_id"))
    for pk, visit in sent.items():
        assert pk in before.get("sent", sent) or visit in booked, "sent while something was missing"
    for message in Message.objects.filter(state="sent", decided_at=None).exclude(text__in=PLAIN):
        raise AssertionError(f"not held: {message.text}")
    read = set()
    minors = [one for one in rows.ambassadors.values() if one.band != "18+" and one.user and sent]
    for minor in minors:
        for visit in Visit.objects.filter(parts__ambassador=minor):
            theirs = readable(visit, minor.user).exclude(writer=minor.user)
            fresh = {(minor.pk, pk, visit.pk) for pk in theirs.values_list("pk", flat=True)}
            assert all(one[2] in booked for one in fresh - before.get("read", fresh)), "read while locked"
            read |= fresh
    return {"sent": set(sent), "read": read}


# The test ----------------------------------------------------------------------------------------------------------

#: Some verbs begin much, others end all: what leads on comes more often.
WEIGHTS = {
    "arrange": 6,
    "write": 5,
    "mend": 3,
    "time_goes_on": 4,
    "book": 3,
    "say_yes": 3,
    "match_organisation": 2,
    "decline_as_organisation": 2,
    "decide": 2,
    "withdraw": 0.5,
}
OFTEN = [name for name in STEPS_OF for _each in range(int(2 * WEIGHTS.get(name, 1)))]


#: Steps of several verbs, and verbs that lock a thread before they refuse.
NOT_IN_ONE = {"arrange", "mend", "write", "decide"}


#: What has to have happened in some example, by verbs and by states.
MUST_SUCCEED = (
    "arrange", "book", "say_yes", "say_no", "write", "decide", "take_back", "take_back_as_guardian", "end_clearance",
    "end_companion", "raise_band", "withdraw", "match_organisation", "decline_as_organisation", "time_goes_on", "mend",
    "booked", "held", "cancelled", "message sent",
)  # fmt: skip


class Clock:
    now = BEGIN


@contextmanager
def _taken_back():
    """Let an example happen, and undo it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_no_order_of_verbs_leads_to_a_minor_without_all_that_protects_her(monkeypatch):
    """Cases 15 and 16. A bounded number of examples, the same each time."""
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    world = World(clock)
    seen: dict[str, int] = {}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],  # a smaller seed is not a simpler example
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**32))
    def happens(seed):
        draw = Random(seed)
        clock.now = BEGIN
        with _taken_back():
            before = _check({})
            world.begin_example(draw)
            for name in draw.choices(OFTEN, k=STEPS):
                try:
                    STEPS_OF[name](world)
                    seen[name] = seen.get(name, 0) + 1
                except OURS:
                    if name not in NOT_IN_ONE:
                        continue  # nothing was changed: the verb is one transaction
                before = _check(before)
                for state in Visit.objects.values_list("state", flat=True):
                    seen[state] = seen.get(state, 0) + 1
                if Message.objects.filter(state="sent").exists():
                    seen["message sent"] = seen.get("message sent", 0) + 1

    happens()
    # A test in which nothing succeeds shows nothing.
    assert set(MUST_SUCCEED) <= set(seen), set(MUST_SUCCEED) - set(seen)


def test_every_verb_has_its_step():
    """A verb is a function with a named actor; guardians have none. What takes a locked row is a part of verbs."""
    verbs = {
        name
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
        and "locked" not in inspect.signature(function).parameters
    }
    assert verbs | {"agree_as_guardian", "take_back_as_guardian", "announce", "delete_old"} <= set(STEPS_OF)
