"""Invented ambassadors around the invented schools, on various steps of their way: so that their pages can be seen.

Made by the verbs that people use, as the people who would use them; what happened earlier is dated back afterwards. All
are marked as samples; every account has an address that no letter is sent to and no password.
"""

import unicodedata
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation

from ambassadors.domain import messages, offers, requests, reviewing, visits
from ambassadors.domain.clearance import checks_for, clear
from ambassadors.domain.companions import register_companion
from ambassadors.domain.consent import agree, agree_as_guardian
from ambassadors.domain.people import accept, nominate
from ambassadors.domain.seed import SAFEGUARDING, seed_safeguarding
from ambassadors.domain.steps import renew_step
from ambassadors.domain.thanks import recognise
from ambassadors.enums import Format, RequestState
from ambassadors.models import Ambassador, AmbassadorConsent, Companion, Visit, VisitRequest
from cms.audit import record
from cms.domain.seed import read_yaml
from cms.letters import NOBODYS
from cms.models import User
from schools.domain.seed import COORDINATORS, seed_coordinators
from schools.domain.use import recount_after
from schools.enums import SchoolRole
from schools.models import School

OUTLINE = Path(__file__).resolve().parent.parent / "demo.yaml"
#: How far somebody comes, in this order.
WAY = ("nominated", "own", "consented", "trained", "cleared")
#: Addresses of these accounts end so.
ADDRESS = f".ambassadors{NOBODYS}"


class DemoError(Exception):
    """The ambassadors cannot be made; the text says why."""


# Making and removing ----------------------------------------------------------------------------------------------


@transaction.atomic
def make_ambassadors(tell: Callable[[str], object] = lambda sentence: None) -> int:
    """Make the invented ambassadors, companions and visits, once; return how many ambassadors were made.

    tell: is given a sentence for each. DemoError where the invented schools are missing.
    """
    if Ambassador.objects.filter(is_sample=True).exists():
        return 0
    outline = read_yaml(OUTLINE)
    names = {one["house"] for one in outline["ambassadors"]} | {one["school"] for one in outline["visits"]}
    schools = {one.name: one for one in School.objects.filter(is_sample=True, name__in=names)}
    if missing := sorted(names - set(schools)):
        raise DemoError(
            f"{missing[0]} is missing. Make the invented schools first: manage.py demo (and --remove before, "
            "where some of them were removed)"
        )
    story = _Story(outline, schools)
    for sentence in story.make():
        tell(sentence)
    return len(outline["ambassadors"])


@transaction.atomic
def remove_ambassadors() -> int:
    """Remove all sample ambassadors and companions with what is theirs; return how many ambassadors there were.

    What real schools asked for waits for a match again. The audit trail keeps that they were there.
    """
    samples, grown_ups = (
        Ambassador.objects.filter(is_sample=True),
        Companion.objects.filter(is_sample=True),
    )
    number = samples.count()
    users = set(samples.values_list("user", flat=True)) | set(grown_ups.values_list("user", flat=True))
    theirs = Visit.objects.filter(
        Q(parts__ambassador__in=samples)
        | Q(first_companion__in=grown_ups)
        | Q(second_companion__in=grown_ups)
        | Q(school__is_sample=True)
    )
    made = list(
        theirs.exclude(delivered_at=None).order_by().values_list("school", "starts_at", "pk").distinct()
    )
    VisitRequest.objects.filter(visits__in=theirs).update(state=RequestState.OPEN, closed_at=None)
    Visit.objects.filter(pk__in=list(theirs.values_list("pk", flat=True))).delete()
    VisitRequest.objects.filter(school__is_sample=True).delete()
    # The manager refuses, and so does the database for everybody who is no sample.
    AmbassadorConsent._base_manager.filter(ambassador__in=samples).delete()
    samples.delete()
    grown_ups.delete()
    for school, starts_at, _pk in made:
        recount_after(school, timezone.localdate(starts_at))
    people = User.objects.filter(
        Q(pk__in=users - {None}) & Q(email__endswith=ADDRESS) | Q(email=f"lead{ADDRESS}")
    )
    people.delete()
    if number:
        record("demo.ambassadors_removed", ambassadors=number)
    return number


# The story --------------------------------------------------------------------------------------------------------


