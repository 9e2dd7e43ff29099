"""What grown-ups write to young people outside a thread is read by nobody else: it tells no way to reach anybody."""

from django.utils.translation import gettext as _

from ambassadors.contact_details import find_contact_details


def refuse_contact_details(text: str, error: type[Exception], field: str) -> None:
    """Raise error(sentence, field) where a text may hold a number, an address, a link or an account."""
    if find_contact_details(text):
        raise error(
            _("This may hold a number, an address, a link or an account. Please leave it out."),
            field,
        )
