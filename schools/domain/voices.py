"""What people answer in a self-assessment: staff signed in, pupils by a code. Nobody can tell whose answers are whose.

A voice has no name, no account, no time and a number by chance; that somebody of the staff has answered is kept apart
from it, without an entry in the audit trail, whose time would lie beside the voice's place.

Pupils come by way of the join code. Whoever only knows the address of the page gets nowhere: the door hands on a pass
for this round, signed and good for a lesson or two, and the page is shown to its bearer alone. So the limits of wrong
codes hold for this page as well, and a code that was taken back opens it no more once the passes have run out.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.core import signing
from django.db import transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from cms.keys import new_secret
from schools.domain.framework import areas
from schools.domain.rounds import RoundError
from schools.domain.suppression import HIGHEST, LOWEST
from schools.enums import SchoolRole, SchoolState, SizeBand, VoiceGroup
from schools.models import Membership, Round, School, Turn, Voice

#: Fewer answers are no picture of a school.
FEWEST_ANSWERS = 5
#: The most pupils of a size band. The last has no end: there are hardly any schools with more.
MOST_PUPILS = {
    SizeBand.UNDER_100: 99,
    SizeBand.FROM_100: 299,
    SizeBand.FROM_300: 599,
    SizeBand.FROM_600: 999,
    SizeBand.FROM_1000: 2500,
}
#: Seconds for which a pass is good: two lessons, with time to spare.
PASS_LASTS = 3 * 3600
_SALT = "schools.voice"


def groups_of(membership: Membership) -> list[str]:
    """Return the groups as which a member may answer, the usual one first."""
    if membership.role == SchoolRole.LEAD:
        return [VoiceGroup.LEADERS.value, VoiceGroup.TEACHERS.value]
    return [VoiceGroup.TEACHERS.value]


def has_answered(round: Round, user) -> bool:
    return Turn.objects.filter(round=round, user=user).exists()


@transaction.atomic
def answer(round: Round, *, actor, group: str, answers: Mapping[str, int]) -> bool:
    """Keep what somebody of the staff answered; False where she had answered before: then nothing changes.

    answers: level (1 to 4) by code of the indicator. RoundError where the round has ended, she is no member, may not
    answer as this group, or answered fewer than FEWEST_ANSWERS.
    """
    locked = _open(round)
    membership = locked.school.memberships.current().of(actor).first()
    if membership is None:
        raise RoundError(_("You are no member of this school."))
    if group not in groups_of(membership):
        raise RoundError(_("Please choose for whom you answer."))
    kept = _enough(locked, answers)
    _turn, is_new = Turn.objects.get_or_create(round=locked, user=actor)
    if is_new:
        Voice.objects.create(round=locked, group=group, name=new_secret(), answers=kept)
    return is_new


@transaction.atomic
def add_voice(round: Round, *, name: str, answers: Mapping[str, int]) -> bool:
    """Keep what a pupil answered; False where this form was sent before: the first one counts.

    name: the random name of the form. RoundError where the round has ended, as many have answered as can be pupils, or
    fewer than FEWEST_ANSWERS were answered.
    """
    locked = _open(round)
    kept = _enough(locked, answers)
    if locked.voices.filter(name=name).exists():
        return False
    if locked.voices.filter(group=VoiceGroup.PUPILS).count() >= most_voices(locked.school):
        raise RoundError(
            _("As many have answered as there are pupils at your school. Please tell your teacher.")
        )
    Voice.objects.create(round=locked, group=VoiceGroup.PUPILS, name=name, answers=kept)
    return True


def most_voices(school: School) -> int:
    """Return how many pupils may answer: the most of the school's size band and a fifth more."""
    return MOST_PUPILS[SizeBand(school.size)] * 6 // 5


def door(key: str) -> str | None:
    """Return the path below /<lang>/ where pupils answer in the round of this key, with a pass. One query.

    None where it is not open, or all have answered.
    """
    pupils = Count("voices", filter=Q(voices__group=VoiceGroup.PUPILS))
    found = _answerable().annotate(pupils=pupils).filter(key=key).first()
    if found is None or found.pupils >= most_voices(found.school):
        return None
    return f"school/voice/{key}/?{urlencode({'pass': new_pass(key)})}"


def new_pass(key: str) -> str:
    """Return a pass for the round of this key, good for PASS_LASTS seconds."""
    return signing.dumps(key, salt=_SALT)


def is_pass(text: str, key: str) -> bool:
    """Say whether `text` is a pass for the round of this key that has not run out."""
    try:
        return signing.loads(text, salt=_SALT, max_age=PASS_LASTS) == key
    except signing.BadSignature:
        return False


def answerable(key: str) -> Round | None:
    """Return the open round of this key, with its school, or None. One query."""
    return _answerable().filter(key=key).first()


def _answerable():
    return Round.objects.open().exclude(school__state=SchoolState.CLOSED).select_related("school")


def _open(round: Round) -> Round:
    locked = Round.objects.select_for_update(of=("self",)).select_related("school").get(pk=round.pk)
    if not locked.is_open or locked.school.state == SchoolState.CLOSED:
        raise RoundError(_("This self-assessment has ended. Thank you all the same!"))
    return locked


def _enough(round: Round, answers: Mapping[str, int]) -> dict[str, int]:
    """Return what may be kept of these answers, in the order of the framework: nothing else gets into a voice."""
    codes = [one.code for indicators in areas(round.version).values() for one in indicators]
    kept = {code: answers[code] for code in codes if answers.get(code) in range(LOWEST, HIGHEST + 1)}
    if len(kept) < FEWEST_ANSWERS:
        raise RoundError(_("Please answer at least five. You may pass over the others."))
    return kept
