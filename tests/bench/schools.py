"""A network of schools that is measured: laid, and looked at, by child processes.

    python -m tests.bench.schools lay 10000    as many schools with twenty lessons taught in each, one of them large
    python -m tests.bench.schools queries      queries of the dashboard and of the large school's page

Each prints one line of JSON.
"""

import json
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from uuid import UUID, uuid4

LANGUAGE = "en"
LANGUAGES = ("en", "fr", "de", "es", "uk", "ar")
COORDINATOR = "coordinator@bench.example"
NETWORK = f"/{LANGUAGE}/network/"
TOWNS = 40  # in each country
LESSONS = 20  # taught in each school
DAYS = 400  # in which that was
BATCH = 2_000
SAMPLE = 20  # schools of which the sums are compared with those that the site makes


def school_page(key: str) -> str:
    return f"/{LANGUAGE}/school/{key}/"


def lay(number: int) -> dict:
    """Make as many schools, one of them with a thousand pupils, and the figures of the network.

    Return {school: its key, stamp: of the school, pages: addresses of the dashboard that show something else each,
    coordinator, lead: their session cookies, schools, lessons, rebuild: seconds that adding up the network took}.
    """
    from django.db import connection

    from schools.domain.network import rebuild_now
    from schools.models import NetworkFigures, School, Taught
    from schools.stamps import of_school
    from tests.bench.large_school import large_school
    from tests.campaigns.people import signed_in
    from tests.schools.people import coordinator

    chance = random.Random(1)
    schools = _schools(number - 1, chance)
    _use(schools, chance)
    _recognise(schools, chance)
    _write_down_events()
    large, lead = large_school(chance)
    if connection.vendor == "postgresql":
        # What its own housekeeping would do within a minute.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    began = time.perf_counter()
    rebuild_now()
    took = time.perf_counter() - began
    kept = NetworkFigures.objects.values_list("year", "country")
    return {
        "school": large.key,
        "stamp": of_school(large.pk),
        "pages": [
            f"/{language}/network/?year={year}&country={country}"
            for language in LANGUAGES
            for year, country in kept
        ],
        "coordinator": _cookie(signed_in(coordinator(factor=True, email=COORDINATOR))),
        "lead": _cookie(signed_in(lead)),
        "schools": School.objects.count(),
        "lessons": Taught.objects.count(),
        "rebuild": took,
    }


def _cookie(client) -> str:
    from django.conf import settings

    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


# Many schools -----------------------------------------------------------------------------------------------------


def _schools(number: int, chance: random.Random) -> list:
    """Make schools in the countries of the report, each with two members; most of them are confirmed."""
    from django.utils import timezone

    from cms.models import Country, User
    from schools.enums import SchoolRole, SchoolState, SizeBand, Stage
    from schools.models import Membership, School, Town

    now = timezone.now()
    towns = Town.objects.bulk_create(
        Town(
            country=country,
            name=f"Town {place}",
            latitude=f"{chance.uniform(36, 65):.1f}",
            longitude=f"{chance.uniform(-9, 30):.1f}",
        )
        for country in Country.objects.filter(in_report=True)
        for place in range(TOWNS)
    )
    people = User.objects.bulk_create(
        [User(email=f"member-{place}@bench.example", password="!") for place in range(2 * number)],
        batch_size=BATCH,
    )
    states = [SchoolState.CONFIRMED] * 18 + [SchoolState.NEW, SchoolState.CLOSED]
    schools = School.objects.bulk_create(
        [
            School(
                name=f"School {place}",
                town=chance.choice(towns),
                stage=chance.choice(Stage.values),
                size=chance.choice(SizeBand.values),
                staff=chance.randint(8, 90),
                year_groups=chance.randint(3, 9),
                state=chance.choice(states),
                decided_at=now - timedelta(days=chance.randint(0, DAYS)),
            )
            for place in range(number)
        ],
        batch_size=BATCH,
    )
    Membership.objects.bulk_create(
        [
            Membership(school=school, user=people[2 * place + second], role=role)
            for place, school in enumerate(schools)
            for second, role in enumerate(SchoolRole.values)
        ],
        batch_size=BATCH,
    )
    return schools


def _use(schools: list, chance: random.Random) -> None:
    """Note lessons and trainings in bulk, and keep the sums of them as schools.domain.use.recount would."""
    from schools.domain.use import recount
    from schools.models import Evidence, SchoolMonth, SchoolYear, Taught

    members = _members()
    taught: dict[int, list] = {}
    trainings: dict[int, list] = {}
    today = date.today()
    for place, school in enumerate(schools):
        least = 90 if place % 7 == 0 else 0  # these have been quiet since
        taught[school.pk] = [
            lesson(school.pk, chance.choice(members[school.pk]), school.year_groups, least, today, chance)
            for _ in range(LESSONS)
        ]
        if place % 3 == 0:
            trainings[school.pk] = [training(school.pk, school.staff, today, chance)]
    keep_all(Taught, (one for each in taught.values() for one in each))
    keep_all(Evidence, (one for each in trainings.values() for one in each))
    years, months = [], []
    for school in schools:
        found = _sums(school, taught[school.pk], trainings.get(school.pk, []))
        years += found[0]
        months += found[1]
    keep_all(SchoolYear, years)
    keep_all(SchoolMonth, months)
    names = [
        field.name for field in SchoolYear._meta.concrete_fields if field.name not in ("id", "counted_at")
    ]
    for one in chance.sample(years, min(SAMPLE, len(years))):
        again = recount(one.school, one.year)
        if any(getattr(one, name) != getattr(again, name) for name in names):
            raise SystemExit(
                f"The sums of school {one.school_id} in {one.year} are not those that the site makes."
            )


