"""What an ambassador hands on, and to whom."""

from ambassadors.models import Ambassador


def successors_for(ambassador: Ambassador):
    """Return whom she can name as her successor: who is an ambassador of the same house. A queryset."""
    return Ambassador.objects.filter(
        school_id=ambassador.school_id,
        organisation_id=ambassador.organisation_id,
        withdrawn_at=None,
        alumnus_at=None,
    ).exclude(pk=ambassador.pk)


def handed_over_to(ambassador: Ambassador):
    """Return those who named her as their successor and left her a word: first name and words. A queryset."""
    found = ambassador.predecessors.filter(alumnus_at__isnull=False, withdrawn_at=None).exclude(handover="")
    return found.order_by("-alumnus_at").only("first_name", "handover", "alumnus_at")
