"""What makes an exercise fit to be published. A leaf: asked by the page, who publishes it, and the editor's panel."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exercises.enums import Purpose, Slant, Verdict

#: Of the claims of a discernment exercise, so many must be true (shares of 1).
LEAST_TRUE, MOST_TRUE = 0.4, 0.6
#: More items than this are no exercise, and a run through them grows too long for a form.
MOST_ITEMS = 60
#: Fewer claims say nothing about anybody.
FEWEST_CLAIMS = 8
#: What is said of an exercise that is out of balance. The editor's script says it while one types (panels.py).
TOO_FEW = gettext_lazy(
    "A discernment exercise needs at least %(least)d claims to judge; there are %(number)d."
)
WRONG_SHARE = gettext_lazy(
    "%(true)d of %(total)d claims are true, that is %(share)d%%: it must be between 40%% and 60%%."
)
TRUE_UNEVEN = gettext_lazy(
    "Among the true claims, %(one)d flatter people who migrated, %(other)d do not: there must be as many."
)
FALSE_UNEVEN = gettext_lazy(
    "Among the false claims, %(one)d flatter people who migrated, %(other)d do not: there must be as many."
)


class Claim(NamedTuple):
    """What balance looks at."""

    holds: bool
    flatters: bool


class Balance(NamedTuple):
    """The two-by-two table: whole numbers of claims."""

    true_flatters: int
    true_unflattering: int
    false_flatters: int
    false_unflattering: int

    @property
    def true(self) -> int:
        return self.true_flatters + self.true_unflattering

    @property
    def false(self) -> int:
        return self.false_flatters + self.false_unflattering

    @property
    def flatters(self) -> int:
        return self.true_flatters + self.false_flatters

    @property
    def unflattering(self) -> int:
        return self.true_unflattering + self.false_unflattering

    @property
    def total(self) -> int:
        return self.true + self.false


def balance_of(claims: Iterable[Claim]) -> Balance:
    """Return the two-by-two table of claims."""
    count = Counter(claims)
    return Balance(*(count[Claim(holds, flatters)] for holds in (True, False) for flatters in (True, False)))


def balance_problems(balance: Balance) -> list[str]:
    """Return a sentence for each way in which a discernment exercise is out of balance.

    40 to 60% of the claims are true; among the true, and among the false, the two slants differ by one claim at most,
    and only where the number is odd.
    """
    if balance.total < FEWEST_CLAIMS:
        return [TOO_FEW % {"least": FEWEST_CLAIMS, "number": balance.total}]
    problems = []
    share = balance.true / balance.total
    if not LEAST_TRUE <= share <= MOST_TRUE:
        problems.append(
            WRONG_SHARE % {"true": balance.true, "total": balance.total, "share": round(100 * share)}
        )
    if abs(balance.true_flatters - balance.true_unflattering) > balance.true % 2:
        problems.append(TRUE_UNEVEN % {"one": balance.true_flatters, "other": balance.true_unflattering})
    if abs(balance.false_flatters - balance.false_unflattering) > balance.false % 2:
        problems.append(FALSE_UNEVEN % {"one": balance.false_flatters, "other": balance.false_unflattering})
    return problems


def balance(items) -> Balance:
    """Return the two-by-two table of the claims among `items` (a StreamValue)."""
    return balance_of(
        Claim(Verdict(item.value["verdict"]).holds, item.value["slant"] == Slant.FLATTERS)
        for item in items
        if item.block_type == "verdict" and item.value["verdict"] and item.value["slant"]
    )


def validate_exercise(page, problems_of_items: Iterable[Iterable[str]]) -> None:
    """Raise ValidationError with one sentence for each reason why `page` (an ExercisePage) may not be published.

    `problems_of_items`: what each item's kind finds wrong with it, in the page's order.
    """
    problems = []
    if not page.summary:
        problems.append(_("The summary is missing."))
    if page.licence_id is None:
        problems.append(_("The licence is missing."))
    problems += numbered(problems_of_items) if page.items else [_("The exercise has no items.")]
    if len(page.items) > MOST_ITEMS:
        problems.append(
            _(
                "The exercise has %(number)d items, and %(most)d are the most: nobody plays more. Make two of it."
            )
            % {"number": len(page.items), "most": MOST_ITEMS}
        )
    if page.purpose == Purpose.DISCERNMENT:
        problems += balance_problems(balance(page.items))
    if problems:
        raise ValidationError(problems)


def numbered(problems_of_items: Iterable[Iterable[str]]) -> list[str]:
    """Return what is wrong with items, in their order, as sentences that name each item by its number."""
    return [
        _("Item %(number)d: %(problem)s") % {"number": number, "problem": problem}
        for number, found in enumerate(problems_of_items, start=1)
        for problem in found
    ]
