"""The worker's door of the ground floor."""

from django_tasks import task

from cms.domain.report_letters import send_letters
from cms.pictures import prepare


@task()
def prepare_picture(image_id: int) -> int:
    """Make the renditions of a picture; return how many it has."""
    return prepare(image_id)


@task()
def send_report_letters(kind: str, keys: list[int]) -> int:
    """Tell those who sent these notices of their receipt, decision or appeal's decision; return how many were told."""
    return send_letters(kind, keys)
