"""People for tests around organisations: with confirmed addresses, groups and memberships, made as the site makes them.

asker = person("Asker", "en")
organisation = approved(tree, lead=asker)          # asked for and let in: pages, collection, group, a lead
client = signed_in(coordinator(factor=True))       # decides on organisations; a code was given
"""

import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client

from campaigns.domain.approval import approve
from campaigns.domain.organisations import request_organisation
from campaigns.domain.seed import COORDINATORS
from cms.models import User
from tests.campaigns.factories import campaigns_page

PASSWORD = "river tree cloud seven"


def person(name: str = "Asker", language: str = "en", *groups: str, factor: bool = False, **fields) -> User:
    """Make somebody with a confirmed address, in groups by name; with `factor` a second factor is set up."""
    user = User.objects.create_user(
        f"{name.lower().replace(' ', '.')}@example.org",
        PASSWORD,
        display_name=name,
        language=language,
        **fields,
    )
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    if factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return user


def coordinator(name: str = "Coordinator", **values) -> User:
    """Make somebody who decides on organisations."""
    return person(name, "en", COORDINATORS, **values)


def asked(actor: User, name: str = "Lantern Youth", **values):
    """Ask for an organisation to be let in."""
    given = {
        "name": name,
        "about": "We listen.\n\nThen we tell.",
        "contact_email": "office@lantern.example.org",
        "language": "en",
    }
    return request_organisation(actor=actor, **given | values)


def approved(
    tree, name: str = "Lantern Youth", *, lead: User | None = None, by: User | None = None, **values
):
    """Let an organisation in below the page of campaigns of each language of `tree`; `lead` asked for it."""
    for branch in tree.values():
        campaigns_page(branch)
    lead = lead or person(f"Lead of {name}")
    by = by or User.objects.filter(display_name="Coordinator").first() or coordinator()
    return approve(asked(lead, name, **values), actor=by)


def signed_in(user: User, **options) -> Client:
    """Return a browser in which somebody is signed in; whoever has a second factor has given a code."""
    client = Client(**options)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    soon = time.time() + 3600
    shown = [
        {"method": "password", "at": soon, "email": user.email},
        {"method": "mfa", "type": "totp", "at": soon},
    ]
    session = client.session
    session["account_authentication_methods"] = shown
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client
