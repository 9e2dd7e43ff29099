"""The words that an ambassador or a guardian agrees to. Whoever changes them changes VERSION too.

The full text, as it was shown, is kept by its hash at the moment of agreement (campaigns.models.ConsentWording), and
for good: so it names the house that asks, and never a young person.
"""

import hashlib
from typing import NamedTuple

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from ambassadors.enums import ConsentKind, ConsentSide, Format
from ambassadors.models import Ambassador, AmbassadorConsent
from campaigns.models import ConsentWording

VERSION = "2026-amb-1"


class Passage(NamedTuple):
    """A question that somebody may have, and the answer in plain sentences."""

    question: str
    answer: str


def wording(ambassador: Ambassador, side: str) -> list[Passage]:
    """Return what is agreed to by one side, passage by passage, in the active language."""
    if side == ConsentSide.GUARDIAN:
        texts = _for_guardians()
    else:
        texts = _for_minors() if ambassador.is_minor else _for_adults()
    names = {"house": ambassador.house.name, "site": settings.SITE_NAME}
    return [Passage(question, answer % names) for question, answer in texts]


def wording_text(ambassador: Ambassador, side: str) -> str:
    """Return the same as one plain text, as it is kept."""
    return "\n\n".join(f"{one.question}\n{one.answer}" for one in wording(ambassador, side))


def kept_wording(ambassador: Ambassador, side: str, *, language: str) -> ConsentWording:
    """Return the row that keeps the words as they are shown in a language, made when they are new."""
    with override(language):
        text = wording_text(ambassador, ConsentSide(side))
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept, _new = ConsentWording.objects.get_or_create(
        digest=digest, language=language, defaults={"version": VERSION, "text": text}
    )
    return kept


