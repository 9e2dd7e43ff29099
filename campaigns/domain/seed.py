"""Seeds of the room: the groups of those who decide and review, and the review of campaigns."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Workflow, WorkflowTask

from campaigns.domain.workflow import campaign_review
from campaigns.models import EvidenceTask, ModerationTask, SafeguardingTask

REVIEW = "Campaign review"
COORDINATORS = "Campaign coordinators"
#: Who decides on organisations, and who reviews in which step; with the permission that each has beside the way in.
GROUPS = {
    COORDINATORS: "decide_organisations",
    "Evidence reviewers": "check_evidence",
    "Safeguarding reviewers": "check_safeguarding",
    "Campaign moderators": "moderate_campaigns",
}
STEPS = (
    (EvidenceTask, "Evidence check", "Evidence reviewers"),
    (SafeguardingTask, "Safeguarding and consent check", "Safeguarding reviewers"),
    (ModerationTask, "Moderation", "Campaign moderators"),
)


@transaction.atomic
def seed_review() -> int:
    """Make the groups and the review where they are missing; return how many rows are new.

    A group that is there keeps what administrators gave or took; so do the review and its steps.
    """
    made = 0
    groups = {}
    for name, codename in GROUPS.items():
        groups[name], new = Group.objects.get_or_create(name=name)
        if new:
            groups[name].permissions.set(
                Permission.objects.filter(
                    content_type__app_label__in=("campaigns", "wagtailadmin"),
                    codename__in=(codename, "access_admin"),
                )
            )
            made += 1
    if campaign_review() is not None:
        return made
    workflow = Workflow.objects.create(name=REVIEW)
    for place, (model, name, group) in enumerate(STEPS):
        task = model.objects.filter(name=name, active=True).first()
        if task is None:
            task = model.objects.create(name=name)
            task.groups.add(groups[group])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=place)
        made += 1
    return made + 1
