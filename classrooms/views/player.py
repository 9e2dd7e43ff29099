"""The player inside a sitting. Works without a script: each answer is a POST that leads to a page which says what came
of it. With the script (static/classrooms/sitting.js), answers wait on the device until the server has given a receipt.

What may be read when: an item's question at any time; its explanation once it is answered and the sitting explains at
once, or once results are due. Nobody is shown what another seat answered.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from classrooms import pseudonyms
from classrooms.domain.answering import Given, OtherContent, SeatGone, TooLate, keep_answer, place_of
from classrooms.domain.editions import in_language, languages_of, reading
from classrooms.domain.joining import pass_of
from classrooms.enums import Feedback
from classrooms.models import Answer, JoinCode, Seat
from classrooms.views.seat import seat_of
from cms.cache.keeping import keep
from cms.cache.stamps import CLOCK
from cms.languages import BY_CODE
from cms.views.origin import is_from_here
from exercises.domain.results import item_result, results_of
from exercises.domain.runs import SKIPPED, Run
from exercises.items import AnswerError, item_type
from exercises.models import Edition
from exercises.views.player import explained_items, thread

ANSWER, SKIP, SHOW = "answer", "skip", "show"
TEMPLATE = "classrooms/sitting.html"
private = cache_control(private=True, no_store=True)


@csrf_exempt
@gzip_page
@private
@require_http_methods(["GET", "HEAD", "POST"])
def sitting(request: HttpRequest, key: str) -> HttpResponse:
    """The pupil's page: the next item, or what came of it all. `?after=` an item shows its explanation first."""
    seat = seat_of(request, key)
    if seat is None:
        return no_seat(request)
    play = Play(seat, get_language())
    if get_language() not in play.languages:
        return redirect(play.address_in(seat.language))
    if request.method != "POST":
        return render(request, TEMPLATE, play.page(after=request.GET.get("after", "")))
    if not is_from_here(request):
        return HttpResponse(_("This page takes answers from its own form only."), status=403)
    return _take(request, play)


@gzip_page
@private
@require_safe
def items(request: HttpRequest, key: str) -> HttpResponse:
    """The same page with all items to be answered, for a device that keeps them; without a single answer or key."""
    seat = seat_of(request, key)
    if seat is None:
        return no_seat(request)
    play = Play(seat, get_language())
    if get_language() not in play.languages:
        return redirect(play.address_in(seat.language))
    return render(request, TEMPLATE, play.everything())


def no_seat(request: HttpRequest) -> HttpResponse:
    """Say that this browser has no seat here, and where the door is."""
    return render(request, "classrooms/no_seat.html", status=404)


def _take(request: HttpRequest, play: "Play") -> HttpResponse:
    """Keep what a form sent and lead on; where that is not possible, show the form once more with a sentence."""
    wish, item = request.POST.get("do", ANSWER), request.POST.get("item", "")
    if wish == SHOW or item not in play.places or item in play.answers or play.has_ended:
        return render(request, TEMPLATE, play.page(given=request.POST, item=item))
    place = place_of(play.sitting.key, play.seat.pk)
    if place is None:
        return no_seat(request)
    try:
        given = Given(
            id=UUID(request.POST.get("id", "")),
            sequence=len(play.answers) + 1,
            edition=play.edition.pk,
            item=item,
            fields=request.POST,
            skipped=wish == SKIP,
        )
        keep_answer(place, given)
    except (ValueError, OtherContent) as error:
        # AnswerError is a ValueError with a sentence for the pupil; an id that is none is not hers to mend.
        problem = str(error) if isinstance(error, AnswerError) else _("Please send this answer once more.")
        page = play.page(given=request.POST, item=item) | {"problem": problem}
        return render(request, TEMPLATE, page, status=422)
    except (TooLate, SeatGone):
        return redirect(play.address)
    return redirect(f"{play.address}?after={item}#{'answered' if play.explains_at_once else 'next'}")


def explanation(edition: Edition, at: int, value: Any) -> dict:
    """Return what an explanation shows after an answer to item `at`; value: as it is kept, None: passed over.

    What others guessed stays out: a classroom must not learn it before all have answered.
    """
    answers = [SKIPPED] * at + [SKIPPED if value is None else [value]]
    run = Run(edition.pk, edition.structure, answers=answers)
    [found] = explained_items(edition, [item_result(edition, run, at)], with_guesses=False)
    return found


@dataclass(frozen=True)
class Play:
    """One seat's way, in the language in which it is read now."""

    seat: Seat
    language: str

    @property
    def sitting(self):
        return self.seat.sitting

    @cached_property
    def form(self) -> Edition:
        """The seat's form in the language in which the sitting was opened."""
        second = self.sitting.second_edition_id
        return reading(second if self.seat.form and second else self.sitting.edition_id).edition

    @cached_property
    def edition(self) -> Edition:
        return in_language(self.form, self.language)

    @cached_property
    def languages(self) -> list[str]:
        return [self.sitting.language] if self.sitting.language else languages_of([self.form])

    @cached_property
    def places(self) -> dict[str, int]:
        """The items' places by their ids."""
        return reading(self.edition.pk).places

    @cached_property
    def answers(self) -> dict[str, Answer]:
        """What is kept from this seat, by item. One query."""
        return {answer.item: answer for answer in self.seat.answers.all()}

    @property
    def has_ended(self) -> bool:
        return not self.sitting.is_open

    @property
    def explains_at_once(self) -> bool:
        return self.sitting.feedback == Feedback.AT_ONCE

    @property
    def next_item(self) -> int | None:
        """The place of the first item that is not answered; None when all are."""
        return next((at for name, at in self.places.items() if name not in self.answers), None)

    @property
    def results_are_due(self) -> bool:
        """Say whether the pupil may read all explanations: the sitting ended, or she has finished and need not wait."""
        if self.has_ended:
            return True
        return self.next_item is None and self.sitting.feedback != Feedback.AT_CLOSE

    @property
    def address(self) -> str:
        return reverse("sitting", args=[self.sitting.key])

    def address_in(self, language: str) -> str:
        """Return the address of this page in a language; of the seat's own, or any, where that one is not offered."""
        language = language if language in self.languages else self.languages[0]
        with translation.override(language):
            return reverse("sitting", args=[self.sitting.key])

    def page(self, *, after: str = "", given: QueryDict | None = None, item: str = "") -> dict:
        """Return the context of the page. after: an item explained first. given: what was typed at `item`."""
        at = self.next_item
        asked_again = given if at is not None and self.edition.public[at]["id"] == item else None
        context = self._frame() | {"explained": self.explained(after)}
        if self.results_are_due:
            return context | self._results()
        return context | {"asking": None if at is None else self.asking(at, asked_again)}

    def everything(self) -> dict:
        """Return the context of the page that a device keeps: an empty stage, and all items.

        The items are drawn once for all seats and sittings: only the key in their addresses differs.
        """
        frame, key = self._frame(), self.sitting.key
        shared = ("total", "at_once", "at_close", "asks_confidence", "address", "languages")

        def draw() -> str:
            every = [self.asking(at) for at in range(len(self.edition.public))]
            context = {name: frame[name] for name in shared} | {"every": every}
            return render_to_string("classrooms/parts/kept.html", context).replace(key, "\0")

        drawn = keep(
            ("kept items", self.edition.pk, self.language, self.sitting.feedback, *self.languages),
            (CLOCK,),
            draw,
        )
        return frame | {"kept": mark_safe(drawn.replace("\0", key))}  # noqa: S308  the template escaped it

    def explained(self, item: str) -> dict | None:
        """Return the explanation of an item, where it may be read by now; None otherwise."""
        if item not in self.answers or not (self.explains_at_once or self.results_are_due):
            return None
        return explanation(self.edition, self.places[item], self.answers[item].value)

    def asking(self, at: int, given: QueryDict | None = None) -> dict:
        """Return what an item's form shows."""
        item = self.edition.public[at]
        kind = item_type(item["type"])
        return {
            "id": uuid4(),
            "item_id": item["id"],
            "item": item["public"],
            "kind": kind,
            "template": kind.template("play"),
            "number": at + 1,
            "at": at,
            "given": given or QueryDict(),
            "thread": thread(at, len(self.edition.public)),
        }

    def _results(self) -> dict:
        results = results_of(self.edition, self._run())
        # While answers may still come late, nobody reads what she could then answer.
        late = self.has_ended and self.sitting.takes_late_answers
        explained = [item for item in results.items if not late or self._id(item.at) in self.answers]
        return {
            "results": results,
            "every": explained_items(self.edition, explained, with_guesses=False),
            "has_answered": bool(self.answers),
        }

    def _id(self, at: int) -> str:
        return self.edition.public[at]["id"]

    def _run(self) -> Run:
        """Return the answers as a run through the edition; what is not answered counts as passed over."""
        kept = [self.answers.get(item["id"]) for item in self.edition.public]
        values = [[answer.value] if answer and answer.value is not None else SKIPPED for answer in kept]
        return Run(self.edition.pk, self.edition.structure, answers=values)

    def _frame(self) -> dict:
        total = len(self.edition.public)
        return {
            "edition": self.edition,
            "title": self.edition.title,
            "total": total,
            "answered": [item["id"] for item in self.edition.public if item["id"] in self.answers],
            "thread": thread(total, total),
            "at_once": self.explains_at_once,
            "at_close": self.sitting.feedback == Feedback.AT_CLOSE,
            # They may say when explanations come.
            "shows_instructions": self.sitting.feedback == self.edition.settings["feedback"]
            and bool(self.edition.settings["instructions_html"]),
            "has_ended": self.has_ended,
            "asks_confidence": self.edition.settings["confidence"],
            "seat": self.seat,
            "pass": pass_of(self.seat),
            "pseudonym": pseudonyms.spoken(self.seat.pseudonym, self.language),
            "code": JoinCode.objects.filter(sitting=self.seat.sitting_id)
            .values_list("code", flat=True)
            .first(),
            "address": self.address,
            "languages": [
                {"code": code, "name": BY_CODE[code].name, "url": self.address_in(code)}
                for code in self.languages
                if code != self.language
            ],
            "waiting": [
                ngettext(
                    "%(number)d answer waits on this device. It leaves by itself when there is a network.",
                    "%(number)d answers wait on this device. They leave by themselves when there is a network.",
                    number,
                )
                % {"number": number}
                for number in range(1, total + 1)
            ],
        }
