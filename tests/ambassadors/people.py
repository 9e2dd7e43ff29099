"""People for tests around ambassadors who see the network, and what somebody reads.

client = signed_in(lead())       # a safeguarding lead; a code was given
plain(client.get(link(minor)))   # what a guardian reads
"""

import re

from allauth.mfa.models import Authenticator

from ambassadors.models import Ambassador
from tests.ambassadors.factories import safeguarding_lead
from tests.campaigns.people import signed_in

__all__ = ["lead", "link", "plain", "signed_in", "text_of"]


def lead():
    """Make a safeguarding lead with a second factor."""
    user = safeguarding_lead()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return user


def link(ambassador: Ambassador, language: str = "en") -> str:
    """Return the private link of a guardian."""
    return f"/{language}/ambassador/guardian/{ambassador.guardian_token}/"


def text_of(answer) -> str:
    return answer.content.decode()


def plain(answer) -> str:
    """Return a page without its tags, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", text_of(answer)).split())
