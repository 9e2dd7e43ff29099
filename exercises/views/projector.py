"""An exercise on the wall, for a class with one projector and no devices: hands are raised, counted and typed in.

`?step=` says which item is shown, from 1, by whichever method. A GET shows the question, the same for everybody. A POST
takes the counts of the item that its form showed along, and shows a question, an answer, or (one step beyond the last
item) what the class's hands came to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.cache.middleware import public
from cms.domain.queries import site
from cms.views.origin import is_from_here
from exercises.domain import hands
from exercises.domain.guesses import guesses_of
from exercises.domain.hands import Hands, HandsError
from exercises.domain.queries.editions import edition_for, live_exercise
from exercises.items import item_type
from exercises.models import Edition
from exercises.scoring.groups import SMALLEST_GROUP

TEMPLATE = "exercises/projector.html"
#: What the buttons of the form ask for.
ASK, ANSWER = "ask", "answer"


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def projector(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the items of an exercise one by one, large; take counts of hands; show answers when asked for."""
    page = live_exercise(slug, get_language())
    if page is None:
        raise Http404
    request.shown_page = page
    wall = Wall(
        page.current.edition,
        find=lambda counted: edition_for(counted, page),
        address=reverse("exercise_projector", args=[slug]),
        back_url=site.address(page.url_path),
    )
    wanted = request.GET.get("step", "")
    if request.method != "POST":
        response = render(request, TEMPLATE, wall.beginning(wanted))
        return public(response, page.cache_tags() | {site.STAMP})
    if not is_from_here(request):
        return HttpResponse(_("This page takes answers from its own form only."), status=403)
    response = render(request, TEMPLATE, wall.step(wanted, request.POST))
    response["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True)
class Wall:
    """edition: what is shown to begin with. find: the edition in which counted hands go on, None if there is none.

    begun: hands that were kept before, where somebody keeps them; then `step` adds to these, whatever the form's field
    says. is_over: nothing more is counted.
    """

    edition: Edition
    find: Callable[[Hands], Edition | None]
    address: str
    back_url: str
    begun: Hands | None = None
    is_over: bool = False

    def beginning(self, wanted: str) -> dict[str, Any]:
        """Return the context of an item, the same for everybody, for a class that has raised no hand yet.

        Of hands that were kept before, it is the context of an item with its counts or of what they came to.
        """
        number, total = _number(wanted), len(self.edition.public)
        if self.begun is not None and number > total:
            return self._result(self.edition, self.begun)
        return self._asking(self.edition, self._so_far(), min(number, total))

    def step(self, wanted: str, given: QueryDict) -> dict[str, Any]:
        """Return the context of the page that a form asked for. Whatever was sent, the answer is a page."""
        notice = ""
        counted = self._so_far()
        try:
            if self.begun is None and given.get("hands"):
                counted = hands.unpack(given["hands"])
        except HandsError as error:
            notice = str(error)
        edition = self.find(counted)
        if edition is None:
            edition, counted, given = self.edition, hands.begin(self.edition), QueryDict()
            notice = _("This exercise was changed in the meantime, so the counts so far do not fit any more.")
        total = len(edition.public)
        shown = _number(given["at"]) if given.get("at") else 0
        if 1 <= shown <= total and not self.is_over:
            try:
                hands.count(counted, edition, shown - 1, given)
            except HandsError as error:
                return self._asking(edition, counted, shown, given) | {
                    "problem": str(error),
                    "notice": notice,
                }
        number = min(_number(wanted), total + 1)
        if number > total:
            context = self._result(edition, counted)
        elif given.get("do") == ANSWER:
            context = self._answering(edition, counted, number)
        else:
            context = self._asking(edition, counted, number)
        return context | {"notice": notice}

    def _so_far(self) -> Hands:
        return self.begun if self.begun is not None else hands.begin(self.edition)

    def _asking(self, edition: Edition, counted: Hands, number: int, given: QueryDict | None = None) -> dict:
        return self._slide(edition, counted, number) | {
            "given": given or QueryDict(),
            "choices": [] if self.is_over else hands.choices(edition, counted, number - 1, given),
        }

    def _answering(self, edition: Edition, counted: Hands, number: int) -> dict:
        at = number - 1
        item, secret = edition.public[at], edition.secret[at]
        return self._slide(edition, counted, number) | {
            "explained": secret | {"guesses": guesses_of(edition, [at]).get(at)},
            "explained_template": item_type(item["type"]).template("explained"),
            "tally": hands.tally(edition, counted, at),
        }

    def _slide(self, edition: Edition, counted: Hands, number: int) -> dict:
        item = edition.public[number - 1]
        kind = item_type(item["type"])
        # What was typed must go along, so the way to another item is a button then, not a link.
        votes = hands.counts_hands(item)
        carries = bool(counted.counts) or votes
        has_more = number < len(edition.public) or carries or self.begun is not None
        return self._frame(edition, counted, number) | {
            "item": item["public"],
            "kind": kind,
            "play_template": kind.template("play"),
            "votes": votes,
            "carries": carries,
            "next": number + 1 if has_more else None,
        }

    def _result(self, edition: Edition, counted: Hands) -> dict:
        result = hands.class_result(edition, counted)
        return self._frame(edition, counted, len(edition.public) + 1) | {"result": result, "carries": True}

    def _frame(self, edition: Edition, counted: Hands, number: int) -> dict:
        return {
            "edition": edition,
            "title": edition.title,
            "number": number,
            "total": len(edition.public),
            "steps": range(1, len(edition.public) + 1),
            "previous": number - 1 if number > 1 else None,
            "hands": hands.pack(counted),
            "smallest": SMALLEST_GROUP,
            "address": self.address,
            "back_url": self.back_url,
        }


def _number(wanted: str) -> int:
    """Return the number that somebody asked for, at least 1, whatever was asked."""
    return max(int(wanted), 1) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1
