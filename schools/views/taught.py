"""Lessons that were taught: noted by one tap from a lesson plan, changed and removed afterwards."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cms.views.desk import number_in, signed_in
from lessons.domain.queries.plans import live_plan
from lessons.models import LessonPlanPage
from schools.domain import use as verbs
from schools.domain.queries.use import this_year, titles_in
from schools.domain.use import UseError
from schools.forms.use import LessonForm, NoteForm
from schools.models import School, SchoolClassroom, Taught
from schools.views.doors import for_members


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def taught_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Note that one has taught a lesson plan; `?noted=7` thanks for it. Without a school: what this is good for."""
    request.same_path_in_all_languages = False  # another language calls the lesson something else
    page = live_plan(slug, get_language())
    if page is None:
        raise Http404
    if noted := request.GET.get("noted"):
        return _thanks(request, page, number_in(noted))
    schools = list(School.objects.visible_to(request.user))
    if not schools:
        return render(request, "schools/taught_no_school.html", {"page": page})
    placed = SchoolClassroom.objects.filter(classroom__owner=request.user, school__in=schools)
    form = NoteForm(
        request.POST if request.method == "POST" else None,
        schools=schools,
        classrooms=placed.select_related("classroom", "school"),
        language=get_language(),
        chosen=next((one for one in schools if one.key == request.GET.get("school")), None),
    )
    if request.method == "POST" and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name not in ("place", "school")}
        try:
            taught = verbs.note_lesson(
                form.cleaned_data["school"], actor=request.user, lesson=page.translation_key, **values
            )
        except UseError as error:
            form.add_error(None, str(error))
        else:
            return redirect(f"{reverse('taught_new', args=[slug])}?noted={taught.pk}")
    context = {"page": page, "form": form, "place_in": schools[0]}
    return render(request, "schools/taught_new.html", context)


def _thanks(request: HttpRequest, page: LessonPlanPage, pk: int) -> HttpResponse:
    noted = Taught.objects.changeable_by(request.user).select_related("school")
    taught = get_object_or_404(noted, pk=pk, lesson=page.translation_key)
    context = {"page": page, "taught": taught, "school": taught.school, "year": this_year(taught.school)}
    return render(request, "schools/taught_thanks.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def taught(request: HttpRequest, school: School, pk: int) -> HttpResponse:
    """Change or remove what was noted: whoever noted it, and leads."""
    noted = get_object_or_404(
        Taught.objects.changeable_by(request.user).select_related("school", "teacher"), pk=pk, school=school
    )
    form = LessonForm.of(noted, request.POST if request.POST.get("do") == "save" else None)
    if request.method == "POST":
        answer = _act(request, school, noted, form)
        if answer:
            return answer
    entry = titles_in(get_language(), [noted.lesson]).get(noted.lesson)
    context = {"school": school, "taught": noted, "form": form, "lesson": entry}
    return render(request, "schools/taught.html", context)


def _act(request: HttpRequest, school: School, noted: Taught, form: LessonForm) -> HttpResponse | None:
    """Do what was asked and return where to go on; None where the form is to be shown with its faults."""
    do = request.POST.get("do")
    try:
        if do == "remove":
            verbs.remove_lesson(noted, actor=request.user)
            messages.success(request, _("The lesson is removed and no longer counts."))
        elif do == "save":
            if not form.is_valid():
                return None
            verbs.change_lesson(noted, actor=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
        else:
            raise Http404
    except UseError as error:
        if do == "save" and Taught.objects.filter(pk=noted.pk).exists():
            form.add_error(None, str(error))
            return None
        messages.error(request, str(error))
    return redirect("school_use", school.key)
