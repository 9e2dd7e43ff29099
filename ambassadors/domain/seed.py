"""Seeds of the room: the group of those who clear people."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

SAFEGUARDING = "Safeguarding leads"


@transaction.atomic
def seed_safeguarding() -> int:
    """Make the group where it is missing; return how many rows are new. It needs no way into the administration.

    A group that is there keeps what administrators gave or took.
    """
    group, new = Group.objects.get_or_create(name=SAFEGUARDING)
    if new:
        group.permissions.set(
            Permission.objects.filter(content_type__app_label="ambassadors", codename="clear_people")
        )
    return int(new)