class _Story:
    """Tells what happens. Made inside a transaction."""

    def __init__(self, outline: dict, schools: dict[str, School]):
        self.outline, self.schools = outline, schools
        self.today = timezone.localdate()
        self.people: dict[str, Ambassador] = {}
        self.grown_ups: dict[str, Companion] = {}

    def make(self):
        """Make all, and yield a sentence for each."""
        seed_coordinators()
        seed_safeguarding()
        self.coordinator = _in_group(f"coordinator{NOBODYS}", "Coordinator Example", COORDINATORS)
        self.lead = _in_group(f"lead{ADDRESS}", "Safeguarding Example", SAFEGUARDING)
        for entry in self.outline["companions"]:
            self._companion(entry)
        for entry in self.outline["ambassadors"]:
            made = self._ambassador(entry)
            yield f"{made.first_name}, {entry['band']}, {made.school}: {entry['until']}; {_address(made.first_name)}"
        for entry in self.outline["visits"]:
            with translation.override(self.schools[entry["school"]].language):
                self._visit(entry)
            who = entry.get("ambassador", "nobody yet")
            yield f"A visit to {entry['school']} by {who}: {entry['state']}."
        for made in self.people.values():
            renew_step(made)
        # Nobody signs in as them, and nobody should be able to decide as them.
        self.coordinator.groups.clear()
        self.lead.groups.clear()

    def _companion(self, entry: dict) -> None:
        school = self.schools[entry["house"]]
        user = _account(_address(entry["name"]), entry["name"], school.language)
        made = register_companion(
            user,
            actor=self.coordinator,
            first_name=entry["name"],
            town=school.town,
            languages=entry["languages"],
            school=school,
        )
        Companion.objects.filter(pk=made.pk).update(is_sample=True)
        clear(made, actor=self.lead, checks=list(checks_for(made)))
        self.grown_ups[entry["name"]] = made

    def _ambassador(self, entry: dict) -> Ambassador:
        school = self.schools[entry["house"]]
        is_minor, far = entry["band"] != "18+", WAY.index(entry["until"])
        made = nominate(
            school,
            actor=self._member(school),
            first_name=entry["name"],
            band=entry["band"],
            town=school.town,
            language=school.language,
            email=_address(entry["name"]),
            guardian_email=_address(f"parent.{entry['name']}") if is_minor else "",
            why=entry["why"],
        )
        Ambassador.objects.filter(pk=made.pk).update(is_sample=True)
        self.people[entry["name"]] = made
        if far >= WAY.index("own"):
            user = _account(_address(entry["name"]), entry["name"], school.language)
            said = {"is_public": entry["shown"], "formats": Format.values, "read_in": school.language}
            agree(accept(made, actor=user), actor=user, **said)
            made.refresh_from_db()
            if is_minor and far >= WAY.index("consented"):
                agree_as_guardian(made, **said)
        if far >= WAY.index("trained"):
            # Its exercises are answered claim by claim: no verb passes them for somebody.
            Ambassador.objects.filter(pk=made.pk).update(trained_at=timezone.now() - timedelta(days=40))
        made.refresh_from_db()
        if far >= WAY.index("cleared"):
            clear(made, actor=self.lead, checks=list(checks_for(made)))
            offer = offers.set_offer(
                made,
                actor=made.user,
                languages=entry["languages"],
                topics=[],
                formats=Format.values,
                country=school.town.country,
                town=school.town.name,
                reach=400,
            )
            last_day = self.today + timedelta(days=120)
            offers.add_window(offer, actor=made.user, first_day=self.today, last_day=last_day)
        renew_step(made)
        made.refresh_from_db()
        return made

    def _visit(self, entry: dict) -> None:
        school = self.schools[entry["school"]]
        host, days = self._member(school), entry.get("days", 20)
        request = requests.ask_for_visit(
            school,
            actor=host,
            stage=entry["stage"],
            year_group=entry["year_group"],
            pupils=entry["pupils"],
            language=school.language,
            format=entry["format"],
            first_day=self.today + timedelta(days=5),
            last_day=self.today + timedelta(days=40),
            note=entry.get("note", ""),
        )
        if "ambassador" not in entry:
            return
        ambassador = self.people[entry["ambassador"]]
        visit = visits.match(request, ambassador.offer, actor=self.coordinator)
        if entry["state"] == "matched":
            return
        visits.say_yes(visit, actor=ambassador.user)
        first, second = (self.grown_ups[name] for name in entry["going"])
        starts_at = timezone.make_aware(datetime.combine(self.today + timedelta(days=abs(days)), time(10)))
        visit = visits.book(
            visit,
            actor=self.coordinator,
            starts_at=starts_at,
            minutes=45,
            format=entry["format"],
            place=entry["place"],
            first_companion=first,
            second_companion=second,
            checklist=list(visits.CHECKLIST),
        )
        who = {"host": host, "ambassador": ambassador.user, "companion": first.user}
        for message in entry.get("messages", ()):
            messages.write(visit, actor=who[message["by"]], text=message["text"])
        if entry["state"] == "booked":
            return
        # It took place then: no verb books a visit in the past.
        began = starts_at + timedelta(days=days - abs(days))
        Visit.objects.filter(pk=visit.pk).update(starts_at=began, booked_at=began - timedelta(days=20))
        visit = visits.deliver(visit, actor=first.user, attended=entry["pupils"])
        for by, text in entry["feedback"].items():
            reviewing.give_feedback(visit, actor=who[by], went=4, learnt=3, text=text)
        reviewing.review(visit, actor=self.coordinator)
        recognise(ambassador, actor=self.coordinator, words=entry["words"])

    @staticmethod
    def _member(school: School) -> User:
        """Return a lead of an invented school."""
        members = school.memberships.current().filter(role=SchoolRole.LEAD)
        return members.select_related("user").earliest("pk").user


def _address(name: str) -> str:
    """Return the address of an invented person: in Latin letters without marks."""
    plain = unicodedata.normalize("NFD", name.lower())
    return "".join(char for char in plain if char.isascii()) + ADDRESS


def _in_group(email: str, shown: str, group: str) -> User:
    user = _account(email, shown, "en")
    user.groups.add(Group.objects.get(name=group))
    return User.objects.get(pk=user.pk)  # permissions are remembered by the object


def _account(email: str, shown: str, language: str) -> User:
    """Return the account with this address, made where it is missing: confirmed, without a password."""
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, display_name=shown, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
