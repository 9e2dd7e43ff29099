"""Messages about a visit: for those who take part; what is held back, and whole threads, for safeguarding leads."""

import logging

from django.contrib import messages as notes
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from ambassadors.domain import messages as verbs
from ambassadors.domain.messages import REASONS, MessageError
from ambassadors.domain.queries import messages as queries
from ambassadors.domain.queries.messages import AMBASSADOR, COMPANION, HOST
from ambassadors.domain.standing import may_write
from ambassadors.enums import MADE, MessageState, VisitState
from ambassadors.forms.messages import DecisionForm, MessageForm
from ambassadors.models import Feedback, Message, Visit
from ambassadors.rules import can_coordinate
from ambassadors.views.doors import for_leads
from ambassadors.views.refusals import refuse
from ambassadors.views.visit_deeds import page_of, said_of
from cms.views.desk import number_in, signed_in

logger = logging.getLogger(__name__)
PER_PAGE = 50


# Those who take part -----------------------------------------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def visit_messages(request: HttpRequest, key: str) -> HttpResponse:
    """What was written about a visit; a POST writes. 404 for whoever does not take part."""
    visits = Visit.objects.select_related(
        "school", "request", "thread", "first_companion", "second_companion"
    )
    visit = visits.filter(key=key).first()
    if visit is None or queries.role_in(visit, request.user) is None:
        # Whoever looks where she has no business may go on looking: an operator can see it.
        logger.info("User %s asked for messages that are not hers", request.user.pk)
        raise Http404
    form = MessageForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _write(request, visit, form):
        return redirect("visit_messages", key=visit.key)
    visit.refresh_from_db(fields=["state"])
    thread = getattr(visit, "thread", None)
    if thread is not None:
        thread.refresh_from_db(fields=["locked_at"])
    is_open = thread is not None and thread.locked_at is None and may_write(visit)
    named = queries.named(visit) | {request.user.pk}
    context = {
        "visit": visit,
        "rows": [_row(one, request.user, named) for one in queries.readable(visit, request.user)],
        "form": form,
        "is_open": is_open,
        "why_shut": "" if is_open else _why_shut(visit),
        "companions": [one.first_name for one in visit.companions],
        "morning": time_format(verbs.MORNING),
        "evening": time_format(verbs.EVENING),
        "back": page_of(request.user, visit),
    }
    status = 422 if form.errors else 200
    return render(request, "ambassadors/visit_messages.html", context, status=status)


def _write(request: HttpRequest, visit: Visit, form: MessageForm) -> bool:
    try:
        made = verbs.write(visit, actor=request.user, text=form.cleaned_data["text"])
    except MessageError as error:
        refuse(form, error)
        return False
    if made.state == MessageState.HELD:
        notes.info(request, _held_note(made))
    elif made.readable_at > timezone.now():
        notes.info(
            request,
            _("Saved. It is late, so the others read it from %(time)s on.")
            % {"time": time_format(timezone.localtime(made.readable_at))},
        )
    else:
        notes.success(request, _("Sent. Everybody who takes part can read it."))
    return True


def _held_note(message: Message) -> str:
    return _(
        "Thank you. Your message may hold this: %(what)s. To keep everybody safe, somebody has a look before the "
        "others read it. You need not do anything."
    ) % {"what": _in_words(message.reasons)}


def _in_words(codes: list[str]) -> str:
    # Translators: between the parts of a list: "a phone number, a link"
    return pgettext("between the parts of a list", ", ").join(
        str(REASONS[code]) for code in codes if code in REASONS
    )


def _row(message: Message, user, named: set[int]) -> dict:
    """Return a message as somebody reads it: who, as whom, when, and what happens to it, if it is hers.

    named: the accounts of the ambassadors whose names may be told (queries.messages.named).
    """
    is_own = message.writer_id == user.pk
    note = ""
    if message.state == MessageState.HELD:
        note = _("Held back until somebody has looked at it: it may hold %(what)s.") % {
            "what": _in_words(message.reasons)
        }
    elif message.state == MessageState.REFUSED:
        note = _("Not passed on. The others have not read it.")
    elif message.readable_at > timezone.now():
        at = timezone.localtime(message.readable_at)
        note = _("The others read it from %(day)s, %(time)s on.") % {
            "day": date_format(at),
            "time": time_format(at),
        }
    is_told = message.role != AMBASSADOR or message.writer_id in named
    who = _who(message) if is_told else _("Somebody who took part")
    return {"message": message, "is_own": is_own, "who": who, "role": _role(message), "note": note}


