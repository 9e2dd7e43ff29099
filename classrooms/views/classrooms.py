"""A teacher's classrooms: her own, and those whose results colleagues share with her."""

from functools import wraps
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from classrooms.domain import classrooms as verbs
from classrooms.domain.classrooms import ClassroomError
from classrooms.domain.queries.classrooms import readers_of, sittings_of, with_counts
from classrooms.domain.queries.proposals import Proposal, proposals_for
from classrooms.forms import ClassroomForm
from classrooms.models import Classroom
from cms.context import absolute_url


def for_teachers(view):
    """Let only signed-in people in; answer compressed, for no cache, at the same address in every language."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.same_path_in_all_languages = True
        return view(request, *args, **kwargs)

    return gzip_page(never_cache(login_required(wrapped)))


@for_teachers
@require_safe
def classrooms(request: HttpRequest) -> HttpResponse:
    """All classrooms of the signed-in teacher, and those that were shared with her."""
    found = list(with_counts(Classroom.objects.visible_to(request.user)))
    context = {
        "own": [one for one in found if one.owner_id == request.user.pk],
        "shared": [one for one in found if one.owner_id != request.user.pk],
    }
    return render(request, "classrooms/classrooms.html", context)


@for_teachers
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a classroom."""
    form = ClassroomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.make_classroom(actor=request.user, **form.cleaned_data)
        except ClassroomError as error:
            form.add_error("name", str(error))
        else:
            return redirect("classroom", pk=made.pk)
    return render(request, "classrooms/classroom_form.html", {"form": form, "classroom": None})


@for_teachers
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a classroom."""
    classroom = _own(request, pk)
    form = ClassroomForm(request.POST or None, classroom=classroom)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_classroom(classroom, actor=request.user, **form.cleaned_data)
        except Classroom.DoesNotExist as error:
            raise Http404 from error
        except ClassroomError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("classroom", pk=pk)
    return render(
        request, "classrooms/classroom_form.html", {"form": form, "classroom": classroom, "above": classroom}
    )


@for_teachers
@require_safe
def classroom(request: HttpRequest, pk: int) -> HttpResponse:
    """One classroom: what is open, what to do next, what was done; for a reader, what she may read."""
    visible = Classroom.objects.visible_to(request.user).select_related("owner", "age_band")
    found = get_object_or_404(visible, pk=pk)
    sittings = sittings_of(found)
    context = {
        "classroom": found,
        "open": [one for one in sittings if one.is_open],
        "closed": [one for one in sittings if not one.is_open],
    }
    if found.owner_id != request.user.pk:
        return render(request, "classrooms/classroom_read.html", context)
    proposals = proposals_for(found, sittings, get_language())
    context |= {
        "proposals": [(one, proposal_url(one)) for one in proposals],
        "readers": readers_of(found),
        "share_link": absolute_url("classroom_shared", found.share_token) if found.share_token else "",
    }
    return render(request, "classrooms/classroom.html", context)


@for_teachers
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do one thing to a classroom: share, unshare, remove a reader, erase (asked twice); or leave a colleague's."""
    do, _sep, about = request.POST.get("do", "").partition(":")
    if do == "leave":
        found = get_object_or_404(Classroom.objects.visible_to(request.user), pk=pk)
        if not verbs.leave(found, actor=request.user):
            raise Http404
        return redirect("classrooms")
    found = _own(request, pk)
    if do == "erase" and about != "yes":
        counted = get_object_or_404(with_counts(Classroom.objects.owned_by(request.user)), pk=pk)
        return render(request, "classrooms/classroom_erase.html", {"classroom": counted, "above": counted})
    deeds = {
        "share": lambda: verbs.share_classroom(found, actor=request.user),
        "unshare": lambda: verbs.unshare_classroom(found, actor=request.user),
        "remove": lambda: verbs.remove_reader(found, number_in(about), actor=request.user),
        "erase": lambda: verbs.erase_classroom(found, actor=request.user),
    }
    if do not in deeds:
        raise Http404
    try:
        deeds[do]()
    except Classroom.DoesNotExist as error:
        raise Http404 from error
    if do == "erase":
        messages.success(
            request, _("“%(name)s” was erased, with all that belonged to it.") % {"name": found.name}
        )
        return redirect("classrooms")
    return redirect(f"{reverse('classroom', args=[pk])}#share")


@for_teachers
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Show a colleague what somebody shares with her; a POST accepts it."""
    found = verbs.shared_by(token)
    if found is None:
        raise Http404
    context = {
        "classroom": found,
        "is_own": found.owner_id == request.user.pk,
        "may_accept": verbs.may_accept(found, request.user),
    }
    if request.method == "POST":
        try:
            verbs.accept_shared(token, actor=request.user)
        except Classroom.DoesNotExist as error:
            raise Http404 from error
        except ClassroomError as error:
            messages.error(request, str(error))
        else:
            return redirect("classroom", pk=found.pk)
    return render(request, "classrooms/classroom_shared.html", context)


def proposal_url(proposal: Proposal) -> str:
    """Return the address of the form that opens what is proposed, in the language in which the exercise is there."""
    query = dict(proposal.query)
    with translation.override(query.pop("language", None) or get_language()):
        return f"{reverse('sitting_new')}?{urlencode(query)}"


def number_in(text: str) -> int:
    """Return the number that a form sent; 404 for what is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


def _own(request: HttpRequest, pk: int) -> Classroom:
    return get_object_or_404(Classroom.objects.owned_by(request.user).select_related("age_band"), pk=pk)
