"""Saved lists: a teacher's own, and the ones that somebody shared."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cms.context import absolute_url
from lessons.domain import saved
from lessons.domain.queries.plans import live_plan
from lessons.domain.queries.saved import lessons_in
from lessons.models import SavedList


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """All lists of the signed-in person; a POST makes a new one."""
    if request.method == "POST":
        done = _try(request, lambda: saved.make_list(request.POST.get("name", ""), actor=request.user))
        if done:
            return redirect("saved_list", pk=done.pk)
    own = SavedList.objects.visible_to(request.user).prefetch_related("lessons")
    return render(request, "lessons/saved_lists.html", {"lists": own, "name": request.POST.get("name", "")})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose the list into which a lesson goes, or begin one."""
    page = live_plan(slug, get_language())
    if page is None:
        raise Http404
    own = SavedList.objects.visible_to(request.user)
    if request.method == "POST":
        wanted = request.POST.get("list", "")
        target = (
            own.filter(pk=wanted).first()
            if wanted.isascii() and wanted.isdigit() and len(wanted) < 19
            else None
        )
        name = request.POST.get("name", "")
        if target is None:
            target = _try(request, lambda: saved.make_list(name, actor=request.user))
        if target and _try(
            request, lambda: saved.save_lesson(target, page.translation_key, actor=request.user)
        ):
            messages.success(request, _("“%(title)s” is in your list.") % {"title": page.title})
            return redirect("saved_list", pk=target.pk)
    context = {"page_title": page.title, "lists": own, "name": request.POST.get("name", ""), "slug": slug}
    return render(request, "lessons/saved_add.html", context)


@never_cache
@login_required
def saved_list(request: HttpRequest, pk: int) -> HttpResponse:
    """One list, with what its owner can do to it."""
    found = get_object_or_404(SavedList.objects.visible_to(request.user), pk=pk)
    return render(request, "lessons/saved_list.html", _list_context(found) | {"is_own": True})


@never_cache
@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to a list: rename, delete, share, unshare, or move or remove one of its lessons."""
    found = get_object_or_404(SavedList.objects.visible_to(request.user), pk=pk)
    action, _sep, key = request.POST.get("do", "").partition(":")
    verbs = {
        "rename": lambda: saved.rename_list(found, request.POST.get("name", ""), actor=request.user),
        "delete": lambda: saved.delete_list(found, actor=request.user),
        "share": lambda: saved.share_list(found, actor=request.user),
        "unshare": lambda: saved.unshare_list(found, actor=request.user),
        "up": lambda: saved.move_lesson(found, _key(key), -1, actor=request.user),
        "down": lambda: saved.move_lesson(found, _key(key), 1, actor=request.user),
        "remove": lambda: saved.remove_lesson(found, _key(key), actor=request.user),
    }
    if action not in verbs:
        raise Http404
    _try(request, verbs[action])
    return redirect("saved_lists") if action == "delete" else redirect("saved_list", pk=pk)


@never_cache
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """A list that somebody shared by link: for reading, without the owner's name."""
    found = get_object_or_404(SavedList, share_token=token)
    response = render(request, "lessons/saved_list.html", _list_context(found) | {"is_own": False})
    response["X-Robots-Tag"] = "noindex"
    return response


def _list_context(found: SavedList) -> dict:
    link = absolute_url("saved_shared", found.share_token) if found.share_token else ""
    return {"list": found, "lessons": lessons_in(found, get_language()), "share_link": link}


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _try(request: HttpRequest, verb):
    """Run a verb; what it refuses is said to the person, and the answer is then None. 404 for a list that is gone."""
    try:
        return verb()
    except SavedList.DoesNotExist as error:
        raise Http404 from error
    except saved.SavedListError as error:
        messages.error(request, str(error))
        return None
