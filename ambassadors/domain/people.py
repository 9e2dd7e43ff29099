"""Ambassadors come, take breaks, grow up and go."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from ambassadors.domain import letters
from ambassadors.domain.obeying import obey_for
from ambassadors.domain.refusal import Refusal
from ambassadors.domain.steps import renew_step, visits_ahead
from ambassadors.domain.texts import refuse_contact_details
from ambassadors.domain.visits import has_begun, step_back
from ambassadors.enums import MINORS, Band, ConsentKind, ConsentSide
from ambassadors.models import Ambassador, AmbassadorConsent, Companion, Offer
from ambassadors.rules import can_clear, can_clear_person, can_coordinate, can_look_after, is_own
from campaigns import rules as campaigns
from campaigns.models import Organisation
from cms.accounts.throttling import Budget, count, counter
from cms.audit import record
from cms.keys import new_secret
from cms.limits import LETTER
from cms.models import AuditEntry, User
from cms.text import nfc
from schools import rules as schools
from schools.enums import SchoolState
from schools.models import School, Town

#: For how long an invitation and a guardian's link are good before they are used.
INVITED, LINKED = timedelta(days=30), timedelta(days=60)
#: How many ambassadors a house looks after at a time.
MOST_OF_A_HOUSE = 60
#: Letters of one house to people whom the site may not know, in a day, before each further one waits longer.
LETTERS_OF_HOUSE = Budget("ambassador letters", free=150, longest=3600, pause=86400)


class PeopleError(Refusal):
    """Somebody cannot come, stay, go or be cleared like this."""


# Coming ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def nominate(
    house: School | Organisation,
    *,
    actor,
    first_name: str,
    band: str,
    town: Town,
    language: str,
    email: str,
    guardian_email: str = "",
    guardian_language: str = "",
    why: str = "",
) -> Ambassador:
    """A member of a school or organisation nominates a young person, who gets an invitation by mail.

    PeopleError with a sentence; PermissionDenied for whoever is no member.
    """
    is_school = isinstance(house, School)
    if not (schools.can_enter if is_school else campaigns.can_enter)(actor, house):
        raise PermissionDenied
    if is_school and house.state != SchoolState.CONFIRMED:
        raise PeopleError(_("Ambassadors can be nominated once a coordinator has confirmed your school."))
    first_name = " ".join(nfc(first_name).split())
    is_name = first_name and len(first_name) <= 40 and len(first_name.split()) <= 3
    if not is_name or any(char.isdigit() or char in "_@#/:" for char in first_name):
        raise PeopleError(_("Please give the first name only. A surname is not needed here."), "first_name")
    if band not in Band.values:
        raise PeopleError(_("Please choose an age."), "band")
    refuse_contact_details(why, PeopleError, "why")
    email, guardian_email = email.strip().lower(), guardian_email.strip().lower()
    if band in MINORS and not guardian_email:
        raise PeopleError(
            _("Under 18, a parent or guardian has to agree. Please give her or his e-mail address."),
            "guardian_email",
        )
    if guardian_email and guardian_email == email:
        raise PeopleError(
            _("A parent or guardian agrees for herself or himself: please give another address."),
            "guardian_email",
        )
    if guardian_email:
        _refuse_own_people(house, guardian_email, actor)
    house = type(house).objects.select_for_update().get(pk=house.pk)
    hers = house.ambassadors.filter(withdrawn_at=None, alumnus_at=None)
    if hers.count() >= MOST_OF_A_HOUSE:
        raise PeopleError(_("You look after %(most)d ambassadors already.") % {"most": MOST_OF_A_HOUSE})
    # Of her own house alone: who is an ambassador elsewhere is nobody's business, and accept() asks again.
    if hers.filter(Q(email=email) | Q(user__email=email)).exists():
        raise PeopleError(_("Somebody with this address was nominated already."), "email")
    made = Ambassador.objects.create(
        first_name=first_name,
        band=band,
        town=town,
        language=language,
        school=house if is_school else None,
        organisation=None if is_school else house,
        email=email,
        guardian_email=guardian_email if band in MINORS else "",
        guardian_language=guardian_language or language,
        why=nfc(why).strip()[:600],
        nominated_by=actor,
        invited_until=timezone.now() + INVITED,
    )
    record("ambassador.nominated", made, actor=actor, band=band)
    _allow_letter(made, email)
    letters.invite(made)
    return made


def invited_by(token: str) -> Ambassador | None:
    """Return whom an invitation is for while it is good."""
    return Ambassador.objects.filter(
        token=token, user=None, withdrawn_at=None, invited_until__gt=timezone.now()
    ).first()


@transaction.atomic
def accept(ambassador: Ambassador, *, actor) -> Ambassador:
    """Whoever was invited takes the invitation with her account. Her consent is another step (domain.consent).

    PeopleError where it ran out or was used, or the account is that of another ambassador, a companion, or whoever
    nominated her.
    """
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if locked.user_id == actor.pk:
        return locked
    is_old = locked.token != ambassador.token  # another invitation was sent while she read
    if is_old or locked.user_id or locked.withdrawn_at or locked.invited_until <= timezone.now():
        raise PeopleError(
            _("This invitation is not good any more. Please ask whoever sent it for another one.")
        )
    if actor.pk == locked.nominated_by_id:
        raise PeopleError(_("You sent this invitation. It is for the young person herself or himself."))
    if actor.email == locked.guardian_email:
        raise PeopleError(_("This invitation is for the young person. Parents get a letter of their own."))
    # Whoever is made a companion at the same moment waits here, and finds her to be an ambassador.
    User.objects.select_for_update().get(pk=actor.pk)
    before = Ambassador.objects.filter(user=actor)
    if before.filter(withdrawn_at=None).exists() or Companion.objects.filter(user=actor).exists():
        raise PeopleError(_("You are an ambassador or a companion already."))
    # Whoever left and comes back begins anew, but for her age, which only a safeguarding lead raises.
    bands = [Band.values.index(band) for band in before.values_list("band", flat=True)]
    locked.band = Band.values[min([Band.values.index(locked.band), *bands])]
    if locked.is_minor and not locked.guardian_email:
        raise PeopleError(
            _(
                "The age in this invitation does not fit what is known. Please ask whoever sent it to look at it again."
            )
        )
    for old in before:
        forget(old)
    locked.user, locked.email, locked.token, locked.invited_until = actor, "", new_secret(), None
    locked.save(update_fields=["user", "email", "token", "invited_until", "band"])
    record("ambassador.accepted", locked, actor=actor)
    return locked


@transaction.atomic
def invite_again(ambassador: Ambassador, *, actor) -> Ambassador:
    """Send the invitation once more, with a new link."""
    locked = _looked_after(ambassador, actor)
    if locked.user_id or locked.withdrawn_at:
        raise PeopleError(_("There is nothing to invite to any more."))
    locked.token, locked.invited_until = new_secret(), timezone.now() + INVITED
    locked.save(update_fields=["token", "invited_until"])
    record("ambassador.invited_again", locked, actor=actor)
    _allow_letter(locked, locked.email)
    letters.invite(locked)
    return locked


@transaction.atomic
def link_guardian(ambassador: Ambassador, *, actor, email: str = "", language: str = "") -> Ambassador:
    """Send the guardian's private link, new, to the known or to another address; the link of before is dead.

    By whoever looks after her or a coordinator, never by the young person. PeopleError where nobody has to agree. With
    another address, what was agreed to ends: whoever agreed could not take it back any more.
    """
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not (can_look_after(actor, locked) or can_coordinate(actor)) or is_own(actor, locked):
        raise PermissionDenied
    if not locked.is_minor or locked.withdrawn_at or locked.alumnus_at:
        raise PeopleError(_("No guardian has to agree here."))
    own = {locked.email, locked.user.email if locked.user else ""} - {""}
    email = email.strip().lower() or locked.guardian_email
    if not email:
        raise PeopleError(_("Please give the address of a parent or guardian."), "guardian_email")
    if email in own:
        raise PeopleError(
            _("A parent or guardian agrees for herself or himself: please give another address."),
            "guardian_email",
        )
    _refuse_own_people(locked.house, email, actor)
    is_another = email != locked.guardian_email
    last = locked.consents.filter(side=ConsentSide.GUARDIAN).order_by("-pk").first()
    locked.guardian_email, locked.guardian_language = email, language or locked.guardian_language
    _allow_letter(locked, email)
    _renew_guardian_link(locked)
    record("ambassador.guardian_linked", locked, actor=actor, another=is_another)
    if is_another:
        if last is not None and last.kind == ConsentKind.GRANTED:
            AmbassadorConsent.objects.create(
                ambassador=locked, side=ConsentSide.GUARDIAN, kind=ConsentKind.WITHDRAWN
            )
        # A lead has spoken with whoever agreed before, and not with this one.
        locked.clearances.filter(ended_at=None).update(
            ended_at=timezone.now(), ended_by=actor, reason="another guardian"
        )
        obey_for(locked)
    return locked


def _refuse_own_people(house: School | Organisation, email: str, actor) -> None:
    """PeopleError where a guardian's address is that of whoever gives it, or of somebody else of the house."""
    members = house.memberships.filter(user__email=email)
    if isinstance(house, School):
        members = members.filter(until=None)
    if email == actor.email or members.exists():
        raise PeopleError(
            _(
                "This is the address of somebody of the school or organisation. Please give one of a parent or "
                "guardian."
            ),
            "guardian_email",
        )


