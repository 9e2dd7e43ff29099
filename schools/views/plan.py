"""The plan of a school, its print, and the calendar in which a member follows it.

`do` says what is asked for: "change:7" in the address shows the form of task 7, sent by its button it is done.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cms.context import absolute_url
from cms.press import made_for_one
from cms.registries import search_kinds
from cms.search.folding import LONGEST_QUERY
from cms.text import nfc
from cms.views.desk import number_in
from cms.views.takeaway import hand_over, refusing
from schools.calendar import MEDIA_TYPE, calendar_text
from schools.domain import plan as verbs
from schools.domain.plan import PlanError
from schools.domain.queries import plan as queries
from schools.domain.queries.calendar import calendar_by, events_of
from schools.forms.plan import TaskForm
from schools.models import Calendar, PlanTask, School
from schools.plan_document import plan_document, plan_file_name
from schools.rules import can_lead
from schools.views.doors import for_members

#: What is asked about one task.
ABOUT_ONE = ("change", "remove", "link", "done", "undone", "unlink")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def school_plan(request: HttpRequest, school: School) -> HttpResponse:
    """What is to be done, what could be, what was. A POST does one thing."""
    sent = request.method == "POST"
    do, _sep, about = (request.POST if sent else request.GET).get("do", "").partition(":")
    try:
        task, about = _task(request, school, about) if do in ABOUT_ONE else (None, about)
    except PlanTask.DoesNotExist:
        messages.error(request, _("This task is no longer in the plan."))
        return redirect("school_plan", school.key)
    leads = can_lead(request.user, school)
    people = queries.members_of(school) if leads else None
    added = TaskForm(
        request.POST if sent and do == "add" else None,
        prefix="new",
        people=people,
        initial=_start(request, school, leads),
    )
    changed = _change_form(request.POST if sent else None, task, people) if do == "change" else None
    if sent:
        answer = _act(request, school, do, about, task, added if do == "add" else changed)
        if answer:
            return answer
    context = {
        "school": school,
        "leads": leads,
        "added": added,
        "changed": changed,
        "asked": "" if sent and do != "change" else do,
        "asked_about": task,
        **_listed(request, school, leads),
        **(_found(request) if do == "link" else {}),
    }
    return render(request, "schools/school_plan.html", context)


def _task(request: HttpRequest, school: School, about: str) -> tuple[PlanTask, str]:
    """Return the task that is asked about and what is said beside its number; DoesNotExist where it was removed."""
    number, _sep, rest = about.partition(":")
    pk = number_in(number)
    if not school.plan.filter(pk=pk).exists():
        raise PlanTask.DoesNotExist
    own = PlanTask.objects.changeable_by(request.user).select_related("indicator", "owner")
    return get_object_or_404(own, school=school, pk=pk), rest


def _start(request: HttpRequest, school: School, leads: bool) -> dict:
    """What the form of a new task begins with: the next level of an indicator that the address names."""
    start = {"owner": request.user.pk} if leads else {}
    code = request.GET.get("indicator", "")[:64]
    proposal = queries.proposal_for(school, code) if code else None
    return start | ({"what": proposal.what, "indicator": code} if proposal else {})


def _change_form(data, task: PlanTask, people) -> TaskForm:
    initial = {"what": task.what, "owner": task.owner_id, "due": task.due}
    initial["indicator"] = task.indicator.code if task.indicator else ""
    return TaskForm(data, prefix="task", people=people, task=task, initial=initial)


def _listed(request: HttpRequest, school: School, leads: bool) -> dict:
    tasks, done = queries.open_tasks(school), queries.done_tasks(school)
    pages = queries.linked([*tasks, *done], get_language())

    def row(task: PlanTask) -> dict:
        links = [(kind, getattr(task, kind)) for kind in queries.LINKED if getattr(task, kind)]
        return {
            "task": task,
            "own": task.owner_id == request.user.pk,
            "may_change": leads or task.owner_id == request.user.pk,
            "links": [(kind, pages.get(key)) for kind, key in links],
        }

    calendar = Calendar.objects.filter(school=school, user=request.user).first()
    address = absolute_url("school_calendar", calendar.token) if calendar else ""
    return {
        "tasks": [row(one) for one in tasks],
        "overdue": sum(one.is_overdue for one in tasks),
        "done": [row(one) for one in done],
        "proposals": queries.proposals(school, tasks),
        "calendar_url": address,
        "calendar_link": f"webcal://{address.partition('://')[2]}",
        "room": len(tasks) < verbs.MOST_OPEN_TASKS,
    }


def _found(request: HttpRequest) -> dict:
    query = nfc(request.GET.get("find", ""))[:LONGEST_QUERY].strip()
    entries = queries.found(query, get_language())
    return {"find": query, "found": [(one, str(search_kinds[one.kind])) for one in entries]}


def _act(request, school: School, do: str, about: str, task, form: TaskForm | None) -> HttpResponse | None:
    """Do one thing and say where to go on; None where a form is shown with its faults."""
    here = reverse("school_plan", args=[school.key])
    try:
        if do in ("add", "change"):
            if not form.is_valid():
                return None
            task = _write(school, task, form, request.user)
        elif do in ("done", "undone"):
            verbs.mark_task(task, done=do == "done", actor=request.user)
        elif do == "link":
            kind, key = _page_in(about)
            verbs.link_task(task, kind=kind, key=key, actor=request.user)
        elif do == "unlink" and about in queries.LINKED:
            verbs.link_task(task, kind=about, key=None, actor=request.user)
        elif do == "remove":
            verbs.remove_task(task, actor=request.user)
            messages.success(request, _("The task was taken out of the plan."))
            return redirect(here)
        elif do in ("calendar", "calendar-stop"):
            act = verbs.make_calendar if do == "calendar" else verbs.stop_calendar
            act(school, actor=request.user)
            return redirect(f"{here}#calendar")
        else:
            raise Http404
    except PlanError as error:
        if form is not None:
            form.add_error(None, str(error))
            return None
        messages.error(request, str(error))
        return redirect(here)
    return redirect(f"{here}#task-{task.pk}")


def _write(school: School, task: PlanTask | None, form: TaskForm, actor) -> PlanTask:
    if task is None:
        return verbs.add_task(school, actor=actor, **form.cleaned_data)
    return verbs.change_task(task, actor=actor, **form.cleaned_data)


def _page_in(about: str) -> tuple[str, UUID]:
    """Return the kind and translation key of the page that a button names; 404 for what is none."""
    kind, _sep, key = about.partition(":")
    try:
        page = UUID(key)
    except ValueError:
        raise Http404 from None
    if kind not in queries.LINKED:
        raise Http404
    return kind, page


@for_members
@require_safe
def school_plan_print(request: HttpRequest, school: School) -> HttpResponse:
    """The plan as a PDF."""
    tasks, done = queries.open_tasks(school), queries.done_tasks(school)
    pages = queries.linked([*tasks, *done], get_language())
    back = (_("Back to the plan"), reverse("school_plan", args=[school.key]))
    return hand_over(
        lambda: made_for_one(plan_document(school, tasks, done, pages), "pdf"),
        plan_file_name(school),
        media_type="application/pdf",
        refuse=refusing(request, [], back),
        is_only_format=True,
    )


@never_cache
@require_safe
def school_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """A member's calendar, for her calendar program; 404 once she left the school or chose another address."""
    calendar = calendar_by(token)
    if calendar is None:
        raise Http404
    with override(calendar.language):
        # Translators: the name of a calendar in a calendar program.
        name = _("Plan of %(school)s") % {"school": calendar.school.name}
        address = absolute_url("school_plan", calendar.school.key)
        text = calendar_text(name, events_of(calendar), language=calendar.language, url=address)
    return HttpResponse(
        text,
        content_type=MEDIA_TYPE,
        headers={"Content-Disposition": 'inline; filename="plan.ics"', "X-Robots-Tag": "noindex"},
    )
