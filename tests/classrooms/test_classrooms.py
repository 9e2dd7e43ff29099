"""Classrooms: made, changed, shared with colleagues, erased; and what a classroom does next."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.test import Client
from django.utils import timezone

from classrooms.codes import new_code
from classrooms.domain import classrooms as verbs
from classrooms.domain.classrooms import ClassroomError
from classrooms.domain.queries.classrooms import sittings_of
from classrooms.domain.queries.proposals import proposals_for
from classrooms.domain.sittings import open_sitting
from classrooms.models import Answer, Classroom, JoinCode, Reader, Seat, Sitting
from classrooms.rules import can_read, can_read_results, can_run
from cms.models import AgeBand, AuditEntry
from cms.registries import Registry
from tests.classrooms.factories import (
    ClassroomFactory,
    TeacherFactory,
    answered,
    closed,
    opened,
    seated,
)
from tests.factories import ExercisePageFactory

pytestmark = pytest.mark.django_db

#: Queries of every request of somebody signed in: session, user, permissions of her own and of her groups.
SIGNED_IN = 4


@pytest.fixture
def colleague():
    return TeacherFactory(display_name="Jonas Weber")


@pytest.fixture
def reader(classroom, teacher, colleague):
    """A colleague who accepted what was shared with her."""
    return verbs.accept_shared(verbs.share_classroom(classroom, actor=teacher), actor=colleague)


def asked(**values) -> dict:
    """Return what the form of a classroom sends."""
    return {"name": "8B", "size": "28", "age_band": "", "language": "en", "keep_days": "30"} | values


# Made and changed ----------------------------------------------------------------------------------------------


def test_a_teacher_makes_a_classroom_and_changes_it(client, tree):
    teacher = TeacherFactory()
    client.force_login(teacher)
    response = client.post("/en/teach/classrooms/new/", asked(age_band="13-15", language="ar"))
    made = Classroom.objects.get(owner=teacher)
    assert response["Location"] == f"/en/teach/classrooms/{made.pk}/"
    assert (made.name, made.size, made.language, made.keep_days) == ("8B", 28, "ar", 30)
    assert made.age_band == AgeBand.objects.get(code="13-15")
    client.post(f"/en/teach/classrooms/{made.pk}/edit/", asked(name="9B", size="31", keep_days="90"))
    made.refresh_from_db()
    assert (made.name, made.size, made.age_band, made.keep_days) == ("9B", 31, None, 90)


def test_who_has_no_classroom_yet_is_told_what_one_is_in_three_sentences(client, tree):
    client.force_login(TeacherFactory())
    html = client.get("/en/teach/").content.decode()
    assert "no pupil is named anywhere" in html
    assert "/en/teach/classrooms/new/" in html
    assert html.count('class="button') == 2  # this one, and the way to help


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": "   "}, "This field is required"),
        ({"name": "8B"}, "You have a classroom of this name already."),
        ({"size": "0"}, "A classroom has at least one pupil."),
        ({"size": "301"}, "A classroom has 300 pupils at most."),
        ({"keep_days": "401"}, "less than or equal to 400"),
        ({"language": "xx"}, "is not one of the available choices"),
        ({"age_band": "nonsense"}, "is not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_typed_is_lost(
    client, tree, classroom, values, sentence
):
    client.force_login(classroom.owner)
    response = client.post("/en/teach/classrooms/new/", asked(**({"name": "Typed already"} | values)))
    html = response.content.decode()
    assert response.status_code == 200
    assert sentence in html
    assert 'value="Typed already"' in html or "name" in values
    assert list(Classroom.objects.all()) == [classroom]


def test_a_name_is_kept_composed_and_without_what_a_database_refuses(teacher):
    """Case 79."""
    made = verbs.make_classroom("e\u0301te\u0301\x00  8B", actor=teacher, size=20, language="fr")
    assert made.name == "été 8B"


def test_two_teachers_may_use_the_same_name_and_one_may_not(classroom, teacher, colleague):
    verbs.make_classroom("8B", actor=colleague, size=20, language="en")
    with pytest.raises(ClassroomError):
        verbs.make_classroom(" 8B ", actor=teacher, size=20, language="en")
    second = verbs.make_classroom("9B", actor=teacher, size=20, language="en")
    with pytest.raises(ClassroomError):
        verbs.change_classroom(
            second, actor=teacher, name="8B", size=20, language="en", age_band=None, keep_days=30
        )


def test_a_teacher_has_a_hundred_classrooms_at_most(teacher):
    for number in range(99):
        ClassroomFactory(owner=teacher, name=f"Number {number}")
    with pytest.raises(ClassroomError, match="hundred"):
        verbs.make_classroom("One more", actor=teacher, size=20, language="en")


# Who may ---------------------------------------------------------------------------------------------------------


def test_the_rules_and_their_queryset_twins_agree(classroom, teacher, colleague, reader):
    """Case 9."""
    for person in (teacher, colleague, TeacherFactory(), AnonymousUser()):
        owned = Classroom.objects.owned_by(person).filter(pk=classroom.pk).exists()
        seen = Classroom.objects.visible_to(person).filter(pk=classroom.pk).exists()
        assert (owned, seen) == (can_run(person, classroom), can_read(person, classroom))


def test_the_rules_of_sittings_and_their_queryset_twins_agree(classroom, teacher, colleague, reader, claims):
    """Case 9. While a sitting is open, its results are its teacher's alone."""
    of_strangers = closed(ClassroomFactory(), claims)
    ran_out = opened(classroom, claims)
    Sitting.objects.filter(pk=ran_out.pk).update(
        opened_at=F("opened_at") - timedelta(hours=2), closes_at=F("closes_at") - timedelta(hours=2)
    )
    ran_out.refresh_from_db()
    is_open, is_closed = opened(classroom, claims), closed(classroom, claims)
    seen = {}
    for person in (teacher, colleague, TeacherFactory(), AnonymousUser()):
        for sitting in (is_open, is_closed, ran_out, of_strangers):
            runs = Sitting.objects.run_by(person).filter(pk=sitting.pk).exists()
            reads = Sitting.objects.visible_to(person).filter(pk=sitting.pk).exists()
            assert (runs, reads) == (can_run(person, sitting.classroom), can_read_results(person, sitting))
            seen.setdefault(person, []).append(reads)
    assert seen[teacher] == [True, True, True, False]
    assert seen[colleague] == [False, True, True, False]


