"""The item bank in the administration: items of published exercises, found and put into others."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from cms.domain.queries import site
from cms.languages import BY_CODE
from exercises.domain.bank import BankError, put_into
from exercises.domain.queries.bank import (
    editable_exercises,
    found_in_bank,
    items_in_bank,
    languages_in_bank,
    may_use_bank,
    open_lists,
    places_for,
)
from exercises.enums import Verdict
from exercises.forms import BankForm
from exercises.items import item_type
from exercises.models import BankItem, ExercisePage
from exercises.views.furniture import frame

PER_PAGE = 25
#: So many exercises to put an item into are shown at once; words find the others.
MOST_PLACES = 25


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The items of a language: the editor's own, unless another is asked for."""
    _require_use(request)
    known = languages_in_bank()
    languages = [code for code in BY_CODE if code in known]
    own = get_language() if get_language() in languages else ""
    form = BankForm({"language": own} | request.GET.dict(), languages=languages)
    found = Paginator(found_in_bank(**form.wanted()), PER_PAGE)
    page = found.get_page(request.GET.get("p"))
    context = {
        "form": form,
        "rows": _rows(page.object_list, request.user),
        "results": page,
        "elided_page_range": found.get_elided_page_range(page.number),
        "asked": request.GET.urlencode(),
        "is_looking": any(request.GET.get(name) for name in ("q", "kind", "technique")),
    }
    buttons = [HeaderButton(_("Import"), reverse("exercise_import"), icon_name="upload")]
    shown = frame(_("Item bank"), "list-ul", buttons=buttons if open_lists(request.user).exists() else [])
    return render(request, "exercises/admin/bank.html", shown | context)


@require_http_methods(["GET", "HEAD", "POST"])
def put(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose an exercise, and put a copy of an item into its draft."""
    _require_use(request)
    item = get_object_or_404(items_in_bank(), pk=pk)
    back = f"{reverse('exercise_bank')}?{request.GET.get('asked', '')}".rstrip("?")
    if request.method == "POST":
        chosen = get_object_or_404(ExercisePage, pk=_number(request.POST.get("exercise")))
        try:
            put_into(item, chosen, actor=request.user)
        except BankError as error:
            messages.error(request, str(error))
            return redirect(request.get_full_path())
        said = _("A copy now stands at the end of the draft of “%(title)s”.") % {"title": chosen.title}
        editor = messages.button(reverse("wagtailadmin_pages:edit", args=[chosen.pk]), _("Edit"))
        messages.success(request, said, buttons=[editor])
        return redirect(back)
    places, wanted = places_for(item, request.user), request.GET.get("q", "")[:200].strip()
    number = places.count()
    found = places.filter(title__icontains=wanted) if wanted else places
    context = {
        "row": _rows([item], request.user)[0],
        "places": found[:MOST_PLACES],
        "more": max(0, found.count() - MOST_PLACES),
        "is_long": number > MOST_PLACES,
        "number": number,
        "wanted": wanted,
        "asked": request.GET.get("asked", ""),
        "back": back,
    }
    shown = frame(_("Copy an item"), "copy", (back, _("Item bank")))
    return render(request, "exercises/admin/put.html", shown | context)


def _require_use(request: HttpRequest) -> None:
    if not may_use_bank(request.user):
        raise PermissionDenied


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 12 else 0


def _rows(found: list[BankItem], user) -> list[dict]:
    """Return what a list shows of items; one query for all that may be edited."""
    pages = {item.page_id for item in found}
    editable = set(editable_exercises(user).filter(pk__in=pages).values_list("pk", flat=True))
    return [
        {
            "item": item,
            "kind": item_type(item.kind).label,
            "language": BY_CODE[item.language],
            "verdict": Verdict(item.verdict).label if item.verdict else "",
            "url": reverse("wagtailadmin_pages:edit", args=[item.page_id])
            if item.page_id in editable
            else site.address(item.page.url_path),
        }
        for item in found
    ]
