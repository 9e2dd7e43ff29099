"""What a classroom learnt, in words for its teacher; and figures as they stand beside these words.

Sentences speak of the class, never of a pupil, and say no more than the interval allows.
"""

from django.utils.translation import get_language_bidi, get_language_info, pgettext
from django.utils.translation import gettext as _

from classrooms.domain.comparing import Step
from classrooms.domain.findings import Point
from classrooms.enums import Role
from cms.languages import BY_CODE
from exercises.domain.results import Apart, Lean
from exercises.scoring.change import Forms, Shift, Verdict
from exercises.templatetags.player_tags import rounded

MINUS = "−"
LTR, END = "\u2066", "\u2069"  # a left-to-right isolate


def decimal(value: float) -> str:
    """Return a figure with two decimals as the language writes it, with a real minus sign."""
    return _isolated(rounded(value).replace("-", MINUS))


def signed(value: float) -> str:
    """Return a difference with its sign; 0 has none."""
    plus = "+" if round(value, 2) > 0 else ""
    return _isolated(plus + rounded(value).replace("-", MINUS))


def _isolated(words: str) -> str:
    """Return a figure so that its sign stays before it in a text that runs from right to left."""
    return f"{LTR}{words}{END}" if get_language_bidi() else words


def ranged(point: Point) -> str:
    """Return a figure with its interval, if it has one."""
    if not (words := range_of(point)):
        return decimal(point.value)
    # Translators: a figure and the range in which it lies with 95% certainty, "0.70 (0.47 to 0.93)".
    return _("%(value)s (%(range)s)") % {"value": decimal(point.value), "range": words}


def range_of(found: Point | Shift) -> str:
    """Return the interval of a figure, or of a change; "" where it has none."""
    if found.low is None or found.high is None:
        return ""
    write = signed if isinstance(found, Shift) else decimal
    # Translators: the range in which a figure lies with 95% certainty.
    return pgettext("range", "%(low)s to %(high)s") % {"low": write(found.low), "high": write(found.high)}


def apart_words(apart: Apart) -> str:
    """Say how well the class told true from false."""
    return {
        Apart.WELL: _("The class told true from false well."),
        Apart.SOMEWHAT: _("The class told true from false more often than not."),
        Apart.GUESSING: _("This time the class told true from false about as well as guessing would."),
        Apart.REVERSED: _("This time true and false often changed places for the class."),
    }[apart]


def lean_words(lean: Lean) -> str:
    """Say to which side the class erred."""
    return {
        Lean.BALANCED: _("The class was as ready to believe as to doubt."),
        Lean.DOUBTS: _("The class was quicker to doubt than to believe."),
        Lean.BELIEVES: _("The class was quicker to believe than to doubt."),
    }[lean]


def lean_advice(lean: Lean) -> str:
    """Say what that means for the next lesson."""
    return {
        Lean.BALANCED: _(
            "That is a good place to stand: doubt where there is reason to, and trust where there is reason to."
        ),
        Lean.DOUBTS: _(
            "Doubt is useful, but doubting everything is not the aim: whoever believes nothing misses what is true. "
            "Look again at the true claims that many took for false."
        ),
        Lean.BELIEVES: _(
            "Trust is useful, but some claims deserve a second look. Look again at the false claims that many took "
            "for true."
        ),
    }[lean]


def change_words(step: Step) -> str:
    """Say in one sentence what became of the class between two sittings."""
    change, later = step.change, step.after.role is Role.DELAYED
    if change.only_more_sceptical:
        return _("The class became more sceptical, but no better at telling true from false.")
    if change.d.verdict is Verdict.GREW:
        if later:
            return _("Weeks later, the class still tells true from false better than before teaching.")
        return _("The class tells true from false better than before.")
    if change.d.verdict is Verdict.FELL:
        if later:
            return _("Weeks later, the class tells true from false less well than before teaching.")
        return _("The class tells true from false less well than before.")
    return _("The change is too small to tell from chance.")


def change_advice(step: Step) -> str:
    """Say what that means: for whom it is good news, and what to do where it is none."""
    change = step.change
    if change.only_more_sceptical:
        return _(
            "It takes more claims for false than before, the true ones too. Seeing through what is false is half of "
            "the aim; trusting what is true is the other half. Look again at the true claims that many took for false."
        )
    if change.d.verdict is Verdict.GREW:
        if change.c.verdict is Verdict.GREW:
            return _("It also doubts more readily than before. Keep an eye on the true claims.")
        if change.c.verdict is Verdict.FELL:
            return _(
                "And this is not because it became more suspicious: it believes more readily than before."
            )
        return _("And nothing says that it simply became more suspicious.")
    if change.d.verdict is Verdict.FELL:
        return _(
            "That happens: when a subject is new, one is less sure for a while. Go through the explanations together "
            "and ask again in some weeks."
        )
    return _(
        "That does not mean that nothing was learnt. A few claims more, or some weeks more, might show a change that "
        "these figures cannot."
    )


def change_reach(shift: Shift) -> str:
    """Say how large a change had to be to be seen."""
    return _(
        "Discernment changed by %(change)s; the true change lies between %(low)s and %(high)s with 95%% certainty. "
        "In a class like this one, a change of %(smallest)s would be seen four times out of five."
    ) % {
        "change": signed(shift.value),
        "low": signed(shift.low),
        "high": signed(shift.high),
        "smallest": decimal(shift.smallest),
    }


def change_caution(step: Step) -> str:
    """Say what else may have made the change, or what was ruled out."""
    if step.is_repeated:
        return _(
            "Everybody was asked the same claims both times, so part of the change may be memory. Two parallel forms "
            "rule that out."
        )
    if step.differs:
        return _(
            "The second time, other claims were asked. If they were easier or harder, that is part of the change. Two "
            "parallel forms, both times half of the class each, rule that out."
        )
    if step.change.forms is Forms.HELD_EQUAL:
        return _("Each form is compared with itself, so an easier form does not pass for learning.")
    return ""


def language_name(code: str) -> str:
    """Return what a language is called in the active one; by its own name where Django does not know it."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return BY_CODE[code].name if code in BY_CODE else code


def role_words(role: Role) -> str:
    """Return when a sitting was, as it stands in a table or beside a dot."""
    return str(Role(role).label)