@pytest.mark.parametrize("who", ["reader", "stranger"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "edit/"),
        ("post", "edit/"),
        ("post", "change/"),
    ],
)
def test_nobody_else_changes_a_classroom(client, tree, classroom, colleague, reader, who, method, path):
    """Cases 9 and 57: what is not hers is answered like what is not there."""
    client.force_login(colleague if who == "reader" else TeacherFactory())
    for do in ("share", "unshare", "erase", "erase:yes", f"remove:{reader.pk}"):
        sent = asked(name="Hers now") | {"do": do}
        mine = getattr(client, method)(f"/en/teach/classrooms/{classroom.pk}/{path}", sent)
        none = getattr(client, method)(f"/en/teach/classrooms/999999/{path}", sent)
        assert mine.status_code == none.status_code == 404
        assert mine.content == none.content.replace(b"999999", str(classroom.pk).encode())
    classroom.refresh_from_db()
    assert classroom.name == "8B"
    assert Reader.objects.filter(pk=reader.pk).exists()


def test_the_verbs_refuse_everybody_but_the_owner(classroom, colleague, reader):
    for verb in (verbs.share_classroom, verbs.unshare_classroom, verbs.erase_classroom):
        with pytest.raises(PermissionDenied):
            verb(classroom, actor=colleague)
    with pytest.raises(PermissionDenied):
        verbs.remove_reader(classroom, reader.pk, actor=colleague)


@pytest.mark.parametrize(
    "path", ["", "classrooms/new/", "classrooms/{pk}/", "classrooms/{pk}/edit/", "classrooms/shared/abc/"]
)
def test_who_is_not_signed_in_is_asked_to(client, tree, classroom, path):
    response = client.get(f"/en/teach/{path.format(pk=classroom.pk)}")
    assert response.status_code == 302
    assert "/en/account/login/" in response["Location"]


