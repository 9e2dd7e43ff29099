"""Who may do what in the schools room. Each rule has a queryset twin on the managers of its models. A leaf."""

COORDINATE = "schools.coordinate_network"


def can_enter(user, school) -> bool:
    """A school's pages are its members' (twin: School.objects.visible_to)."""
    return bool(user.is_authenticated and _open(school) and school.memberships.current().of(user).exists())


def can_lead(user, school) -> bool:
    """Its leads invite, open rounds, hand in (twin: School.objects.led_by)."""
    return bool(
        user.is_authenticated and _open(school) and school.memberships.current().leads().of(user).exists()
    )


def can_change_task(user, task) -> bool:
    """Whoever sees to a task of the plan changes it, and leads do (twin: PlanTask.objects.changeable_by)."""
    own = task.owner_id == user.pk and can_enter(user, task.school)
    return bool(own or can_lead(user, task.school))


def can_change_taught(user, taught) -> bool:
    """Whoever noted a lesson changes and removes it, and leads do (twin: Taught.objects.changeable_by)."""
    own = taught.teacher_id == user.pk and can_enter(user, taught.school)
    return bool(own or can_lead(user, taught.school))


def can_change_evidence(user, evidence) -> bool:
    """Whoever added evidence changes and removes it, and leads do (twin: Evidence.objects.changeable_by)."""
    own = evidence.added_by_id == user.pk and can_enter(user, evidence.school)
    return bool(own or can_lead(user, evidence.school))


def can_coordinate(user) -> bool:
    """Coordinators confirm schools, review what is handed in, and see the network."""
    return bool(user.is_authenticated and user.is_active and user.has_perm(COORDINATE))


def is_of(user, school) -> bool:
    """Whoever belongs to a school, or registered it, decides nothing about it (twin: School.objects.decidable_by)."""
    if not user.is_authenticated:
        return False
    return school.registered_by_id == user.pk or school.memberships.current().of(user).exists()


def can_decide(user, school) -> bool:
    """A coordinator decides about schools that are not her own (twin: School.objects.decidable_by)."""
    return can_coordinate(user) and not is_of(user, school)


def can_judge(user, entry) -> bool:
    """Whoever was assigned an entry reads and scores it while judging goes on (twin: AwardEntry.objects.judged_by).

    Not where she has become a member of its school meanwhile.
    """
    school = entry.school
    goes_on = entry.award.state == "judging" and entry.state == "entered" and school.state == "confirmed"
    if not (user.is_authenticated and goes_on and entry.scores.of(user).exists()):
        return False
    return not school.memberships.of(user).exists()


def _open(school) -> bool:
    return school.state != "closed"
