"""A network of schools with kept sums, for tests.

school_in("AT", lessons=4, places=100, teachers=3)      # a confirmed school with sums of this school year
"""

from datetime import date

from django.utils import timezone

from cms.models import Country
from schools.enums import EvidenceKind
from schools.models import Evidence, School, SchoolMonth, SchoolYear
from schools.years import bounds, school_year
from tests.schools.factories import SchoolFactory, TownFactory


def this_year() -> int:
    return school_year(timezone.localdate())


def first_day(year: int | None = None) -> date:
    """Return the first day of a school year, of the running one where None."""
    return bounds(this_year() if year is None else year)[0]


def school_in(
    code: str,
    *,
    year: int | None = None,
    lessons: int = 0,
    places: int = 0,
    teachers: int = 0,
    trained=(),
    **values,
) -> School:
    """Return a school of a country, with the sums of a school year as if it had done so much in its first month.

    trained: people in each of its trainings; languages, depth, last_day: of SchoolYear; all else: of the school.
    """
    of_year = {name: values.pop(name) for name in ("languages", "depth", "last_day") if name in values}
    year = this_year() if year is None else year
    school = SchoolFactory(town=TownFactory(country=Country.objects.get(code=code)), **values)
    if lessons or teachers or places:
        of_year = {"languages": {"en": lessons}, "last_day": timezone.localdate()} | of_year
        SchoolYear.objects.create(
            school=school, year=year, lessons=lessons, places=places, teachers=teachers, **of_year
        )
        SchoolMonth.objects.create(school=school, month=first_day(year), sessions=lessons, places=places)
    for people in trained:
        Evidence.objects.create(
            school=school,
            kind=EvidenceKind.TRAINING,
            title="Training",
            day=first_day(year),
            people=people,
            minutes=60,
        )
    return school