def _for_minors() -> list[tuple[str, str]]:
    """Words for a young person from 13 on: short sentences, nothing that needs a lawyer to be understood."""
    return [
        (
            _("Who asks you?"),
            _(
                "%(house)s asks you. They thought of you as a youth ambassador, and they look after you here. The "
                "people who run %(site)s plan the visits. If there is something that you do not understand, ask "
                "before you decide. You need not give a reason for asking."
            ),
        ),
        (
            _("What do you agree to?"),
            _(
                "You agree that you may be asked to visit schools, in the ways that you tick below. On a visit you "
                "speak with a classroom, often of younger children, about how false stories about people from other "
                "countries work, and how to see through them. For each visit you are asked anew, and each time you "
                "may say no. Before the first one there is a training."
            ),
        ),
        (
            _("Do you have to?"),
            _(
                "No. You may say no, you may say yes later, and you may stop whenever you want to. Nobody may press "
                "you: no teacher, no friend, nobody at home. You get no money and no better marks for saying yes, "
                "and nobody thinks less of you if you say no. Take your time, and talk about it with somebody you "
                "trust."
            ),
        ),
        (
            _("Who else has to say yes?"),
            _(
                "As long as you are under 18, a parent or guardian has to agree as well. They get a letter with a "
                "private link when you have said yes. After that a safeguarding lead, whose work it is that you are "
                "safe, talks with you. You visit no school before all three of you have said yes, and one no is "
                "enough."
            ),
        ),
        (
            _("What is kept about you?"),
            _(
                "Your first name, your age as one of three groups, your town, your language, the e-mail address of "
                "your account and that of a parent or guardian; why you were nominated; what you did in the "
                "training; when and where you would like to go; until when you are cleared; your visits, and what was "
                "said about them. No surname, no birth date and no picture: we do not ask for them. Please do not "
                "write them anywhere here."
            ),
        ),
        (
            _("Who sees what?"),
            _(
                "%(house)s, the coordinators who plan the visits and the safeguarding leads see how far you are. The "
                "school that you visit, the two grown-ups who go along and others who go with you see your first "
                "name. They see neither your e-mail address nor how to reach your parents. Nobody else sees "
                "anything, unless you choose to be shown."
            ),
        ),
        (
            _("Are you ever alone with grown-ups whom you do not know?"),
            _(
                "No. Two grown-ups go along on every visit, also online, and a safeguarding lead has made sure of "
                "both of them before. A member of the school’s staff stays in the room from beginning to end. If one "
                "of them cannot come, the visit does not take place."
            ),
        ),
        (
            _("Who reads what you write?"),
            _(
                "About a visit you can write with the school and with the two grown-ups, here and nowhere else. Both "
                "grown-ups read every message, and the safeguarding leads can read it too. There are no private "
                "messages. What may hold a telephone number or an address waits until somebody has looked at it. If "
                "anybody asks you to write somewhere else, do not do it, and tell one of the two grown-ups."
            ),
        ),
        (
            _("Can everybody see that you are an ambassador?"),
            _(
                "Only if you want it, and a parent or guardian wants it too. Then everybody in the world can read "
                "your first name and your town here, and nothing else. If one of you says no, nobody can. You can be "
                "an ambassador either way."
            ),
        ),
        (
            _("How long does your yes last?"),
            _(
                "Until the day that you choose, and a year at most. We ask you again before it ends. If you do not "
                "answer, it ends by itself. When you turn 18 you are asked anew, and then you decide alone."
            ),
        ),
        (
            _("Can you take it back?"),
            _(
                "Yes, at any time, with one click, and nobody asks why. It takes effect at once: every visit ahead is "
                "on hold, no messages can be written about it, and you are not shown any more. %(house)s is told "
                "that a consent was taken back. You can say yes again later. What was lawful until then stays lawful."
            ),
        ),
        (
            _("What can nobody undo?"),
            _(
                "People whom you met remember you, and may tell others what you said. So tell a classroom only what "
                "you would not mind hearing again. Nobody may ask you for your own story or that of your family. "
                "Nobody may take pictures or recordings of you on a visit. If somebody does, tell one of the two "
                "grown-ups at once."
            ),
        ),
        (
            _("What if something worries you?"),
            _(
                "Tell one of the two grown-ups, somebody at %(house)s, or somebody at home. You do nothing wrong by "
                "that, and you need not be sure. At the foot of every page there is a link to people in your country "
                "who help, also without a name."
            ),
        ),
        (
            _("What are your rights?"),
            _(
                "The only ground on which we keep all this is that you and a parent or guardian agreed. In your "
                "account you can see what is kept about you, take a copy, and delete all of it. You may have corrected "
                "what is wrong: ask %(house)s. What stays after that is a line without your name which says that "
                "somebody agreed, and what was written about visits, without your name, so that it can be looked into "
                "if something went wrong. If you think that we treat your data wrongly, you may complain to the data "
                "protection authority of your country, at your age too; that costs nothing."
            ),
        ),
    ]


