"""People for tests around schools.

client = signed_in(coordinator(factor=True))       # sees the network; a code was given
"""

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group

from cms.models import User
from schools.domain.seed import COORDINATORS, seed_coordinators
from tests.campaigns.people import signed_in
from tests.schools.factories import person

__all__ = ["coordinator", "signed_in"]


def coordinator(*, factor: bool = False, **fields) -> User:
    """Make somebody who coordinates the network; with `factor` a second factor is set up."""
    user = person(**fields)
    seed_coordinators()
    user.groups.add(Group.objects.get(name=COORDINATORS))
    if factor:
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
    return user
