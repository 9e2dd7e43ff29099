"""Schools: registered by whoever works there, kept by their leads, confirmed and closed by coordinators."""

from decimal import ROUND_HALF_UP, Decimal

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.audit import record
from cms.context import absolute_url
from cms.languages import BY_CODE
from cms.letters import write_to
from cms.models import Country, User
from cms.text import nfc
from schools.domain.domains import may_name_domain
from schools.enums import SchoolRole, SchoolState, SizeBand, Stage
from schools.models import Membership, School, Town
from schools.models.school import MOST_STAFF, MOST_YEAR_GROUPS
from schools.rules import can_coordinate, can_decide, can_lead, is_of

#: How many schools of one person may wait for a coordinator at once.
MOST_WAITING = 2
TENTH = Decimal("0.1")


class SchoolError(Exception):
    """Something cannot be done with a school; the text is for the person who tried."""


# By whoever works there -----------------------------------------------------------------------------------------


@transaction.atomic
def register_school(
    *,
    actor,
    name: str,
    country: Country,
    town: str,
    stage: str,
    size: str,
    staff: int,
    year_groups: int,
    language: str,
    website: str = "",
    latitude=None,
    longitude=None,
) -> School:
    """Register a school, which works at once; `actor` leads it. Return it; registered twice by her, it is one.

    town: its name; latitude, longitude: of the town in degrees, both or neither, kept to a tenth and only where the
    town has none yet. SchoolError where the town has a school of this name, or MOST_WAITING of hers wait already.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    name = _name(name)
    _check(stage, size, staff, year_groups, language)
    place = find_town(country, town, latitude, longitude)
    if (known := _same_name(place, name)) is not None:
        if known.registered_by_id == actor.pk and can_lead(actor, known):
            return known
        raise SchoolError(
            _(
                "There is a school of this name in this town already. Please ask its lead, or a colleague who is "
                "there, for an invitation."
            )
        )
    waiting = School.objects.filter(registered_by=actor, state=SchoolState.NEW)
    if waiting.count() >= MOST_WAITING:
        raise SchoolError(
            _(
                "Two of your schools are not confirmed yet. Please wait until a coordinator has looked at them."
            )
        )
    made = School.objects.create(
        name=name,
        town=place,
        stage=stage,
        size=size,
        staff=staff,
        year_groups=year_groups,
        language=language,
        website=website,
        registered_by=actor,
    )
    Membership.objects.create(school=made, user=actor, role=SchoolRole.LEAD)
    record("school.registered", made, actor=actor)
    return made


def find_town(country: Country, name: str, latitude=None, longitude=None) -> Town:
    """Return the town of this name, found or made, locked until the transaction ends.

    Coordinates that are known stay as they are. SchoolError for no name, and for coordinates that are on no globe.
    """
    name = " ".join(nfc(name).split())
    if not name:
        raise SchoolError(_("Please name the town."))
    _check_length(Town, name)
    degrees = _tenths(latitude, longitude)
    towns = _called(Town.objects.select_for_update().filter(country=country), name)
    found = towns.first()
    if found is None:
        try:
            with transaction.atomic():
                return Town.objects.create(
                    country=country, name=name, latitude=degrees[0], longitude=degrees[1]
                )
        except IntegrityError:  # somebody else made it in this very moment
            found = towns.get()
    if found.latitude is None and degrees[0] is not None:
        found.latitude, found.longitude = degrees
        found.save(update_fields=["latitude", "longitude"])
    return found


@transaction.atomic
def change_school(
    school: School,
    *,
    actor,
    stage: str,
    size: str,
    staff: int,
    year_groups: int,
    language: str,
    website: str,
    email_domain: str,
    on_wall: bool,
) -> School:
    """Change what a school says of itself, as a lead. Return it.

    email_domain: "" or the domain of a confirmed address of hers; what is set already may stay. SchoolError for a
    domain that is not hers, of a public mail provider, or of another school.
    """
    locked = _led(school, actor)
    _check(stage, size, staff, year_groups, language)
    email_domain = email_domain.strip().lower()
    if email_domain and email_domain != locked.email_domain:
        _require_domain(locked, actor, email_domain)
    locked.stage, locked.size, locked.staff, locked.year_groups = stage, size, staff, year_groups
    locked.language, locked.website = language, website
    changed_domain = locked.email_domain != email_domain
    locked.email_domain, locked.on_wall = email_domain, on_wall
    fields = ["stage", "size", "staff", "year_groups", "language", "website", "email_domain", "on_wall"]
    _save_alone(locked, fields)
    record("school.changed", locked, actor=actor)
    if changed_domain:
        record("school.domain_changed", locked, actor=actor, domain=email_domain)
    return locked


@transaction.atomic
def rename_school(school: School, *, actor, name: str) -> School:
    """Give a school another name: a lead while it is not confirmed, a coordinator of no part in it at any time.

    A coordinator confirmed a school of one name, and its certificates bear it.
    """
    locked = _locked(school)
    if not _may_correct(actor, locked):
        raise SchoolError(_("The name of a confirmed school is changed by a coordinator."))
    name = _name(name)
    if name != locked.name:
        _refuse_taken_name(locked, locked.town, name)
        before, locked.name = locked.name, name
        locked.save(update_fields=["name"])
        record("school.renamed", locked, actor=actor, before=before, name=name)
    return locked


# By coordinators ------------------------------------------------------------------------------------------------


@transaction.atomic
def confirm_school(school: School, *, actor) -> School:
    """Confirm that a school is one: from now on it counts in the network and can be recognised. Its leads get a mail.

    SchoolError where `actor` may not decide about it, or somebody has decided meanwhile.
    """
    locked = _decidable(school, actor, SchoolState.NEW)
    _decide(locked, SchoolState.CONFIRMED, actor, "")
    record("school.confirmed", locked, actor=actor)
    _tell(locked, "confirmed")
    return locked


@transaction.atomic
def move_school(school: School, *, actor, country: Country, town: str) -> School:
    """Put a school into another town, found by its name or made: as rename_school() for its name, and for its reasons.

    SchoolError where `actor` may not, for no town, and where the town has a school of its name.
    """
    locked = _locked(school)
    if not _may_correct(actor, locked):
        raise SchoolError(_("The town of a confirmed school is changed by a coordinator."))
    place = find_town(country, town)
    if place.pk != locked.town_id:
        _refuse_taken_name(locked, place, locked.name)
        before, locked.town = locked.town, place
        locked.save(update_fields=["town"])
        told = {"before": before, "town": place}
        record(
            "school.moved",
            locked,
            actor=actor,
            **{name: f"{one.name}, {one.country.code}" for name, one in told.items()},
        )
    return locked


@transaction.atomic
def close_school(school: School, *, actor, reasons: str) -> School:
    """Close a school: its pages shut for everybody at once and it is on no wall; what it did is kept. Leads get a mail.

    SchoolError without reasons, and as confirm_school raises it.
    """
    locked = _decidable(school, actor, SchoolState.NEW, SchoolState.CONFIRMED)
    if not reasons.strip():
        raise SchoolError(_("Please give your reasons. The leads read them."))
    locked.on_wall = False
    _decide(locked, SchoolState.CLOSED, actor, reasons)
    record("school.closed", locked, actor=actor)
    _tell(locked, "closed")
    return locked


@transaction.atomic
def reopen_school(school: School, *, actor) -> School:
    """Open a closed school again, confirmed. Its leads get a mail.

    SchoolError where nobody belongs to it, where another school of its name is there meanwhile, and as confirm_school
    raises it. A domain that leads to another school meanwhile is given up.
    """
    locked = _decidable(school, actor, SchoolState.CLOSED)
    if not locked.memberships.current().exists():
        raise SchoolError(
            _("Nobody belongs to this school any more. Whoever comes back can register it anew.")
        )
    _refuse_taken_name(locked, locked.town, locked.name)
    if locked.email_domain and _holds_domain(locked.email_domain).exists():
        locked.email_domain = ""
    _decide(locked, SchoolState.CONFIRMED, actor, "")
    record("school.reopened", locked, actor=actor)
    _tell(locked, "reopened")
    return locked


def close_empty(school: School) -> None:
    """Close a locked school that nobody belongs to any more; nobody is told, for there is nobody."""
    if school.state != SchoolState.CLOSED:
        school.on_wall = False
        _decide(school, SchoolState.CLOSED, None, "")
        record("school.closed", school, empty=True)


# How ------------------------------------------------------------------------------------------------------------


def _locked(school: School) -> School:
    return School.objects.select_for_update().get(pk=school.pk)


def _led(school: School, actor) -> School:
    locked = _locked(school)
    if not can_lead(actor, locked):
        raise SchoolError(_("Only leads change what the school says of itself."))
    return locked


def _may_correct(actor, school: School) -> bool:
    """Say whether somebody may put name and town of a locked school right."""
    by_lead = school.state == SchoolState.NEW and can_lead(actor, school)
    return by_lead or can_decide(actor, school)


def _decidable(school: School, actor, *states: str) -> School:
    locked = _locked(school)
    if not can_coordinate(actor):
        raise SchoolError(_("Only coordinators decide about schools."))
    if is_of(actor, locked):
        raise SchoolError(_("You belong to this school. Somebody else decides about it."))
    if locked.state not in states:
        raise SchoolError(_("Somebody has decided about this school meanwhile."))
    return locked


def _decide(school: School, state: str, actor, reasons: str) -> None:
    school.state = state
    school.decided_by, school.decided_at = actor, timezone.now()
    school.reasons = nfc(reasons).strip()
    school.save(update_fields=["state", "decided_by", "decided_at", "reasons", "on_wall", "email_domain"])


def _tell(school: School, what: str) -> None:
    for member in school.memberships.current().leads().select_related("user"):
        write_to(
            member.user.email,
            member.user.language,
            f"schools/school_{what}",
            user=member.user,
            school=school,
            url=lambda: absolute_url("schools"),
        )


def _name(text: str) -> str:
    """Return a school's name as it is kept, or SchoolError."""
    name = " ".join(nfc(text).split())
    if not name:
        raise SchoolError(_("A school needs a name."))
    _check_length(School, name)
    return name


