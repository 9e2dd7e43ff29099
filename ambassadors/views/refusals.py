"""How a page says that something cannot be done (domain.refusal.Refusal)."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from ambassadors.domain.refusal import Refusal


def refuse(form: forms.Form, error: Refusal) -> None:
    """Say it beside the field that it is about, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def tell(request: HttpRequest, form: forms.Form | None, error: Refusal) -> None:
    """The same; above the page where there is no form."""
    if form is None:
        messages.error(request, str(error))
    else:
        refuse(form, error)
