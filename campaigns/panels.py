"""What editors of campaigns and stories see beside the fields: figures to choose, and a second pair of eyes."""

from django.urls import reverse
from wagtail.admin.panels import Panel

from campaigns.lint import lint

CSS = {"all": ["campaigns/admin/admin.css"]}


class FiguresPanel(Panel):
    """Opens the list of the organisation's figures and puts one where the cursor was last.

    The list comes from campaigns.views.claim_chooser, which knows who may see it.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/admin/figures_panel.html"

        class Media:
            css = CSS
            js = ["campaigns/admin/figures.js"]

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | {
                "url": reverse("claim_chooser"),
                # A page that is not there yet belongs to whom the page above belongs to.
                "page_id": self.instance.pk or getattr(getattr(self.form, "parent_page", None), "pk", ""),
            }


class LintPanel(Panel):
    """What a careful colleague would say about the saved draft: it warns and never refuses."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "campaigns/admin/lint_panel.html"

        class Media:
            css = CSS
            js = ["campaigns/admin/lint.js"]

        def get_context_data(self, parent_context=None):
            page = self.instance
            remarks = lint(page, page.locale.language_code) if page.pk else []
            return super().get_context_data(parent_context) | {
                "remarks": remarks,
                "is_saved": bool(page.pk),
                "url": reverse("campaign_lint", args=[0]),
            }