def _members() -> dict[int, list[int]]:
    from schools.models import Membership

    found = defaultdict(list)
    for school, user in Membership.objects.order_by("pk").values_list("school_id", "user_id"):
        found[school].append(user)
    return found


def lesson(school: int, teacher: int, year_groups: int, least: int, today: date, chance: random.Random):
    """Return a lesson that was taught at least so many days ago."""
    from schools.models import Taught

    return Taught(
        school_id=school,
        teacher_id=teacher,
        lesson=UUID(int=chance.randint(1, 30)),
        language=chance.choice(LANGUAGES),
        day=today - timedelta(days=chance.randint(least, DAYS)),
        year_group=chance.randint(1, year_groups),
        pupils=chance.randint(12, 30),
        name=uuid4().hex,
    )


def training(school: int, staff: int, today: date, chance: random.Random):
    from schools.enums import EvidenceKind
    from schools.models import Evidence

    return Evidence(
        school_id=school,
        kind=EvidenceKind.TRAINING,
        title="Training",
        day=today - timedelta(days=chance.randint(0, DAYS)),
        people=chance.randint(1, staff),
        minutes=chance.choice([45, 90, 180]),
    )


def _sums(school, taught: list, trainings: list) -> tuple[list, list]:
    """Return the sums of each school year and of each month in which a school taught a lesson."""
    from schools.domain.queries.use import depth_of
    from schools.models import SchoolMonth, SchoolYear
    from schools.years import school_year

    by_year, by_month = defaultdict(list), defaultdict(list)
    for one in taught:
        by_year[school_year(one.day)].append(one)
        by_month[one.day.replace(day=1)].append(one)
    years = []
    for year, lessons in by_year.items():
        found = SchoolYear(
            school=school,
            year=year,
            lessons=len(lessons),
            places=sum(one.pupils for one in lessons),
            teachers=len({one.teacher_id for one in lessons}),
            year_groups=sorted({one.year_group for one in lessons}),
            languages=dict(sorted(Counter(one.language for one in lessons).items())),
            training=sum(one.people * one.minutes for one in trainings if school_year(one.day) == year),
            more=nothing_more(),
            last_day=max(one.day for one in lessons),
        )
        found.depth = depth_of(school, found).depth
        years.append(found)
    months = [
        SchoolMonth(school=school, month=month, sessions=len(each), places=sum(one.pupils for one in each))
        for month, each in by_month.items()
    ]
    return years, months


def nothing_more() -> dict:
    """Return what rooms above count in a school that has done nothing there."""
    from schools.registries import keys_of, use_kinds

    more: dict[str, int | list[str]] = {}
    for name, kind in use_kinds:
        more[name] = 0
        if kind.keys:
            more[keys_of(name)] = []
    return more


def keep_all(model, rows: Iterable) -> None:
    """Write rows in batches, so that not all of them are in one statement or in memory twice."""
    rest: Iterator = iter(rows)
    while batch := list(islice(rest, BATCH)):
        model.objects.bulk_create(batch)


def _recognise(schools: list, chance: random.Random) -> None:
    """Grant levels to every fifth school; of the others some have handed in."""
    from django.utils import timezone

    from schools.enums import Level, RecognitionState
    from schools.models import Recognition

    now = timezone.now()
    rows = [
        Recognition(
            school=school,
            level=chance.choice(Level.values),
            state=RecognitionState.GRANTED,
            decided_at=now - timedelta(days=30),
            expires_at=now + timedelta(days=700),
            status_index=place,
        )
        for place, school in enumerate(schools[::5])
    ]
    rows += [Recognition(school=school, level=Level.COMMITTED) for school in schools[1::100]]
    keep_all(Recognition, rows)


def _write_down_events() -> None:
    from schools.models import NetworkEvent

    today = date.today()
    keep_all(
        NetworkEvent,
        [NetworkEvent(day=today - timedelta(days=25 * place), title=f"Event {place}") for place in range(12)],
    )


# Looking ----------------------------------------------------------------------------------------------------------


def queries() -> dict:
    """Return {name: number of queries} of both pages, with warm memory, and right after what they show has changed."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from cms.cache.stamps import touch
    from cms.models import User
    from schools.domain.network import rebuild_now
    from schools.models import School
    from schools.stamps import of_school
    from tests.bench.large_school import LEAD
    from tests.campaigns.people import signed_in

    lead = User.objects.get(email=LEAD)
    school = School.objects.visible_to(lead).get()
    found = {}
    for name, email, address, change in (
        ("network", COORDINATOR, NETWORK, rebuild_now),
        ("school", LEAD, school_page(school.key), lambda: touch(of_school(school.pk))),
    ):
        client = signed_in(User.objects.get(email=email), SERVER_NAME="127.0.0.1")
        for when in ("at first", "warm", "anew"):
            if when == "anew":
                change()
            with CaptureQueriesContext(connection) as caught:
                if client.get(address).status_code != 200:
                    raise SystemExit(f"{address} is not shown.")
            found[f"{name} {when}"] = len(caught)
    return found


def main(arguments: list[str]) -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    django.setup()
    command, *rest = arguments
    print(json.dumps({"lay": lay, "queries": queries}[command](*map(int, rest))))


if __name__ == "__main__":
    main(sys.argv[1:])
