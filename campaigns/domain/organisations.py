"""A youth organisation asks to join."""

from anyascii import anyascii
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.enums import OrganisationState
from campaigns.models import Organisation
from cms.audit import record
from cms.languages import BY_CODE
from cms.models import User
from cms.text import nfc

#: What stands at this place of an address already.
RESERVED = frozenset(["feed", "recordings"])
LONGEST_SLUG = 60
#: How many requests of one person may wait at once.
MOST_REQUESTS = 2


class OrganisationError(Exception):
    """Something cannot be done with an organisation; the text is for the person who tried."""


@transaction.atomic
def request_organisation(
    *, actor, name: str, about: str, contact_email: str, language: str, country=None, website: str = ""
) -> Organisation:
    """Ask for an organisation to be let in; a coordinator decides. Return it, as asked for.

    `country` is a Country or None, `language` a code. OrganisationError where the name is taken, or where `actor` has
    asked for MOST_REQUESTS already that nobody has decided on.
    """
    User.objects.select_for_update().get(pk=actor.pk)
    name = " ".join(nfc(name).split())
    waiting = Organisation.objects.filter(requested_by=actor, state=OrganisationState.REQUESTED)
    if waiting.count() >= MOST_REQUESTS:
        raise OrganisationError(_("You have asked already. Please wait for our answer first."))
    if not name:
        raise OrganisationError(_("An organisation needs a name."))
    if Organisation.objects.exclude(state=OrganisationState.DECLINED).filter(name__iexact=name).exists():
        raise OrganisationError(
            _(
                "There is an organisation of this name already. If it is yours, ask one of its leads to invite you."
            )
        )
    if language not in BY_CODE:
        raise OrganisationError(_("Please choose one of our languages."))
    made = Organisation.objects.create(
        name=name,
        slug=_free_slug(name),
        country=country,
        website=website,
        about=nfc(about).strip(),
        contact_email=contact_email.strip(),
        language=language,
        requested_by=actor,
    )
    record("organisation.requested", made, actor=actor)
    return made


def _free_slug(name: str) -> str:
    """Return what stands for a name in addresses: the name in its own script, with a number where it is taken."""
    base = slugify(name, allow_unicode=True) or slugify(anyascii(name)) or "organisation"
    base = base[: LONGEST_SLUG - 4].rstrip("-")
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True)) | RESERVED
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug
