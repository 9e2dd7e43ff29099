"""Ambassadors, companions and visits, for tests.

minor = ready(band="13-15")          # consented, trained, cleared: nothing is missing
adult = ready(band="18+")
one, other = companions()            # two cleared grown-ups
visit = booked(ambassadors=[minor])  # in a fortnight, with two companions
"""

from datetime import timedelta

import factory
from django.contrib.auth.models import Permission
from django.utils import timezone
from factory.django import DjangoModelFactory

from ambassadors.domain.clearance import FOR_ADULTS, checks_for
from ambassadors.domain.obeying import obey_for
from ambassadors.domain.visits import CHECKLIST, add_ambassador, book, match, say_yes
from ambassadors.domain.wording import kept_wording
from ambassadors.enums import ConsentKind, ConsentSide, Format
from ambassadors.models import (
    Ambassador,
    AmbassadorConsent,
    Clearance,
    Companion,
    Offer,
    Visit,
    VisitRequest,
    Window,
)
from schools.enums import Stage
from tests.schools.factories import MemberFactory, SchoolFactory, TownFactory, person


def with_permission(app: str, codename: str, **fields):
    """Return somebody with an account and one permission."""
    user = person(**fields)
    user.user_permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    return user


def coordinator():
    return with_permission("schools", "coordinate_network")


def safeguarding_lead():
    return with_permission("ambassadors", "clear_people")


class AmbassadorFactory(DjangoModelFactory):
    """Somebody who was nominated at a school and has accepted with an account; nothing else yet."""

    class Meta:
        model = Ambassador

    first_name = factory.Sequence(lambda number: f"Mira{number}")
    band = "13-15"
    town = factory.SubFactory(TownFactory)
    school = factory.SubFactory(SchoolFactory)
    user = factory.LazyFunction(person)
    guardian_email = factory.LazyAttribute(
        lambda made: "" if made.band == "18+" else f"{made.first_name.lower()}.parent@example.org"
    )
    nominated_by = factory.LazyAttribute(
        lambda made: MemberFactory(school=made.school).user if made.school else None
    )


class CompanionFactory(DjangoModelFactory):
    """A grown-up who is registered, not cleared."""

    class Meta:
        model = Companion

    user = factory.LazyFunction(person)
    first_name = factory.Sequence(lambda number: f"Otto{number}")
    town = factory.SubFactory(TownFactory)
    languages = ["en"]


class VisitRequestFactory(DjangoModelFactory):
    class Meta:
        model = VisitRequest

    school = factory.SubFactory(SchoolFactory)
    asked_by = factory.LazyAttribute(lambda made: MemberFactory(school=made.school).user)
    stage = Stage.PRIMARY
    year_group = 1
    pupils = 24
    language = "en"
    format = Format.IN_PERSON
    first_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    last_day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=40))


def consent(ambassador, side=ConsentSide.OWN, *, until=None, is_public=False, formats=Format.values):
    """Write a consent into the ledger, past the verbs."""
    return AmbassadorConsent.objects.create(
        ambassador=ambassador,
        side=side,
        kind=ConsentKind.GRANTED,
        is_public=is_public,
        formats=list(formats),
        until=until or timezone.localdate() + timedelta(days=300),
        wording=kept_wording(ambassador, side, language="en"),
        read_in="en",
    )


def clearance(who, *, until=None, **fields):
    """Clear an ambassador or a companion, past the verbs."""
    side = {"ambassador": who} if isinstance(who, Ambassador) else {"companion": who}
    checks = checks_for(who) if isinstance(who, Ambassador) else FOR_ADULTS
    until = until or timezone.localdate() + timedelta(days=300)
    return Clearance.objects.create(**side, checks=list(checks), until=until, given_by=person(), **fields)


def ready(*, is_public: bool = False, offers: bool = True, **fields) -> Ambassador:
    """Return an ambassador whom nothing keeps from visiting."""
    made = AmbassadorFactory(trained_at=timezone.now(), **fields)
    consent(made, is_public=is_public)
    if made.is_minor:
        consent(made, ConsentSide.GUARDIAN, is_public=is_public)
    clearance(made)
    if offers:
        offer(made)
    obey_for(made)
    return Ambassador.objects.get(pk=made.pk)


def offer(ambassador=None, organisation=None, *, languages=("en",), days=120, **fields) -> Offer:
    """Return an offer for the next `days` days."""
    fields.setdefault("town", ambassador.town if ambassador else TownFactory())
    made = Offer.objects.create(
        ambassador=ambassador,
        organisation=organisation,
        languages=list(languages),
        formats=list(fields.pop("formats", Format.values)),
        **fields,
    )
    today = timezone.localdate()
    Window.objects.create(offer=made, first_day=today, last_day=today + timedelta(days=days))
    return made


def cleared_companion(**fields) -> Companion:
    made = CompanionFactory(**fields)
    clearance(made)
    return made


def companions() -> tuple[Companion, Companion]:
    return cleared_companion(), cleared_companion()


def matched(*, ambassadors=None, request=None, actor=None) -> Visit:
    """Return a visit that was matched and to which everybody said yes."""
    actor = actor or coordinator()
    first, *others = ambassadors or [ready()]
    visit = match(request or VisitRequestFactory(), first.offer, actor=actor)
    for other in others:
        add_ambassador(visit, other, actor=actor)
    for one in (first, *others):
        say_yes(visit, actor=one.user)
    return Visit.objects.get(pk=visit.pk)


def booked(*, ambassadors=None, going=None, request=None, actor=None, days=14, **fields) -> Visit:
    """Return a booked visit; going: its two companions."""
    actor = actor or coordinator()
    visit = matched(ambassadors=ambassadors, request=request, actor=actor)
    first, second = going or companions()
    values = {
        "starts_at": timezone.now() + timedelta(days=days),
        "minutes": 45,
        "format": Format.IN_PERSON,
        "place": "Room 12",
        "first_companion": first,
        "second_companion": second,
        "checklist": list(CHECKLIST),
    }
    return book(visit, actor=actor, **(values | fields))
