"""The safeguarding module: six short sections to read, and eight situations to solve, for people from 13 on.

Only what is certain in every country is said here; whom one calls where stands on the help page. Whoever changes what
is right gives a new VERSION: then everybody who is still under way solves it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "1"


@dataclass(frozen=True)
class Section:
    """code: for its anchor. points: read as a list, after the paragraphs. help: whether it leads to the help "
    "page."""

    code: str
    title: str | Promise
    paragraphs: tuple
    points: tuple = ()
    help: bool = False


@dataclass(frozen=True)
class Situation:
    """answers: by letter. right: the letter of the one that is right. why: said whichever one was chosen."""

    code: str
    story: str | Promise
    answers: Mapping[str, str | Promise]
    right: str
    why: str | Promise


SECTIONS = (
    Section(
        "why",
        _("Why this exists"),
        (
            _(
                "You are going to stand in front of a classroom and say something that matters. Some pupils will "
                "like you for it. Some will see you as somebody to trust. That is a good thing, and it is also "
                "why there are a few rules: they look after the pupils, and they look after you."
            ),
            _(
                "You are never alone with it. If you are under 18, two grown-ups go with you, your companions. "
                "Both have been checked, both read what is written about the visit, and both are there for you. "
                "If one of them is missing, the visit does not begin. That is not your fault, and you do not have "
                "to decide it."
            ),
        ),
    ),
    Section(
        "limits",
        _("Your limits"),
        (
            _(
                "You decide what you tell about yourself. You do not owe anybody your story, not even when they "
                "ask kindly. “I don’t want to talk about that” is a whole sentence."
            ),
            _(
                "You may stop at any time, in the middle of a word if you like. Nobody will ask you to explain."
            ),
            _(
                "You are not a teacher, not a counsellor and not the police. You do not have to know everything: "
                "“I don’t know, I will find out” is a strong answer. And you do not have to solve what somebody "
                "tells you."
            ),
        ),
    ),
    Section(
        "never",
        _("What never happens"),
        (
            _(
                "Five things we leave out, always, with everybody, however nice they are. That way nobody has to "
                "wonder each time."
            ),
        ),
        (
            _("No contact details: no number, no account, no e-mail address, neither given nor taken."),
            _(
                "No private chats with pupils, before the visit or after it. Questions come by way of their teacher."
            ),
            _("No pictures and no recordings of you with pupils, or of pupils."),
            _("No being alone with a pupil: the door is open, and a grown-up sees you both."),
            _("No lifts from people of the school or from parents. You go home as it was agreed beforehand."),
        ),
    ),
    Section(
        "confides",
        _("When a pupil tells you something"),
        (
            _(
                "It can happen that somebody tells you what she or he has told nobody yet: about home, about "
                "being bullied, about not wanting to live. That is trust. Four things are enough:"
            ),
        ),
        (
            _(
                "Listen. You need not ask much. “Thank you for telling me” and “it is not your fault” do a lot."
            ),
            _("Promise no secret. “I will not tell everybody, but I have to tell somebody who can help.”"),
            _("Tell the teacher and one of your companions on the same day, even if you are not sure."),
            _("Then it is theirs to carry. Do not look into it, and do not talk about it with others."),
        ),
    ),
    Section(
        "hurts",
        _("When somebody insults you, or the talk hurts you"),
        (
            _(
                "Not everybody will be kind. A sentence can hit you, and so can a question that was meant well. "
                "You have not done anything wrong, and you need not be brave."
            ),
            _(
                "Stop. Look at your companion, or say “I’ll hand over now”. Your companion takes over at once, "
                "without a question. You can sit down or leave the room with the other one."
            ),
            _(
                "Afterwards, tell somebody how it was: a companion, somebody at home, whoever nominated you. "
                "Taking a break, or leaving it at that, is always all right."
            ),
        ),
    ),
    Section(
        "help",
        _("Where help is"),
        (
            _(
                "If something about a visit feels wrong to you, a companion’s behaviour too, tell another "
                "grown-up whom you trust, or a coordinator. You will be taken seriously, and nobody may be cross "
                "with you for it."
            ),
            _(
                "In many European countries, children and young people can call a helpline at 116 111. If "
                "somebody is in danger right now, 112 reaches the emergency services in every country of the "
                "European Union."
            ),
        ),
        help=True,
    ),
)

