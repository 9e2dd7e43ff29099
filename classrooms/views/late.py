"""A teacher loads files of answers that came too late."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from classrooms.domain.late import MOST_BYTES, LateFileError, load_late_file
from classrooms.models import Sitting
from classrooms.views.classrooms import for_teachers

#: At once; pupils who sat in a tunnel together bring one each.
MOST_FILES = 50


@for_teachers
@require_POST
def load(request: HttpRequest, pk: int) -> HttpResponse:
    """Load one file or several (field `file`) and go back to the results, with a sentence of what came of it."""
    sitting = get_object_or_404(Sitting.objects.run_by(request.user).select_related("classroom"), pk=pk)
    files = request.FILES.getlist("file")[:MOST_FILES]
    loaded, faults = 0, [] if files else [_("Please choose the file that your pupil gave you.")]
    for file in files:
        try:
            loaded += load_late_file(sitting, file.read(MOST_BYTES + 1), actor=request.user)
        except LateFileError as error:
            faults.append(str(error))
    for fault in dict.fromkeys(faults):
        messages.error(request, fault)
    if loaded:
        done = ngettext("%(number)d answer was added.", "%(number)d answers were added.", loaded)
        messages.success(request, done % {"number": loaded})
    elif not faults:
        messages.info(request, _("All answers of this file were there already."))
    return redirect("sitting_results", pk=pk)