def _check_length(model, name: str) -> None:
    # Composed letters are sometimes more than were typed, so the form has not seen it.
    if len(name) > model._meta.get_field("name").max_length:
        raise SchoolError(_("Please say it in fewer words."))


def _check(stage: str, size: str, staff: int, year_groups: int, language: str) -> None:
    if stage not in Stage.values:
        raise SchoolError(_("Please choose what the school teaches."))
    if size not in SizeBand.values:
        raise SchoolError(_("Please choose how many pupils the school has."))
    if not 1 <= staff <= MOST_STAFF:
        raise SchoolError(_("A school has between 1 and %(number)d teachers.") % {"number": MOST_STAFF})
    if not 1 <= year_groups <= MOST_YEAR_GROUPS:
        raise SchoolError(
            _("A school has between 1 and %(number)d year groups.") % {"number": MOST_YEAR_GROUPS}
        )
    if language not in BY_CODE:
        raise SchoolError(_("Please choose one of our languages."))


def _tenths(latitude, longitude) -> tuple[Decimal | None, Decimal | None]:
    """Return degrees to one decimal place, both or none: no more than where the town is."""
    if latitude is None and longitude is None:
        return None, None
    if latitude is None or longitude is None:
        raise SchoolError(_("Please give both coordinates of the town, or none."))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise SchoolError(_("These coordinates are nowhere on the globe."))
    return tuple(Decimal(value).quantize(TENTH, ROUND_HALF_UP) for value in (latitude, longitude))


