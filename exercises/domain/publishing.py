"""From a page to what may be published, and to the three parts of which an edition is made. No queries."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exercises.enums import Purpose, Slant, Verdict
from exercises.items import item_type
from exercises.validators import Balance, Claim, balance_of, balance_problems


def balance(items) -> Balance:
    """Return the two-by-two table of the claims among `items` (a StreamValue)."""
    return balance_of(
        Claim(Verdict(item.value["verdict"]).holds, item.value["slant"] == Slant.FLATTERS)
        for item in items
        if item.block_type == "verdict" and item.value["verdict"] and item.value["slant"]
    )


def validate_exercise(page) -> None:
    """Raise ValidationError with one sentence for each reason why `page` (an ExercisePage) may not be published."""
    problems = []
    if not page.summary:
        problems.append(_("The summary is missing."))
    if page.licence_id is None:
        problems.append(_("The licence is missing."))
    if not page.items:
        problems.append(_("The exercise has no items."))
    for number, item in enumerate(page.items, start=1):
        problems += [
            _("Item %(number)d: %(problem)s") % {"number": number, "problem": problem}
            for problem in item_type(item.block_type).problems(item.value)
        ]
    if page.purpose == Purpose.DISCERNMENT:
        problems += balance_problems(balance(page.items))
    if problems:
        raise ValidationError(problems)


def compiled(items) -> list[dict]:
    """Return the items of a StreamValue as {id, type, public, key, due}: plain JSON, in the page's order."""
    found = []
    for item in items:
        parts = item_type(item.block_type).compile(item.value, lambda child: child.id)
        found.append(
            {
                "id": item.id,
                "type": item.block_type,
                "public": parts.public,
                "key": parts.key,
                "due": parts.due,
            }
        )
    return found
