"""What the room keeps about a person with an account: given to her, erased with her account."""

from ambassadors.domain.people import end_companion, leave
from ambassadors.models import Ambassador, Companion, Feedback, Message


def export_ambassador(user) -> dict:
    """Return what is kept of somebody as an ambassador or companion; dates as they are kept."""
    found: dict = {}
    ambassador = Ambassador.objects.of(user).select_related("town").first()
    if ambassador is not None:
        found["ambassador"] = {
            "first_name": ambassador.first_name,
            "age": ambassador.band,
            "town": ambassador.town.name,
            "language": ambassador.language,
            "why": ambassador.why,
            "nominated": ambassador.nominated_at,
            "trained": ambassador.trained_at,
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
            "visits": [
                {"school": one.visit.school.name, "state": one.visit.state, "begins": one.visit.starts_at}
                for one in ambassador.parts.select_related("visit__school")
            ],
            "badges": list(ambassador.badges.values("kind", "given_at")),
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
    found["nominated"] = list(
        Ambassador.objects.filter(nominated_by=user).values("first_name", "nominated_at")
    )
    found["messages"] = list(Message.objects.filter(writer=user).values("text", "written_at", "state"))
    found["feedback"] = list(Feedback.objects.filter(user=user).values("went", "learnt", "text", "at"))
    return found


def erase_ambassador(user) -> None:
    """Take somebody out of everything that is ahead; what stays bears no name of hers.

    The ledger keeps its lines, which hold none. What she wrote in threads stays for safeguarding, without her name.
    """
    ambassador = Ambassador.objects.select_for_update().filter(user=user).first()
    if ambassador is not None:
        leave(ambassador, reason="account erased")
        Ambassador.objects.filter(pk=ambassador.pk).update(
            first_name="–", why="", handover="", user=None, email="", guardian_email=""
        )
    companion = Companion.objects.select_for_update().filter(user=user).first()
    if companion is not None:
        end_companion(companion, actor=user)
        Companion.objects.filter(pk=companion.pk).update(first_name="–", user=None)
    Message.objects.filter(writer=user).update(name="", writer=None)
    Feedback.objects.filter(user=user).update(user=None, text="")
