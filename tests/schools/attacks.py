"""Two schools for attacks: ours, whose lead tries, and theirs, which has all that must not be reached.

tree, ours, lead, theirs = attacks.tree, attacks.ours, attacks.lead, attacks.theirs     # fixtures, in a test module
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from schools.domain.members import invite
from schools.enums import EvidenceKind, SchoolRole
from schools.models import Evidence, PlanTask
from tests.schools.factories import MemberFactory, TaughtFactory
from tests.schools.round_factories import opened


@pytest.fixture
def tree(site_tree):
    return site_tree("en", "ar")


@pytest.fixture
def ours(tree):
    """School A, with a lead."""
    return MemberFactory(role=SchoolRole.LEAD).school


@pytest.fixture
def lead(ours):
    return ours.memberships.get().user


@pytest.fixture
def theirs(tree):
    """School B with all that a school has; what is asked for under the key of A does not exist there."""
    school = MemberFactory(role=SchoolRole.LEAD).school
    boss = school.memberships.get().user
    PlanTask.objects.create(school=school, what="Theirs", owner=boss)
    Evidence.objects.create(
        school=school, kind=EvidenceKind.NOTE, title="Theirs", text="x", day=timezone.localdate()
    )
    TaughtFactory(school=school, teacher=boss)
    opened(boss, school)
    invite(school, actor=boss, email="new@example.org")
    return school


def pages(school) -> list[str]:
    """Return the addresses of all pages that a school has."""
    key, rows = school.key, (school.rounds.first(), school.evidence.first(), school.taught.first())
    found = [
        reverse(name, args=[key])
        for name in (
            "school",
            "school_members",
            "school_settings",
            "school_classrooms",
            "rounds",
            "school_use",
            "school_plan",
            "school_plan_print",
            "school_levels",
            "school_campaigns",
        )
    ]
    for name, row in zip(("round", "evidence", "taught"), rows, strict=True):
        found += [reverse(name, args=[key, row.pk])] if row else []
    return [*found, reverse("board_report", args=[key, "docx"])]
