"""What colleagues share, and what ends when somebody leaves a school."""

from uuid import uuid4

import pytest

from classrooms.domain.classrooms import ClassroomError, accept_shared, share_classroom
from classrooms.models import Classroom, Reader
from classrooms.rules import can_read
from cms.registries import colleagues
from lessons.models import SavedList
from schools.domain.members import leave, place_classroom, remove
from schools.domain.queries.belonging import may_share, names_of_schools, only_school_of
from schools.models import SchoolClassroom
from tests.classrooms.factories import ClassroomFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TaughtFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def lead(school):
    return MemberFactory(school=school, role="lead").user


@pytest.fixture
def member(school):
    return MemberFactory(school=school)


def reads(owner, reader) -> Classroom:
    classroom = ClassroomFactory(owner=owner, name=uuid4().hex)
    accept_shared(share_classroom(classroom, actor=owner), actor=reader)
    return classroom


def test_a_classroom_is_shared_with_colleagues_of_the_same_school(school, lead, member):
    assert "schools" in colleagues
    reads(lead, member.user)
    stranger, elsewhere = person(), MemberFactory().user
    classroom = ClassroomFactory(owner=lead)
    token = share_classroom(classroom, actor=lead)
    for other in (stranger, elsewhere):
        assert not may_share(lead, other)
        with pytest.raises(ClassroomError, match="of the same school only"):
            accept_shared(token, actor=other)


def test_of_a_teacher_of_no_school_the_link_works_for_everybody_who_has_it(member):
    alone, once = person(), MemberFactory(school=SchoolFactory(state="closed")).user
    for owner in (alone, once):
        classroom = reads(owner, member.user)
        assert can_read(member.user, classroom)


@pytest.mark.parametrize("how", ["leaves", "is removed"])
def test_whoever_leaves_loses_the_class_data_of_the_school_at_once_and_keeps_her_own(
    client, site_tree, school, lead, member, how
):
    """Case 12."""
    site_tree("en")
    user = member.user
    alone = person()
    of_colleague, of_stranger = reads(lead, user), reads(alone, user)
    own = reads(user, lead)
    place_classroom(school, own, actor=user, year_group=2)
    place_classroom(school, of_colleague, actor=lead, year_group=1)
    saved = SavedList.objects.create(owner=user, name="For spring")
    taught = TaughtFactory(school=school, teacher=user)
    client.force_login(user)
    assert client.get(f"/en/teach/classrooms/{of_colleague.pk}/").status_code == 200
    if how == "leaves":
        leave(school, actor=user)
    else:
        remove(school, member.pk, actor=lead)
    for path in ("", "members/", "classrooms/"):
        assert client.get(f"/en/school/{school.key}/{path}").status_code == 404
    assert client.get(f"/en/teach/classrooms/{of_colleague.pk}/").status_code == 404
    assert not can_read(user, of_colleague)
    assert not can_read(lead, own)
    assert can_read(user, of_stranger)
    assert can_read(user, own)
    assert list(SchoolClassroom.objects.values_list("classroom", flat=True)) == [of_colleague.pk]
    assert Classroom.objects.get(pk=own.pk).share_token is None
    assert SavedList.objects.get(owner=user) == saved
    taught.refresh_from_db()
    assert (taught.school, taught.teacher) == (school, user)


def test_who_are_colleagues_at_another_school_as_well_go_on_sharing(school, lead, member):
    other = MemberFactory(user=lead).school
    MemberFactory(user=member.user, school=other)
    classroom = reads(lead, member.user)
    leave(school, actor=member.user)
    assert can_read(member.user, classroom)
    leave(other, actor=member.user)
    assert not can_read(member.user, classroom)
    assert not Reader.objects.exists()


def test_a_school_is_the_only_one_or_it_is_not(school, member):
    assert only_school_of(member.user) == school
    MemberFactory(user=member.user, school=SchoolFactory(state="closed"))
    assert only_school_of(member.user) == school
    MemberFactory(user=member.user)
    assert only_school_of(member.user) is None
    assert only_school_of(person()) is None
    assert len(names_of_schools(member.user)) == 3
