"""The private link: a contributor reads her story, agrees, takes it back or lets it go on without her. No account.

Its address is the key: kept by no cache, found by no search engine, written into no log, told to no other site.
"""

import mimetypes
from functools import wraps
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from campaigns.domain.consent import ConsentError, entries, grant, last_entry
from campaigns.domain.figures import figures_of
from campaigns.domain.queries.contributors import ToldStory, stories_told_by
from campaigns.domain.readable import copy_of
from campaigns.domain.versions import latest
from campaigns.domain.withdrawal import anonymise, withdraw
from campaigns.domain.wording import entry_lines, entry_title, wording
from campaigns.enums import ConsentBy, ConsentKind
from campaigns.forms.consent import AgreeForm, form_for
from campaigns.models import Contributor, MediaFile, StoryPage
from cms.accounts.throttling import Budget, count, counter
from cms.domain.queries.site import language_of
from cms.languages import BY_CODE
from cms.limits import household

#: Addresses that lead nowhere, from one household. A right one is never held up: it cannot be guessed.
WRONG = Budget("campaigns.consent", free=30, longest=300, pause=900)


def private(view):
    """Answer for no cache, no search engine and no other site to hear of, at the same address in every language."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.same_path_in_all_languages = True
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return gzip_page(never_cache(wrapped))


@private
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Show a contributor her stories and what she agreed to; a POST does one thing about one of them."""
    contributor = Contributor.objects.filter(token=token).select_related("organisation").first()
    if contributor is None:
        return _unknown(request)
    told = stories_told_by(contributor)
    if request.method == "POST":
        deeds = {"withdraw": _withdraw, "anonymise": _anonymise, "agree": _agree}
        deed = deeds.get(request.POST.get("do", ""))
        if deed is None:
            raise Http404
        return deed(request, contributor, told)
    if "copy" in request.GET:
        return _copy(request, contributor)
    if "recording" in request.GET:
        return _recording(request, told)
    return _page(request, contributor, told)


def _unknown(request: HttpRequest) -> HttpResponse:
    wait = count([counter(WRONG, household(get_adapter().get_client_ip(request)))])
    response = render(request, "campaigns/consent/unknown.html", status=429 if wait else 404)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _page(request, contributor, told, form=None, chosen: ToldStory | None = None, status=200) -> HttpResponse:
    stories = [_shown(request, contributor, story, form if story is chosen else None) for story in told]
    context = {
        "contributor": contributor,
        "organisation": contributor.organisation,
        "stories": stories,
        "history": _history(contributor),
        "taken_back": _taken_back(contributor, told),
        "passages": wording(contributor.organisation, guardian=_by(contributor) == ConsentBy.GUARDIAN),
        "is_minor": _by(contributor) == ConsentBy.GUARDIAN,
    }
    return render(request, "campaigns/consent/page.html", context, status=status)


def _by(contributor: Contributor) -> str:
    minor = contributor.adult_on is not None and contributor.adult_on > timezone.localdate()
    return ConsentBy.GUARDIAN if minor else ConsentBy.PERSON


def _shown(request, contributor: Contributor, story: ToldStory, form=None) -> dict:
    """Return a story as the page shows it: its newest text in every language, its state, the choices."""
    source = latest(story.page)
    last = last_entry(contributor, story.key)
    return {
        "story": story,
        "source": source,
        "state": (entry_title(last), entry_lines(last)) if last else None,
        "is_agreed": story.standing.holds,
        "can_go_on": bool(last) and last.kind == ConsentKind.GRANTED,
        "is_anonymised": bool(last) and last.kind == ConsentKind.ANONYMISED,
        "texts": _texts(story, source),
        "form": form or form_for(AgreeForm, contributor, source),
        "figures": figures_of(contributor.organisation_id),
        "recordings": list(
            MediaFile.objects.filter(key__in=_recordings(source)).prefetch_related("captions")
        ),
        "copies": bool(last) and last.kind == ConsentKind.GRANTED,
        "last": last,
    }


