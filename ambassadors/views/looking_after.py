"""What a house, and the network, do for an ambassador on her page: the deeds that both have, and how one is done."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from ambassadors.domain import people as verbs
from ambassadors.domain.people import PeopleError
from ambassadors.models import Ambassador
from ambassadors.views.refusals import tell

#: What is done, and what is said then.
CareDeed = tuple[Callable[[], object], str]


def deeds_of_both(found: Ambassador, actor, form: forms.Form | None) -> dict[str, CareDeed]:
    """Return the deeds that houses and the network have; form: the one that was sent."""
    return {
        "pause": (lambda: verbs.pause(found, actor=actor), _("A break. Visits ahead are on hold.")),
        "withdraw": (
            lambda: verbs.withdraw(found, actor=actor, **form.cleaned_data),
            _("Done. Visits ahead were cancelled, and the addresses are forgotten."),
        ),
    }


def care_done(request: HttpRequest, do: str, deeds: dict[str, CareDeed], form: forms.Form | None) -> bool:
    """Do what was sent; say whether it was done, else the form says why not. 404 for what is no deed.

    Taking somebody out is asked about once more.
    """
    if do not in deeds or do == "withdraw" and request.POST.get("sure") != "yes":
        raise Http404
    deed, said = deeds[do]
    try:
        deed()
    except PeopleError as error:
        tell(request, form, error)
        return form is None
    messages.success(request, said)
    return True