def test_a_change_needs_a_post_with_a_token(client, tree, classroom, teacher):
    """Case 52."""
    client.force_login(teacher)
    assert client.get(f"/en/teach/classrooms/{classroom.pk}/change/?do=erase:yes").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(teacher)
    response = strict.post(f"/en/teach/classrooms/{classroom.pk}/change/", {"do": "erase:yes"})
    assert response.status_code == 403
    assert Classroom.objects.filter(pk=classroom.pk).exists()


def test_what_a_form_does_not_have_changes_nothing(client, tree, classroom, teacher, colleague):
    """Case 10."""
    client.force_login(teacher)
    extra = {"owner": colleague.pk, "share_token": "mine", "created_at": "2000-01-01", "id": 7}
    client.post(f"/en/teach/classrooms/{classroom.pk}/edit/", asked(name="8C") | extra)
    classroom.refresh_from_db()
    assert (classroom.name, classroom.owner, classroom.share_token) == ("8C", teacher, None)


# Shared ----------------------------------------------------------------------------------------------------------


def test_a_colleague_sees_what_she_gets_accepts_it_and_reads(
    client, tree, classroom, teacher, colleague, claims
):
    token = verbs.share_classroom(classroom, actor=teacher)
    client.force_login(colleague)
    html = client.get(f"/en/teach/classrooms/shared/{token}/").content.decode()
    assert "You cannot open, close or change anything." in html
    assert not Reader.objects.exists()
    response = client.post(f"/en/teach/classrooms/shared/{token}/")
    assert response["Location"] == f"/en/teach/classrooms/{classroom.pk}/"
    closed(classroom, claims)
    running = opened(classroom, claims)
    html = client.get(response["Location"]).content.decode()
    assert "Eight claims" in html
    assert running.join_code.code not in html.replace(" ", "")
    assert "/edit/" not in html
    assert client.get(f"/en/teach/sittings/{running.pk}/").status_code == 404


def test_a_link_that_was_taken_back_opens_nothing_and_readers_stay(client, tree, classroom, teacher, reader):
    token = Classroom.objects.get().share_token
    verbs.unshare_classroom(classroom, actor=teacher)
    client.force_login(TeacherFactory())
    assert client.get(f"/en/teach/classrooms/shared/{token}/").status_code == 404
    assert client.post(f"/en/teach/classrooms/shared/{token}/").status_code == 404
    assert list(Reader.objects.all()) == [reader]


def test_accepting_twice_is_accepting_once(classroom, teacher, colleague, reader):
    token = Classroom.objects.get().share_token
    assert verbs.accept_shared(token, actor=colleague) == reader
    with pytest.raises(ClassroomError, match="your own"):
        verbs.accept_shared(token, actor=teacher)


def test_where_schools_say_who_is_a_colleague_only_a_colleague_may_read(
    client, tree, classroom, teacher, colleague, monkeypatch
):
    """Case 12: the rule is asked, whoever registers it. The rule of schools itself: tests/schools/test_belonging.py."""
    token = verbs.share_classroom(classroom, actor=teacher)
    stranger = TeacherFactory()
    colleagues = Registry()
    colleagues.register("same school", lambda one, other: {one, other} == {teacher, colleague})
    colleagues.register("same person", lambda one, other: one == other)
    monkeypatch.setattr(verbs, "colleagues", colleagues)
    with pytest.raises(ClassroomError, match="same school"):
        verbs.accept_shared(token, actor=stranger)
    client.force_login(stranger)
    html = client.get(f"/en/teach/classrooms/shared/{token}/").content.decode().replace(token, "")
    assert "same school only" in html
    assert "8B" not in html
    assert verbs.accept_shared(token, actor=colleague).user == colleague


def test_the_owner_ends_it_or_the_colleague_does(client, tree, classroom, teacher, colleague, reader):
    client.force_login(teacher)
    assert "Jonas Weber" in client.get(f"/en/teach/classrooms/{classroom.pk}/").content.decode()
    client.post(f"/en/teach/classrooms/{classroom.pk}/change/", {"do": f"remove:{reader.pk}"})
    assert not Reader.objects.exists()
    assert Classroom.objects.get().share_token is None  # the link that she came by leads nowhere any more
    verbs.accept_shared(verbs.share_classroom(classroom, actor=teacher), actor=colleague)
    client.force_login(colleague)
    client.post(f"/en/teach/classrooms/{classroom.pk}/change/", {"do": "leave"})
    assert not Reader.objects.exists()
    assert client.get(f"/en/teach/classrooms/{classroom.pk}/").status_code == 404
    assert client.post(f"/en/teach/classrooms/{classroom.pk}/change/", {"do": "leave"}).status_code == 404