def _allow_letter(ambassador: Ambassador, email: str) -> None:
    """Count a letter to somebody whom the site may not know yet; PeopleError when there were several."""
    if ambassador.house.is_sample:
        return  # invented people are made again and again, and read nothing
    if count([counter(LETTER, f"ambassador {email}"), counter(LETTERS_OF_HOUSE, ambassador.house.key)]):
        raise PeopleError(_("Several letters went out just now. Please try again later."))


def _renew_guardian_link(locked: Ambassador) -> None:
    locked.guardian_token, locked.guardian_link_until = new_secret(), timezone.now() + LINKED
    locked.save(
        update_fields=["guardian_email", "guardian_language", "guardian_token", "guardian_link_until"]
    )
    letters.ask_guardian(locked)


def guardian_behind(token: str) -> Ambassador | None:
    """Return whose guardian a private link belongs to.

    A link that was not used within 60 days is dead; once a guardian has agreed, it stays good, so that she can always
    take it back.
    """
    found = Ambassador.objects.filter(guardian_token=token, withdrawn_at=None).select_related("town").first()
    if found is None or not found.is_minor or found.guardian_link_until is None:
        return None
    hers = found.consents.filter(side=ConsentSide.GUARDIAN)
    last, sent_at = hers.order_by("-pk").first(), found.guardian_link_until - LINKED
    granted = hers.filter(kind=ConsentKind.GRANTED)
    # She agreed and it holds, or she used this very link: not the link that another address was sent since.
    agreed = last is not None and (
        last.kind == ConsentKind.GRANTED or granted.filter(at__gte=sent_at).exists()
    )
    return found if agreed or found.guardian_link_until > timezone.now() else None


