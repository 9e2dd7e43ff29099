"""The review: refused at once with sentences, decided by people of elsewhere, published by the last step."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils.translation import get_language
from wagtail.models import Page, TaskState, WorkflowState

from campaigns.domain.approval import suspend
from campaigns.domain.workflow import campaign_review, reasons_for_refusal
from campaigns.models import CampaignPage, EvidenceTask, Membership, ModerationTask, SafeguardingTask
from campaigns.validators import checks
from cms.models import AuditEntry, User
from tests.campaigns.factories import campaign_page
from tests.campaigns.people import approved, coordinator, person, signed_in

pytestmark = pytest.mark.django_db

STEPS = {
    "evidence": "Evidence reviewers",
    "safeguarding": "Safeguarding reviewers",
    "moderation": "Campaign moderators",
}


@pytest.fixture
def tree(site_tree):
    return site_tree("en")


@pytest.fixture
def lead():
    return person("Lead", "uk", factor=True)


@pytest.fixture
def organisation(tree, lead):
    return approved(tree, lead=lead)


@pytest.fixture
def draft(tree, organisation, lead):
    page = campaign_page(tree["en"], organisation, published=False, owner=lead)
    page.save_revision(user=lead)
    return page


@pytest.fixture
def reviewers():
    return {step: person(group, "en", group, factor=True) for step, group in STEPS.items()}


@pytest.fixture
def wrong():
    """`wrong["evidence"] = "sentence"` makes a step find something wrong, `wrong.clear()` nothing any more."""
    found: dict[str, str] = {}
    for step in STEPS:
        checks.register(
            f"{step}: test",
            lambda page, step=step: [f"{found[step]} ({get_language()})"] if step in found else [],
        )
    yield found
    for step in STEPS:
        checks.unregister(f"{step}: test")


def handed_in(page, user) -> WorkflowState:
    return page.get_workflow().start(page, user)


def step_of(page):
    state = WorkflowState.objects.get(object_id=str(page.pk), status__in=("in_progress", "needs_changes"))
    return state.current_task_state.specific


def decide(page, user, action="approve", **kwargs):
    step = step_of(page)
    step.task.specific.on_action(step, user, action, **kwargs)


def test_a_draft_goes_through_three_steps_and_is_live(draft, lead, reviewers):
    handed_in(draft, lead)
    seen = []
    for reviewer in reviewers.values():
        seen.append(type(step_of(draft).task.specific))
        decide(draft, reviewer)
        draft.refresh_from_db()
    assert seen == [EvidenceTask, SafeguardingTask, ModerationTask]
    assert draft.live
    assert not draft.permissions_for_user(reviewers["moderation"]).can_publish()
    state = WorkflowState.objects.get(object_id=str(draft.pk))
    assert state.status == WorkflowState.STATUS_APPROVED


@pytest.mark.parametrize("step", STEPS)
def test_each_step_refuses_at_once_what_is_wrong_in_the_author_s_language(
    step, draft, lead, reviewers, wrong
):
    wrong[step] = "A figure has no source."
    handed_in(draft, lead)
    for name, reviewer in reviewers.items():
        if name == step:
            break
        decide(draft, reviewer)
    stopped = step_of(draft)
    assert stopped.task.specific.step == step
    assert stopped.status == TaskState.STATUS_REJECTED
    assert stopped.comment == "A figure has no source. (uk)"
    assert stopped.workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert reasons_for_refusal(draft) == ["A figure has no source. (uk)"]
    for reviewer in reviewers.values():
        assert not TaskState.objects.reviewable_by(reviewer).exists()


def test_what_was_mended_is_handed_in_again_where_it_stopped(draft, lead, reviewers, wrong):
    wrong["safeguarding"] = "A consent is missing."
    handed_in(draft, lead)
    decide(draft, reviewers["evidence"])
    wrong.clear()
    step_of(draft).workflow_state.resume(user=lead)
    assert isinstance(step_of(draft).task.specific, SafeguardingTask)
    assert step_of(draft).status == TaskState.STATUS_IN_PROGRESS
    assert reasons_for_refusal(draft) == []


def test_approving_asks_again(draft, lead, reviewers, wrong):
    """A figure may have expired since the work was handed in."""
    handed_in(draft, lead)
    wrong["evidence"] = "A figure has expired."
    decide(draft, reviewers["evidence"])
    stopped = step_of(draft)
    assert (stopped.status, stopped.comment) == (TaskState.STATUS_REJECTED, "A figure has expired. (uk)")
    draft.refresh_from_db()
    assert not draft.live


def test_what_is_wrong_is_not_published_past_the_review_either(draft, wrong):
    wrong["safeguarding"] = "A consent is missing."
    with pytest.raises(ValidationError, match="A consent is missing"):
        draft.save_revision().publish()


@pytest.mark.parametrize("powers", ["reviewer", "administrator"])
def test_nobody_reviews_her_own_organisation(powers, draft, lead, organisation):
    """Case 18."""
    groups = STEPS.values() if powers == "reviewer" else ()
    own = person("Own", "en", *groups, factor=True, is_superuser=powers == "administrator")
    Membership.objects.create(organisation=organisation, user=own)
    own.groups.add(organisation.group)
    handed_in(draft, lead)
    step = step_of(draft)
    task = step.task.specific
    assert task.get_actions(draft, own) == []
    assert not task.user_can_access_editor(draft, own)
    assert task.locked_for_user(draft, own)
    assert step.pk not in TaskState.objects.reviewable_by(own).values_list("pk", flat=True)
    with pytest.raises(PermissionDenied):
        task.on_action(step, own, "approve")
    client = signed_in(own)
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", step.pk])
    answer = client.post(address, {"comment": "Fine."}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 403
    assert client.post(address, {"comment": "Fine."}).url == reverse("wagtailadmin_home")
    step.refresh_from_db()
    assert step.status == TaskState.STATUS_IN_PROGRESS


def test_not_even_an_administrator_publishes_past_the_review_what_is_her_own_organisation_s(
    draft, organisation
):
    """Case 18."""
    boss = person("Boss", factor=True, is_superuser=True)
    assert draft.permissions_for_user(boss).can_publish()
    Membership.objects.create(organisation=organisation, user=boss)
    assert not draft.permissions_for_user(boss).can_publish()
    with pytest.raises(PermissionDenied):
        draft.get_latest_revision().publish(user=boss)
    client = signed_in(boss)
    client.post(f"/admin/bulk/wagtailcore/page/publish/?id={draft.pk}&next=/admin/", {})
    client.post(f"/admin/api/main/pages/{draft.pk}/action/publish/")
    draft.refresh_from_db()
    assert not draft.live


def test_a_reviewer_of_elsewhere_approves_in_the_administration(draft, lead, reviewers):
    handed_in(draft, lead)
    step = step_of(draft)
    client = signed_in(reviewers["evidence"])
    assert draft.title in client.get(reverse("wagtailadmin_home")).text
    assert client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200
    assert (
        client.get(reverse("wagtailadmin_pages:workflow_preview", args=[draft.pk, step.task_id])).status_code
        == 200
    )
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", step.pk])
    client.post(address, {"comment": "Sound."})
    step.refresh_from_db()
    assert (step.status, step.comment, step.finished_by) == (
        TaskState.STATUS_APPROVED, "Sound.", reviewers["evidence"],
    )  # fmt: skip
    # Her step is over, and with it what she may see.
    assert client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 404


def test_a_reviewer_of_another_step_decides_nothing_in_this_one(draft, lead, reviewers):
    handed_in(draft, lead)
    with pytest.raises(PermissionDenied):
        decide(draft, reviewers["moderation"])


def test_a_reviewer_sends_work_back_with_her_reasons(draft, lead, reviewers, mailoutbox):
    handed_in(draft, lead)
    mailoutbox.clear()
    decide(draft, reviewers["evidence"], "reject", comment="Whose number is this?")
    assert step_of(draft).comment == "Whose number is this?"
    (letter,) = [letter for letter in mailoutbox if letter.to == [lead.email]]
    assert "Whose number is this?" in letter.body


def test_reviewers_hear_of_what_is_handed_in_and_the_author_of_what_became_of_it(
    draft, lead, reviewers, mailoutbox, wrong
):
    """Whoever only handed in what was refused at once troubles no reviewer."""
    wrong["evidence"] = "A figure has no source."
    handed_in(draft, lead)
    assert mailoutbox == []
    wrong.clear()
    step_of(draft).workflow_state.resume(user=lead)
    assert [letter.to for letter in mailoutbox] == [[reviewers["evidence"].email]]
    mailoutbox.clear()
    wrong["safeguarding"] = "A consent is missing."
    decide(draft, reviewers["evidence"])
    (letter,) = [letter for letter in mailoutbox if letter.to == [lead.email]]
    assert "A consent is missing. (uk)" in letter.body


def test_notices_come_in_the_reader_s_language(draft, lead, reviewers, mailoutbox):
    reviewer = reviewers["evidence"]
    reviewer.language = "fr"
    reviewer.save()
    handed_in(draft, lead)
    assert mailoutbox[0].body.startswith("Salut")
    reviewer.language = "uk"
    reviewer.save()
    decide(draft, reviewer, "reject", comment="?")
    step_of(draft).workflow_state.resume(user=lead)
    assert mailoutbox[-1].to == [reviewer.email]
    assert mailoutbox[-1].body.startswith("Привіт")


def test_nothing_of_a_suspended_organisation_is_decided(draft, lead, organisation, reviewers):
    handed_in(draft, lead)
    suspend(organisation, actor=coordinator("Second"), reasons="We look into it.")
    assert not TaskState.objects.reviewable_by(reviewers["evidence"]).exists()
    with pytest.raises(PermissionDenied):
        decide(draft, reviewers["evidence"])


def test_pages_of_the_site_itself_have_no_organisation_and_anybody_of_the_groups_reviews_them(
    tree, reviewers, lead
):
    page = Page.objects.get(pk=tree["en"].help.pk).specific
    page.save_revision(user=lead)
    campaign_review().start(page, lead)
    decide(page, reviewers["evidence"])
    assert isinstance(step_of(page).task.specific, SafeguardingTask)


def test_the_author_reads_in_the_editor_why_her_work_was_sent_back(draft, lead, wrong):
    wrong["evidence"] = "A figure has no source."
    handed_in(draft, lead)
    answer = signed_in(lead).get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert "A figure has no source." in answer.text


def test_what_waits_costs_a_reviewer_no_more_for_three_than_for_one(
    tree, organisation, lead, reviewers, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(number):
        for _one in range(number):
            page = campaign_page(tree["en"], organisation, published=False)
            page.save_revision(user=lead)
            handed_in(page, lead)

    def asked():
        reviewer = User.objects.get(pk=reviewers["evidence"].pk)
        with CaptureQueriesContext(connection) as queries:
            found = list(TaskState.objects.reviewable_by(reviewer))
        return len(found), len(queries)

    more(1)
    assert asked()[0] == 1
    one = asked()[1]
    more(2)
    assert asked() == (3, one)


def test_what_was_published_by_the_review_is_in_wagtail_s_history_with_its_reviewer(draft, lead, reviewers):
    handed_in(draft, lead)
    for reviewer in reviewers.values():
        decide(draft, reviewer)
    from wagtail.models import PageLogEntry

    entry = PageLogEntry.objects.filter(page=draft, action="wagtail.publish").latest("timestamp")
    assert entry.user == reviewers["moderation"]
    assert AuditEntry.objects.filter(verb="organisation.approved").exists()
    assert CampaignPage.objects.get(pk=draft.pk).live
