"""Schools, members and what they did, for tests.

school = SchoolFactory()                                   # confirmed, in a town of Austria
lead = MemberFactory(school=school, role="lead").user      # with a confirmed address
TaughtFactory(school=school, teacher=lead, year_group=2)
"""

from uuid import uuid4

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone
from factory.django import DjangoModelFactory

from cms.models import Country, User
from schools.enums import SchoolRole, SchoolState, SizeBand, Stage
from schools.models import Membership, School, Taught, Town


class TownFactory(DjangoModelFactory):
    class Meta:
        model = Town

    name = factory.Sequence(lambda number: f"Lindenau {number}")
    country = factory.LazyFunction(lambda: Country.objects.get(code="AT"))


class SchoolFactory(DjangoModelFactory):
    """A school that a coordinator confirmed."""

    class Meta:
        model = School

    name = factory.Sequence(lambda number: f"School at the Bridge {number}")
    town = factory.SubFactory(TownFactory)
    stage = Stage.LOWER_SECONDARY
    size = SizeBand.FROM_300
    staff = 40
    year_groups = 4
    state = SchoolState.CONFIRMED
    decided_at = factory.LazyFunction(timezone.now)


def person(email: str = "", **fields) -> User:
    """Return somebody with an account and a confirmed address."""
    user = User.objects.create_user(email or f"{uuid4().hex[:10]}@example.org", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


class MemberFactory(DjangoModelFactory):
    """Somebody who works at a school."""

    class Meta:
        model = Membership

    school = factory.SubFactory(SchoolFactory)
    user = factory.LazyFunction(person)
    role = SchoolRole.TEACHER


class TaughtFactory(DjangoModelFactory):
    """A lesson that was taught today. The sums of the school are not touched: see schools.domain.use.recount."""

    class Meta:
        model = Taught

    school = factory.SubFactory(SchoolFactory)
    teacher = factory.LazyFunction(person)
    lesson = factory.LazyFunction(uuid4)
    language = "en"
    day = factory.LazyFunction(timezone.localdate)
    year_group = 1
    pupils = 25
    name = factory.LazyFunction(lambda: uuid4().hex)
