"""What the editor of an exercise sees beside the fields."""

import json

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

from exercises import validators
from exercises.enums import Purpose, Slant, Verdict
from exercises.validators import balance, balance_problems

BALANCED = _(
    "The claims are balanced: %(true)d of %(total)d are true, and neither slant gives the answer away."
)


class BalancePanel(Panel):
    """The two-by-two table of a discernment exercise: true or false, flattering or not.

    A script keeps it up to date while one edits; its rules and sentences come from here.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "exercises/admin/balance_panel.html"

        class Media:
            css = {"all": ["exercises/admin/admin.css"]}
            js = ["exercises/admin/balance.js"]

        def get_context_data(self, parent_context=None):
            found = balance(self.instance.items)
            return super().get_context_data(parent_context) | {
                "balance": found,
                "problems": balance_problems(found),
                "good": BALANCED % {"true": found.true, "total": found.total},
                "is_wanted": self.instance.purpose == Purpose.DISCERNMENT,
                "rules": json.dumps(rules(), ensure_ascii=False),
            }


def rules() -> dict:
    """Return what the script needs to say the same as `balance_problems`."""
    return {
        "purpose": Purpose.DISCERNMENT,
        "holds": [verdict for verdict in Verdict if verdict.holds],
        "flatters": Slant.FLATTERS,
        "fewest": validators.FEWEST_CLAIMS,
        "least_true": validators.LEAST_TRUE,
        "most_true": validators.MOST_TRUE,
        "sentences": {
            "too_few": str(validators.TOO_FEW),
            "wrong_share": str(validators.WRONG_SHARE),
            "true_uneven": str(validators.TRUE_UNEVEN),
            "false_uneven": str(validators.FALSE_UNEVEN),
            "balanced": str(BALANCED),
        },
    }