def _same_name(town: Town, name: str) -> School | None:
    return _called(School.objects.exclude(state=SchoolState.CLOSED).filter(town=town), name).first()


def _called(rows, name: str):
    """Return the rows of a name as the constraints compare names: in small letters, as the database makes them.

    In capitals, as "iexact" compares, İzmir and Izmir are two, and the constraint then knows better.
    """
    return rows.alias(small=Lower("name")).filter(small=Lower(Value(name)))


def _refuse_taken_name(school: School, town: Town, name: str) -> None:
    Town.objects.select_for_update().get(pk=town.pk)
    found = _same_name(town, name)
    if found is not None and found.pk != school.pk:
        raise SchoolError(_("There is another school of this name in this town."))


def _holds_domain(domain: str):
    return School.objects.exclude(state=SchoolState.CLOSED).filter(email_domain__iexact=domain)


def _require_domain(school: School, actor, domain: str) -> None:
    if not may_name_domain(actor, domain):
        raise SchoolError(
            _(
                "This has to be the domain of an address that you have confirmed, and of no public mail provider."
            )
        )
    if _holds_domain(domain).exclude(pk=school.pk).exists():
        raise SchoolError(_("Another school has this domain already."))


def _save_alone(school: School, fields: list[str]) -> None:
    """Save; SchoolError where somebody else took the domain in this very moment."""
    try:
        with transaction.atomic():
            school.save(update_fields=fields)
    except IntegrityError as error:
        raise SchoolError(_("Another school has this domain already.")) from error
