"""Who belongs to a school: invited, let in, given a role, removed, gone; and whose classrooms count there."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone

from cms.domain.accounts import erase_account
from cms.models import AuditEntry
from cms.registries import personal_data
from schools.domain import members as verbs
from schools.domain.members import accept, change_role, invitation_by, invite, join_by_domain, leave, remove
from schools.domain.queries.belonging import members_of
from schools.domain.schools import SchoolError, close_school
from schools.models import Invitation, Membership, School, SchoolClassroom
from tests.classrooms.factories import ClassroomFactory
from tests.schools.factories import MemberFactory, SchoolFactory, TaughtFactory, person
from tests.schools.people import coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory(name="School by the River")


@pytest.fixture
def lead(school):
    user = person("lead@river.example.org", display_name="Lead")
    return MemberFactory(school=school, role="lead", user=user).user


@pytest.fixture
def members_url(school, site_tree):
    site_tree("en", "ar")
    return f"/en/school/{school.key}/members/"


def roles(school) -> list[tuple]:
    return list(members_of(school).values_list("user", "role"))


# Ways in --------------------------------------------------------------------------------------------------------


def test_an_invited_address_is_written_to_in_its_own_language(
    school, lead, mailoutbox, django_capture_on_commit_callbacks
):
    School.objects.update(language="de")
    person("olena@example.org", language="uk")
    with django_capture_on_commit_callbacks(execute=True):
        known = invite(school, actor=lead, email="Olena@Example.org")
        unknown = invite(school, actor=lead, email="new@example.org")
    assert [letter.to for letter in mailoutbox] == [["olena@example.org"], ["new@example.org"]]
    assert f"http://localhost/uk/school/invitation/{known.token}/" in mailoutbox[0].body
    assert f"http://localhost/de/school/invitation/{unknown.token}/" in mailoutbox[1].body
    assert known.expires_at - known.invited_at == timedelta(days=14)


def test_an_invitation_lets_in_whoever_holds_the_address(client, school, lead, members_url):
    friend = person("friend@example.org")
    invitation = invite(school, actor=lead, email=friend.email, role="lead")
    client.force_login(friend)
    assert f"/en/school/invitation/{invitation.token}/" in client.get("/en/school/").content.decode()
    page = client.get(f"/en/school/invitation/{invitation.token}/").content.decode()
    assert "School by the River" in page
    for _time in range(2):  # a double click
        answer = client.post(f"/en/school/invitation/{invitation.token}/")
        assert answer["Location"] == f"/en/school/{school.key}/"
    assert roles(school) == [(lead.pk, "lead"), (friend.pk, "lead")]
    assert AuditEntry.objects.filter(verb="member.joined", actor=friend).count() == 1


def test_an_invitation_is_for_its_confirmed_address_alone(client, school, lead, members_url):
    """As case 5: an address that nobody confirmed proves nothing."""
    invitation = invite(school, actor=lead, email="friend@example.org")
    thief = person()
    EmailAddress.objects.create(user=thief, email="friend@example.org", verified=False)
    with pytest.raises(SchoolError, match="another address"):
        accept(invitation.token, actor=thief)
    client.force_login(thief)
    for answer in (
        client.get(f"/en/school/invitation/{invitation.token}/"),
        client.post(f"/en/school/invitation/{invitation.token}/"),
        client.get("/en/school/"),
    ):
        assert "School by the River" not in answer.content.decode()
    assert roles(school) == [(lead.pk, "lead")]


def test_an_invitation_is_good_for_fourteen_days_and_once(school, lead):
    friend = person()
    invitation = invite(school, actor=lead, email=friend.email)
    Invitation.objects.update(
        invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1)
    )
    with pytest.raises(Invitation.DoesNotExist):
        accept(invitation.token, actor=friend)
    again = invite(school, actor=lead, email=friend.email)
    accept(again.token, actor=friend)
    with pytest.raises(Invitation.DoesNotExist):
        accept(again.token, actor=friend)
    assert school.memberships.count() == 2


def test_an_invitation_taken_back_renewed_or_of_a_closed_school_is_good_for_nothing(school, lead):
    friend = person()
    first = invite(school, actor=lead, email=friend.email)
    second = invite(school, actor=lead, email=friend.email)
    assert invitation_by(first.token) is None
    for _time in range(2):
        verbs.take_back(school, second.pk, actor=lead)
    with pytest.raises(Invitation.DoesNotExist):
        accept(second.token, actor=friend)
    third = invite(school, actor=lead, email=friend.email)
    close_school(school, actor=coordinator(), reasons="It moved.")
    with pytest.raises(Invitation.DoesNotExist):
        accept(third.token, actor=friend)


def test_nobody_is_invited_twice_over(school, lead):
    member = MemberFactory(school=school)
    with pytest.raises(SchoolError, match="a member already"):
        invite(school, actor=lead, email=member.user.email)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(school=school, user=member.user)


def test_a_school_that_nobody_confirmed_sends_few_letters(school, lead, monkeypatch):
    School.objects.update(state="new")
    monkeypatch.setattr(verbs, "MOST_INVITATIONS_OF_NEW", 2)
    for number in range(2):
        invite(school, actor=lead, email=f"{number}@example.org")
    with pytest.raises(SchoolError, match="until a coordinator has confirmed"):
        invite(school, actor=lead, email="third@example.org")


def test_one_mailbox_gets_few_letters_in_a_row(school, lead, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(3):
            invite(school, actor=lead, email="friend@example.org")
        with pytest.raises(SchoolError, match="try again later"):
            invite(school, actor=lead, email="friend@example.org")
    assert len(mailoutbox) == 3
    assert school.invitations.count() == 1


def test_a_form_invites_and_says_what_is_wrong(client, school, lead, members_url):
    client.force_login(lead)
    member = MemberFactory(school=school)
    extra = {"school": "other", "invited_by": "1", "token": "mine", "is_staff": "on", "state": "confirmed"}
    answer = client.post(
        members_url, {"do": "invite", "email": "new@example.org", "role": "teacher", **extra}
    )
    assert answer.status_code == 302
    made = Invitation.objects.get()
    assert (made.school, made.invited_by, made.role, made.token != "mine") == (school, lead, "teacher", True)
    for values, sentence in (
        ({"email": member.user.email, "role": "teacher"}, "a member already"),
        ({"email": "no address", "role": "teacher"}, "Please look at this again"),
        ({"email": "x@example.org", "role": "owner"}, "Please look at this again"),
    ):
        page = client.post(members_url, {"do": "invite", **values}).content.decode()
        assert sentence in page
        assert values["email"] in page
    assert Invitation.objects.count() == 1


def test_a_colleague_joins_by_the_domain_of_her_address(
    client, school, lead, members_url, mailoutbox, django_capture_on_commit_callbacks
):
    School.objects.update(email_domain="river.example.org")
    colleague = person("new@river.example.org", display_name="Colleague")
    client.force_login(colleague)
    assert "School by the River" in client.get("/en/school/join/").content.decode()
    assert "School by the River" in client.get("/en/school/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):  # a double click
            answer = client.post("/en/school/join/", {"join": school.key, "role": "lead"})
            assert answer["Location"] == f"/en/school/{school.key}/"
    assert roles(school) == [(lead.pk, "lead"), (colleague.pk, "teacher")]
    assert [(letter.to, letter.subject) for letter in mailoutbox] == [
        ([lead.email], "Colleague has joined School by the River")
    ]
    assert members_url in mailoutbox[0].body


@pytest.mark.parametrize("how", ["unconfirmed", "below", "other", "closed", "no domain"])
def test_nobody_else_joins_by_a_domain(client, school, lead, members_url, how):
    School.objects.update(email_domain="" if how == "no domain" else "river.example.org")
    stranger = person(
        {"below": "x@mail.river.example.org", "other": "x@notriver.example.org"}.get(
            how, "x@river.example.org"
        )
    )
    if how == "unconfirmed":
        EmailAddress.objects.filter(user=stranger).update(verified=False)
    if how == "closed":
        School.objects.update(state="closed")
    client.force_login(stranger)
    assert "School by the River" not in client.get("/en/school/join/").content.decode()
    assert client.post("/en/school/join/", {"join": school.key}).status_code == 404
    assert client.post("/en/school/join/", {"join": "\x00"}).status_code == 404
    with pytest.raises(School.DoesNotExist):
        join_by_domain(school, actor=stranger)
    assert school.memberships.count() == 1


# Roles, and ways out --------------------------------------------------------------------------------------------


def test_a_change_of_role_ends_a_membership_and_begins_the_next(client, school, lead, members_url):
    member = MemberFactory(school=school)
    client.force_login(lead)
    for _time in range(2):  # a double click
        assert client.post(members_url, {"do": f"lead:{member.pk}"}).status_code == 302
    assert roles(school) == [(lead.pk, "lead"), (member.user_id, "lead")]
    first, second = school.memberships.filter(user=member.user)
    assert (first.role, first.until, second.role, second.until) == ("teacher", second.since, "lead", None)
    assert AuditEntry.objects.filter(verb="member.changed", actor=lead).count() == 1


def test_only_leads_decide_who_belongs(client, school, lead, members_url):
    member = MemberFactory(school=school)
    own = school.memberships.get(user=lead)
    for verb in (
        lambda: invite(school, actor=member.user, email="x@example.org"),
        lambda: change_role(school, member.pk, "lead", actor=member.user),
        lambda: remove(school, own.pk, actor=member.user),
        lambda: verbs.take_back(school, 1, actor=member.user),
    ):
        with pytest.raises(SchoolError, match="Only leads"):
            verb()
    client.force_login(member.user)
    page = client.get(members_url).content.decode()
    assert "Send the invitation" not in page
    assert "lead:" not in page
    for do in ("invite", f"lead:{member.pk}", f"remove:{own.pk}:yes", "take_back:1", "", "nonsense"):
        assert client.post(members_url, {"do": do, "email": "x@example.org"}).status_code == 404
    assert roles(school) == [(lead.pk, "lead"), (member.user_id, "teacher")]


def test_a_lead_of_another_school_changes_nothing_here(client, school, lead, members_url):
    """Case 11."""
    elsewhere = MemberFactory(role="teacher")
    client.force_login(lead)
    for do in (
        f"lead:{elsewhere.pk}",
        f"remove:{elsewhere.pk}",
        f"remove:{elsewhere.pk}:yes",
        "lead:x",
        "lead:²",
    ):
        assert client.post(members_url, {"do": do}).status_code == 404
    other = MemberFactory(school=elsewhere.school, role="lead").user
    there = invite(elsewhere.school, actor=other, email="x@example.org")
    client.post(members_url, {"do": f"take_back:{there.pk}"})
    assert Invitation.objects.filter(pk=there.pk).exists()
    elsewhere.refresh_from_db()
    assert (elsewhere.role, elsewhere.until) == ("teacher", None)


def test_the_last_lead_cannot_go(client, school, lead, members_url):
    own = school.memberships.get()
    for verb in (
        lambda: leave(school, actor=lead),
        lambda: remove(school, own.pk, actor=lead),
        lambda: change_role(school, own.pk, "teacher", actor=lead),
    ):
        with pytest.raises(SchoolError, match="needs a lead"):
            verb()
    client.force_login(lead)
    page = client.post(members_url, {"do": "leave:yes"}, follow=True).content.decode()
    assert "A school needs a lead. Please make somebody else a lead first." in page
    other = MemberFactory(school=school)
    change_role(school, other.pk, "lead", actor=lead)
    leave(school, actor=lead)
    assert roles(school) == [(other.user_id, "lead")]


def test_leaving_and_removing_are_asked_once_more(client, school, lead, members_url):
    member = MemberFactory(school=school, user=person(display_name="Colleague"))
    client.force_login(lead)
    assert (
        "Remove <bdi>Colleague</bdi>?"
        in client.post(members_url, {"do": f"remove:{member.pk}"}).content.decode()
    )
    client.force_login(member.user)
    assert (
        "Leave <bdi>School by the River</bdi>?" in client.post(members_url, {"do": "leave"}).content.decode()
    )
    assert school.memberships.current().count() == 2
    client.force_login(lead)
    for _time in range(2):  # a double click
        assert client.post(members_url, {"do": f"remove:{member.pk}:yes"})["Location"] == members_url
    assert roles(school) == [(lead.pk, "lead")]


def test_whoever_leaves_is_told_so_and_finds_nothing_any_more(client, school, lead, members_url):
    member = MemberFactory(school=school)
    client.force_login(member.user)
    answer = client.post(members_url, {"do": "leave:yes"})
    assert answer["Location"] == "/en/school/"
    assert "You have left “School by the River”." in client.get("/en/school/").content.decode()
    assert client.get(members_url).status_code == 404


def test_leads_see_who_was_here_before(client, school, lead, members_url):
    gone = MemberFactory(school=school, user=person(display_name="Bygone"))
    remove(school, gone.pk, actor=lead)
    client.force_login(lead)
    assert "Bygone" in client.get(members_url).content.decode()
    client.force_login(MemberFactory(school=school).user)
    assert "Bygone" not in client.get(members_url).content.decode()


def test_whoever_comes_back_has_both_times_in_the_history(school, lead):
    member = MemberFactory(school=school)
    remove(school, member.pk, actor=lead)
    again = accept(invite(school, actor=lead, email=member.user.email).token, actor=member.user)
    assert again.pk != member.pk
    assert school.memberships.of(member.user).count() == 2
    assert roles(school) == [(lead.pk, "lead"), (member.user_id, "teacher")]


def test_the_list_of_members_costs_no_more_with_three(
    client, school, lead, members_url, django_assert_max_num_queries
):
    client.force_login(lead)
    client.get(members_url)
    with django_assert_max_num_queries(14) as one:
        client.get(members_url)
    for number in range(2):
        MemberFactory(school=school)
        MemberFactory(school=school, until=timezone.now() + timedelta(days=1))
        invite(school, actor=lead, email=f"{number}@example.org")
    with django_assert_max_num_queries(len(one)):
        client.get(members_url)


# Classrooms -----------------------------------------------------------------------------------------------------


def test_a_member_places_her_own_classrooms(client, school, lead, members_url):
    own, second = ClassroomFactory(owner=lead, name="8B"), ClassroomFactory(owner=lead, name="9A")
    strange = ClassroomFactory(name="Not hers")
    url = f"/en/school/{school.key}/classrooms/"
    client.force_login(lead)
    assert url in client.get("/en/school/").content.decode()
    page = client.get(url).content.decode()
    assert "Not hers" not in page
    assert "count in no school yet" in page
    values = {f"classroom_{own.pk}": "2", f"classroom_{second.pk}": "none", f"classroom_{strange.pk}": "1"}
    for _time in range(2):
        assert client.post(url, values)["Location"] == url
    assert list(SchoolClassroom.objects.values_list("classroom", "school", "year_group")) == [
        (own.pk, school.pk, 2)
    ]
    client.post(url, {f"classroom_{own.pk}": "none", f"classroom_{second.pk}": "4"})
    assert list(SchoolClassroom.objects.values_list("classroom", "year_group")) == [(second.pk, 4)]
    for wrong in ("5", "", "x"):
        page = client.post(url, {f"classroom_{own.pk}": wrong}).content.decode()
        assert "Please look at this again" in page
    # Of what is not in the form nothing is said: it stays where it is.
    client.post(url, {f"classroom_{own.pk}": "1"})
    assert sorted(SchoolClassroom.objects.values_list("classroom", "year_group")) == [
        (own.pk, 1),
        (second.pk, 4),
    ]


def test_a_classroom_counts_in_one_school_at_a_time(client, school, lead, members_url):
    own = ClassroomFactory(owner=lead)
    elsewhere = MemberFactory(user=lead, school=SchoolFactory(name="School on the Hill")).school
    verbs.place_classroom(elsewhere, own, actor=lead, year_group=1)
    client.force_login(lead)
    page = client.get(f"/en/school/{school.key}/classrooms/").content.decode()
    assert "Counts at School on the Hill now." in page
    assert "count in no school yet" not in page
    verbs.take_out_classroom(school, own, actor=lead)
    assert SchoolClassroom.objects.get().school == elsewhere
    verbs.place_classroom(school, own, actor=lead, year_group=3)
    assert SchoolClassroom.objects.get().school == school


def test_nobody_places_what_is_not_hers(school, lead):
    strange = ClassroomFactory()
    for classroom, actor, year_group, sentence in (
        (strange, lead, 1, "no classroom of yours"),
        (strange, strange.owner, 1, "no member"),
        (ClassroomFactory(owner=lead), lead, 5, "one of the school's year groups"),
        (ClassroomFactory(owner=lead, name="x"), lead, 0, "one of the school's year groups"),
    ):
        with pytest.raises(SchoolError, match=sentence):
            verbs.place_classroom(school, classroom, actor=actor, year_group=year_group)
    assert not SchoolClassroom.objects.exists()


# What is kept about a person ------------------------------------------------------------------------------------


def test_an_erased_account_leaves_no_membership_and_a_school_with_a_lead(school, lead):
    second = MemberFactory(school=school, since=timezone.now() - timedelta(days=9), user=person()).user
    third = MemberFactory(school=school).user
    MemberFactory(school=school, since=timezone.now() - timedelta(days=99), until=timezone.now())
    taught = TaughtFactory(school=school, teacher=lead)
    invite(school, actor=lead, email="x@example.org")
    with transaction.atomic():
        erase_account(lead, actor=lead)
    assert roles(school) == [(second.pk, "lead"), (third.pk, "teacher")]
    taught.refresh_from_db()
    assert taught.teacher is None
    school.refresh_from_db()
    assert school.state == "confirmed"


def test_a_school_that_nobody_is_left_in_is_closed(school, lead):
    School.objects.update(on_wall=True)
    erase_account(lead, actor=lead)
    school.refresh_from_db()
    assert (school.state, school.on_wall, school.memberships.count()) == ("closed", False, 0)


def test_invitations_to_an_erased_person_go(school, lead):
    friend = person()
    invite(school, actor=lead, email=friend.email)
    erase_account(friend, actor=friend)
    assert not Invitation.objects.exists()


def test_what_is_kept_about_a_person_is_given_to_her(school, lead):
    friend = person("friend@example.org")
    invite(school, actor=lead, email=friend.email)
    TaughtFactory(school=school, teacher=lead, note="Lively.")
    export = personal_data["schools"].export
    found = export(lead)
    assert [(one["school"], one["role"], one["until"]) for one in found["memberships"]] == [
        ("School by the River", "lead", None)
    ]
    assert [one["email"] for one in found["invitations_sent"]] == ["friend@example.org"]
    assert [one["note"] for one in found["lessons_taught"]] == ["Lively."]
    assert found["invitations"] == []
    assert [one["school"] for one in export(friend)["invitations"]] == ["School by the River"]