def _recordings(page: StoryPage) -> list[str]:
    return [block.value["recording"] for block in page.body if block.block_type == "recording"]


def _texts(story: ToldStory, source: StoryPage) -> list[dict]:
    """Return the story in the languages that it exists in, the reader's first."""
    pages = {
        language_of(page): page if page.pk != source.pk else source
        for page in StoryPage.objects.filter(translation_key=story.key).order_by("pk")
    }
    found = []
    for code, page in pages.items():
        text = page if page is source else latest(page)
        found.append(
            {
                "code": code,
                "name": BY_CODE[code].name,
                "direction": BY_CODE[code].direction,
                "page": text,
                "is_source": page is source,
            }
        )
    here = get_language()
    return sorted(found, key=lambda text: (text["code"] != here, not text["is_source"], text["code"]))


def _history(contributor: Contributor) -> list[tuple[str, list]]:
    return [(entry_title(entry), entry_lines(entry)) for entry in entries(contributor)[:50]]


def _taken_back(contributor: Contributor, told: list[ToldStory]) -> bool:
    there = {story.key for story in told}
    gone = entries(contributor).filter(kind=ConsentKind.WITHDRAWN)
    return any(entry.story not in there for entry in gone[:50])


# Doing -------------------------------------------------------------------------------------------------------------


def _chosen(request: HttpRequest, told: list[ToldStory]) -> ToldStory | None:
    try:
        wanted = UUID(request.POST.get("story", ""))
    except ValueError as error:
        raise Http404 from error
    return next((story for story in told if story.key == wanted), None)


def _withdraw(request, contributor, told) -> HttpResponse:
    """Take a story back at once. Pressed twice, the second time says the same."""
    story = _chosen(request, told)
    if story is not None:
        withdraw(story.key)
    elif not entries(contributor).filter(kind=ConsentKind.WITHDRAWN).exists():
        raise Http404
    return render(request, "campaigns/consent/taken_back.html", {"organisation": contributor.organisation})


def _anonymise(request, contributor, told) -> HttpResponse:
    story = _chosen(request, told)
    if story is None:
        raise Http404
    try:
        anonymise(story.key)
    except ConsentError as error:
        raise Http404 from error
    return redirect("consent", token=contributor.token)


def _agree(request, contributor, told) -> HttpResponse:
    story = _chosen(request, told)
    if story is None:
        raise Http404
    form = form_for(AgreeForm, contributor, latest(story.page), data=request.POST)
    if form.is_valid():
        try:
            grant(
                contributor,
                story.key,
                form.choices,
                content=form.cleaned_data["content"],
                read_in=get_language(),
                by=form.by,
            )
        except ConsentError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return redirect(reverse("consent", args=[contributor.token]) + "#now")
    return _page(request, contributor, told, form=form, chosen=story, status=422)


# Taking away -------------------------------------------------------------------------------------------------------


def _copy(request: HttpRequest, contributor: Contributor) -> HttpResponse:
    """Hand out what she agreed to, with the words that she read, as a plain text."""
    number = request.GET["copy"]
    entry = entries(contributor).filter(pk=int(number[:18])).first() if number[:18].isdecimal() else None
    if entry is None or entry.kind != ConsentKind.GRANTED:
        raise Http404
    response = HttpResponse(copy_of(entry), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="consent-{entry.at:%Y-%m-%d}.txt"'
    return response


def _recording(request: HttpRequest, told: list[ToldStory]) -> HttpResponse:
    """Let her hear what is heard in her stories, before anybody else may."""
    key = request.GET["recording"]
    used = {key for story in told for key in _recordings(latest(story.page))}
    media = MediaFile.objects.filter(key=key).first() if key in used else None
    if media is None:
        raise Http404
    kind = media.media_type or mimetypes.guess_type(media.file.name)[0] or "application/octet-stream"
    return FileResponse(media.file.open(), content_type=kind)
