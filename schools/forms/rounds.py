"""A self-assessment is opened and extended; its statements are answered, by staff and by pupils."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from cms.forms.sealed import SealedForm
from schools.domain.framework import areas, statement
from schools.domain.rounds import FEWEST_WEEKS, MOST_WEEKS
from schools.enums import VoiceGroup
from schools.models import Area, Indicator, Round

#: What is chosen for "I cannot say": as if it had been passed over.
CANNOT_SAY = "0"
STAFF_CHOICES = (
    ("1", pgettext_lazy("how far a school is", "Not yet")),
    ("2", pgettext_lazy("how far a school is", "Begun")),
    ("3", pgettext_lazy("how far a school is", "Mostly")),
    ("4", pgettext_lazy("how far a school is", "Part of everyday life")),
    (CANNOT_SAY, pgettext_lazy("answer of a person", "I cannot say")),
)
PUPIL_CHOICES = (
    ("1", pgettext_lazy("what a pupil says of her school", "No, not really")),
    ("2", pgettext_lazy("what a pupil says of her school", "A little")),
    ("3", pgettext_lazy("what a pupil says of her school", "Mostly")),
    ("4", pgettext_lazy("what a pupil says of her school", "Yes, always")),
    (CANNOT_SAY, pgettext_lazy("answer of a person", "I cannot say")),
)


def _weeks(number: int) -> str:
    return ngettext("%(number)d week", "%(number)d weeks", number) % {"number": number}


class OpenForm(forms.Form):
    """How long a self-assessment is open."""

    weeks = forms.TypedChoiceField(
        label=_("How long it is open"),
        coerce=int,
        initial=3,
        help_text=_(
            "Three weeks give every class a lesson in which to answer. You can add weeks later, or end it before."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weeks"].choices = [
            (number, _weeks(number)) for number in range(FEWEST_WEEKS, MOST_WEEKS + 1)
        ]


class ExtendForm(forms.Form):
    """By how many weeks, of those that are left."""

    weeks = forms.TypedChoiceField(label=_("Add time"), coerce=int)

    def __init__(self, *args, most: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["weeks"].choices = [(number, _weeks(number)) for number in range(1, most + 1)]


@dataclass(frozen=True)
class Statement:
    """A statement as one group reads it. name: of the form's field; chosen: the value that is ticked, "" for none."""

    indicator: Indicator
    name: str
    words: str
    chosen: str


class StatementsForm(forms.Form):
    """All statements of the framework as a group reads them. Whatever else is sent counts as passed over."""

    choices = STAFF_CHOICES

    def __init__(
        self, data=None, *, round: Round, group: str, chosen: dict[str, str] | None = None, **kwargs
    ):
        super().__init__(data, **kwargs)
        self.indicators = areas(round.version)
        self.group = group
        sent = data if data is not None else chosen or {}
        known = {value for value, _words in self.choices}
        self.chosen = {
            name: sent[name]
            for indicators in self.indicators.values()
            for one in indicators
            if sent.get(name := _name(one), "") in known
        }

    @property
    def areas(self) -> list[tuple[Area, list[Statement]]]:
        return [
            (area, [self._statement(one) for one in indicators])
            for area, indicators in self.indicators.items()
        ]

    @property
    def answers(self) -> dict[str, int]:
        """What was answered: level by code; what was passed over, or cannot be said, is missing."""
        return {
            one.code: int(level)
            for indicators in self.indicators.values()
            for one in indicators
            if (level := self.chosen.get(_name(one), CANNOT_SAY)) != CANNOT_SAY
        }

    def _statement(self, indicator: Indicator) -> Statement:
        name = _name(indicator)
        return Statement(indicator, name, statement(indicator, self.group), self.chosen.get(name, ""))


class VoiceForm(SealedForm, StatementsForm):
    """What a pupil answers; its seal gives the voice its name."""

    choices = PUPIL_CHOICES

    def __init__(self, data=None, *, round: Round, chosen: dict[str, str] | None = None):
        super().__init__(
            data, subject=f"voice {round.key}", round=round, group=VoiceGroup.PUPILS, chosen=chosen
        )


def _name(indicator: Indicator) -> str:
    return f"i-{indicator.code}"
