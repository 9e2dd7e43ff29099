"""The worker's door of the ground floor."""

from django_tasks import task

from cms.pictures import prepare


@task()
def prepare_picture(image_id: int) -> int:
    """Make the renditions of a picture; return how many it has."""
    return prepare(image_id)
