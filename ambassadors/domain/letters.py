"""Letters of this room: they tell that something waits on the site, never what stands there about a young person."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from ambassadors.domain.visit_page import arguments_of
from ambassadors.models import Ambassador, Message, PracticeTalk, Visit
from ambassadors.rules import can_look_after
from cms.letters import write_to
from cms.models import User
from schools.rules import can_enter


def _address(language: str, name: str, *args) -> str:
    with override(language):
        return settings.SITE_URL + reverse(name, args=args)


def _write(user: User | None, letter: str, view: str, *args, **context) -> None:
    if user is not None and user.is_active:
        url = _address(user.language, view, *args)
        write_to(user.email, user.language, f"ambassadors/{letter}", url=url, **context)


# Of one person -----------------------------------------------------------------------------------------------------


def invite(ambassador: Ambassador) -> None:
    """Invite a young person who was nominated."""
    url = _address(ambassador.language, "ambassador_invitation", ambassador.token)
    write_to(
        ambassador.email, ambassador.language, "ambassadors/invitation", ambassador=ambassador, url=url,
        until=ambassador.invited_until,
    )  # fmt: skip


def ask_guardian(ambassador: Ambassador) -> None:
    """Send the private link to a parent or guardian."""
    if not ambassador.guardian_email:
        return
    language = ambassador.guardian_language
    url = _address(language, "guardian", ambassador.guardian_token)
    write_to(
        ambassador.guardian_email, language, "ambassadors/guardian", ambassador=ambassador, url=url,
        until=ambassador.guardian_link_until,
    )  # fmt: skip


def consent_taken_back(ambassador: Ambassador) -> None:
    """Tell whoever looks after her that a consent was taken back; by whom is seen on the site.

    That is who nominated her, and the leads of her house where she is gone.
    """
    nominator = ambassador.nominated_by
    if nominator is not None and nominator.is_active and can_look_after(nominator, ambassador):
        readers = [nominator]
    else:
        readers = [one.user for one in _leads_of(ambassador)]
    for user in readers:
        _write(user, "consent_taken_back", *_house_view(ambassador), ambassador=ambassador)


def consent_runs_out(ambassador: Ambassador, side: str, until) -> None:
    """Ask for a consent anew before it runs out."""
    if side == "own":
        _write(ambassador.user, "consent_runs_out", "ambassador_consent", until=until)
    elif ambassador.guardian_email:
        language = ambassador.guardian_language
        url = _address(language, "guardian", ambassador.guardian_token)
        write_to(
            ambassador.guardian_email, language, "ambassadors/guardian_runs_out", ambassador=ambassador, url=url,
            until=until,
        )  # fmt: skip


def talk_reviewed(talk: PracticeTalk) -> None:
    _write(talk.ambassador.user, "talk_reviewed", "ambassador_training", talk=talk)


def _leads_of(ambassador: Ambassador):
    found = ambassador.house.memberships.filter(role="lead", user__is_active=True).select_related("user")
    return found.filter(until=None) if ambassador.school_id else found


def _house_view(ambassador: Ambassador) -> tuple[str, str]:
    if ambassador.school_id:
        return "school_ambassadors", ambassador.school.key
    return "organisation_ambassadors", ambassador.organisation.key


# Of a visit --------------------------------------------------------------------------------------------------------


def visit_proposed(visit: Visit, ambassador: Ambassador) -> None:
    """Ask an ambassador whether she will go."""
    _write(ambassador.user, "visit_proposed", "ambassador_visit", visit.key, visit=visit)


def organisation_asked(visit: Visit) -> None:
    """Tell an organisation that a school would like its companions to come."""
    organisation = visit.organisation
    url = _address(organisation.language, "organisation_visits", organisation.key)
    write_to(
        organisation.contact_email,
        organisation.language,
        "ambassadors/organisation_asked",
        visit=visit,
        url=url,
    )


def visit_booked(visit: Visit) -> None:
    """Tell everybody who takes part that a visit is booked, and the guardians of those under 18."""
    _to_all(visit, "visit_booked")
    for part in visit.parts.filter(declined_at=None).select_related("ambassador"):
        ambassador = part.ambassador
        if ambassador.is_minor and ambassador.guardian_email:
            language = ambassador.guardian_language
            url = _address(language, "guardian", ambassador.guardian_token)
            write_to(
                ambassador.guardian_email, language, "ambassadors/guardian_visit", ambassador=ambassador,
                visit=visit, url=url,
            )  # fmt: skip


def visit_held(visit: Visit) -> None:
    """Tell everybody that a visit is on hold. Why, only coordinators read, on the site."""
    _to_all(visit, "visit_held")
    _write(visit.booked_by, "visit_held", "network_visit", visit.key, visit=visit)


def visit_cancelled(visit: Visit) -> None:
    _to_all(visit, "visit_cancelled")


def visit_reminder(visit: Visit, days: int) -> None:
    """Remind everybody some days before."""
    _to_all(visit, "visit_reminder", days=days)


def ask_for_feedback(visit: Visit, readers: Iterable[tuple[User, str]] | None = None) -> None:
    """Ask everybody, or those of `readers_of` alone, how it was."""
    for user, view in readers_of(visit) if readers is None else readers:
        _write(user, "feedback", view, *arguments_of(view, visit), visit=visit)


def ask_to_count(visit: Visit) -> None:
    """Ask the school to say that a visit took place; its companions, where nobody there asked for it any more."""
    readers = readers_of(visit)
    hosts = [one for one in readers if one[1] == "school_visit"]
    for user, view in hosts or [one for one in readers if one[1] == "companion_visit"]:
        _write(user, "visit_count", view, *arguments_of(view, visit), visit=visit)


def somebody_worries(visit: Visit) -> None:
    """Tell whoever booked a visit, or all coordinators where she is gone or went along, that somebody was worried; and
    safeguarding leads. What, they read on the site."""
    booker = visit.booked_by
    is_there = (
        booker is not None and booker.is_active and booker.pk not in {one.user_id for one in visit.companions}
    )
    for user in [booker] if is_there else _with("schools", "coordinate_network"):
        _write(user, "visit_worry", "network_visit", visit.key, visit=visit)
    for user in safeguarding_leads():
        _write(user, "visit_worry", "network_thread", visit.key, visit=visit)


def message_waits(message: Message, readers: Iterable[tuple[User, str]]) -> None:
    """Tell readers (with the view of the visit as they see it) that something was written; not what."""
    for user, view in readers:
        _write(user, "message", view, *arguments_of(view, message.thread.visit), visit=message.thread.visit)


def message_held(message: Message) -> None:
    """Tell safeguarding leads that a message waits for them; not what it says. Its writer is not told of her own."""
    for user in safeguarding_leads():
        if user.pk != message.writer_id:
            _write(user, "message_held", "network_messages")


def safeguarding_leads() -> list[User]:
    """Return those who clear people, by a group or by themselves. Administrators are not meant by being some."""
    return _with("ambassadors", "clear_people")


def _with(room: str, codename: str) -> list[User]:
    given = Permission.objects.filter(content_type__app_label=room, codename=codename)
    leads = User.objects.filter(
        Q(groups__permissions__in=given) | Q(user_permissions__in=given), is_active=True
    )
    return list(leads.distinct().order_by("pk"))


def readers_of(visit: Visit) -> list[tuple[User, str]]:
    """Return the accounts of all who take part, each with the view at which she sees the visit (domain.visit_page)."""
    found: dict[int, tuple[User, str]] = {}
    host = visit.request.asked_by
    if host is not None and can_enter(host, visit.school):
        found[host.pk] = (host, "school_visit")
    for companion in visit.companions:
        if companion.ended_at is None:
            found[companion.user_id] = (companion.user, "companion_visit")
    for part in visit.parts.filter(declined_at=None).select_related("ambassador__user"):
        if part.ambassador.user is not None and not part.ambassador.withdrawn_at:
            found[part.ambassador.user_id] = (part.ambassador.user, "ambassador_visit")
    return list(found.values())


def _to_all(visit: Visit, letter: str, **context) -> None:
    for user, view in readers_of(visit):
        _write(user, letter, view, *arguments_of(view, visit), visit=visit, **context)
