"""The worker's door of the lessons room."""

from django_tasks import task

from lessons.downloads import prepare_files


@task()
def prepare_lesson_files(page_id: int) -> int:
    """Make the documents of a published lesson plan; return how many files there are."""
    return prepare_files(page_id)
