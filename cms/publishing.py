"""What the end of a review does. Wagtail reads it while its own models load: a leaf that imports nothing."""


def publish_reviewed(state, user=None) -> None:
    """Publish what went through a workflow, in the name of whoever took its last step (WAGTAIL_FINISH_WORKFLOW_ACTION).

    Where the last step's task says `publishes`, she needs no right to publish otherwise; else Wagtail's own rule holds.
    """
    step = state.current_task_state
    publishes = step is not None and getattr(step.task.specific, "publishes", False)
    state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=publishes)
