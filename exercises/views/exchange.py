"""Files of other programs: import of a draft, export of one."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from exercises.domain.exchange import ExchangeError, gift_of, import_exercise, import_of
from exercises.domain.queries.bank import open_lists
from exercises.forms import ImportForm
from exercises.models import ExercisePage
from exercises.rules import can_edit
from exercises.views.drafts import draft_of
from exercises.views.furniture import frame


@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """The form for a file, and the draft that is made of it."""
    lists = open_lists(request.user)
    if not lists:
        raise PermissionDenied
    own = lists.filter(locale__language_code=get_language()).first()
    form = ImportForm(
        request.POST or None, request.FILES or None, lists=lists, initial={"parent": own or lists[0]}
    )
    left_out = []
    if request.method == "POST" and form.is_valid():
        file, data = form.cleaned_data["file"], form.cleaned_data
        try:
            made = import_exercise(data["parent"], data["title"], file.name, file.read(), actor=request.user)
        except ExchangeError as error:
            form.add_error("file", str(error))
            left_out = getattr(error, "left_out", [])
        else:
            return redirect("exercise_imported", made.pk)
    shown = frame(_("Import an exercise"), "upload", (reverse("exercise_bank"), _("Item bank")))
    context = {"form": form, "left_out": left_out}
    return render(request, "exercises/admin/import.html", shown | context)


@require_GET
def imported(request: HttpRequest, page_id: int) -> HttpResponse:
    """What came of an import: the new draft, and everything that could not be carried over."""
    page = get_object_or_404(ExercisePage, pk=page_id)
    if not can_edit(request.user, page):
        raise PermissionDenied
    done = import_of(page)
    if done is None:
        raise Http404
    shown = frame(_("What was imported"), "upload", (reverse("exercise_bank"), _("Item bank")))
    return render(request, "exercises/admin/imported.html", shown | {"page": page, "done": done})


@require_safe
def export_gift(request: HttpRequest, page_id: int) -> HttpResponse:
    """The latest draft as a GIFT file to take away."""
    draft = draft_of(request, page_id)
    response = HttpResponse(gift_of(draft), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{draft.slug}.gift")
    return response