def forget_invitations() -> int:
    """Forget whom nobody has heard of a month after the invitation ran out; return how many. Every day."""
    old = timezone.now() - INVITED
    waiting = Ambassador.objects.filter(user=None, withdrawn_at=None, invited_until__lt=old)
    found = list(waiting.values_list("pk", flat=True))
    for pk in found:
        with transaction.atomic():
            locked = Ambassador.objects.select_for_update().get(pk=pk)
            if locked.user_id is None:
                leave(locked, reason="never accepted")
    return len(found)


# Staying -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def pause(ambassador: Ambassador, *, actor) -> Ambassador:
    """Take a break: visits ahead are held. By herself, whoever looks after her, or a coordinator."""
    locked = _near(ambassador, actor)
    if locked.paused_at is None:
        locked.paused_at = timezone.now()
        locked.save(update_fields=["paused_at"])
        record("ambassador.paused", locked, actor=actor)
        obey_for(locked)
    return locked


@transaction.atomic
def resume(ambassador: Ambassador, *, actor) -> Ambassador:
    """End a break. What was held stays held until a coordinator books it again."""
    locked = _near(ambassador, actor)
    if locked.paused_at is not None:
        if not is_own(actor, locked) and _took_the_break_herself(locked):
            raise PeopleError(_("She or he took this break, and ends it."))
        locked.paused_at = None
        locked.save(update_fields=["paused_at"])
        record("ambassador.resumed", locked, actor=actor)
        obey_for(locked)
    return locked


