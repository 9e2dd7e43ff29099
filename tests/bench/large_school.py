"""One school of the network with a thousand pupils and all that its page can show, for tests.bench.schools."""

import random
from datetime import date, timedelta
from uuid import UUID, uuid4

from tests.bench.schools import DAYS, LANGUAGE, keep_all, lesson, training

LEAD = "lead@bench.example"
#: Classrooms, pupils in each, items that each pupil answers.
CLASSROOMS, PUPILS, ITEMS = 40, 25, 20
TASKS, EARLIER, NOTED = 30, 360, 600  # in its plan; sittings of the past; lessons taught


def large_school(chance: random.Random) -> tuple:
    """Make a school with all that its page shows, by the verbs of the site where they are quick enough.

    A thousand pupils answer in its placed classrooms and in two self-assessments that ended; a third one is open.
    Return the school and its lead.
    """
    from cms.models import Country
    from schools.domain.use import count_sittings, recount
    from schools.enums import SchoolRole
    from schools.models import Taught
    from schools.years import school_year
    from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person

    town = TownFactory(country=Country.objects.filter(in_report=True).first())
    school = SchoolFactory(town=town, name="The large school", staff=80, year_groups=6)
    lead = MemberFactory(school=school, role=SchoolRole.LEAD, user=person(LEAD)).user
    teachers = [lead, *(MemberFactory(school=school).user for _teacher in range(CLASSROOMS - 1))]
    _hold_sittings(school, teachers, chance)
    today = date.today()
    keep_all(
        Taught,
        [
            lesson(school.pk, chance.choice(teachers).pk, school.year_groups, 0, today, chance)
            for _ in range(NOTED)
        ],
    )
    _add_evidence(school, today, chance)
    count_sittings()
    for year in {school_year(today - timedelta(days=ago)) for ago in range(DAYS + 1)}:
        recount(school, year)
    _assess(school, lead, chance)
    _plan(school, teachers, today)
    return school, lead


def _hold_sittings(school, teachers: list, chance: random.Random) -> None:
    """Let each pupil answer in a classroom that is placed in the school; of earlier sittings, keep what counts."""
    from classrooms.domain.sittings import close_sitting
    from schools.domain.members import place_classroom
    from schools.models import SchoolSitting
    from tests.bench.classes import answer_everything, edition_of_claims
    from tests.classrooms.factories import ClassroomFactory, opened

    edition = edition_of_claims(ITEMS)
    for place, teacher in enumerate(teachers):
        classroom = ClassroomFactory(owner=teacher, size=PUPILS)
        place_classroom(school, classroom, actor=teacher, year_group=place % school.year_groups + 1)
        sitting = opened(classroom, edition)
        answer_everything(sitting, PUPILS)
        close_sitting(sitting, actor=teacher)
    keep_all(
        SchoolSitting,
        [
            SchoolSitting(
                school=school,
                teacher=chance.choice(teachers),
                exercise=UUID(int=chance.randint(1, 30)),
                language=LANGUAGE,
                day=date.today() - timedelta(days=chance.randint(1, DAYS)),
                year_group=chance.randint(1, school.year_groups),
                pupils=PUPILS,
                before=f"before-{place}",
                gain=chance.gauss(0.4, 0.2),
                error=0.2,
            )
            for place in range(EARLIER)
        ],
    )


def _add_evidence(school, today: date, chance: random.Random) -> None:
    from schools.domain.framework import areas
    from schools.enums import EvidenceKind
    from schools.models import Evidence

    notes = [
        Evidence(
            school=school,
            kind=EvidenceKind.NOTE,
            title=indicator.label[:120],
            day=today - timedelta(days=30),
            indicator=indicator,
        )
        for each in areas().values()
        for indicator in each
    ]
    keep_all(Evidence, [*notes, *(training(school.pk, school.staff, today, chance) for _ in range(6))])


def _assess(school, lead, chance: random.Random) -> None:
    from django.utils import timezone

    from schools.domain.framework import areas
    from schools.domain.rounds import close_round, open_round
    from schools.enums import VoiceGroup
    from schools.models import Round, Voice

    codes = [one.code for each in areas().values() for one in each]
    sizes = {VoiceGroup.LEADERS: 12, VoiceGroup.TEACHERS: 60, VoiceGroup.PUPILS: CLASSROOMS * PUPILS}
    for ago in (300, 30):
        made = open_round(school, actor=lead, weeks=3)
        keep_all(
            Voice,
            [
                Voice(
                    round=made,
                    group=group,
                    name=uuid4().hex,
                    answers={code: chance.choice([1, 2, 3, 3, 4]) for code in codes},
                )
                for group, size in sizes.items()
                for _voice in range(size)
            ],
        )
        close_round(made, actor=lead)
        end = timezone.now() - timedelta(days=ago)
        Round.objects.filter(pk=made.pk).update(
            opened_at=end - timedelta(weeks=3), closes_at=end, closed_at=end
        )
    open_round(school, actor=lead, weeks=3)


def _plan(school, teachers: list, today: date) -> None:
    from schools.domain.plan import add_task, mark_task

    for place in range(TASKS):
        task = add_task(
            school,
            actor=teachers[0],
            what=f"Something that we will do, number {place}",
            owner=teachers[place],
            due=today + timedelta(days=place),
        )
        if place % 3 == 0:
            mark_task(task, done=True, actor=teachers[0])
