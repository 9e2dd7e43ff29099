"""Playing an exercise without an account: each answer is one request, which brings the explanation and the next item.

The address answers everybody alike and takes no token, so the first item is kept like any public page. What is sent
changes nothing here but the counts of guesses (exercises.domain.guesses); the run itself goes back to the visitor.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cms.cache.middleware import public
from cms.domain.queries import site
from cms.languages import BY_CODE
from cms.views.origin import is_from_here
from exercises.domain.queries.editions import edition_for, languages_with, live_exercise
from exercises.models import Edition, ExercisePage
from exercises.views.player import Player


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def play(request: HttpRequest, slug: str) -> HttpResponse:
    """The player: a GET shows the first item, a POST takes an answer and shows what comes of it."""
    page = live_exercise(slug, get_language())
    if page is None:
        raise Http404
    request.shown_page = page
    edition = page.current.edition
    player = Player(
        edition,
        find=lambda run: edition_for(run, page),
        address=reverse("exercise_play", args=[slug]),
        back_url=site.address(page.url_path),
        languages=lambda played: _languages(request, page, played),
    )
    if request.method != "POST":
        response = render(request, "exercises/play.html", player.beginning())
        return public(response, page.cache_tags() | {site.STAMP})
    if not is_from_here(request):
        return HttpResponse(_("This page takes answers from its own form only."), status=403)
    return answered(request, player)


def answered(request: HttpRequest, player: Player, *, csrf: bool = False) -> HttpResponse:
    """Return the page that follows what a form sent; kept by nobody. csrf: whether its form holds a token."""
    context = player.step(request.POST) | {"csrf": csrf}
    response = render(request, "exercises/play.html", context, status=context.pop("status", 200))
    response["Cache-Control"] = "no-store"
    return response


def _languages(request: HttpRequest, page: ExercisePage, played: Edition) -> list[dict]:
    """Return the other languages in which a run can go on, with the addresses of their players.

    A translation that is behind its original holds an older edition, which may not take these answers.
    """
    found = site.translations_for(request, page)
    languages, able = [], languages_with(played)
    for code, url in found.items():
        if code == get_language() or code not in able:
            continue
        with translation.override(code):
            slug = url.rstrip("/").rpartition("/")[2]
            languages.append(
                {"code": code, "name": BY_CODE[code].name, "url": reverse("exercise_play", args=[slug])}
            )
    return languages