def _took_the_break_herself(ambassador: Ambassador) -> bool:
    """Ask the audit trail who began the break that goes on now."""
    entries = AuditEntry.objects.filter(verb="ambassador.paused", object_id=str(ambassador.pk))
    last = entries.order_by("-pk").first()
    return last is not None and last.actor_id == ambassador.user_id


@transaction.atomic
def raise_band(ambassador: Ambassador, band: str, *, actor) -> Ambassador:
    """A safeguarding lead notes that she has grown into another age. It only ever rises.

    Who she was agreed and was cleared for another age: her clearance ends, and at 18 her consents do, for she decides
    anew and alone.
    """
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not can_clear_person(actor, locked):
        raise PermissionDenied
    if band not in Band.values or Band.values.index(band) <= Band.values.index(locked.band):
        raise PeopleError(_("An age only ever rises."), "band")
    locked.band = band
    if band == Band.ADULT:
        locked.guardian_email, locked.guardian_link_until = "", None
        for side in ConsentSide.values:
            if locked.consents.filter(side=side).exists():
                AmbassadorConsent.objects.create(ambassador=locked, side=side, kind=ConsentKind.WITHDRAWN)
    locked.save(update_fields=["band", "guardian_email", "guardian_link_until"])
    locked.clearances.filter(ended_at=None).update(
        ended_at=timezone.now(), ended_by=actor, reason="grew older"
    )
    record("ambassador.band_raised", locked, actor=actor, band=band)
    obey_for(locked)
    return locked


def forget(ambassador: Ambassador) -> None:
    """Take what somebody was and did as an ambassador off her account: nothing that stays bears a name of hers."""
    for rows in (
        ambassador.talks, ambassador.attempts, ambassador.lessons_worked, ambassador.modules, ambassador.badges,
    ):  # fmt: skip
        rows.all().delete()
    Offer.objects.filter(ambassador=ambassador).delete()
    ambassador.thanks.update(words="")
    ambassador.predecessors.update(successor=None)
    Ambassador.objects.filter(pk=ambassador.pk).update(
        first_name="–",
        why="",
        handover="",
        successor=None,
        user=None,
        email="",
        guardian_email="",
        token=new_secret(),
        guardian_token=new_secret(),
    )


# Going -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(ambassador: Ambassador, *, actor, reason: str = "") -> Ambassador:
    """Leave: visits ahead are cancelled, addresses forgotten, nothing is shown any more. By whoever is near her.

    For good: whoever wants to come back is nominated anew.
    """
    locked = _near(ambassador, actor)
    return leave(locked, actor=actor, reason=reason)


def leave(locked: Ambassador, *, actor=None, reason: str = "") -> Ambassador:
    """Take an ambassador (locked by the caller, who permits) out, with all that follows."""
    if locked.withdrawn_at is not None:
        return locked
    locked.withdrawn_at = timezone.now()
    locked.email = locked.guardian_email = ""
    locked.alumnus_shown = False
    if locked.user_id is None:
        locked.first_name, locked.why = "–", ""  # she never accepted: nothing of her is anybody's business
    locked.save(
        update_fields=["withdrawn_at", "email", "guardian_email", "alumnus_shown", "first_name", "why"]
    )
    locked.clearances.filter(ended_at=None).update(ended_at=timezone.now(), ended_by=actor, reason="left")
    record("ambassador.withdrew", locked, actor=actor, reason=nfc(reason).strip()[:300])
    obey_for(locked)
    _leave_visits(locked)
    renew_step(locked)
    return locked


@transaction.atomic
def become_alumnus(
    ambassador: Ambassador,
    *,
    actor,
    handover: str = "",
    successor: Ambassador | None = None,
    shown: bool = False,
) -> Ambassador:
    """End an ambassador's time with thanks, and hand on to a successor of the same house.

    By herself or a coordinator. PeopleError where a visit is still ahead, or nothing was recognised yet. Shown among
    the alumni, by first name and year, are adults who want it.
    """
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not (is_own(actor, locked) or can_coordinate(actor)):
        raise PermissionDenied
    if locked.withdrawn_at or locked.alumnus_at:
        raise PeopleError(_("This way has ended already."))
    if visits_ahead(locked).filter(parts__declined_at=None, parts__ambassador=locked).exists():
        raise PeopleError(_("A visit is still ahead. Make it or cancel it first."))
    if not locked.thanks.exists():
        raise PeopleError(_("Nothing was recognised yet. Whoever ends before takes leave instead."))
    if successor is not None:
        same = (successor.school_id, successor.organisation_id) == (locked.school_id, locked.organisation_id)
        if successor.pk == locked.pk or not same or successor.withdrawn_at or successor.alumnus_at:
            raise PeopleError(_("A successor is an ambassador of the same house."), "successor")
    locked.alumnus_at = timezone.now()
    handover = nfc(handover).strip()[:2000]
    refuse_contact_details(handover, PeopleError, "handover")
    locked.successor, locked.handover = successor, handover
    locked.alumnus_shown = shown and locked.band == Band.ADULT and is_own(actor, locked)
    locked.guardian_email = ""  # nobody writes to her parents any more; their private link goes on
    locked.save(update_fields=["alumnus_at", "successor", "handover", "alumnus_shown", "guardian_email"])
    locked.clearances.filter(ended_at=None).update(ended_at=timezone.now(), reason="alumnus")
    record("ambassador.became_alumnus", locked, actor=actor, successor=successor.key if successor else "")
    renew_step(locked)
    return locked


@transaction.atomic
def show_among_alumni(ambassador: Ambassador, shown: bool, *, actor) -> Ambassador:
    """Let an adult alumnus be shown by first name and year, or not any more. By herself alone."""
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not is_own(actor, locked):
        raise PermissionDenied
    if locked.alumnus_at is None or locked.withdrawn_at or locked.is_minor and shown:
        raise PeopleError(_("Only alumni who are 18 or older are shown."))
    locked.alumnus_shown = shown
    locked.save(update_fields=["alumnus_shown"])
    record("ambassador.alumnus_shown", locked, actor=actor, shown=shown)
    return locked


def _leave_visits(locked: Ambassador) -> None:
    """Take somebody who left off what is ahead. What has begun stays: how it went is yet to be said."""
    for visit in list(visits_ahead(locked)):
        part = visit.parts.filter(ambassador=locked, declined_at=None).first()
        if part is not None and not has_begun(visit):
            step_back(visit, part)


# Who ---------------------------------------------------------------------------------------------------------------


def _near(ambassador: Ambassador, actor) -> Ambassador:
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    near = is_own(actor, locked) or can_look_after(actor, locked)
    if not (near or can_coordinate(actor) or can_clear(actor)):
        raise PermissionDenied
    return locked


def _looked_after(ambassador: Ambassador, actor) -> Ambassador:
    locked = Ambassador.objects.select_for_update().get(pk=ambassador.pk)
    if not (can_look_after(actor, locked) or can_coordinate(actor)):
        raise PermissionDenied
    return locked
