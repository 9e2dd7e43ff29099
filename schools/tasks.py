"""The worker's door of the schools room."""

from django_tasks import task

from schools.domain.network import rebuild_now


@task()
def rebuild_network() -> None:
    """Make the figures of the network anew, after somebody decided about a school or a recognition."""
    rebuild_now()
