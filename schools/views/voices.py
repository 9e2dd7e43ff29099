"""Pupils answer in a self-assessment, by way of the join code. No account, no cookie, nothing is kept of who came.

The page takes no token of a form: one on another site is refused by its Origin.
"""

from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from classrooms.views.small import small
from cms.accounts.throttling import Budget
from cms.domain.queries.site import roots
from cms.languages import BY_CODE
from cms.limits import TooSoon, admit
from cms.views.origin import is_from_here
from schools.domain.rounds import RoundError
from schools.domain.voices import add_voice, answerable, is_pass
from schools.forms.rounds import VoiceForm

#: Of one address: a whole school behind it, class after class; how many voices there can be is bounded by the round.
VOICE = Budget("voice", free=400, longest=20, pause=600)
LONGEST_PASS = 200


@gzip_page
@small
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def round_voice(request: HttpRequest, key: str) -> HttpResponse:
    """The statements as pupils read them; a POST answers, or goes on in another language with all that is ticked.

    Whoever has neither a pass nor a form of ours is sent to the pupils' door, whether there is such a round or not.
    """
    if request.method == "POST" and not is_from_here(request):
        return HttpResponse(_("This page takes answers from its own form only."), status=403)
    text = request.GET.get("pass", "")[:LONGEST_PASS]
    has_pass = is_pass(text, key)
    if "sent" in request.GET and request.method != "POST":
        return render(
            request, "schools/round_thanks.html", {"again": _address(key, text) if has_pass else ""}
        )
    round = answerable(key)
    if round is None:
        if has_pass:
            return render(request, "schools/round_thanks.html", {"is_over": True}, status=410)
        return _to_the_door()
    form = VoiceForm(request.POST if request.method == "POST" else None, round=round)
    is_good = form.is_valid()
    if not has_pass and not is_good:
        return _to_the_door()
    if request.method != "POST":
        return _asking(request, round, form, text)
    if request.POST.get("do") == "switch":
        return _asking(request, round, VoiceForm(round=round, chosen=form.chosen), text)
    if form.is_of_a_program:
        return redirect(_address(key, text, sent="yes"))
    if not is_good:
        return _asking(request, round, form, text, status=422)
    try:
        admit(VOICE, get_adapter().get_client_ip(request))
        add_voice(round, name=form.name, answers=form.answers)
    except TooSoon as error:
        form.add_error(None, str(error))
        response = _asking(request, round, form, text, status=429)
        response["Retry-After"] = str(error.wait)
        return response
    except RoundError as error:
        form.add_error(None, str(error))
        return _asking(request, round, form, text, status=422)
    return redirect(_address(key, text, sent="yes"))


def _asking(request: HttpRequest, round, form: VoiceForm, text: str, status: int = 200) -> HttpResponse:
    languages = []
    for code in roots():
        with translation.override(code):
            languages.append((BY_CODE[code], _address(round.key, text)))
    context = {"school": round.school, "form": form, "offered": languages, "here": get_language()}
    return render(request, "schools/round_voice.html", context, status=status)


def _address(key: str, text: str, **more: str) -> str:
    return f"{reverse('round_voice', args=[key])}?{urlencode({'pass': text} | more)}"


def _to_the_door() -> HttpResponse:
    return redirect(f"{reverse('join')}?language={get_language()}")
