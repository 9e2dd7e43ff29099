"""Nobody publishes the work of her own organisation, whatever else she may do: it goes through the review.

And nobody copies a story: a copy has another translation_key, and would keep a person's words after a withdrawal.
"""

from wagtail.models import Page, PagePermissionTester

from campaigns.models.organisation import Organisation
from campaigns.rules import is_of

STORY = "campaigns.StoryPage"


class StoriesStayTester(PagePermissionTester):
    """Wagtail's answers, but stories are not copied, neither alone nor below another page."""

    def can_copy(self) -> bool:
        return not is_story(self.page) and super().can_copy()

    def can_copy_to(self, destination, recursive=False) -> bool:
        return not (recursive and has_stories(self.page)) and super().can_copy_to(destination, recursive)


def is_story(page: Page) -> bool:
    """Say whether a page is a story, by its kind."""
    return page.cached_content_type.model_class()._meta.label == STORY


def has_stories(page: Page) -> bool:
    """Say whether a page is a story or has one below it. One query."""
    below = page.get_descendants(inclusive=True)
    return below.filter(content_type__app_label="campaigns", content_type__model="storypage").exists()


class ReviewedPageTester(StoriesStayTester):
    """As above; and site staff who belong to the page's organisation themselves do not publish it."""

    def can_publish(self) -> bool:
        if not super().can_publish():
            return False
        organisation = Organisation.objects.above(self.page).first()
        return organisation is None or not is_of(self.user, organisation)
