"""The words that a contributor or a guardian agrees to. Whoever changes them changes VERSION too.

The full text, as it was shown, is kept by its hash at the moment of agreement (ConsentWording).
"""

import hashlib
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import override

from campaigns.enums import ConsentBy, ConsentKind, ConsentWay, Element, Medium, NameLevel, PlaceLevel
from campaigns.models import ConsentEntry, ConsentWording, Organisation
from cms.languages import BY_CODE

VERSION = "2026-1"


class Passage(NamedTuple):
    """A question that somebody may have, and the answer in plain sentences."""

    question: str
    answer: str


def wording(organisation: Organisation, *, guardian: bool) -> list[Passage]:
    """Return what is agreed to, passage by passage, in the active language."""
    names = {"organisation": organisation.name, "address": organisation.contact_email}
    return _for_guardians(names) if guardian else _for_the_person(names)


def wording_text(organisation: Organisation, *, guardian: bool) -> str:
    """Return the same as one plain text, as it is kept."""
    passages = wording(organisation, guardian=guardian)
    return "\n\n".join(f"{passage.question}\n{passage.answer}" for passage in passages)


def kept_wording(organisation: Organisation, *, guardian: bool, language: str) -> ConsentWording:
    """Return the row that keeps the words as they are shown in a language, made when they are new."""
    with override(language):
        text = wording_text(organisation, guardian=guardian)
    digest = hashlib.sha256(text.encode()).hexdigest()
    kept, _new = ConsentWording.objects.get_or_create(
        digest=digest, language=language, defaults={"version": VERSION, "text": text}
    )
    return kept


def _for_the_person(names: dict[str, str]) -> list[Passage]:
    return [
        Passage(
            _("Who asks you?"),
            _(
                "%(organisation)s asks you. They wrote your story down and are responsible for it. This site shows it "
                "for them. If you have a question, write to %(address)s. You need not give a reason for asking."
            )
            % names,
        ),
        Passage(
            _("What do you agree to?"),
            _(
                "You agree that your story, word for word as you read it here, may be shown in the way that you tick "
                "below: with or without your picture and your voice, with as much or as little of your name and place "
                "as you choose, in the places, in the languages and for the time that you choose. What you do not "
                "tick is not shown. If anybody changes the story in your language, you are asked again before the "
                "change is published. Translations say the same in another language; you need not read them all."
            ),
        ),
        Passage(
            _("Why is it asked?"),
            _(
                "Your story is yours. It says something about you, perhaps about your origin, your faith, your health "
                "or your views. The law protects that in particular: nobody may publish it unless you expressly say "
                "yes. Saying yes is the only ground on which we show it."
            ),
        ),
        Passage(
            _("Do you have to?"),
            _(
                "No. You may say no, say yes to a part only, or take time and ask somebody you trust. Nothing is taken "
                "from you and nobody helps you less if you say no. You get no money for saying yes, and nobody may "
                "press you."
            ),
        ),
        Passage(
            _("Can you take it back?"),
            _(
                "Yes, at any time, without reasons and without an account: open this link and press one button. Within "
                "five minutes your story, its translations, pictures, recordings, cards and documents are gone from "
                "this site. What was lawful until then stays lawful. Instead, you can let the words go on without your "
                "name, place, picture and voice."
            ),
        ),
        Passage(
            _("What can nobody fetch back?"),
            _(
                "What others have copied, printed, shared or photographed in the meantime. We tell everybody who "
                "downloaded something from us that the story was taken back and may not be used any more, but we "
                "cannot make them delete it. Search engines and archives may need some weeks. Please agree only to "
                "what "
                "you could live with if it stayed somewhere."
            ),
        ),
        Passage(
            _("Could it harm you or somebody else?"),
            _(
                "Please think of it before you agree. A face, a voice, a first name and a town together may be enough "
                "to "
                "recognise you. If your asylum procedure is not finished, what you tell here can be read by those who "
                "decide. If your family lives where it is not safe, it can be read there too. If you are not sure, "
                "leave "
                "out name, place, picture and voice, or ask a counsellor or a lawyer first."
            ),
        ),
        Passage(
            _("What is kept about you?"),
            _(
                "What %(organisation)s wrote down about you: your name, place and e-mail address as far as you gave "
                "them, only to show what you allowed and to reach you. It is deleted when no story of yours needs it "
                "any "
                "more. What remains is a line without your name which says that somebody agreed, to what, and when it "
                "was taken back. We need it to prove that we were allowed."
            )
            % names,
        ),
        Passage(
            _("What are your rights?"),
            _(
                "You may see what is kept about you, have it corrected, deleted or restricted, and get a copy of it. "
                "Write to %(address)s. If you think that we treat your data wrongly, you may complain to the data "
                "protection authority of your country; that costs nothing."
            )
            % names,
        ),
    ]


