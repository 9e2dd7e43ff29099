"""People for tests around ambassadors who see the network.

client = signed_in(lead())       # a safeguarding lead; a code was given
"""

from allauth.mfa.models import Authenticator

from tests.ambassadors.factories import safeguarding_lead
from tests.campaigns.people import signed_in

__all__ = ["lead", "signed_in"]


def lead():
    """Make a safeguarding lead with a second factor."""
    user = safeguarding_lead()
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return user
