"""Who may do what in the lessons room. Each rule has a queryset twin, `visible_to` on the manager of its model."""


def can_change_list(user, saved_list) -> bool:
    """A saved list belongs to the person who made it, and to nobody else."""
    return bool(user.is_authenticated and saved_list.owner_id == user.pk)
