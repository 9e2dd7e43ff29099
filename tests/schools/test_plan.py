"""The plan of a school: tasks, whoever sees to them, reminders, print."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone, translation

from cms.models import AuditEntry, SearchEntry
from schools.domain import plan as verbs
from schools.domain.framework import areas, load_framework
from schools.domain.plan import PlanError
from schools.domain.queries import plan as queries
from schools.models import Membership, PlanTask, Round
from schools.rules import can_change_task
from tests.campaigns.reading import text_of_pdf
from tests.schools.factories import MemberFactory, SchoolFactory, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(site_tree):
    site_tree("en", "ar")
    load_framework()
    return SchoolFactory()


@pytest.fixture
def lead(school):
    return MemberFactory(school=school, role="lead", user=person(display_name="Lea")).user


@pytest.fixture
def teacher(school):
    return MemberFactory(school=school, user=person(display_name="Tom")).user


@pytest.fixture
def address(school):
    return f"/en/school/{school.key}/plan/"


def task_of(school, owner=None, days=None, **fields) -> PlanTask:
    """A task that is due in so many days."""
    due = timezone.localdate() + timedelta(days=days) if days is not None else None
    return PlanTask.objects.create(
        school=school, owner=owner, due=due, **{"what": "Name a contact person."} | fields
    )


def indicator(place=0):
    return [one for each in areas().values() for one in each][place]


def self_assessment(school, **means) -> Round:
    """A self-assessment that ended: twenty teachers at a level for each indicator, 3 unless it is named by its code."""
    codes = [one.code for each in areas().values() for one in each]
    cells = {code: {"teachers": [means.get(code, 3), 20, 0.9]} for code in codes}
    now = timezone.now()
    return Round.objects.create(
        school=school,
        opened_at=now - timedelta(days=20),
        closes_at=now - timedelta(days=1),
        closed_at=now - timedelta(days=1),
        results={"groups": {"teachers": 20}, "cells": cells},
    )


def page(title, kind="lesson", language="en", key=None) -> SearchEntry:
    """Something that the search index has; found by its words only where the index was written (see below)."""
    return SearchEntry.objects.create(
        page_id=SearchEntry.objects.count() + 1000,
        translation_key=key or uuid4(),
        language=language,
        kind=kind,
        title=title,
        url=f"/{language}/somewhere/{kind}/",
        published_at=timezone.now(),
        updated_at=timezone.now(),
    )


# Adding and changing ----------------------------------------------------------------------------------------------


def test_a_lead_adds_a_task_for_somebody_until_a_day(client, school, lead, teacher, address):
    client.force_login(lead)
    day = timezone.localdate() + timedelta(days=30)
    sent = {
        "do": "add",
        "new-what": "  Hang the house rules in six languages.  ",
        "new-indicator": indicator().code,
        "new-owner": str(teacher.pk),
        "new-due": day.isoformat(),
    }
    answer = client.post(address, sent)
    task = PlanTask.objects.get()
    assert answer.url == f"{address}#task-{task.pk}"
    assert (task.what, task.indicator, task.owner, task.due, task.added_by) == (
        "Hang the house rules in six languages.",
        indicator(),
        teacher,
        day,
        lead,
    )
    assert AuditEntry.objects.get(verb="plan_task.added").actor == lead
    client.post(address, sent)  # pressed twice
    assert PlanTask.objects.count() == 1


def test_a_teacher_adds_a_task_for_herself_and_for_nobody_else(client, school, lead, teacher, address):
    """Case 10: what the form does not ask is not taken from it."""
    client.force_login(teacher)
    assert 'name="new-owner"' not in client.get(address).content.decode()
    client.post(address, {"do": "add", "new-what": "Ask the pupils.", "new-owner": str(lead.pk)})
    assert PlanTask.objects.get().owner == teacher


def test_whoever_sees_to_a_task_changes_it_but_does_not_hand_it_on(client, school, lead, teacher, address):
    task = task_of(school, teacher)
    client.force_login(teacher)
    client.post(
        address,
        {"do": f"change:{task.pk}", "task-what": "Name two.", "task-owner": str(lead.pk), "task-due": ""},
    )
    task.refresh_from_db()
    assert (task.what, task.owner, task.revision) == ("Name two.", teacher, 1)
    with pytest.raises(PlanError, match="Only leads"):
        verbs.change_task(task_of(school, lead), actor=teacher, what="Mine now.", owner=teacher)


def test_the_rule_of_who_changes_a_task_and_its_twin_agree(school, lead, teacher):
    other = MemberFactory().user
    gone = MemberFactory(school=school, until=timezone.now() + timedelta(seconds=1)).user
    tasks = [task_of(school, one) for one in (lead, teacher, other, gone, None)]
    for user in (lead, teacher, other, gone):
        asked = {one.pk for one in tasks if can_change_task(user, one)}
        assert set(PlanTask.objects.changeable_by(user).values_list("pk", flat=True)) == asked
    assert PlanTask.objects.changeable_by(lead).count() == 5
    assert list(PlanTask.objects.changeable_by(teacher)) == [tasks[1]]
    assert not PlanTask.objects.changeable_by(gone).exists()


def test_a_task_of_another_school_is_not_there(client, school, lead, teacher, address):
    """Case 11."""
    strange = task_of(SchoolFactory(), what="A secret of theirs.")
    client.force_login(lead)
    for do in ("done", "remove", "change", "link"):
        answer = client.post(address, {"do": f"{do}:{strange.pk}"}, follow=True)
        assert "This task is no longer in the plan." in answer.content.decode()
        assert "A secret of theirs." not in answer.content.decode()
    strange.refresh_from_db()
    assert strange.done_at is None
    assert client.get(f"/en/school/{strange.school.key}/plan/").status_code == 404
    assert client.get(f"/en/school/{strange.school.key}/plan/print/").status_code == 404
    client.force_login(teacher)
    assert client.post(address, {"do": f"remove:{task_of(school, lead).pk}"}).status_code == 404


def test_bad_input_is_said_and_what_was_typed_stays(client, school, lead, address):
    client.force_login(lead)
    yesterday = timezone.localdate() - timedelta(days=1)
    answer = client.post(address, {"do": "add", "new-what": "Begin.", "new-due": yesterday.isoformat()})
    text = answer.content.decode()
    assert "This day is over." in text
    assert ">\nBegin.</textarea>" in text
    for sent in (
        {"new-what": "  "},
        {"new-what": "x" * 301},
        {"new-what": "Begin.", "new-due": "9999-12-31"},
        {"new-what": "Begin.", "new-due": "soon"},
        {"new-what": "Begin.", "new-owner": str(person().pk)},
        {"new-what": "Begin.", "new-indicator": "none-such"},
    ):
        assert 'class="notice notice--fault"' in client.post(address, {"do": "add", **sent}).content.decode()
    assert not PlanTask.objects.exists()
    for do in ("fly", "done:x", "done:", "link:1:lesson:2", "unlink:1:page"):
        assert client.post(address, {"do": do}).status_code in (302, 404)


def test_a_day_that_is_over_may_stay_when_something_else_changes(client, school, lead, address):
    task = task_of(school, lead, days=-3)
    client.force_login(lead)
    client.post(address, {"do": f"change:{task.pk}", "task-what": "Soon.", "task-due": task.due.isoformat()})
    task.refresh_from_db()
    assert task.what == "Soon."


def test_the_plan_is_full_at_a_hundred_open_tasks(client, school, lead, address, monkeypatch):
    monkeypatch.setattr(verbs, "MOST_OPEN_TASKS", 2)
    task_of(school)
    done = task_of(school, done_at=timezone.now())
    last = verbs.add_task(school, actor=lead, what="Two.")
    with pytest.raises(PlanError, match="So many tasks are open"):
        verbs.add_task(school, actor=lead, what="Three.")
    with pytest.raises(PlanError, match="So many tasks are open"):
        verbs.mark_task(done, done=False, actor=lead)
    client.force_login(lead)
    assert 'value="add"' not in client.get(address).content.decode()
    answer = client.post(address, {"do": "add", "new-what": "Three."})  # from a page that was open before
    assert "So many tasks are open" in answer.content.decode()
    verbs.mark_task(last, done=True, actor=lead)
    assert verbs.add_task(school, actor=lead, what="Three.").what == "Three."


def test_only_members_change_a_plan_and_only_members_see_to_tasks(school, lead):
    with pytest.raises(PlanError, match="Only members"):
        verbs.add_task(school, actor=person(), what="Something.")
    with pytest.raises(PlanError, match="Only a member"):
        verbs.add_task(school, actor=lead, what="Something.", owner=person())


# Marking and removing ---------------------------------------------------------------------------------------------


def test_a_task_is_done_once_and_can_be_opened_again(client, school, teacher, address):
    task = task_of(school, teacher, days=-1)
    client.force_login(teacher)
    assert "Overdue: it was due on" in client.get(address).content.decode()
    client.post(address, {"do": f"done:{task.pk}"})
    task.refresh_from_db()
    at = task.done_at
    client.post(address, {"do": f"done:{task.pk}"})
    task.refresh_from_db()
    assert task.done_at == at
    assert AuditEntry.objects.filter(verb="plan_task.done").count() == 1
    text = client.get(address).content.decode()
    assert "Done on" in text
    assert "Overdue" not in text
    client.post(address, {"do": f"undone:{task.pk}"})
    task.refresh_from_db()
    assert task.done_at is None


def test_removing_asks_again(client, school, lead, address):
    task = task_of(school, lead)
    client.force_login(lead)
    assert "Take this task out of the plan?" in client.get(f"{address}?do=remove:{task.pk}").content.decode()
    assert PlanTask.objects.exists()
    client.post(address, {"do": f"remove:{task.pk}"})
    assert not PlanTask.objects.exists()
    answer = client.post(address, {"do": f"remove:{task.pk}"}, follow=True)
    assert "This task is no longer in the plan." in answer.content.decode()


# Lessons and exercises --------------------------------------------------------------------------------------------


def test_a_lesson_is_found_and_linked(client, school, lead, address, monkeypatch):
    task = task_of(school, lead)
    lesson, key = page("Reading sideways"), f"?do=link:{task.pk}"
    monkeypatch.setattr(queries, "found", lambda query, language: [lesson] if query == "sideways" else [])
    client.force_login(lead)
    assert "Link this" not in client.get(address + key).content.decode()
    text = client.get(f"{address}{key}&find=sideways").content.decode()
    button = re.search(r'value="(link:[^"]+)"[^>]*>Link this', text).group(1)
    client.post(address, {"do": button})
    task.refresh_from_db()
    assert (task.lesson, task.exercise) == (lesson.translation_key, None)
    assert "Lesson plan:" in client.get(address).content.decode()
    client.post(address, {"do": f"unlink:{task.pk}:lesson"})
    task.refresh_from_db()
    assert task.lesson is None
    assert "Nothing was found." in client.get(f"{address}{key}&find=***").content.decode()


def test_what_is_not_live_is_not_linked_and_what_went_is_said(client, school, lead, address):
    task = task_of(school, lead, exercise=uuid4())
    with pytest.raises(PlanError, match="no longer there"):
        verbs.link_task(task, kind="lesson", key=uuid4(), actor=lead)
    client.force_login(lead)
    assert "The exercise is no longer there." in client.get(address).content.decode()


def test_a_linked_page_is_shown_in_the_readers_language_where_there_is_one(school):
    key = uuid4()
    for language in ("de", "en", "ar"):
        page(language, language=language, key=key)
    task = task_of(school, lesson=key)
    assert {code: queries.linked([task], code)[key].title for code in ("ar", "de", "fr")} == {
        "ar": "ar",
        "de": "de",
        "fr": "en",
    }


# Proposals --------------------------------------------------------------------------------------------------------


def test_the_weakest_indicators_are_proposed_with_what_the_next_level_looks_like(
    client, school, lead, address
):
    codes = [one.code for each in areas().values() for one in each]
    weak = {code: 1 + place / 10 for place, code in enumerate(reversed(codes[:7]))}
    self_assessment(school, **weak)
    found = queries.proposals(school, [])
    assert [one.indicator.code for one in found] == list(weak)[:5]
    assert (found[0].level, found[0].what) == (1, found[0].indicator.level_2)
    client.force_login(lead)
    assert f"?indicator={codes[6]}#new" in client.get(address).content.decode()
    text = client.get(f"{address}?indicator={codes[6]}").content.decode()
    assert f'<option value="{codes[6]}" selected>' in text
    form = re.search(r'<textarea name="new-what"[^>]*>\s*([^<]+)</textarea>', text).group(1)
    assert form.replace("&#x27;", "'") == found[0].indicator.level_2
    task_of(school, indicator=found[0].indicator)
    planned = queries.proposals(school, queries.open_tasks(school))
    assert [one.indicator.code for one in planned] == list(weak)[1:6]


def test_a_mean_begins_from_what_is_reached_and_the_highest_level_is_not_proposed(school):
    codes = [one.code for each in areas().values() for one in each]
    self_assessment(school, **dict.fromkeys(codes, 4) | {codes[3]: 2.9})
    (only,) = queries.proposals(school, [])
    assert (only.level, only.what) == (2, only.indicator.level_3)
    assert (
        queries.proposal_for(school, codes[0]).what
        == queries.proposal_for(school, codes[0]).indicator.level_4
    )


def test_an_indicator_starts_a_task_before_the_first_self_assessment(client, school, lead, address):
    assert queries.proposals(school, []) == []
    assert queries.proposal_for(school, indicator().code).what == indicator().level_2
    client.force_login(lead)
    assert client.get(f"{address}?indicator=none-such").status_code == 200


# Showing ----------------------------------------------------------------------------------------------------------


def test_tasks_are_sorted_by_day_and_what_has_no_day_comes_last(school, lead):
    made = [task_of(school, lead, days=days) for days in (None, 5, -2, 1)]
    assert queries.open_tasks(school) == [made[2], made[3], made[1], made[0]]


def test_a_task_of_somebody_who_left_is_seen_to_by_nobody(client, school, lead, teacher, address):
    """Case 12."""
    task_of(school, teacher)
    Membership.objects.filter(user=teacher).update(until=timezone.now() + timedelta(seconds=1))
    assert queries.open_tasks(school)[0].owner is None
    client.force_login(lead)
    text = client.get(address).content.decode()
    assert "Nobody sees to it yet" in text
    assert "Tom" not in text


@pytest.mark.parametrize("number", [1, 3])
def test_a_page_needs_as_many_queries_for_three_tasks_as_for_one(
    client, school, lead, address, number, django_assert_max_num_queries
):
    self_assessment(school)
    for place in range(number):
        task_of(
            school,
            lead,
            days=place,
            indicator=indicator(place),
            lesson=page(f"Lesson {place}").translation_key,
        )
        task_of(school, lead, indicator=indicator(place), done_at=timezone.now())
    client.force_login(lead)
    client.get(address)
    with django_assert_max_num_queries(15):
        client.get(address)


def test_the_plan_is_printed(client, school, lead, address):
    task_of(school, lead, days=3, indicator=indicator())
    task_of(school, lead, what="Ask the parents.", done_at=timezone.now())
    client.force_login(lead)
    answer = client.get(f"{address}print/")
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(text_of_pdf(answer.content).split())
    for words in ("Our plan", "Name a contact person.", "Lea", "What is done", "Ask the parents."):
        assert words in text


# Reminders --------------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(django_capture_on_commit_callbacks):
    """Run the daily job and return the letters that it wrote."""

    def run() -> list:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            verbs.remind()
        return list(mail.outbox)

    return run


def test_one_letter_tells_of_what_is_due_in_a_week_and_of_what_is_over(school, teacher, sent):
    for days, what in (
        (7, "In a week."),
        (8, "Later."),
        (-3, "Long over."),
        (-2, "Just over."),
        (0, "Today."),
    ):
        task_of(school, teacher, days, what=what)
    (letter,) = sent()
    assert letter.to == [teacher.email]
    assert letter.subject == f"Your tasks in the plan of {school.name}"
    for words, told in (
        ("In a week.", 1),
        ("Long over.", 1),
        ("Today.", 1),
        ("Later.", 0),
        ("Just over.", 0),
    ):
        assert letter.body.count(words) == told
    assert f"/en/school/{school.key}/plan/" in letter.body
    assert "\n\n\n" not in letter.body
    assert sent() == []


def test_an_owner_is_reminded_before_and_after_and_not_twice_of_the_same(school, teacher, sent):
    task = task_of(school, teacher, 5)
    assert len(sent()) == 1
    assert sent() == []
    now = timezone.now()
    # Eight days later: the day was three days ago, and she was reminded before it.
    PlanTask.objects.update(due=task.due - timedelta(days=8), reminded_at=now - timedelta(days=8))
    (letter,) = sent()
    assert "The day for this is over:" in letter.body
    assert sent() == []


def test_whoever_gets_a_task_or_another_day_for_it_is_reminded_anew(school, lead, teacher, sent):
    task = task_of(school, teacher, 5)
    sent()
    verbs.change_task(task, actor=lead, what=task.what, owner=lead, due=task.due)
    assert [one.to for one in sent()] == [[lead.email]]
    verbs.change_task(task, actor=lead, what="Other words.", owner=lead, due=task.due)
    assert sent() == []
    verbs.change_task(task, actor=lead, what="Other words.", owner=lead, due=task.due - timedelta(days=1))
    assert len(sent()) == 1


def test_nobody_is_written_to_who_left_or_whose_account_or_school_is_closed(school, teacher, sent):
    """Case 12."""
    task_of(school, teacher, 5)
    task_of(school, None, 5)
    task_of(school, teacher, 5, done_at=timezone.now())
    Membership.objects.filter(user=teacher).update(until=timezone.now() + timedelta(seconds=1))
    assert sent() == []
    Membership.objects.filter(user=teacher).update(until=None)
    teacher.is_active = False
    teacher.save()
    assert sent() == []
    teacher.is_active = True
    teacher.save()
    school.state = "closed"
    school.save()
    assert sent() == []
    school.state = "confirmed"
    school.save()
    assert len(sent()) == 1


def test_a_letter_speaks_the_language_of_its_reader(school, teacher, sent):
    teacher.language = "de"
    teacher.save()
    task = task_of(school, teacher, 5)
    (letter,) = sent()
    assert f"/de/school/{school.key}/plan/" in letter.body
    with translation.override("de"):
        from django.utils.formats import date_format

        assert date_format(task.due, "DATE_FORMAT") in letter.body
