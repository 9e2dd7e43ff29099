"""Judging: who is asked, who may judge what, how it is spread, scored and announced."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from cms.accounts.export import archive_of
from cms.audit import AuditEntry
from schools.domain import award_judging as verbs
from schools.domain.award import AwardError, withdraw_entry
from schools.domain.personal import erase_schools, export_schools
from schools.domain.queries import award as queries
from schools.enums import AwardCategory, AwardState, SchoolState
from schools.models import Award, AwardConflict, AwardEntry, AwardJudge, AwardScore, Recognition
from schools.rules import can_judge
from tests.schools.award_factories import (
    AwardEntryFactory,
    AwardFactory,
    judges_of,
    judging,
    near_to_nobody,
    over,
    points,
    score_all,
    score_entry,
)
from tests.schools.factories import MemberFactory, SchoolFactory, person
from tests.schools.people import coordinator

pytestmark = pytest.mark.django_db


@pytest.fixture
def award():
    return AwardFactory()


def who_judges(entry) -> set[int]:
    return set(entry.scores.values_list("judge_id", flat=True))


# Asking ------------------------------------------------------------------------------------------------------------


def test_a_judge_is_asked_by_a_confirmed_address_and_gets_one_letter(
    award, site_tree, django_capture_on_commit_callbacks
):
    site_tree("en")
    chief, user = coordinator(), person("vera@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        judge = verbs.invite_judge(
            award, actor=chief, email=" Vera@example.org ", languages=["de", "en", "xx"]
        )
        again = verbs.invite_judge(award, actor=chief, email="vera@example.org", languages=["fr"])
    assert (judge.user, judge.languages, judge.declared_at) == (user, ["en", "de"], None)
    assert again.pk == judge.pk
    assert [one.to for one in mail.outbox] == [["vera@example.org"]]
    assert "/en/school/judging/" in mail.outbox[0].body
    assert "Who is we?" in mail.outbox[0].body


@pytest.mark.parametrize("email", ["nobody@example.org", "unconfirmed@example.org", "gone@example.org"])
def test_an_address_that_nobody_confirmed_is_not_asked(award, email):
    person("unconfirmed@example.org").emailaddress_set.update(verified=False)
    person("gone@example.org", is_active=False)
    with pytest.raises(AwardError, match="Nobody with an account"):
        verbs.invite_judge(award, actor=coordinator(), email=email, languages=["en"])


def test_a_judge_reads_a_language_and_there_are_not_too_many(award, monkeypatch):
    chief = coordinator()
    with pytest.raises(AwardError, match="at least one language"):
        verbs.invite_judge(award, actor=chief, email=person().email, languages=["xx"])
    monkeypatch.setattr(verbs, "MOST_JUDGES", 1)
    verbs.invite_judge(award, actor=chief, email=person().email, languages=["en"])
    with pytest.raises(AwardError, match="enough judges"):
        verbs.invite_judge(award, actor=chief, email=person().email, languages=["en"])


def test_whoever_stood_down_may_be_asked_again_and_declares_anew(award):
    (judge,) = judges_of(award, 1)
    verbs.stand_down(judge, actor=judge.user)
    again = verbs.invite_judge(award, actor=coordinator(), email=judge.user.email, languages=["fr"])
    assert (again.pk, again.withdrew_at, again.declared_at, again.languages) == (judge.pk, None, None, ["fr"])


# Who runs it -------------------------------------------------------------------------------------------------------


def deeds(award, judge, actor):
    return (
        lambda: verbs.invite_judge(award, actor=actor, email=person().email, languages=["en"]),
        lambda: verbs.remove_judge(judge, actor=actor),
        lambda: verbs.start_judging(award, actor=actor, early=True),
        lambda: verbs.fill_gaps(award, actor=actor),
        lambda: verbs.announce(award, actor=actor),
    )


def test_nobody_but_coordinators_runs_an_award(award):
    (judge,) = judges_of(award, 1)
    for deed in deeds(award, judge, person()):
        with pytest.raises(AwardError, match="Only coordinators"):
            deed()


def test_a_coordinator_who_judges_does_not_run_it(award):
    chief = coordinator()
    judge = AwardJudge.objects.create(award=award, user=chief, languages=["en"])
    for deed in deeds(award, judge, chief):
        with pytest.raises(AwardError, match="You judge this award"):
            deed()
    assert not queries.may_run(chief, award)
    verbs.stand_down(judge, actor=chief)
    assert queries.may_run(chief, award)


def test_a_coordinator_of_a_school_that_takes_part_does_not_run_it(award):
    """Nobody decides about her own school, nor about one that she left lately or registered."""
    entry = AwardEntryFactory(award=award)
    (judge,) = judges_of(award, 1)
    current, former, registrar, long_ago = (coordinator() for _number in range(4))
    now = timezone.now()
    MemberFactory(school=entry.school, user=current)
    MemberFactory(school=entry.school, user=former, since=now, until=now)
    old = now - timedelta(days=800)
    MemberFactory(school=entry.school, user=long_ago, since=old, until=old)
    entry.school.registered_by = registrar
    entry.school.save()
    for chief in (current, former, registrar):
        assert not queries.may_run(chief, award)
        for deed in deeds(award, judge, chief):
            with pytest.raises(AwardError, match="belong to a school that takes part"):
                deed()
    assert queries.may_run(long_ago, award)


# Declaring ---------------------------------------------------------------------------------------------------------


def test_every_school_is_declared_about_none_too(award):
    first, second = AwardEntryFactory(award=award), AwardEntryFactory(award=award)
    judge = AwardJudge.objects.create(award=award, user=person(), languages=["en"])
    for conflicts in ({}, {first.school.key: ""}, {first.school.key: "", second.school.key: "enemy"}):
        with pytest.raises(AwardError, match="every school of the list"):
            verbs.declare(judge, actor=judge.user, conflicts=conflicts, languages=["en"])
    with pytest.raises(AwardError, match="at least one language"):
        verbs.declare(
            judge, actor=judge.user, conflicts={first.school.key: "", second.school.key: ""}, languages=[]
        )
    said = {first.school.key: "", second.school.key: ""}
    with pytest.raises(AwardError, match="You are no judge"):
        verbs.declare(judge, actor=person(), conflicts=said, languages=["en"])
    near_to_nobody(judge, "en", **{first.school.key: "family"})
    judge.refresh_from_db()
    assert judge.declared_at is not None
    assert list(judge.conflicts.values_list("school", "kind")) == [(first.school.pk, "family")]
    near_to_nobody(judge, "en", "fr")
    judge.refresh_from_db()
    assert (judge.conflicts.count(), judge.languages) == (0, ["en", "fr"])


def test_whoever_declared_before_a_school_entered_is_not_given_its_entry(award):
    AwardEntryFactory(award=award)
    judges = judges_of(award, 3)
    assert not queries.needs_to_declare(judges[0])
    late = AwardEntryFactory(award=award, title="A late one")
    assert queries.needs_to_declare(judges[0])
    with pytest.raises(AwardError, match="A late one"):
        judging(award)
    for judge in judges:
        near_to_nobody(judge)
    judging(award)
    assert who_judges(late) == {judge.pk for judge in judges}


def test_the_list_of_schools_is_in_the_order_of_the_alphabet_and_has_all_that_take_part(award):
    for name, state in (("Zebra", "confirmed"), ("adler", "confirmed"), ("Bear", "closed"), ("Cat", "new")):
        AwardEntryFactory(award=award, school=SchoolFactory(name=name, state=state))
    withdrawn = AwardEntryFactory(award=award)
    AwardEntry.objects.filter(pk=withdrawn.pk).update(state="withdrawn")
    SchoolFactory(name="Bystander")
    assert [school.name for school in queries.entering_schools(award)] == ["adler", "Zebra"]


# Starting ----------------------------------------------------------------------------------------------------------


def test_three_judges_are_assigned_to_every_entry_and_all_have_as_many(award):
    entries = [AwardEntryFactory(award=award) for _number in range(10)]
    judges = judges_of(award, 5)
    started = judging(award)
    assert (started.state, started.started_at is not None) == (AwardState.JUDGING, True)
    assert all(len(who_judges(entry)) == 3 for entry in entries)
    load = Counter(AwardScore.objects.values_list("judge_id", flat=True))
    assert [load[judge.pk] for judge in judges] == [6] * 5


def test_whoever_alone_reads_a_language_is_spared_elsewhere(award):
    """Two read French as well; the French entry is theirs, and of the English ones they get fewer."""
    AwardEntryFactory(award=award, language="fr")
    english = [AwardEntryFactory(award=award) for _number in range(4)]
    both = judges_of(award, 3, "en", "fr")
    only = judges_of(award, 3, "en")
    judging(award)
    load = Counter(AwardScore.objects.values_list("judge_id", flat=True))
    assert sorted(load[one.pk] for one in (*both, *only)) == [2, 2, 2, 3, 3, 3]
    assert all(len(who_judges(entry)) == 3 for entry in english)


def test_the_same_entries_and_judges_are_spread_the_same(award):
    entries = [AwardEntryFactory(award=award) for _number in range(7)]
    judges_of(award, 4)
    found = []
    for _time in range(2):
        judging(award)
        found.append([sorted(who_judges(entry)) for entry in entries])
        AwardScore.objects.all().delete()
        Award.objects.update(state=AwardState.OPEN, started_at=None)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "how", ["member", "former", "registered", "confirmed", "recognised", "works", "language"]
)
def test_nobody_judges_a_school_that_she_is_near_to_nor_what_she_cannot_read(award, how):
    entry = AwardEntryFactory(award=award, title="A wall")
    other = AwardEntryFactory(award=award, title="A street")
    near, *_others = judges_of(award, 4)
    school, user = entry.school, near.user
    if how == "member":
        MemberFactory(school=school, user=user)
    elif how == "former":
        now = timezone.now()
        MemberFactory(school=school, user=user, since=now, until=now)
    elif how == "registered":
        school.registered_by = user
        school.save()
    elif how == "confirmed":
        school.decided_by = user
        school.save()
    elif how == "recognised":
        Recognition.objects.create(
            school=school, level=1, state="declined", decided_by=user, decided_at=timezone.now()
        )
    elif how == "works":
        near_to_nobody(near, "en", **{school.key: "works"})
    else:
        AwardEntry.objects.filter(pk=entry.pk).update(language="uk")
        AwardJudge.objects.exclude(pk=near.pk).update(languages=["uk", "en"])
    judging(award)
    assert near.pk not in who_judges(entry)
    assert len(who_judges(entry)) == len(who_judges(other)) == 3


def test_judging_does_not_begin_without_judges_and_says_for_what(award):
    AwardEntryFactory(award=award, title="A wall", category=AwardCategory.SPECIAL)
    AwardEntryFactory(award=award, title="Eine Mauer", language="de")
    (first, *_others) = judges_of(award, 3)
    AwardJudge.objects.create(award=award, user=person(), languages=["de"])  # has not declared
    with pytest.raises(AwardError) as told:
        judging(award)
    assert "“Eine Mauer” (12 to 14 years)" in str(told.value)
    assert "A wall" not in str(told.value)
    verbs.stand_down(first, actor=first.user)
    with pytest.raises(AwardError, match="“A wall”"):
        judging(award)
    award.refresh_from_db()
    assert (award.state, AwardScore.objects.count()) == (AwardState.OPEN, 0)


def test_judging_begins_after_the_last_day_or_by_hand_and_once(award):
    chief = coordinator()
    with pytest.raises(AwardError, match="Nothing has been entered"):
        verbs.start_judging(award, actor=chief, early=True)
    AwardEntryFactory(award=award)
    judges_of(award, 3)
    with pytest.raises(AwardError, match="may still enter"):
        verbs.start_judging(award, actor=chief)
    Award.objects.update(**over())
    verbs.start_judging(award, actor=chief)
    with pytest.raises(AwardError, match="begun already"):
        verbs.start_judging(award, actor=chief)
    Award.objects.update(state=AwardState.DRAFT, started_at=None)
    with pytest.raises(AwardError, match="in preparation"):
        verbs.start_judging(award, actor=chief, early=True)


def test_judges_hear_once_how_many_entries_wait(award, site_tree, django_capture_on_commit_callbacks):
    site_tree("en")
    for _number in range(2):
        AwardEntryFactory(award=award)
    judges_of(award, 3)
    with django_capture_on_commit_callbacks(execute=True):
        judging(award)
    assert [one.subject for one in mail.outbox] == ["2 entries wait for you"] * 3
    school = award.entries.first().school
    assert not any(school.name in one.body or school.town.name in one.body for one in mail.outbox)


# Scoring -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def judged(award):
    """One entry with three judges, and a fourth who has nothing."""
    entry = AwardEntryFactory(award=award)
    judges = judges_of(award, 4)
    judging(award)
    entry.refresh_from_db()
    return entry, judges


def test_a_judge_scores_and_changes_it_until_the_announcement(judged):
    entry, judges = judged
    actor = judges[0].user
    row = verbs.score(entry, actor=actor, comment=" Cafe\u0301 ", **points(1, 2, 3, 4))
    assert (row.total, row.comment) == (10, "Café")
    assert verbs.score(entry, actor=actor, **points(5, 5, 5, 5)).total == 20
    assert AwardScore.objects.given().count() == 1
    for four in ((0, 1, 1, 1), (1, 6, 1, 1)):
        with pytest.raises(AwardError, match="1 to 5"):
            verbs.score(entry, actor=actor, **points(*four))
    score_all(entry.award)
    verbs.announce(entry.award, actor=coordinator())
    with pytest.raises(AwardError, match="not yours to judge"):
        verbs.score(entry, actor=actor, **points(1, 1, 1, 1))


def test_only_whoever_was_assigned_an_entry_judges_it(judged):
    entry, judges = judged
    lead = MemberFactory(school=entry.school, role="lead").user
    for user in (judges[3].user, person(), coordinator(), lead):
        for deed in (
            lambda user=user: verbs.score(entry, actor=user, **points(1, 1, 1, 1)),
            lambda user=user: verbs.recuse(entry, actor=user),
        ):
            with pytest.raises(AwardError, match="not yours to judge"):
                deed()
    assert AwardScore.objects.given().count() == 0


def test_who_may_judge_and_what_she_finds_agree(judged, award):
    """Rule and twin, in every state of award, entry and school."""
    entry, judges = judged
    users = [*(one.user for one in judges), person(), coordinator()]

    def agree() -> list[bool]:
        fresh = AwardEntry.objects.select_related("award", "school").get(pk=entry.pk)
        may = [can_judge(user, fresh) for user in users]
        assert may == [AwardEntry.objects.judged_by(user).filter(pk=entry.pk).exists() for user in users]
        return may

    assert agree() == [True, True, True, False, False, False]
    AwardJudge.objects.filter(pk=judges[0].pk).update(withdrew_at=timezone.now())
    assert agree() == [False, True, True, False, False, False]
    for change in (
        lambda: entry.school.__class__.objects.update(state=SchoolState.CLOSED),
        lambda: AwardEntry.objects.update(state="withdrawn"),
        lambda: Award.objects.update(state=AwardState.ANNOUNCED, announced_at=timezone.now()),
    ):
        change()
        assert not any(agree())


# Handing on --------------------------------------------------------------------------------------------------------


def test_an_entry_that_is_recognised_goes_to_another_judge(
    judged, site_tree, django_capture_on_commit_callbacks
):
    site_tree("en")
    entry, judges = judged
    verbs.score(entry, actor=judges[0].user, **points(5, 5, 5, 5))
    with django_capture_on_commit_callbacks(execute=True):
        verbs.recuse(entry, actor=judges[0].user)
    assert who_judges(entry) == {one.pk for one in judges[1:]}
    assert AwardScore.objects.given().count() == 0
    conflict = AwardConflict.objects.get()
    assert (conflict.judge, conflict.school, conflict.kind) == (judges[0], entry.school, "recognised")
    assert [one.to for one in mail.outbox] == [[judges[3].user.email]]
    assert AuditEntry.objects.filter(verb="award_judge.recused").count() == 1


def test_whoever_recognises_one_entry_of_a_school_loses_all_of_it(award):
    school = SchoolFactory()
    first = AwardEntryFactory(award=award, school=school)
    second = AwardEntryFactory(award=award, school=school, category=AwardCategory.SPECIAL)
    judge, *_others = judges_of(award, 3)
    spare = judges_of(award, 1)[0]
    AwardJudge.objects.filter(pk=spare.pk).update(withdrew_at=timezone.now())
    judging(award)
    AwardJudge.objects.filter(pk=spare.pk).update(withdrew_at=None)
    verbs.recuse(first, actor=judge.user)
    assert judge.pk not in who_judges(first) | who_judges(second)
    assert spare.pk in who_judges(first) & who_judges(second)


def test_where_nobody_is_left_the_coordinators_see_it_and_solve_it(judged, award):
    entry, judges = judged
    chief = coordinator()
    verbs.recuse(entry, actor=judges[0].user)
    verbs.recuse(entry, actor=judges[1].user)
    (standing,) = queries.standings(Award.objects.get())
    assert (standing.judges, standing.lacks) == (2, 1)
    assert verbs.fill_gaps(award, actor=chief) == 0
    newcomer = verbs.invite_judge(award, actor=chief, email=person().email, languages=["en"])
    assert verbs.fill_gaps(award, actor=chief) == 0  # she has not declared
    near_to_nobody(newcomer)
    assert verbs.fill_gaps(award, actor=chief) == 1
    assert newcomer.pk in who_judges(entry)
    assert queries.standings(Award.objects.get())[0].lacks == 0


def test_what_a_judge_declares_while_judging_takes_the_entry_from_her_and_stays(judged):
    entry, judges = judged
    near_to_nobody(judges[0], "en", **{entry.school.key: "advises"})
    assert who_judges(entry) == {one.pk for one in judges[1:]}
    near_to_nobody(judges[0], "en")
    assert judges[0].conflicts.get().kind == "advises"


def test_a_judge_who_stands_down_leaves_what_she_scored(award):
    done, waiting = AwardEntryFactory(award=award), AwardEntryFactory(award=award)
    judges = judges_of(award, 3)
    judging(award)
    spare = judges_of(award, 1)[0]
    verbs.score(done, actor=judges[0].user, **points(4, 4, 4, 4))
    verbs.stand_down(judges[0], actor=judges[0].user)
    assert judges[0].pk in who_judges(done)
    assert who_judges(waiting) == {judges[1].pk, judges[2].pk, spare.pk}
    assert [one.lacks for one in queries.standings(Award.objects.get())] == [0, 0]
    verbs.remove_judge(spare, actor=coordinator())
    assert who_judges(waiting) == {judges[1].pk, judges[2].pk}
    with pytest.raises(AwardError, match="no judge"):
        verbs.stand_down(spare, actor=spare.user)


def test_a_judge_who_joins_the_school_meanwhile_sees_its_entry_no_more(judged, award):
    entry, judges = judged
    chief, user = coordinator(), judges[0].user
    MemberFactory(school=entry.school, user=user)
    fresh = AwardEntry.objects.select_related("award", "school").get()
    assert not can_judge(user, fresh)
    assert not AwardEntry.objects.judged_by(user).exists()
    assert queries.assigned_to(judges[0]) == []
    with pytest.raises(AwardError, match="not yours to judge"):
        verbs.score(entry, actor=user, **points(5, 5, 5, 5))
    assert queries.standings(Award.objects.get())[0].lacks == 1
    assert verbs.fill_gaps(award, actor=chief) == 1
    assert who_judges(entry) == {one.pk for one in judges[1:]}


# Announcing --------------------------------------------------------------------------------------------------------


def test_places_come_from_three_judges_and_ties_share_one(award):
    entries = [AwardEntryFactory(award=award) for _number in range(4)]
    alone = AwardEntryFactory(award=award, category=AwardCategory.UP_TO_8)
    judges_of(award, 3)
    judging(award)
    for entry, given in zip(
        entries,
        (
            [(3, 3, 3, 3)] * 3,
            [(5, 5, 5, 5), (1, 1, 1, 1), (3, 3, 3, 3)],  # as many together as the first
            [(1, 1, 1, 1)] * 3,
            [(4, 4, 4, 4)] * 3,
        ),
        strict=True,
    ):
        score_entry(entry, *given)
    score_entry(alone, *[(1, 1, 1, 1)] * 3)
    apart = [one.entry.pk for one in queries.standings(Award.objects.get()) if one.is_apart]
    assert apart == [entries[1].pk]
    announced = verbs.announce(award, actor=coordinator())
    assert announced.announced_at is not None
    kept = {one.pk: (one.points, one.place) for one in AwardEntry.objects.all()}
    assert [kept[one.pk] for one in (*entries, alone)] == [(36, 2), (36, 2), (12, 4), (48, 1), (12, 1)]
    again = verbs.announce(award, actor=coordinator())
    assert again.announced_at == announced.announced_at


def test_eight_points_apart_is_not_far(award):
    AwardEntryFactory(award=award)
    judges_of(award, 3)
    judging(award)
    entry = award.entries.get()
    score_entry(entry, (4, 4, 4, 4), (2, 2, 2, 2), (3, 3, 3, 3))
    assert not queries.standings(Award.objects.get())[0].is_apart
    score_entry(entry, (5, 4, 4, 4), (2, 2, 2, 2), (3, 3, 3, 3))
    assert queries.standings(Award.objects.get())[0].is_apart


def test_nothing_is_announced_while_a_score_is_missing(judged, award):
    entry, judges = judged
    chief = coordinator()
    for judge in judges[:2]:
        verbs.score(entry, actor=judge.user, **points(3, 3, 3, 3))
    with pytest.raises(AwardError, match=entry.title):
        verbs.announce(award, actor=chief)
    verbs.recuse(entry, actor=judges[2].user)
    verbs.recuse(entry, actor=judges[3].user)
    with pytest.raises(AwardError, match=entry.title):
        verbs.announce(award, actor=chief)
    award.refresh_from_db()
    assert award.state == AwardState.JUDGING


def test_an_award_that_was_not_judged_is_not_announced(award):
    with pytest.raises(AwardError, match="open for entries"):
        verbs.announce(award, actor=coordinator())


def test_what_was_taken_back_and_closed_schools_have_no_place(award):
    entries = [AwardEntryFactory(award=award) for _number in range(3)]
    lead = MemberFactory(school=entries[0].school, role="lead").user
    judges_of(award, 3)
    judging(award)
    score_all(award)
    withdraw_entry(entries[0], actor=lead)
    entries[1].school.state = SchoolState.CLOSED
    entries[1].school.save()
    verbs.announce(award, actor=coordinator())
    assert list(AwardEntry.objects.order_by("pk").values_list("place", flat=True)) == [None, None, 1]


def test_where_no_entry_is_left_nothing_is_announced(award):
    entry = AwardEntryFactory(award=award)
    judges_of(award, 3)
    judging(award)
    entry.school.state = SchoolState.CLOSED
    entry.school.save()
    with pytest.raises(AwardError, match="No entry is left"):
        verbs.announce(award, actor=coordinator())


def test_leads_of_all_schools_that_took_part_are_told(award, site_tree, django_capture_on_commit_callbacks):
    site_tree("en")
    entry = AwardEntryFactory(award=award)
    lead = MemberFactory(school=entry.school, role="lead").user
    MemberFactory(school=entry.school)
    judges_of(award, 3)
    judging(award)
    score_all(award)
    with django_capture_on_commit_callbacks(execute=True):
        verbs.announce(award, actor=coordinator())
    assert [one.to for one in mail.outbox] == [[lead.email]]
    assert f"/en/school/{entry.school.key}/award/" in mail.outbox[0].body


# The person --------------------------------------------------------------------------------------------------------


def test_a_judge_is_given_what_is_kept_of_her_and_not_whose_an_entry_is(judged):
    entry, judges = judged
    user = judges[0].user
    near_to_nobody(judges[0], "en", "fr")
    verbs.score(entry, actor=user, comment="Well done", **points(1, 2, 3, 4))
    (kept,) = export_schools(user)["awards_judged"]
    assert kept["scores"][0] | {"scored": None} == {
        "entry": entry.title, "comment": "Well done", "scored": None, **points(1, 2, 3, 4),
    }  # fmt: skip
    verbs.recuse(entry, actor=user)
    (kept,) = export_schools(user)["awards_judged"]
    assert (kept["languages"], kept["conflicts"], kept["scores"]) == (["en", "fr"], [], [])
    Award.objects.update(state=AwardState.ANNOUNCED, announced_at=timezone.now())
    (kept,) = export_schools(user)["awards_judged"]
    assert kept["conflicts"] == [{"school": entry.school.name, "kind": "recognised"}]
    assert entry.school.name in json.dumps(kept, default=str)


def test_what_she_entered_is_in_the_export_and_stays_without_her(award):
    member = MemberFactory(role="lead")
    MemberFactory(role="lead", school=member.school)
    entry = AwardEntryFactory(award=award, school=member.school, entered_by=member.user)
    (kept,) = export_schools(member.user)["award_entries"]
    assert (kept["title"], kept["text"], kept["category"]) == (entry.title, entry.text, "from_12")
    erase_schools(member.user)
    member.user.delete()
    entry.refresh_from_db()
    assert (entry.entered_by, entry.state) == (None, "entered")


def test_an_erased_judge_is_forgotten_and_what_she_scored_stays(award):
    done, waiting = AwardEntryFactory(award=award), AwardEntryFactory(award=award)
    judges = judges_of(award, 3)
    near_to_nobody(judges[0], "en")
    judging(award)
    spare = judges_of(award, 1)[0]
    user = judges[0].user
    AwardConflict.objects.create(judge=judges[0], school=SchoolFactory(), kind="family")
    verbs.score(done, actor=user, comment="Well done", **points(4, 4, 4, 4))
    erase_schools(user)
    user.delete()
    row = AwardJudge.objects.get(pk=judges[0].pk)
    assert (row.user, row.languages, row.conflicts.count()) == (None, [], 0)
    assert done.scores.given().get().comment == "Well done"
    assert spare.pk in who_judges(waiting)
    score_rest = AwardScore.objects.filter(scored_at=None).select_related("judge__user", "entry")
    for one in score_rest:
        verbs.score(one.entry, actor=one.judge.user, **points(4, 4, 4, 4))
    verbs.announce(award, actor=coordinator())
    assert AwardEntry.objects.filter(place=1).count() == 2


def test_what_waits_for_an_account_that_is_deleted_goes_to_another_judge(judged, award):
    entry, judges = judged
    judges[0].user.delete()
    assert who_judges(entry) == {one.pk for one in judges[1:]}
    assert queries.standings(Award.objects.get())[0].lacks == 0


def test_an_account_that_went_in_another_way_leaves_a_gap_that_can_be_filled(judged, award):
    entry, judges = judged
    AwardJudge.objects.filter(pk=judges[0].pk).update(user=None)
    assert queries.standings(Award.objects.get())[0].lacks == 1
    assert verbs.fill_gaps(award, actor=coordinator()) == 1
    assert who_judges(entry) == {one.pk for one in judges[1:]}


def test_the_whole_export_of_an_account_can_be_written(judged):
    """As the account page hands it out."""
    _entry, judges = judged
    assert archive_of(judges[0].user)[:2] == b"PK"
