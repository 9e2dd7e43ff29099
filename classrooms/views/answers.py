"""The devices' door: one answer as JSON, one receipt; the same answer any number of times, the same receipt.

Who may send is said by the pass in the body, never by a cookie, so no other site can send in a pupil's name. What
follows an answer (its explanation) is for the pupil who sits there now: her cookie must open the same seat.
"""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from classrooms.domain import late
from classrooms.domain.answering import (
    LONGEST,
    MOST_FIELDS,
    Given,
    OtherContent,
    Place,
    SeatGone,
    TooLate,
    asked,
    keep_answer,
    place_of,
    read_value,
)
from classrooms.domain.joining import hashed, seat_of_pass
from classrooms.enums import Feedback
from classrooms.models.sitting import LATE
from classrooms.views.player import explanation, private
from classrooms.views.seat import COOKIE
from cms.cache.keeping import keep
from exercises.domain.editions import canonical
from exercises.items import AnswerError, item_type

MOST_BYTES = 100_000
#: Answers whose JSON is longer are explained anew each time (letters).
LONGEST_KEPT = 80
#: More than a pupil can answer.
LAST_SEQUENCE = 1_000_000


class Malformed(ValueError):
    """What was sent is not what a device of ours sends."""


@csrf_exempt
@private
@require_POST
def answers(request: HttpRequest, key: str) -> HttpResponse:
    """Take one answer.

    200: its receipt. 400: not to be read. 404: no such seat. 409: its id was used for another answer. 410: too late.
    422: not complete, with a sentence for the pupil. Whatever else comes back, the answer stays on the device.
    """
    try:
        sent = _read(request)
        given, wants_explanation = given_from(sent), sent.get("explain") is True
    except Malformed as error:
        return JsonResponse({"error": str(error)}, status=400)
    place = _place(key, sent)
    try:
        receipt = keep_answer(place, given)
    except AnswerError as error:
        return JsonResponse({"id": str(given.id), "problem": str(error)}, status=422)
    except OtherContent:
        return JsonResponse({"id": str(given.id), "error": "other content"}, status=409)
    except TooLate:
        return JsonResponse({"id": str(given.id), "error": "too late"}, status=410)
    except SeatGone as error:
        raise Http404 from error
    body = receipt.as_json()
    # Not for a second try at the same item: one could ask for the explanation of every answer.
    if wants_explanation and receipt.is_first and place.feedback == Feedback.AT_ONCE:
        body["html"] = _explanation(request, place, given)
    return JsonResponse(body)


@csrf_exempt
@private
@require_POST
def file(request: HttpRequest, key: str) -> HttpResponse:
    """Give answers that came too late back as a signed file, which the teacher may load; nothing is kept of them."""
    try:
        sent = _read(request, most=late.MOST_BYTES)
        if not isinstance(sent.get("answers"), list):
            raise Malformed("no answers")
        given = [given_from(one) for one in sent["answers"] if isinstance(one, dict)][: late.MOST_ANSWERS]
    except Malformed as error:
        return JsonResponse({"error": str(error)}, status=400)
    place = _place(key, sent)
    if timezone.now() < place.ended_at + LATE:
        return JsonResponse({"error": "not too late"}, status=409)
    try:
        content = late.late_file(key, place, given)
    except AnswerError as error:
        return JsonResponse({"problem": str(error)}, status=422)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="answers.json"'
    return response


def given_from(sent: dict) -> Given:
    """Return an answer from the JSON that a device sent; what it says beside (a score, a seat) is not looked at."""
    try:
        fields, skipped = sent.get("fields") or [], sent.get("skip") is True
        name, item = UUID(str(sent["id"])), str(sent["item"])[:40]
        sequence, edition = int(sent["sequence"]), int(sent["edition"])
        pairs = [(str(field), str(value)) for field, value in fields]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Malformed("not an answer") from error
    if not (0 <= sequence <= LAST_SEQUENCE and 0 < edition < 2**63):
        raise Malformed("not an answer")
    if len(pairs) > MOST_FIELDS or sum(len(field) + len(value) for field, value in pairs) > LONGEST:
        raise Malformed("too long")
    # NUL is no letter, nor is half of one; PostgreSQL keeps neither.
    given = QueryDict(mutable=True)
    for field, value in pairs:
        given.appendlist(field, value.replace("\0", "").encode("utf-8", "replace").decode())
    return Given(name, sequence, edition, item, given, skipped)


def _read(request: HttpRequest, most: int = MOST_BYTES) -> dict:
    if int(request.META.get("CONTENT_LENGTH") or 0) > most:
        raise Malformed("too long")
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(sent, dict):
        raise Malformed("not JSON of an answer")
    return sent


def _place(key: str, sent: dict) -> Place:
    seat = seat_of_pass(str(sent.get("pass", ""))[:100])
    place = None if seat is None else place_of(key, seat)
    if place is None:
        raise Http404
    return place


def _explanation(request: HttpRequest, place: Place, given: Given) -> str:
    """Return the explanation of an answer that was just kept, as HTML; "" for whoever does not sit at this seat now.

    A classroom reads few different ones (two verdicts, four ways to be sure), so each is made once in a process.
    """
    if hashed(request.COOKIES.get(COOKIE, "")) != place.token_hash:
        return ""
    edition, at = asked(place, given)
    value = read_value(edition, at, given)

    def make() -> str:
        explained = explanation(edition, at, value)
        context = {"explained": explained, "total": len(edition.public)}
        return render_to_string("classrooms/parts/answered.html", context, request)

    short = canonical(value)
    # A picture may be replaced at any time; what a pupil wrote in her own words is kept nowhere but with her answer.
    item = edition.public[at]
    kind = item_type(item["type"])
    is_one_of_few = kind.hands(item["public"]) is not None and len(short) <= LONGEST_KEPT
    if kind.in_own_words or item["public"].get("image") or not is_one_of_few:
        return make()
    return keep(("explained", edition.pk, at, short, get_language()), ("vocabulary",), make)
