"""What keeps an ambassador from being booked, shown and written to: asked by everything that books, shows or writes.

Nothing is remembered here. What ran out or was taken back counts from that moment on, whatever a column or a cache
says; domain.obeying puts what is kept in step, every half minute.
"""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.enums import MINORS, Condition, ConsentKind, ConsentSide, VisitState
from ambassadors.models import Ambassador, AmbassadorConsent, Clearance, Companion, Visit
from campaigns.enums import OrganisationState
from schools.enums import SchoolState

#: So long after its beginning messages can be written about a visit, and its kit names who goes.
AFTERWARDS = timedelta(days=1)


def consent_of(ambassador: Ambassador, side: str, today: date | None = None) -> AmbassadorConsent | None:
    """Return the consent of one side that holds today, None where there is none, it ran out or was taken back."""
    last = ambassador.consents.filter(side=side).order_by("-pk").first()
    if last is None or last.kind != ConsentKind.GRANTED:
        return None
    return last if last.until >= (today or timezone.localdate()) else None


def sides_of(ambassador: Ambassador) -> list[str]:
    """Return who has to agree: she herself and, under 18, a guardian."""
    own = [ConsentSide.OWN.value]
    return [*own, ConsentSide.GUARDIAN.value] if ambassador.band in MINORS else own


def missing_consents(ambassador: Ambassador, today: date | None = None) -> list[Condition]:
    """Return whose consent is missing."""
    named = {ConsentSide.OWN: Condition.OWN_CONSENT, ConsentSide.GUARDIAN: Condition.GUARDIAN_CONSENT}
    return [
        named[ConsentSide(side)]
        for side in sides_of(ambassador)
        if consent_of(ambassador, side, today) is None
    ]


def missing(ambassador: Ambassador, today: date | None = None) -> list[Condition]:
    """Return all that keeps an ambassador from acting; [] when nothing does (twin: Ambassador.objects.may_act)."""
    found = missing_consents(ambassador, today)
    if ambassador.trained_at is None:
        found.append(Condition.TRAINING)
    if not ambassador.clearances.holding(today).exists():
        found.append(Condition.CLEARANCE)
    return found + absences(ambassador)


def absences(ambassador: Ambassador) -> list[Condition]:
    """Return what else keeps her away, whatever was agreed and cleared: her house, a break, that she left."""
    found = []
    if not is_looked_after(ambassador):
        found.append(Condition.HOUSE)
    if ambassador.paused_at is not None:
        found.append(Condition.PAUSED)
    if (
        ambassador.withdrawn_at
        or ambassador.alumnus_at
        or not (ambassador.user and ambassador.user.is_active)
    ):
        found.append(Condition.LEFT)
    return found


def is_looked_after(ambassador: Ambassador) -> bool:
    """Say whether the school or organisation that nominated her still takes part."""
    if ambassador.school_id is not None:
        return ambassador.school.state != SchoolState.CLOSED
    return ambassador.organisation.state == OrganisationState.APPROVED


def is_shown(ambassador: Ambassador) -> bool:
    """Say whether anybody may see her first name and town (twin: Ambassador.objects.shown)."""
    if missing(ambassador):
        return False
    return all(consent_of(ambassador, side).is_public for side in sides_of(ambassador))


def is_cleared_adult(companion: Companion | None, today: date | None = None) -> bool:
    """Say whether a companion may go along (twin: Companion.objects.cleared)."""
    return bool(
        companion
        and companion.ended_at is None
        and companion.user
        and companion.user.is_active
        and Clearance.objects.holding(today).filter(companion=companion).exists()
    )


def obstacles(visit: Visit, today: date | None = None) -> list[str]:
    """Return in sentences all that keeps a visit from taking place; [] when it may.

    Everybody who goes may act, on that day too, and agreed to go in this way; with a minor, and wherever companions are
    named, both are there and cleared, on that day too.
    """
    days = {today or timezone.localdate()}
    if visit.starts_at:
        days.add(max(timezone.localdate(visit.starts_at), *days))
    found: list[str] = []
    if visit.school.state != SchoolState.CONFIRMED:
        found.append(_("The school takes part no more, or is not confirmed."))
    if visit.organisation_id and visit.organisation.state != OrganisationState.APPROVED:
        found.append(_("The organisation takes part no more."))
    parts = list(visit.parts.filter(declined_at=None).select_related("ambassador__user"))
    if not parts and visit.organisation_id is None:
        found.append(_("Nobody goes on this visit."))
    for part in parts:
        found += _of_part(part, visit, days)
    companions = [visit.first_companion, visit.second_companion]
    houses = {companion.organisation_id for companion in companions if companion}
    if not parts and visit.organisation_id and None not in companions and visit.organisation_id not in houses:
        found.append(_("One of the companions has to be of the organisation that comes."))
    if any(part.ambassador.is_minor for part in parts) or visit.organisation_id or any(companions):
        if None in companions:
            found.append(_("Two companions have to go along."))
        for companion in filter(None, companions):
            if companion.is_sample and not visit.school.is_sample:
                found.append(_("%(name)s is invented.") % {"name": companion.first_name})
            if any(part.ambassador.user_id == companion.user_id for part in parts):
                found.append(_("%(name)s goes as an ambassador already.") % {"name": companion.first_name})
            if not all(is_cleared_adult(companion, day) for day in sorted(days)):
                # Translators: name: first name of a grown-up who goes along on a visit
                found.append(_("%(name)s is not cleared for that day.") % {"name": companion.first_name})
    return found


def _of_part(part, visit: Visit, days: set[date]) -> list[str]:
    ambassador, found = part.ambassador, []
    faults = {fault for day in days for fault in missing(ambassador, day)}
    found += [
        # Translators: name: first name; missing: "own consent is missing"
        _("%(name)s: %(missing)s.") % {"name": ambassador.first_name, "missing": fault.label}
        for fault in Condition
        if fault in faults
    ]
    agreed = [consent_of(ambassador, side) for side in sides_of(ambassador)]
    if any(consent and visit.format not in consent.formats for consent in agreed):
        found.append(
            _("%(name)s: not everybody agreed to this way of visiting.") % {"name": ambassador.first_name}
        )
    if part.agreed_at is None:
        found.append(_("%(name)s has not said yes yet.") % {"name": ambassador.first_name})
    return found


def may_write(visit: Visit) -> bool:
    """Say whether messages may be written about a visit: it is booked, two go along, and nothing stands in its way.

    Until a day after it: where nobody says that it took place, the thread is no way to a young person for ever.
    """
    is_over = visit.starts_at is None or visit.starts_at + AFTERWARDS < timezone.now()
    return (
        visit.state == VisitState.BOOKED
        and not is_over
        and len(visit.companions) == 2
        and not obstacles(visit)
    )
