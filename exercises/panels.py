"""What the editor of an exercise sees beside the fields."""

from wagtail.admin.panels import Panel

from exercises.validators import balance, balance_problems


class BalancePanel(Panel):
    """The two-by-two table of a discernment exercise: true or false, flattering or not. A script keeps it up to date."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "exercises/admin/balance_panel.html"

        def get_context_data(self, parent_context=None):
            found = balance(self.instance.items)
            return super().get_context_data(parent_context) | {
                "balance": found,
                "problems": balance_problems(found),
            }