def test_a_reader_of_another_classroom_is_not_removed_by_its_number(teacher, reader):
    mine = ClassroomFactory(owner=teacher)
    assert verbs.remove_reader(mine, reader.pk, actor=teacher) is False
    assert Reader.objects.filter(pk=reader.pk).exists()


# Erased ----------------------------------------------------------------------------------------------------------


def test_erasing_asks_once_more_and_then_takes_everything(client, tree, classroom, teacher, claims):
    sitting = opened(classroom, claims)
    for seat in seated(sitting, 3):
        answered(seat, 2)
    before = closed(classroom, claims, role="before")
    opened(classroom, claims, role="after", follows=before)
    kept = opened(ClassroomFactory(owner=teacher), claims)
    seated(kept)
    client.force_login(teacher)
    address = f"/en/teach/classrooms/{classroom.pk}/change/"
    html = client.post(address, {"do": "erase"}).content.decode()
    assert "3 exercises that you opened for it go as well" in html
    assert "2 exercises are open right now" in html
    assert Classroom.objects.filter(pk=classroom.pk).exists()
    response = client.post(address, {"do": "erase:yes"}, follow=True)
    assert "“8B” was erased" in response.content.decode()
    assert not Classroom.objects.filter(pk=classroom.pk).exists()
    assert list(Sitting.objects.all()) == [kept]
    assert Seat.objects.count() == 1
    assert not Answer.objects.exists()


def test_the_audit_of_an_erasure_counts_and_names_nothing(classroom, teacher, claims):
    for seat in seated(opened(classroom, claims), 3):
        answered(seat, 2)
    assert verbs.erase_classroom(classroom, actor=teacher) == (1, 3, 6)
    entry = AuditEntry.objects.get(verb="classroom.erased")
    assert entry.details == {"sittings": 1, "seats": 3, "answers": 6}
    assert entry.actor == teacher


def test_the_codes_of_an_erased_classroom_lead_nowhere_and_are_not_given_again(
    classroom, teacher, claims, monkeypatch
):
    """Case 22: none is given again within 90 days, also when its sitting is gone."""
    code = opened(classroom, claims).join_code.code
    verbs.erase_classroom(classroom, actor=teacher)
    row = JoinCode.objects.get(code=code)
    assert row.sitting is None
    assert row.given_up_at <= timezone.now()
    offered = iter([code, code, new_code()])
    monkeypatch.setattr("classrooms.domain.sittings.new_code", lambda: next(offered))
    another = ClassroomFactory(owner=teacher)
    closes = timezone.now() + timedelta(hours=1)
    fresh = open_sitting(another, claims.current.edition, actor=teacher, closes_at=closes)
    assert fresh.join_code.code != code


# Lists -------------------------------------------------------------------------------------------------------------


def test_the_list_of_classrooms_asks_as_often_for_thirty_as_for_one(
    client, tree, teacher, classroom, claims, django_assert_max_num_queries
):
    client.force_login(teacher)
    client.get("/en/teach/")
    for number in range(30):
        opened(ClassroomFactory(owner=teacher, name=f"Number {number}"), claims)
    with django_assert_max_num_queries(SIGNED_IN + 1):
        html = client.get("/en/teach/").content.decode()
    assert html.count("1 exercise is open") == 30


def test_a_classroom_asks_as_often_for_thirty_sittings_as_for_one(
    client, tree, teacher, classroom, claims, other_claims, django_assert_max_num_queries
):
    before = closed(classroom, claims, role="before", days_ago=90)
    closed(classroom, other_claims, role="after", follows=before, days_ago=80)
    client.force_login(teacher)
    client.get(f"/en/teach/classrooms/{classroom.pk}/")
    for days in range(14):
        closed(classroom, claims, days_ago=days)
        closed(classroom, other_claims, role="before", days_ago=days)
    with django_assert_max_num_queries(SIGNED_IN + 5):
        html = client.get(f"/en/teach/classrooms/{classroom.pk}/").content.decode()
    assert html.count("closed on") == 30


