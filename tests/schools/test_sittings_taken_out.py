"""A lead takes a sitting out of the sums of her school, for a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.models import AuditEntry
from schools.domain.queries.use import this_year
from schools.domain.sittings import take_up
from schools.domain.use import UseError, count_sittings, recount, remove_sitting
from schools.models import SchoolSitting
from tests.factories import ExercisePageFactory, balanced_claims, exercises_page
from tests.schools.factories import MemberFactory, SchoolFactory
from tests.schools.use_factories import GUESSING, placed, sat

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch(site_tree):
    return site_tree("en")["en"]


@pytest.fixture
def school(branch):
    return SchoolFactory()


@pytest.fixture
def lead(school, client):
    user = MemberFactory(school=school, role="lead").user
    client.force_login(user)
    return user


@pytest.fixture
def teacher(school):
    return MemberFactory(school=school).user


@pytest.fixture
def counted(school, teacher) -> SchoolSitting:
    made = SchoolSitting.objects.create(
        school=school, teacher=teacher, exercise=uuid4(), language="en", day=timezone.localdate(), year_group=2,
        pupils=25, gain=0.8, error=0.2, rose=True, before="a",
    )  # fmt: skip
    assert recount(school).sittings == 1
    return made


def address(school) -> str:
    return f"/en/school/{school.key}/use/"


def sums(school) -> tuple:
    year = this_year(school)
    return year.sittings, year.places, year.teachers, year.year_groups, year.gains, school.months.count()


def test_a_lead_takes_it_out_with_one_form_and_the_sums_follow(client, school, lead, counted):
    assert "Take it out of the sums" in client.get(f"{address(school)}?show=sittings").content.decode()
    sent = {"do": f"remove_sitting:{counted.pk}", "reason": "It was only a rehearsal."}
    page = client.post(address(school), sent, follow=True).content.decode()
    assert "The sitting is out of the sums." in page
    assert "Counts no longer: <bdi>It was only a rehearsal.</bdi>" in page
    assert "Told true from false better" not in page
    assert "Take it out of the sums" not in page
    assert sums(school) == (0, 0, 0, [], {}, 0)
    entry = AuditEntry.objects.get(verb="school_sitting.removed")
    assert (entry.actor, entry.details["reason"]) == (lead, "It was only a rehearsal.")


def test_without_a_reason_and_a_second_time_it_is_refused(client, school, lead, counted):
    for reason in ("", "   "):
        with pytest.raises(UseError, match="why"):
            remove_sitting(counted, actor=lead, reason=reason)
    assert sums(school)[0] == 1
    remove_sitting(counted, actor=lead, reason="A rehearsal.")
    page = client.post(
        address(school), {"do": f"remove_sitting:{counted.pk}", "reason": "Again"}, follow=True
    ).content.decode()
    assert "This has been removed already." in page
    counted.refresh_from_db()
    assert counted.reason == "A rehearsal."
    with pytest.raises(IntegrityError), transaction.atomic():
        SchoolSitting.objects.update(reason="")


def test_a_teacher_sees_it_and_takes_nothing_out_not_even_her_own(client, school, teacher, counted):
    client.force_login(teacher)
    assert "Take it out of the sums" not in client.get(f"{address(school)}?show=sittings").content.decode()
    sent = {"do": f"remove_sitting:{counted.pk}", "reason": "Because."}
    assert client.post(address(school), sent).status_code == 403
    with pytest.raises(PermissionDenied):
        remove_sitting(counted, actor=teacher, reason="Because.")
    assert sums(school)[0] == 1


@pytest.mark.parametrize("do", ["", "remove_sitting", "remove_sitting:", "remove_sitting:x", "other:1"])
def test_forms_that_say_nothing_sensible_are_answered_404(client, school, lead, counted, do):
    assert client.post(address(school), {"do": do, "reason": "Because."}).status_code == 404


def test_a_sitting_of_another_school_is_not_reached(client, lead, counted):
    """As case 11."""
    other = SchoolFactory()
    MemberFactory(school=other, role="lead", user=lead)
    sent = {"do": f"remove_sitting:{counted.pk}", "reason": "Because."}
    assert client.post(address(other), sent).status_code == 404
    assert SchoolSitting.objects.counting().count() == 1


def test_what_was_taken_out_stays_out_when_late_answers_come(branch, school, lead, teacher):
    claims = ExercisePageFactory(
        parent=exercises_page(branch), purpose="discernment", items=balanced_claims(8)
    )
    sitting = sat(placed(school, teacher), claims, GUESSING, days_ago=0.5)
    count_sittings()
    remove_sitting(SchoolSitting.objects.get(), actor=lead, reason="A rehearsal.")
    assert take_up(sitting) is not None
    count_sittings(timezone.now() + timedelta(hours=1))
    assert sums(school)[0] == 0
