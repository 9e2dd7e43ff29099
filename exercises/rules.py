"""Who may do what in the exercises room. The queryset twins stand in domain/queries/bank.py."""


def can_edit(user, page) -> bool:
    """Say whether somebody may edit an exercise: Wagtail's own rule, workflows included."""
    return bool(page.permissions_for_user(user).can_edit())


def can_add_to(user, list_page) -> bool:
    """Say whether somebody may make an exercise below a list; a mirror of another language's list takes none."""
    return list_page.alias_of_id is None and bool(list_page.permissions_for_user(user).can_add_subpage())
