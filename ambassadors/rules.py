"""Who may do what in the ambassadors room. Most rules have a queryset twin on the managers of their models. A leaf."""

from ambassadors.enums import MADE
from campaigns.enums import OrganisationState
from schools import rules as schools

CLEAR = "ambassadors.clear_people"


def can_coordinate(user) -> bool:
    """Coordinators match, book, and see where everybody is."""
    return schools.can_coordinate(user)


def can_clear(user) -> bool:
    """Safeguarding leads clear ambassadors and companions, and see the messages."""
    return bool(user.is_authenticated and user.is_active and user.has_perm(CLEAR))


def can_clear_person(user, person) -> bool:
    """Nobody clears herself, nor whom she nominated or registered."""
    if not can_clear(user) or person.user_id in (None, user.pk):
        return False
    made_by = getattr(person, "nominated_by_id", None) or getattr(person, "made_by_id", None)
    return made_by != user.pk


def can_look_after(user, ambassador) -> bool:
    """Members of the school or organisation that nominated her."""
    house = ambassador.house
    if ambassador.school_id is not None:
        return schools.can_enter(user, house)
    return bool(
        user.is_authenticated
        and house.state == OrganisationState.APPROVED
        and house.memberships.filter(user_id=user.pk).exists()
    )


def is_own(user, ambassador) -> bool:
    """The ambassador herself (twin: Ambassador.objects.of)."""
    return bool(user.is_authenticated and ambassador.user_id == user.pk)


def goes(user, visit) -> bool:
    """Ambassadors of a visit, unless they declined or have left (twin: Visit.objects.of_ambassador)."""
    hers = visit.parts.filter(ambassador__user_id=user.pk, ambassador__withdrawn_at=None, declined_at=None)
    return bool(user.is_authenticated and hers.exists())


def accompanies(user, visit) -> bool:
    """Companions of a visit that took place; of another while they are cleared (twin: Visit.objects.of_companion)."""
    if not user.is_authenticated:
        return False
    hers = [one for one in visit.companions if one.user_id == user.pk and one.ended_at is None]
    if visit.state in MADE:
        return bool(hers)
    return any(user.is_active and one.clearances.holding().exists() for one in hers)


def hosts(user, visit) -> bool:
    """Members of the school that is visited (twin: Visit.objects.hosted_by)."""
    return schools.can_enter(user, visit.school)
