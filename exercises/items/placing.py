"""What is answered by giving each line its place: read and scored alike, whatever the places mean."""

from django.utils.translation import gettext as _

from exercises.items.base import AnswerError, ItemType, Outcome
from exercises.items.reading import placed
from exercises.scoring.ordering import order_points


class PlacingItem(ItemType):
    """Wants `entries` in the public part and `ranks` (1 comes first) in the key. The answer is a list of ids."""

    def read(self, given, public):
        order = placed(given, [entry["id"] for entry in public["entries"]])
        if order is None:
            raise AnswerError(_("Give each line a place of its own: no number twice, none left out."))
        return order

    def score(self, answer, key) -> Outcome:
        return Outcome(order_points(key["ranks"], answer))
