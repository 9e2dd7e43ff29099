"""The form in which editors write a page."""

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminPageForm

from cms.validators import slug_problem


class BasePageForm(WagtailAdminPageForm):
    """A draft may be wrong, a publication may not: the rules of publication are asked only when somebody publishes
    or hands the page in for review."""

    def clean(self):
        """Ask about the address as well: a page that is being made does not know yet where it will be."""
        data = super().clean()
        if problem := slug_problem(data.get("slug", ""), self.parent_page):
            self.add_error("slug", problem)
        return data

    def _post_clean(self):
        super()._post_clean()
        if self.is_deferred_validation or self.errors:
            return
        try:
            self.instance.validate_publication()
        except ValidationError as error:
            self.add_error(None, error.messages)
