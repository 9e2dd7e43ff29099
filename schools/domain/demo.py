"""An invented network: twelve schools in six countries and a year of their life, so that dashboards can be looked at.

Made by the verbs that people use, as the people who would use them; what happened earlier is dated back afterwards.
Every school is marked as a sample, every account has an address that no letter is sent to and no password.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from classrooms.domain.classrooms import make_classroom
from classrooms.domain.joining import shut_door
from classrooms.models import Classroom
from cms.audit import record
from cms.domain.seed import read_yaml
from cms.letters import NOBODYS
from cms.models import Country, User
from exercises.models import ExercisePage
from lessons.models import LessonPlanPage
from schools.domain import demo_award, network, plan
from schools.domain.evidence import add_evidence
from schools.domain.framework import areas
from schools.domain.levels import reached, trace
from schools.domain.members import DAYS, accept, place_classroom
from schools.domain.queries.plan import text_of_level
from schools.domain.recognition import HOLDS, decline, grant, hand_in
from schools.domain.rounds import DOOR, close_round, open_round
from schools.domain.schools import confirm_school, register_school
from schools.domain.seed import COORDINATORS, seed_coordinators
from schools.domain.use import note_lesson, recount
from schools.domain.voices import add_voice, answer, groups_of
from schools.enums import EvidenceKind, SchoolRole, VoiceGroup, Went
from schools.models import Award, Indicator, Invitation, Recognition, Round, School, SchoolSitting, Town
from schools.registries import sample_removals
from schools.years import bounds, school_year

NETWORK = Path(__file__).resolve().parent.parent / "demo.yaml"
SEED = 1948  # the year of the Universal Declaration of Human Rights
#: How long ago the schools registered, and their self-assessments ended, the earlier first.
BEGAN, ROUNDS_ENDED = timedelta(days=400), (timedelta(days=280), timedelta(days=25))


class DemoError(Exception):
    """The network cannot be made; the text says why."""


@dataclass(frozen=True)
class Life:
    """What a school does in a year.

    members: with accounts, two of them leads. lessons, sittings: in the last school year and in this one. pupils: who
    answer in each of `rounds` self-assessments; mean: around which everybody answers, 1 to 4. training: minutes. tasks:
    of the plan, of which so many are done. areas: with evidence.
    """

    members: int
    lessons: tuple[int, int]
    sittings: tuple[int, int] = (0, 0)
    rounds: int = 0
    pupils: int = 0
    mean: float = 0
    training: int = 0
    tasks: int = 2
    done: int = 0
    areas: int = 0


LIVES = {
    "begun": Life(members=4, lessons=(0, 3)),
    "quiet": Life(members=7, lessons=(13, 0), tasks=4, done=1, areas=1),
    "committed": Life(
        members=12, lessons=(12, 7), sittings=(1, 1), rounds=1, pupils=12, mean=2.4, training=30, tasks=7,
        done=2, areas=3,
    ),
    "practising": Life(
        members=13, lessons=(26, 14), sittings=(3, 2), rounds=2, pupils=40, mean=3.0, training=90, tasks=9,
        done=5, areas=5,
    ),
    "leading": Life(
        members=15, lessons=(46, 20), sittings=(6, 3), rounds=2, pupils=60, mean=3.5, training=210, tasks=14,
        done=10, areas=7,
    ),
}  # fmt: skip


# Making and removing ----------------------------------------------------------------------------------------------


def make_demo(tell: Callable[[str], object] = lambda sentence: None) -> int:
    """Make those schools of the network that are missing, each whole or not at all; return how many were made.

    tell: is given a sentence for each school. DemoError where there is no lesson plan or framework to begin with.
    """
    outline = read_yaml(NETWORK)
    lessons = list(LessonPlanPage.objects.live().values_list("translation_key", flat=True).distinct())
    if not lessons:
        raise DemoError("There is no lesson plan yet. Load the starter collection first: manage.py prepare")
    if not areas():
        raise DemoError("The framework is missing. Load the seeds first: manage.py seed")
    exercises = list(ExercisePage.objects.live().values_list("translation_key", flat=True).distinct())
    made = 0
    for place, entry in enumerate(outline["schools"]):
        known = School.objects.filter(
            is_sample=True, name=entry["name"], town__country__code=entry["country"]
        )
        if known.exists():
            continue
        # Each school has chances of its own, so that it is the same whichever others are there.
        story = _Story(entry, outline, Random(SEED + place), sorted(lessons), sorted(exercises))
        with transaction.atomic(), translation.override(entry["language"]):
            tell(story.make())
        made += 1
    if made:
        network.rebuild_now()
    with transaction.atomic():
        said = demo_award.make_award(outline["award"], account=_account, coordinator=_coordinator())
    if said:
        tell(said)
    return made


@transaction.atomic
def remove_demo() -> tuple[int, int]:
    """Remove all sample schools and all demo accounts with what is theirs, and nothing else; return how many of both.

    The audit trail keeps that they were there.
    """
    for _name, remove in sample_removals:
        remove()
    schools = School.objects.filter(is_sample=True)
    for key in Round.objects.filter(school__in=schools, closed_at=None).values_list("key", flat=True):
        shut_door(DOOR, key)
    towns = list(schools.values_list("town", flat=True))
    people = User.objects.filter(email__endswith=NOBODYS)
    numbers = schools.count(), people.count()
    Award.objects.filter(is_sample=True).delete()
    schools.delete()
    people.delete()
    Town.objects.filter(pk__in=towns, schools=None).delete()
    if any(numbers):
        record("demo.removed", schools=numbers[0], accounts=numbers[1])
        network.rebuild_now()
    return numbers


# The story of one school ------------------------------------------------------------------------------------------


class _Story:
    """Tells the year of one school. Made inside a transaction, in the school's language."""

    def __init__(self, entry: dict, outline: dict, chance: Random, lessons: list, exercises: list):
        self.entry, self.outline, self.chance = entry, outline, chance
        self.lessons, self.exercises = lessons, exercises
        self.life = LIVES[entry["life"]]
        self.slug = slugify(entry["name"])
        self.indicators: list[Indicator] = [one for each in areas().values() for one in each]
        self.today = timezone.localdate()
        self.forms = 0

    def make(self) -> str:
        """Make the school with its year, and say so in a sentence."""
        lead = self._person(0)
        given = ("name", "town", "stage", "size", "staff", "year_groups", "language", "latitude", "longitude")
        country = Country.objects.get(code=self.entry["country"])
        facts = {name: self.entry[name] for name in given}
        self.school = register_school(actor=lead, country=country, **facts)
        School.objects.filter(pk=self.school.pk).update(is_sample=True)
        coordinator = _coordinator()
        if self.entry.get("confirmed", True):
            confirm_school(self.school, actor=coordinator)
        self.school.refresh_from_db()
        self._people(lead)
        self._classrooms()
        self._use()
        self._evidence()
        for ended in ROUNDS_ENDED[len(ROUNDS_ENDED) - self.life.rounds :]:
            self._round(ended)
        self._plan()
        said = self._recognition(coordinator)
        # Nobody signs in as her, and nobody should be able to decide as her.
        coordinator.groups.clear()
        self._date_back()
        counted = (
            (len(self.members), "member"),
            (self.school.taught.count(), "lesson"),
            (self.school.sittings.count(), "sitting"),
            (self.life.rounds, "self-assessment"),
            (self.life.tasks, "task"),
        )
        sums = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in counted)
        return f"{self.school.name}: {sums}; {said}."

    def _person(self, place: int) -> User:
        names = self.outline["given_names"], self.outline["surnames"]
        given, surname = names[0][(place * 5 + len(self.slug)) % len(names[0])], self.chance.choice(names[1])
        return _account(f"{place + 1}.{self.slug}", f"{given} {surname}", self.entry["language"])

    def _people(self, lead: User) -> None:
        self.members = [lead]
        for place in range(1, self.life.members):
            user = self._person(place)
            role = SchoolRole.LEAD if place == 1 else SchoolRole.TEACHER
            # Not by the verb that invites: it writes a letter, and counts how many go to an address in a day.
            invitation = Invitation.objects.create(
                school=self.school,
                email=user.email,
                role=role,
                invited_by=lead,
                expires_at=timezone.now() + timedelta(days=DAYS),
            )
            accept(invitation.token, actor=user)
            self.members.append(user)
        self.lead = lead

    def _classrooms(self) -> None:
        for place, teacher in enumerate(self.members[1:4], start=1):
            group = min(place, self.school.year_groups)
            size, language = self.chance.randint(18, 28), self.entry["language"]
            # She may have it already: where a school was deleted without her account.
            known = Classroom.objects.owned_by(teacher).filter(name=f"{group}A").first()
            made = known or make_classroom(f"{group}A", actor=teacher, size=size, language=language)
            place_classroom(self.school, made, actor=teacher, year_group=group)

    def _use(self) -> None:
        this = school_year(self.today)
        for year, lessons, sittings in zip(
            (this - 1, this), self.life.lessons, self.life.sittings, strict=True
        ):
            days = _school_days(year, self.today)
            for _lesson in range(lessons if days else 0):
                note_lesson(
                    self.school,
                    actor=self.chance.choice(self.members),
                    lesson=self.chance.choice(self.lessons),
                    language=self.entry["language"] if self.chance.random() < 0.8 else "en",
                    day=self.chance.choice(days),
                    year_group=self.chance.randint(1, self.school.year_groups),
                    pupils=self.chance.randint(14, 28),
                    went=self.chance.choice(Went.values),
                    name=self._form(),
                )
            for _sitting in range(sittings if days and self.exercises else 0):
                self._sitting(self.chance.choice(days))
            recount(self.school, year)

    def _sitting(self, day: date) -> None:
        # What a sitting leaves behind. Its answers themselves would be deleted by now, and no verb makes it without.
        gain = max(self.chance.gauss(0.15 + self.life.mean / 8, 0.15), -0.3)
        SchoolSitting.objects.create(
            school=self.school,
            teacher=self.chance.choice(self.members),
            exercise=self.chance.choice(self.exercises),
            language=self.entry["language"],
            day=day,
            year_group=self.chance.randint(1, self.school.year_groups),
            pupils=self.chance.randint(14, 28),
            before=self._form()[:12],
            gain=round(gain, 3),
            error=0.2,
            rose=gain > 0.4,
        )

    def _evidence(self) -> None:
        firsts = [each[0] for each in areas().values()][: self.life.areas]
        for place, indicator in enumerate(firsts):
            training = place == 0 and self.life.training > 0
            fields = {"people": self.school.staff, "minutes": self.life.training} if training else {}
            add_evidence(
                self.school,
                actor=self.lead,
                kind=EvidenceKind.TRAINING if training else EvidenceKind.NOTE,
                title=indicator.label[:120],
                text=indicator.level_3,
                day=self.today - timedelta(days=30 + 20 * place),
                indicator=indicator,
                name=self._form(),
                **fields,
            )

    def _round(self, ended: timedelta) -> None:
        """A self-assessment: half a level lower the first time, pupils a little lower than their teachers."""
        mean = self.life.mean - (0.4 if ended > timedelta(days=180) else 0)
        made = open_round(self.school, actor=self.lead, weeks=3)
        for member in self.school.memberships.current().select_related("user"):
            group = VoiceGroup.TEACHERS.value if member.user != self.lead else groups_of(member)[0]
            answer(made, actor=member.user, group=group, answers=self._answers(mean))
        for _pupil in range(self.life.pupils):
            add_voice(made, name=self._form(), answers=self._answers(mean - 0.25))
        close_round(made, actor=self.lead)
        end = timezone.now() - ended
        # It took place then: no verb opens a self-assessment in the past.
        Round.objects.filter(pk=made.pk).update(
            opened_at=end - timedelta(weeks=3), closes_at=end, closed_at=end
        )

    def _answers(self, mean: float) -> dict[str, int]:
        return {
            one.code: min(max(round(self.chance.gauss(mean + (place % 5 - 2) * 0.12, 0.6)), 1), 4)
            for place, one in enumerate(self.indicators)
        }

    def _plan(self) -> None:
        for place in range(self.life.tasks):
            indicator = self.indicators[place * 2 % len(self.indicators)]
            done = place < self.life.done
            days = self.chance.randint(-200, -20) if done else self.chance.randint(-6, 90)
            task = plan.add_task(
                self.school,
                actor=self.lead,
                what=text_of_level(indicator, 3),
                indicator=indicator,
                owner=self.members[place % len(self.members)],
                due=self.today + timedelta(days=days),
                lesson=self.chance.choice(self.lessons) if place % 3 == 0 else None,
            )
            if done:
                plan.mark_task(task, done=True, actor=self.lead)
                # It was done about when it was due.
                at = timezone.now() + timedelta(days=days - 2)
                self.school.plan.filter(pk=task.pk).update(done_at=at, added_at=at - timedelta(days=60))

    def _recognition(self, coordinator: User) -> str:
        """Hand in the highest level that is reached, where one is to be, and have it decided; say what came of it."""
        level = reached(trace(self.school))
        outcome = self.entry.get("outcome")
        if outcome is None or level is None:
            return "handed in nothing"
        statement = " ".join(one.level_4 for one in self.indicators[:2])
        made = hand_in(self.school, actor=self.lead, level=level, statement=statement)
        if outcome == "granted":
            grant(made, actor=coordinator, reasons="Seen on the school's own pages. Well done.")
        elif outcome == "declined":
            decline(made, actor=coordinator, reasons="Please add what the training of your staff was about.")
        at = timezone.now() - timedelta(days=self.chance.randint(5, 20))
        row = Recognition.objects.filter(pk=made.pk)
        row.update(submitted_at=at - timedelta(days=4))
        row.filter(decided_at__isnull=False).update(decided_at=at)
        row.filter(expires_at__isnull=False).update(expires_at=at + HOLDS)
        return f"level {level.value} {outcome}"

    def _date_back(self) -> None:
        """Let the school have been there for a year: verbs act today alone."""
        began = timezone.now() - BEGAN
        row = School.objects.filter(pk=self.school.pk)
        row.update(registered_at=began)
        row.filter(decided_at__isnull=False).update(decided_at=began + timedelta(days=3))
        self.school.memberships.update(since=began + timedelta(days=7))
        self.school.classrooms.update(since=began + timedelta(days=14))
        self.school.invitations.update(
            invited_at=began, accepted_at=began + timedelta(days=7), expires_at=began + timedelta(days=14)
        )
        for one in self.school.taught.all():
            one.noted_at = timezone.make_aware(datetime.combine(one.day, time(15)))
            one.save(update_fields=["noted_at"])

    def _form(self) -> str:
        """Return the name of the next form: in one network none is there twice."""
        self.forms += 1
        return f"{self.chance.getrandbits(96):024x}{self.forms:08x}"


def _school_days(year: int, until: date) -> list[date]:
    """Return the Mondays to Fridays of a school year up to a day, without the summer."""
    first, after = bounds(year)
    days = (first + timedelta(days=number) for number in range((min(after, until) - first).days))
    return [day for day in days if day.weekday() < 5 and day.month not in (7, 8)]


def _coordinator() -> User:
    seed_coordinators()
    user = _account("coordinator", "Coordinator Example", "en")
    user.groups.add(Group.objects.get(name=COORDINATORS))
    return User.objects.get(pk=user.pk)  # permissions are remembered by the object


def _account(name: str, shown: str, language: str) -> User:
    """Return the account of this name, made where it is missing: confirmed, without a password."""
    email = f"{name}{NOBODYS}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, display_name=shown, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
