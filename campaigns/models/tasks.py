"""The steps between a draft and its publication.

Each looks first by itself (campaigns.validators) when work is handed in or the step begins, and again when somebody
approves. Whatever is wrong is refused at once, with the sentences as the comment of the rejected step, in the author's
language. Then a person decides, who is not of the organisation: not even an administrator reviews her own.
"""

from functools import reduce
from operator import or_

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from campaigns.enums import OrganisationState
from campaigns.models.organisation import Organisation
from campaigns.rules import is_of
from campaigns.validators import problems_of


class ReviewTask(AbstractGroupApprovalTask):
    """One step of the review of campaigns. step: what the step's checks are called by in campaigns.validators."""

    step = ""
    #: Whoever approves the last step publishes by it (cms.publishing).
    publishes = True

    class Meta:
        abstract = True

    def start(self, workflow_state: WorkflowState, user=None) -> TaskState:
        """Begin the step; where something is wrong it ends at once, and no reviewer is troubled with it."""
        revision = workflow_state.content_object.get_latest_revision()
        reasons = self._reasons(revision, workflow_state)
        if not reasons:
            return super().start(workflow_state, user=user)
        state = TaskState(
            workflow_state=workflow_state,
            task=self,
            revision=revision,
            status=TaskState.STATUS_REJECTED,
            finished_at=timezone.now(),
            comment=reasons,
        )
        state.save()
        state.log_state_change_action(user, "reject")
        return state

    @transaction.atomic
    def on_action(self, task_state: TaskState, user, action_name: str, **kwargs) -> None:
        """Approve or reject; PermissionDenied for whoever may not. Approving what is wrong by now rejects it."""
        page = task_state.revision.content_object
        if not self._may_decide(page, user):
            raise PermissionDenied
        # What is published in the end is the latest revision.
        reasons = (
            self._reasons(page.get_latest_revision(), task_state.workflow_state)
            if action_name == "approve"
            else ""
        )
        if reasons:
            task_state.reject(user=user, comment=reasons)
            return
        super().on_action(task_state, user, action_name, **kwargs)

    def user_can_access_editor(self, obj: Page, user) -> bool:
        return super().user_can_access_editor(obj, user) and may_review(obj, user)

    def locked_for_user(self, obj: Page, user) -> bool:
        return super().locked_for_user(obj, user) or not may_review(obj, user)

    def user_can_lock(self, obj: Page, user) -> bool:
        return super().user_can_lock(obj, user) and may_review(obj, user)

    def get_actions(self, obj: Page, user) -> list:
        return super().get_actions(obj, user) if may_review(obj, user) else []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """What waits for `user` in this step: nothing of an organisation that she belongs to or that is suspended."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        closed = _paths_closed_to(user)
        if not closed:
            return states
        pages = Page.objects.filter(reduce(or_, (Q(path__startswith=path) for path in closed)))
        keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
        return states.exclude(workflow_state__object_id__in=keys)

    def _may_decide(self, page: Page, user) -> bool:
        return (user.is_superuser or self._user_in_groups(user)) and may_review(page, user)

    def _reasons(self, revision, workflow_state: WorkflowState) -> str:
        """Return what stands against a revision in this step, a sentence a line, in the author's language."""
        author = workflow_state.requested_by or revision.user
        with translation.override(author.language if author else translation.get_language()):
            problems = problems_of(revision.as_object(), self.step)
            return "\n".join(dict.fromkeys(str(sentence) for sentence in problems))

    @classmethod
    def get_description(cls):
        return _("Members of the chosen groups review it; never those of the organisation itself.")


def may_review(page: Page, user) -> bool:
    """Say whether `user` may review a page: it is nobody's own organisation's, and that is not suspended."""
    organisation = Organisation.objects.above(page).first()
    if organisation is None:
        return True
    return organisation.state == OrganisationState.APPROVED and not is_of(user, organisation)


def _paths_closed_to(user) -> list[str]:
    """Return the tree paths of the organisations whose pages `user` may not review (as may_review says of one page)."""
    own = Q(memberships__user=user) | Q(group__user=user) | Q(state=OrganisationState.SUSPENDED)
    keys = Organisation.objects.filter(own).values("page_key")
    return list(Page.objects.filter(translation_key__in=keys).values_list("path", flat=True))


class EvidenceTask(ReviewTask):
    step = "evidence"

    class Meta:
        verbose_name = _("evidence check")
        verbose_name_plural = _("evidence checks")


class SafeguardingTask(ReviewTask):
    step = "safeguarding"

    class Meta:
        verbose_name = _("safeguarding and consent check")
        verbose_name_plural = _("safeguarding and consent checks")


class ModerationTask(ReviewTask):
    step = "moderation"

    class Meta:
        verbose_name = _("moderation of a campaign")
        verbose_name_plural = _("moderations of campaigns")