def _who(message: Message) -> str:
    if message.role == HOST:
        return _("The school")
    # Translators: who wrote a message, once her name was erased
    return message.name or _("Somebody who took part")


def _role(message: Message) -> str:
    return {
        AMBASSADOR: pgettext("who writes a message", "ambassador"),
        COMPANION: pgettext("who writes a message", "companion"),
    }.get(message.role, "")


def _why_shut(visit: Visit) -> str:
    if visit.state == VisitState.MATCHED:
        return _("You can write to one another here once the visit is booked.")
    if visit.state in MADE:
        return _(
            "The visit has taken place, so nothing more is written here. What was written stays for a year."
        )
    if visit.state == VisitState.CANCELLED:
        return _("The visit was cancelled, so nothing more is written here.")
    if len(visit.companions) < 2:
        return _("Messages need two companions who read along. Without them, please go by the coordinator.")
    return _(
        "The visit is on hold, so nobody can write at present. A coordinator looks after it. As soon as it is booked "
        "again, you can go on here."
    )


# Safeguarding leads ------------------------------------------------------------------------------------------------


@for_leads
@require_http_methods(["GET", "HEAD", "POST"])
def network_messages(request: HttpRequest) -> HttpResponse:
    """What is held back, and all threads; a POST passes one message on, or does not ("pass:<pk>", "refuse:<pk>")."""
    sent = None
    if request.method == "POST":
        do, _sep, pk = request.POST.get("do", "").partition(":")
        if do not in ("pass", "refuse"):
            raise Http404
        message = get_object_or_404(Message.objects.select_related("thread__visit"), pk=number_in(pk))
        sent = DecisionForm(request.POST, prefix=f"m{message.pk}")
        if sent.is_valid() and _decide(request, message, sent, pass_on=do == "pass"):
            return redirect("network_messages")
    waiting = [
        {
            "message": one,
            "who": _who(one),
            "role": _role(one),
            "why": _in_words(one.reasons),
            "is_own": one.writer_id == request.user.pk,
            "form": sent if sent and sent.prefix == f"m{one.pk}" else DecisionForm(prefix=f"m{one.pk}"),
        }
        for one in queries.held()
    ]
    context = {
        "waiting": waiting,
        "pages": Paginator(queries.threads(), PER_PAGE).get_page(request.GET.get("page")),
        "coordinates": can_coordinate(request.user),
    }
    status = 422 if sent is not None and sent.errors else 200
    return render(request, "ambassadors/network_messages.html", context, status=status)


def _decide(request: HttpRequest, message: Message, form: DecisionForm, *, pass_on: bool) -> bool:
    try:
        verbs.decide(message, actor=request.user, pass_on=pass_on, reason=form.cleaned_data["reason"])
    except MessageError as error:
        if error.field:
            form.add_error(error.field, str(error))
            return False
        notes.error(request, str(error))
        return True
    notes.success(request, _("Passed on.") if pass_on else _("Not passed on. It stays in the log."))
    return True


@for_leads
@require_http_methods(["GET", "HEAD", "POST"])
def network_thread(request: HttpRequest, key: str) -> HttpResponse:
    """What worried somebody about a visit. A POST shows all that was written about it, also what was not passed on, and
    notes that somebody looked."""
    visits = Visit.objects.select_related("school", "thread", "first_companion", "second_companion")
    worrying = Feedback.objects.filter(worry=True).values("visit")
    visit = get_object_or_404(visits.filter(Q(thread__isnull=False) | Q(pk__in=worrying)), key=key)
    has_thread = hasattr(visit, "thread")
    is_open = request.method == "POST" and has_thread
    if is_open:
        verbs.look_through(visit, actor=request.user)
    rows = [
        {"message": one, "who": _who(one), "role": _role(one), "why": _in_words(one.reasons)}
        for one in (queries.log_of(visit) if is_open else ())
    ]
    context = {
        "visit": visit,
        "said": [one for one in said_of(visit) if one["said"].worry],
        "rows": rows,
        "has_thread": has_thread,
        "is_open": is_open,
        "companions": [one.first_name for one in visit.companions],
        "coordinates": can_coordinate(request.user),
    }
    return render(request, "ambassadors/network_thread.html", context)
