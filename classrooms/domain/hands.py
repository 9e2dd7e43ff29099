"""Hands raised without devices, kept with the sitting: a reload goes on, and so does another device."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from classrooms.domain.sittings import SittingError
from classrooms.models import Sitting
from classrooms.rules import can_run
from exercises.domain.hands import Hands


def counted_in(sitting: Sitting) -> Hands:
    """Return what was counted in a sitting so far."""
    counts = {int(at): list(numbers) for at, numbers in sitting.hands.items()}
    return Hands(sitting.edition_id, sitting.edition.structure, counts)


@transaction.atomic
def count_hands(sitting: Sitting, hands: Hands, *, actor) -> Sitting:
    """Keep the counts of those items at which they differ from what `sitting` held when it was read.

    What another device counted at other items meanwhile stays. SittingError once the sitting is closed.
    """
    if not can_run(actor, sitting.classroom):
        raise PermissionDenied
    locked = Sitting.objects.select_for_update().get(pk=sitting.pk)
    if not locked.is_open:
        raise SittingError(_("This exercise is closed, so its counts stay as they are."))
    before, after = sitting.hands, {str(at): numbers for at, numbers in hands.counts.items()}
    changed = {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}
    if changed:
        locked.hands = {at: counts for at, counts in locked.hands.items() if at not in changed} | {
            at: counts for at, counts in after.items() if at in changed
        }
        locked.save(update_fields=["hands"])
    return locked


def next_item(hands: Hands) -> int:
    """Return the number, from 1, of the item after the last one at which hands were counted."""
    return max(hands.counts, default=-1) + 2
