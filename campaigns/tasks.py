"""The worker's door of the campaigns room."""

from django_tasks import task

from campaigns.domain.cards import make_cards_of


@task()
def make_share_cards(page_id: int) -> int:
    """Make the share cards of a campaign's page and delete what may not be; return how many cards there are."""
    return make_cards_of(page_id)
