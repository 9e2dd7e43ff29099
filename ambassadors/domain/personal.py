"""What the room keeps about a person with an account: given to her, erased with her account."""

from ambassadors.domain.companions import end_companion
from ambassadors.domain.people import forget, leave
from ambassadors.models import Ambassador, Companion, Feedback, Message, PracticeTalk, VisitRequest


def export_ambassador(user) -> dict:
    """Return what is kept of somebody as an ambassador or companion; dates as they are kept."""
    found: dict = {}
    ambassador = Ambassador.objects.of(user).select_related("town", "successor").first()
    if ambassador is not None:
        found["ambassador"] = {
            "first_name": ambassador.first_name,
            "age": ambassador.band,
            "town": ambassador.town.name,
            "language": ambassador.language,
            "looked_after_by": ambassador.house.name,
            "why": ambassador.why,
            "guardian_is_written_to": bool(ambassador.guardian_email),  # the address is the guardian's own
            "nominated": ambassador.nominated_at,
            "trained": ambassador.trained_at,
            "paused": ambassador.paused_at,
            "withdrawn": ambassador.withdrawn_at,
            "alumnus": ambassador.alumnus_at,
            "shown_among_alumni": ambassador.alumnus_shown,
            "successor": ambassador.successor.first_name if ambassador.successor else "",
            "step": ambassador.step,
            "consents": list(
                ambassador.consents.values("side", "kind", "is_public", "formats", "until", "read_in", "at")
            ),
            "clearances": list(ambassador.clearances.values("given_at", "until", "ended_at")),
            "lessons": [str(one.lesson) for one in ambassador.lessons_worked.all()],
            "attempts": list(ambassador.attempts.values("exercise", "begun_at", "ended_at", "d", "c")),
            "modules": list(ambassador.modules.values("version", "at")),
            "talks": list(
                ambassador.talks.values(
                    "about", "asked_at", "truth", "listening", "clarity", "care", "comment", "passed"
                )
            ),
            "offer": _offer(ambassador),
            "visits": [
                {
                    "school": one.visit.school.name,
                    "state": one.visit.state,
                    "begins": one.visit.starts_at,
                    "said_yes": one.agreed_at,
                    "said_no": one.declined_at,
                }
                for one in ambassador.parts.select_related("visit__school")
            ],
            "badges": list(ambassador.badges.values("kind", "evidence", "given_at")),
            "thanks": list(ambassador.thanks.values("given_at", "visits", "minutes", "words")),
            "handover": ambassador.handover,
        }
    companion = Companion.objects.filter(user=user).select_related("town").first()
    if companion is not None:
        found["companion"] = {
            "first_name": companion.first_name,
            "town": companion.town.name,
            "languages": companion.languages,
            "since": companion.made_at,
            "ended": companion.ended_at,
            "clearances": list(companion.clearances.values("given_at", "until", "ended_at")),
        }
    found["asked_for_visits"] = list(
        VisitRequest.objects.filter(asked_by=user).values("school__name", "asked_at", "note", "state")
    )
    found["reviewed_talks"] = list(
        PracticeTalk.objects.filter(reviewer=user).values("reviewed_at", "comment", "passed")
    )
    found["nominated"] = list(
        Ambassador.objects.filter(nominated_by=user).values("first_name", "nominated_at")
    )
    found["messages"] = list(Message.objects.filter(writer=user).values("text", "written_at", "state"))
    found["feedback"] = list(
        Feedback.objects.filter(user=user).values("went", "learnt", "text", "worry", "at")
    )
    return found


def _offer(ambassador: Ambassador) -> dict:
    offer = getattr(ambassador, "offer", None)
    if offer is None:
        return {}
    return {
        "languages": offer.languages,
        "topics": [one.code for one in offer.topics.all()],
        "formats": offer.formats,
        "town": offer.town.name,
        "kilometres": offer.reach,
        "times": list(offer.windows.values("first_day", "last_day")),
    }


def erase_ambassador(user) -> None:
    """Take somebody out of everything that is ahead; what stays bears no name of hers.

    What she learnt, offered and was thanked for goes; that visits took place stays, for the schools. The ledger keeps
    its lines, which hold no name; what she wrote in threads stays for safeguarding, without her name.
    """
    ambassador = Ambassador.objects.select_for_update().filter(user=user).first()
    if ambassador is not None:
        leave(ambassador, reason="account erased")
        forget(ambassador)
    companion = Companion.objects.select_for_update().filter(user=user).first()
    if companion is not None:
        end_companion(companion, actor=user)
        Companion.objects.filter(pk=companion.pk).update(first_name="–", user=None)
    Message.objects.filter(writer=user).update(name="", writer=None)
    Feedback.objects.filter(user=user).update(user=None, text="")
