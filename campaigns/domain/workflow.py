"""The review of campaigns, as Wagtail's workflow.

    handed in -> evidence -> safeguarding and consent -> moderation -> live

What a step asks and who may decide is in campaigns/models/tasks.py; what is wrong with a page, in
campaigns.validators.checks.
"""

from django.utils.translation import gettext as _
from wagtail.models import Page, TaskState, Workflow

from campaigns.domain.queries.belonging import organisation_of
from campaigns.enums import OrganisationState
from campaigns.models import EvidenceTask


def campaign_review() -> Workflow | None:
    """Return the workflow of campaigns, whatever it is called by now: it asks for evidence. None before the seeds."""
    tasks = EvidenceTask.objects.filter(active=True).values("pk")
    return Workflow.objects.active().filter(workflow_tasks__task__in=tasks).order_by("pk").first()


def while_suspended(page: Page) -> list[str]:
    """Return why nothing of a suspended organisation is published, by whomever (a check of every publication)."""
    organisation = organisation_of(page)
    if organisation is None or organisation.state != OrganisationState.SUSPENDED:
        return []
    return [_("This organisation is suspended. Nothing of it is published until that has ended.")]


def reasons_for_refusal(page: Page) -> list[str]:
    """Return the sentences with which the last step sent a page back that was handed in; none where it goes on."""
    state = page.current_workflow_state
    step = state.current_task_state if state else None
    if step is None or step.status != TaskState.STATUS_REJECTED:
        return []
    return step.comment.splitlines()