def _for_adults() -> list[tuple[str, str]]:
    return [
        (
            _("Who asks you?"),
            _(
                "%(house)s asks you. They nominated you as a youth ambassador, and they look after you here. The "
                "people who run %(site)s plan the visits. If you have a question, ask before you decide. You need not "
                "give a reason for asking."
            ),
        ),
        (
            _("What do you agree to?"),
            _(
                "You agree that you may be asked to visit schools, in the ways that you tick below, and to speak there "
                "with classrooms about how false stories about people from other countries work, and how to see "
                "through them. For each visit you are asked anew, and each time you may say no. Before the first one "
                "there is a training, and a safeguarding lead clears you: you will be among children."
            ),
        ),
        (
            _("Do you have to?"),
            _(
                "No. You may say no, say yes later, and stop whenever you want to. There is no money for saying yes, "
                "and nobody may press you."
            ),
        ),
        (
            _("What is kept about you?"),
            _(
                "Your first name, that you are 18 or older, your town, your language and the e-mail address of your "
                "account; why you were nominated; what you did in the training; when and where you would like to go; "
                "your visits, and what was said about them; until when you are cleared and what was made sure of. No "
                "surname, no birth date, no picture and no copy of a certificate: we do not ask for them."
            ),
        ),
        (
            _("Who sees what?"),
            _(
                "%(house)s, the coordinators who plan the visits and the safeguarding leads see how far you are. The "
                "school that you visit and those who go along see your first name, and not your e-mail address. Nobody "
                "else sees anything, unless you choose to be shown."
            ),
        ),
        (
            _("Who goes along, and who reads what is written?"),
            _(
                "A member of the school’s staff stays in the room from beginning to end. Wherever somebody under 18 "
                "goes with you, two cleared grown-ups go along as well. Messages about a visit are written here and "
                "nowhere else, and only where two such grown-ups read all of them; the safeguarding leads can read "
                "them too. Please write to nobody under 18 in another way."
            ),
        ),
        (
            _("Can everybody see that you are an ambassador?"),
            _(
                "Only if you want it. Then everybody in the world can read your first name and your town here, and "
                "nothing else. You can be an ambassador either way."
            ),
        ),
        (
            _("How long does your yes last?"),
            _(
                "Until the day that you choose, and a year at most. We ask you again before it ends. If you do not "
                "answer, it ends by itself."
            ),
        ),
        (
            _("Can you take it back?"),
            _(
                "Yes, at any time, with one click, and nobody asks why. It takes effect at once: every visit ahead is "
                "on hold, no messages can be written about it, and you are not shown any more. %(house)s is told "
                "that a consent was taken back. You can say yes again later. What was lawful until then stays lawful."
            ),
        ),
        (
            _("What can nobody undo?"),
            _(
                "People whom you met remember you, and may tell others what you said. Nobody may ask you for your own "
                "story, and nobody may take pictures or recordings of you on a visit. Please take none yourself."
            ),
        ),
        (
            _("What are your rights?"),
            _(
                "The only ground on which we keep all this is that you agreed. In your account you can see what is "
                "kept about you, take a copy, and delete all of it. You may have corrected what is wrong: ask "
                "%(house)s. What stays after that is a line without your name which says that somebody agreed, and "
                "what was written about visits, without your name, so that it can be looked into if something went "
                "wrong. If you think that we treat your data wrongly, you may complain to the data protection "
                "authority of your country; that costs nothing."
            ),
        ),
    ]


