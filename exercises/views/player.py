"""The player's pages as contexts for exercises/play.html, whichever edition is played: a published one or a draft."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from cms.pictures import shown
from exercises.domain import runs
from exercises.domain.guesses import count_guess, guesses_of
from exercises.domain.results import ItemResult, item_result, results_of
from exercises.domain.runs import Run
from exercises.enums import Feedback
from exercises.items import AnswerError, item_type
from exercises.models import Edition

#: What the buttons of the form ask for.
ANSWER, SKIP, SHOW = "answer", "skip", "show"


@dataclass(frozen=True)
class Player:
    """edition: what is played from the beginning. find: the edition in which a run goes on, None if there is none.

    languages: the other languages in which a run through an edition can go on, as {code, name, url}.
    """

    edition: Edition
    find: Callable[[Run], Edition | None]
    address: str
    back_url: str
    languages: Callable[[Edition], list[dict]] = lambda edition: []

    def beginning(self, notice: str = "") -> dict:
        """Return the context of the first item, for somebody who has answered nothing; the same for everybody."""
        begun = runs.begin(self.edition)
        return self._asking(self.edition, begun, QueryDict()) | {"notice": notice, "is_fresh": True}

    def step(self, given: QueryDict) -> dict:
        """Return the context of the page that follows what a form sent. Whatever was sent, the answer is a page."""
        wish = given.get("do", ANSWER)
        try:
            run = runs.unpack(given["run"]) if given.get("run") else runs.begin(self.edition)
        except runs.RunError as error:
            return self.beginning(str(error))
        edition = self.find(run)
        if edition is None or run.at > len(edition.public):
            return self.beginning(
                _(
                    "This exercise was changed in the meantime, so your earlier answers do not fit. Please begin anew."
                )
            )
        runs.give_name(run)
        if wish == SHOW or run.at == len(edition.public):
            return self._shown(edition, run, given)
        if wish == SKIP:
            runs.skip(run)
            return self._shown(edition, run, QueryDict())
        at = run.at
        try:
            answer = runs.answer(run, edition, given)
        except AnswerError as error:
            return self._asking(edition, run, given) | {"problem": str(error)}
        count_guess(edition, at, answer, run.name)
        explained = None
        if edition.settings["feedback"] == Feedback.AT_ONCE:
            [explained] = explained_items(edition, [item_result(edition, run, at)])
        return self._shown(edition, run, QueryDict()) | {"explained": explained}

    def _shown(self, edition: Edition, run: Run, given: QueryDict) -> dict:
        if run.at < len(edition.public):
            return self._asking(edition, run, given)
        results = results_of(edition, run)
        every = explained_items(edition, results.items)
        return self._frame(edition, run) | {"results": results, "every": every}

    def _asking(self, edition: Edition, run: Run, given: QueryDict) -> dict:
        item = edition.public[run.at]
        kind = item_type(item["type"])
        return self._frame(edition, run) | {
            "item": item["public"],
            "kind": kind,
            "template": kind.template("play"),
            "number": run.at + 1,
            "given": given,
            "is_last": run.at + 1 == len(edition.public),
        }

    def _frame(self, edition: Edition, run: Run) -> dict:
        total = len(edition.public)
        return {
            "edition": edition,
            "title": edition.title,
            "total": total,
            "at": run.at,
            "thread": thread(run.at, total),
            "run": runs.pack(run),
            "at_once": edition.settings["feedback"] == Feedback.AT_ONCE,
            "asks_confidence": edition.settings["confidence"],
            "languages": self.languages(edition),
            "address": self.address,
            "back_url": self.back_url,
        }


def explained_items(
    edition: Edition, items: Sequence[ItemResult], *, with_guesses: bool = True
) -> list[dict[str, Any]]:
    """Return items with all that their explanations show; two queries at most, whatever their number."""
    guesses = guesses_of(edition, [item.at for item in items]) if with_guesses else {}
    pictures = shown(item.public.get("image") for item in items)
    return [
        {
            "number": item.number,
            "item": item.public | {"image": pictures.get(item.public.get("image"))},
            "key": item.key,
            "due": item.due,
            "answer": item.answer,
            "outcome": item.outcome,
            "kind": item_type(item.type),
            "template": item_type(item.type).template("explained"),
            "guesses": guesses.get(item.at),
            "thread": thread(item.at, len(edition.public)),
        }
        for item in items
    ]


def thread(at: int, total: int) -> list[dict]:
    """Return where one is as parts of a thread: {x, width, here} in percent, the items done and the present one.

    Right-to-left languages read it from the right, and SVG does not turn by itself.
    """
    step = 100 / max(total, 1)
    width = step * 0.86
    parts = []
    for place in range(min(at + 1, total)):
        x = place * step
        x = 100 - x - width if get_language_bidi() else x
        parts.append({"x": f"{x:.2f}", "width": f"{width:.2f}", "here": place == at})
    return parts
