"""How the forms of this room let people choose: all in the same look. A leaf."""

from django import forms

LOOK = {"class": "choice__box"}


def boxes() -> forms.CheckboxSelectMultiple:
    """Several may be ticked."""
    return forms.CheckboxSelectMultiple(attrs=LOOK)


def circles() -> forms.RadioSelect:
    """One of a few."""
    return forms.RadioSelect(attrs=LOOK)


def tick() -> forms.CheckboxInput:
    """One box."""
    return forms.CheckboxInput(attrs=LOOK)