# What to do next -----------------------------------------------------------------------------------------------------


def proposed(classroom) -> list[tuple]:
    """Return (role, booster, days from now, due, done) of all that is proposed."""
    here = timezone.localdate()
    return [
        (str(one.role), one.booster, (one.due - here).days, one.is_due, one.is_done)
        for one in proposals_for(classroom, sittings_of(classroom), "en")
    ]


def test_practice_alone_proposes_nothing(classroom, claims):
    closed(classroom, claims)
    assert proposed(classroom) == []


def test_an_open_sitting_before_teaching_proposes_nothing_yet(classroom, claims):
    opened(classroom, claims, role="before")
    assert proposed(classroom) == []


def test_after_a_sitting_before_teaching_comes_one_with_the_other_form(classroom, claims, other_claims):
    before = closed(classroom, claims, role="before", days_ago=3)
    [proposal] = proposals_for(classroom, sittings_of(classroom), "en")
    assert proposal.is_due
    assert proposal.query == {
        "classroom": classroom.pk,
        "role": "after",
        "language": "en",
        "exercise": "eight-other-claims",
        "follows": before.pk,
    }


def test_without_another_form_the_same_exercise_is_proposed(classroom, claims):
    closed(classroom, claims, role="before")
    [proposal] = proposals_for(classroom, sittings_of(classroom), "en")
    assert proposal.query["exercise"] == "eight-claims"


def test_two_forms_are_proposed_again_the_other_way_round(classroom, claims, other_claims):
    closed(classroom, claims, role="before", second=other_claims)
    [proposal] = proposals_for(classroom, sittings_of(classroom), "en")
    assert proposal.query["exercise"] == "eight-other-claims"
    assert proposal.query["second"] == str(claims.translation_key)


def test_after_teaching_come_boosters_and_a_look_at_what_stayed(classroom, claims, other_claims):
    before = closed(classroom, claims, role="before", days_ago=7)
    closed(classroom, other_claims, role="after", follows=before)
    assert proposed(classroom) == [
        ("practice", 1, 7, False, False),
        ("practice", 2, 28, False, False),
        ("delayed", 0, 56, False, False),
        ("practice", 3, 70, False, False),
        ("after", 0, -7, False, True),
    ]


def test_practice_in_its_time_counts_as_the_booster_and_a_time_that_passed_is_let_go(classroom, claims, up):
    closed(classroom, claims, role="after", days_ago=30)
    any_exercise = ExercisePageFactory(parent=up)
    closed(classroom, any_exercise, days_ago=2)
    assert proposed(classroom) == [
        ("delayed", 0, 26, False, False),
        ("practice", 3, 40, False, False),
        ("practice", 2, -2, False, True),
    ]


def test_what_stayed_is_due_after_eight_weeks_until_it_was_seen(classroom, claims, other_claims):
    before = closed(classroom, claims, role="before", days_ago=70)
    closed(classroom, other_claims, role="after", follows=before, days_ago=60)
    assert ("delayed", 0, -4, True, False) in proposed(classroom)
    closed(classroom, claims, role="delayed", follows=before)
    assert ("delayed", 0, -4, False, True) in proposed(classroom)


def test_what_nobody_did_for_half_a_year_is_no_longer_proposed(classroom, claims):
    closed(classroom, claims, role="before", days_ago=200)
    assert proposed(classroom) == []


def test_the_calendar_leads_to_a_form_that_is_filled_in(
    client, tree, classroom, teacher, claims, other_claims
):
    before = closed(classroom, claims, role="before", days_ago=3)
    client.force_login(teacher)
    html = client.get(f"/en/teach/classrooms/{classroom.pk}/").content.decode()
    assert "What to do next" in html
    address = html[html.index("See what they learnt") :].partition('href="')[2].partition('"')[0]
    form = client.get(address.replace("&amp;", "&")).content.decode()
    assert "Eight other claims" in form
    assert re.search(r'<input type="radio" name="role" value="after"[^>]* checked', form)
    assert f'<option value="{before.pk}" selected>' in form
