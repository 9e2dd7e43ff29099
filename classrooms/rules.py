"""Who may do what in the classrooms room. Each rule has a queryset twin on the managers of its models."""


def can_run(user, classroom) -> bool:
    """A classroom and its sittings belong to the teacher who made it (twins: owned_by, run_by)."""
    return bool(user.is_authenticated and classroom.owner_id == user.pk)


def can_read(user, classroom) -> bool:
    """Results are read by her and by the colleagues with whom she shares them (twin: visible_to)."""
    return can_run(user, classroom) or bool(
        user.is_authenticated and classroom.readers.filter(user_id=user.pk).exists()
    )


def can_read_results(user, sitting) -> bool:
    """While a sitting is open, its rough figures are for her who runs it alone (twin: the sittings' visible_to)."""
    return can_run(user, sitting.classroom) or (not sitting.is_open and can_read(user, sitting.classroom))