def _for_guardians() -> list[tuple[str, str]]:
    return [
        (
            _("Who asks you?"),
            _(
                "%(house)s asks you, as a parent or guardian of a young person under 18. They nominated the young "
                "person as a youth ambassador, and they look after her or him here. The people who run %(site)s plan "
                "the visits. If you have a question, ask %(house)s before you decide. You need not give a reason for "
                "asking."
            ),
        ),
        (
            _("What do you agree to?"),
            _(
                "You agree that the young person may be asked to visit schools, in the ways that you tick below, and "
                "to speak there with a classroom, often of younger children, about how false stories about people "
                "from other countries work, and how to see through them. The young person is asked anew for each "
                "visit and may say no. You get a letter about every visit that is booked, with the day and the "
                "school, and you see it here."
            ),
        ),
        (
            _("Does the young person want it?"),
            _(
                "The young person is asked first and decides alone, as you do; this page says whether she or he has "
                "agreed. Please talk about it together all the same, and agree only if it is truly wanted. Both of "
                "you may change your minds, and each of you may take it back alone."
            ),
        ),
        (
            _("Do you have to?"),
            _(
                "No. You may say no, wait, or ask somebody you trust. Without your yes there is no visit; that is all "
                "that follows. The young person has no disadvantage at school and nobody helps you less. There is no "
                "money for saying yes, and nobody may press you."
            ),
        ),
        (
            _("Who goes along, and who stays in the room?"),
            _(
                "Two grown-ups go along on every visit, also online. A safeguarding lead has made sure of both of them "
                "before: who they are, what the law of your country asks of people who work with children, and what "
                "others say of them. A member of the school’s staff stays in the room from beginning to end. If one "
                "of the two cannot come, the visit does not take place. A safeguarding lead also talks with the "
                "young person, and with you, before the first visit."
            ),
        ),
        (
            _("Who can write to the young person?"),
            _(
                "Those who take part in a visit: the school, the two grown-ups and others who go. They write here and "
                "nowhere else. Both grown-ups read every message, and the safeguarding leads can read it too. There "
                "are no messages between the young person and one grown-up alone. What may hold a telephone number or "
                "an address waits until somebody has looked at it."
            ),
        ),
        (
            _("What is kept about the young person, and about you?"),
            _(
                "The first name, the age as one of three groups, the town, the language and the e-mail address of the "
                "account; why the young person was nominated, what was done in the training, when and where a visit "
                "would suit, until when she or he is cleared, the visits, and what was said about them. No surname, "
                "no birth date and no picture: we do not ask for them. About you we keep your e-mail address and your "
                "language, and nothing else."
            ),
        ),
        (
            _("Who sees what?"),
            _(
                "%(house)s, the coordinators who plan the visits and the safeguarding leads see how far the young "
                "person is. The school that is visited and those who go along see the first name, and neither the "
                "e-mail address nor yours. Nobody else sees anything, unless both of you choose otherwise."
            ),
        ),
        (
            _("Can everybody see who is an ambassador?"),
            _(
                "Only if both of you want it, the young person and you. Then everybody in the world can read the first "
                "name and the town here, and nothing else. If one of you says no, nobody can. A first name and a town "
                "may be enough for somebody who knows the young person: if you are not sure, say no. The young person "
                "can be an ambassador either way."
            ),
        ),
        (
            _("How long does your yes last?"),
            _(
                "Until the day that you choose, and a year at most. We ask you again before it ends. If you do not "
                "answer, it ends by itself. It ends on the day on which a safeguarding lead notes that the young "
                "person has turned 18, and from then on this link opens nothing any more."
            ),
        ),
        (
            _("Can you take it back?"),
            _(
                "Yes, at any time, without reasons and without an account: open this link and press one button. It "
                "takes effect at once: every visit ahead is on hold, no messages can be written about it, and the "
                "young person is not shown any more. %(house)s is told that a consent was taken back. You can agree "
                "again later. What was lawful until then stays lawful."
            ),
        ),
        (
            _("What can nobody undo?"),
            _(
                "People who met the young person remember it, and may tell others what was said. Nobody may ask for "
                "the young person’s own story or yours, and nobody may take pictures or recordings on a visit. If you "
                "hear of any, tell %(house)s."
            ),
        ),
        (
            _("What are your rights?"),
            _(
                "The only ground on which we keep all this is that both of you agreed. The young person sees in the "
                "account what is kept, and can take a copy and delete all of it. You may ask %(house)s for the same, "
                "and have corrected what is wrong. Your e-mail address is deleted when the young person stops or turns "
                "18. What stays is a line without names which says that somebody agreed, and what was written about "
                "visits, without the young person’s name, so that it can be looked into if something went wrong. If "
                "you think that we treat this data wrongly, you may complain to the data protection authority of your "
                "country; that costs nothing."
            ),
        ),
    ]


# What the ledger says, in words ------------------------------------------------------------------------------------


def entry_title(entry: AmbassadorConsent) -> str:
    """Return what an entry says, in one sentence with its day, in the active language."""
    day = {"day": date_format(localtime(entry.at), "DATE_FORMAT")}
    return (
        _("Taken back on %(day)s.") if entry.kind == ConsentKind.WITHDRAWN else _("Agreed on %(day)s.")
    ) % day


def entry_lines(entry: AmbassadorConsent) -> list[tuple[str, str]]:
    """Return what an entry allows: (what, how far), in the active language; nothing for what was taken back."""
    if entry.kind == ConsentKind.WITHDRAWN:
        return []
    # Translators: between the entries of a list; Arabic uses its own comma.
    ways = _(", ").join(str(Format(one).label) for one in entry.formats)
    shown = _("first name and town, to everybody") if entry.is_public else _("nothing, to nobody")
    day = date_format(entry.until, "DATE_FORMAT")
    return [
        (pgettext("line of a consent", "Visits"), ways),
        (pgettext("line of a consent", "Shown"), shown),
        (pgettext("line of a consent", "Until"), day),
    ]


def has_run_out(entry: AmbassadorConsent) -> bool:
    """Say whether an agreement ended by its day."""
    return entry.kind == ConsentKind.GRANTED and entry.until < localdate()
