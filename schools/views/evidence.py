"""Evidence of a school: read by its members, changed and removed by whoever added it and by leads; its file."""

from pathlib import PurePosixPath

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from schools.domain import evidence as verbs
from schools.domain.evidence import TYPES
from schools.domain.use import UseError
from schools.forms.use import EvidenceForm
from schools.models import Evidence, School
from schools.rules import can_change_evidence
from schools.views.doors import for_members


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """What was added, for all members; a POST changes or removes it, for whoever may."""
    found = get_object_or_404(
        Evidence.objects.select_related("school", "indicator", "added_by"), pk=pk, school=school
    )
    may_change = can_change_evidence(request.user, found)
    if request.method == "POST" and not may_change:
        raise Http404
    data = request.POST if request.POST.get("do") == "save" else None
    form = EvidenceForm(data, kind=found.kind, evidence=found) if may_change else None
    if request.method == "POST":
        answer = _act(request, school, found, form)
        if answer:
            return answer
    context = {"school": school, "evidence": found, "form": form}
    return render(request, "schools/evidence.html", context)


def _act(request: HttpRequest, school: School, found: Evidence, form: EvidenceForm) -> HttpResponse | None:
    """Do what was asked and return where to go on; None where the form is to be shown with its faults."""
    do = request.POST.get("do")
    try:
        if do == "remove":
            verbs.remove_evidence(found, actor=request.user)
            messages.success(request, _("The evidence is removed."))
        elif do == "save":
            if not form.is_valid():
                return None
            verbs.change_evidence(found, actor=request.user, **form.values)
            messages.success(request, _("Saved."))
            return redirect("evidence", school.key, found.pk)
        else:
            raise Http404
    except UseError as error:
        if do == "save" and Evidence.objects.filter(pk=found.pk).exists():
            form.add_error(None, str(error))
            return None
        messages.error(request, str(error))
    return redirect(f"{reverse('school_use', args=[school.key])}?show=evidence")


@for_members
@require_safe
def evidence_file(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """The file of evidence, to be kept and never shown within a page of ours."""
    found = get_object_or_404(school.evidence.exclude(file=""), pk=pk)
    try:
        file = default_storage.open(found.file.name)
    except FileNotFoundError as error:
        raise Http404 from error
    kind = TYPES.get(PurePosixPath(found.file.name).suffix[1:], "application/octet-stream")
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return FileResponse(
        file, as_attachment=True, filename=found.file_name, content_type=kind, headers=headers
    )