SITUATIONS = (
    Situation(
        "account",
        _(
            "The talk went well. In the corridor a boy of your age says: “You’re great. What’s your account? Then "
            "we can go on talking.”"
        ),
        {
            "a": _("You give him your account: he is as old as you are, and really nice."),
            "b": _(
                "You say that you are glad, that you do not swap accounts on visits, and that he can ask more by "
                "way of his teacher."
            ),
            "c": _("You take his account instead, and decide at home whether you write."),
        },
        "b",
        _(
            "He is nice, and it is still no: neither given nor taken. It is easier to say when it is a rule for "
            "everybody. Through his teacher, his question reaches you and nobody’s private life is opened."
        ),
    ),
    Situation(
        "confides",
        _(
            "In the break a girl tells you quietly that somebody at home hits her. “But please, please tell "
            "nobody,” she says."
        ),
        {
            "a": _(
                "You listen, say that it is not her fault and that you have to tell somebody who can help, and "
                "tell the teacher and your companion the same day."
            ),
            "b": _("You promise to tell nobody, because otherwise she will never trust anybody again."),
            "c": _("You ask her to tell you everything exactly, so that you can prove it."),
        },
        "a",
        _(
            "She needs help that you cannot give on your own, so a promise of silence would leave her alone with "
            "it. Proving it is the work of others. Listening, being honest, and telling the teacher and a "
            "companion on the same day: that is all, and it is a lot."
        ),
    ),
    Situation(
        "lift",
        _(
            "It is raining hard and your companions have been held up on the way to you. A friendly teacher says: "
            "“Come, I’ll drive you home, I’m going that way.”"
        ),
        {
            "a": _("You get in: a teacher is surely safe."),
            "b": _("You walk to the station alone, so that nobody has to wait."),
            "c": _(
                "You say thank you, wait where other people are, and call a companion or somebody at home about "
                "what happens now."
            ),
        },
        "c",
        _(
            "Probably the teacher only means well. No lifts holds for everybody, so that nobody has to guess who "
            "is safe. And you are not to find your way alone either: getting you home is up to the grown-ups."
        ),
    ),
    Situation(
        "alone",
        _(
            "A younger pupil pulls at your sleeve: “Come, I want to show you something in our classroom.” "
            "Everybody else is in the yard."
        ),
        {
            "a": _("You say: “Gladly, let’s fetch your teacher or my companion, and they come along.”"),
            "b": _("You go along quickly. It is only a minute, and you do not want to disappoint anybody."),
            "c": _("You go along and shut the door, so that nobody disturbs you."),
        },
        "a",
        _(
            "You can be friendly and not be alone with a pupil. When a grown-up comes along, the pupil can still "
            "show you what matters, and nobody can think or say anything wrong about either of you."
        ),
    ),
    Situation(
        "picture",
        _("At the end the whole classroom wants a selfie with you. “We won’t post it, we promise!”"),
        {
            "a": _("You join in when everybody in the picture says yes."),
            "b": _(
                "You say: “No pictures, that holds for everybody,” and suggest something else, such as a big wave "
                "to end with."
            ),
            "c": _("You take the picture with your own phone, then you know where it is."),
        },
        "b",
        _(
            "A picture goes further than anybody plans, and among thirty pupils there may be one who must not be "
            "found. Nobody has to say that this is so. So there is none, on no phone at all, and nobody has to be "
            "the one who spoils it."
        ),
    ),
    Situation(
        "insult",
        _(
            "In the middle of your talk somebody calls out: “People like you should go back home!” Some laugh."
        ),
        {
            "a": _(
                "You carry on as if nothing had happened, because stopping would mean that they have won."
            ),
            "b": _("You shout back something that hits them just as hard."),
            "c": _(
                "You stop and look at your companion, who takes over. You decide whether you go on, sit down or "
                "leave the room."
            ),
        },
        "c",
        _(
            "That sentence says something about whoever called it out, and nothing about you. Being hurt or angry "
            "is fair. But answering it is not your job: your companion is there for exactly this. Stopping is not "
            "losing."
        ),
    ),
    Situation(
        "question",
        _(
            "A girl asks kindly: “And what was it like when your family had to leave?” You feel a lump in your "
            "throat."
        ),
        {
            "a": _("You tell it anyway. She asked kindly, and you are here as an ambassador."),
            "b": _(
                "You say: “I don’t want to talk about that,” and go on to something else, or hand over to your "
                "companion."
            ),
            "c": _("You make something up so that nobody notices."),
        },
        "b",
        _(
            "A kind question is still only a question. What you tell belongs to you, and an ambassador does not "
            "owe her or his story to anybody. Nor do you need an excuse: one sentence is enough."
        ),
    ),
    Situation(
        "message",
        _(
            "Two days after a visit, a pupil has found you online and writes: “I’m not well at all. I don’t know "
            "whom else I can write to.”"
        ),
        {
            "a": _(
                "You show the message to a companion the same day, or to another grown-up whom you trust, so that "
                "the pupil gets help."
            ),
            "b": _("You write back and forth all evening, because the pupil has nobody else."),
            "c": _("You delete the message, because private chats are not allowed."),
        },
        "a",
        _(
            "Nobody should be left alone with that: not the pupil, and not you. Do not start a chat, and do not "
            "make it disappear either. A grown-up who sees the message can make sure that the school helps on "
            "that very day. If it sounds like danger right now, do not wait until evening."
        ),
    ),
)


def wrong(answers: Mapping[str, str]) -> list[str]:
    """Return the codes of the situations that `answers` (a letter by code) leave open or get wrong, in order."""
    return [one.code for one in SITUATIONS if answers.get(one.code) != one.right]