def _for_guardians(names: dict[str, str]) -> list[Passage]:
    return [
        Passage(
            _("Who asks you?"),
            _(
                "%(organisation)s asks you, as a parent or guardian of a young person under 18. They wrote the story "
                "down and are responsible for it. This site shows it for them. If you have a question, write to "
                "%(address)s. You need not give a reason for asking."
            )
            % names,
        ),
        Passage(
            _("What do you agree to?"),
            _(
                "You agree that the young person’s story, word for word as you read it here, may be shown in the way "
                "that you tick below, in the places, in the languages and for the time that you choose. What you do "
                "not "
                "tick is not shown. The full name and the town of somebody under 18 are never shown, whoever agrees. "
                "If "
                "anybody changes the story, you are asked again before the change is published. Translations say the "
                "same in another language; you need not read them all."
            ),
        ),
        Passage(
            _("Does the young person want it?"),
            _(
                "Please read the story together. Agree only if the young person understands that strangers will read "
                "it, "
                "and wants that. Both of you may change your mind, and each of you may take it back alone."
            ),
        ),
        Passage(
            _("Why is it asked?"),
            _(
                "The story says something about a person, perhaps about origin, faith, health or views. The law "
                "protects "
                "that in particular, and children most of all: nobody may publish it unless you expressly say yes. "
                "Saying "
                "yes is the only ground on which we show it."
            ),
        ),
        Passage(
            _("Do you have to?"),
            _(
                "No. You may say no, say yes to a part only, or take time and ask somebody you trust. Nothing is taken "
                "from you or the young person and nobody helps you less if you say no. There is no money for saying "
                "yes, "
                "and nobody may press you."
            ),
        ),
        Passage(
            _("How long does your yes last?"),
            _(
                "Until the day that you choose, and at most until the young person turns 18. From that day on the "
                "story "
                "is shown only if the person, then grown up, agrees anew."
            ),
        ),
        Passage(
            _("Can you take it back?"),
            _(
                "Yes, at any time, without reasons and without an account: open this link and press one button. Within "
                "five minutes the story, its translations, pictures, recordings, cards and documents are gone from "
                "this "
                "site. What was lawful until then stays lawful. Instead, you can let the words go on without name, "
                "place, "
                "picture and voice."
            ),
        ),
        Passage(
            _("What can nobody fetch back?"),
            _(
                "What others have copied, printed, shared or photographed in the meantime. We tell everybody who "
                "downloaded something from us that the story was taken back and may not be used any more, but we "
                "cannot make them delete it. Search engines and archives may need some weeks. Please agree only to "
                "what "
                "the young person could live with in ten years’ time."
            ),
        ),
        Passage(
            _("Could it harm the young person or somebody else?"),
            _(
                "Please think of it before you agree. A face, a voice and a first name together may be enough to "
                "recognise somebody, at school too. If your asylum procedure is not finished, the story can be read by "
                "those who decide. If your family lives where it is not safe, it can be read there too. If you are not "
                "sure, leave out name, place, picture and voice, or ask a counsellor or a lawyer first."
            ),
        ),
        Passage(
            _("What is kept?"),
            _(
                "What %(organisation)s wrote down about the young person: name, place, an e-mail address as far as it "
                "was given, and the day of the 18th birthday, only to show what you allowed and to reach you. It is "
                "deleted when no story needs it any more. What remains is a line without a name which says that a "
                "guardian agreed, to what, and when it was taken back. We need it to prove that we were allowed."
            )
            % names,
        ),
        Passage(
            _("What are your rights?"),
            _(
                "You may see what is kept, have it corrected, deleted or restricted, and get a copy of it. Write to "
                "%(address)s. If you think that we treat this data wrongly, you may complain to the data protection "
                "authority of your country; that costs nothing."
            )
            % names,
        ),
    ]


# What the ledger says, in words ------------------------------------------------------------------------------------


def entry_title(entry: ConsentEntry) -> str:
    """Return what an entry says, in one sentence with its day, in the active language."""
    day = {"day": date_format(localtime(entry.at), "DATE_FORMAT")}
    if entry.kind == ConsentKind.WITHDRAWN:
        return _("Taken back on %(day)s.") % day
    if entry.kind == ConsentKind.ANONYMISED:
        return _("From %(day)s on without name, place, picture and voice.") % day
    if entry.way == ConsentWay.PAPER:
        day |= {"signed": date_format(entry.signed_on, "DATE_FORMAT")}
        if entry.by == ConsentBy.GUARDIAN:
            return _("A parent or guardian agreed on paper on %(signed)s; noted on %(day)s.") % day
        return _("Agreed on paper on %(signed)s; noted on %(day)s.") % day
    if entry.by == ConsentBy.GUARDIAN:
        return _("A parent or guardian agreed on %(day)s.") % day
    return _("Agreed on %(day)s.") % day


def entry_lines(entry: ConsentEntry) -> list[tuple[str, str]]:
    """Return what an entry allows: (what, how far), in the active language; nothing for what was taken back."""
    if entry.kind == ConsentKind.WITHDRAWN:
        return []
    lines = [
        (_("What"), _listed(Element, entry.elements)),
        (_("Where"), _listed(Medium, entry.media)),
        (_("Languages"), _joined(BY_CODE[code].name for code in entry.languages if code in BY_CODE)),
    ]
    if entry.kind == ConsentKind.GRANTED:
        lines += [
            (_("Name"), str(NameLevel(entry.name_level).label)),
            (_("Place"), str(PlaceLevel(entry.place_level).label)),
        ]
    until = date_format(entry.until, "DATE_FORMAT") if entry.until else _("until it is taken back")
    return [*lines, (_("Until"), until)]


def _listed(choices, codes) -> str:
    return _joined(str(choice.label) for choice in choices if choice.value in codes)


def _joined(words) -> str:
    # Translators: between the entries of a list; Arabic uses its own comma.
    return _(", ").join(words)
