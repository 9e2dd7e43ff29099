"""Recognition, alumni, the public page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_safe

from ambassadors.domain import letter
from ambassadors.domain.badges import shown_badges
from ambassadors.domain.cloth import badge_cloth
from ambassadors.domain.hours import PREPARATION, hours_for, hours_of, visits_made
from ambassadors.domain.people import PeopleError, become_alumnus, show_among_alumni
from ambassadors.domain.queries.handover import successors_for
from ambassadors.domain.queries.public import MOST, alumni_seen, ambassadors_seen
from ambassadors.domain.steps import visits_ahead
from ambassadors.enums import Band
from ambassadors.forms.recognition import HandoverForm
from ambassadors.models import Ambassador
from ambassadors.views.doors import for_ambassadors
from ambassadors.views.refusals import refuse
from cms.views.takeaway import hand_over, no_such_file, refusing


@for_ambassadors
@require_safe
def ambassador_recognition(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """What she gave and was thanked for: hours, visits, badges with what shows them, letters."""
    badges = shown_badges(ambassador)
    context = {
        "ambassador": ambassador,
        "hours": hours_of(ambassador),
        "preparation": PREPARATION,
        "visits": visits_made(ambassador).select_related("school__town"),
        "badges": badges,
        "given": sum(one.is_given for one in badges),
        "cloth": badge_cloth([one.kind for one in badges if one.is_given]),
        "thanks": [
            (one, hours_for(one.visits, one.minutes), _letters(one))
            for one in ambassador.thanks.order_by("-given_at", "-pk")
        ],
    }
    return render(request, "ambassadors/recognition.html", context)


@for_ambassadors
@require_safe
def ambassador_letter(request: HttpRequest, ambassador: Ambassador, key: str, format: str) -> HttpResponse:
    """A letter of thanks to take away: hers alone, made when she asks for it and kept nowhere."""
    thanks = get_object_or_404(ambassador.thanks, key=key)
    thanks.ambassador = ambassador
    back = (_("Back to what you did"), reverse("ambassador_recognition"))
    refuse = refusing(request, _letters(thanks), back)
    if format not in letter.OFFERED:
        return no_such_file(refuse)
    return hand_over(
        lambda: letter.make_letter(thanks, format),
        letter.file_name(thanks, format),
        media_type=letter.media_type(format),
        refuse=refuse,
    )


@for_ambassadors
@require_http_methods(["GET", "HEAD", "POST"])
def ambassador_handover(request: HttpRequest, ambassador: Ambassador) -> HttpResponse:
    """End as an ambassador with words for whoever comes next; alumni decide whether they are shown."""
    do = request.POST.get("do", "")
    if request.method == "POST" and do in ("show", "hide"):
        return _show(request, ambassador, do == "show")
    form = HandoverForm(
        request.POST if do == "end" else None,
        successors=successors_for(ambassador),
        may_be_shown=ambassador.band == Band.ADULT,
    )
    if request.method == "POST" and do == "end" and form.is_valid():
        try:
            become_alumnus(
                ambassador,
                actor=request.user,
                handover=form.cleaned_data["handover"],
                successor=form.cleaned_data.get("successor"),
                shown=form.cleaned_data.get("shown", False),
            )
        except PeopleError as error:
            refuse(form, error)
        else:
            messages.success(
                request, _("Thank you for all that you did. Everything you were given stays here.")
            )
            return redirect("ambassador_handover")
    context = {
        "ambassador": ambassador,
        "form": form,
        "is_thanked": ambassador.thanks.exists(),
        "ahead": visits_ahead(ambassador).filter(parts__declined_at=None, parts__ambassador=ambassador),
        "is_adult": ambassador.band == Band.ADULT,
    }
    return render(
        request, "ambassadors/handover.html", context, status=422 if request.method == "POST" else 200
    )


def _show(request: HttpRequest, ambassador: Ambassador, shown: bool) -> HttpResponse:
    try:
        show_among_alumni(ambassador, shown, actor=request.user)
    except PeopleError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("You are shown among the alumni now.")
            if shown
            else _("You are not shown among the alumni any more."),
        )
    return redirect("ambassador_handover")


def _letters(thanks) -> list[dict]:
    return [
        {"label": one.upper(), "url": reverse("ambassador_letter", args=[thanks.key, one])}
        for one in letter.OFFERED
    ]


@gzip_page
@require_safe
def ambassadors(request: HttpRequest) -> HttpResponse:
    """What ambassadors do and who they are: the same for everybody, and in no cache.

    A consent can run out at midnight and be taken back at any second: who is shown is asked at each request.
    """
    request.same_path_in_all_languages = True
    seen, number = ambassadors_seen()
    context = {
        "ambassadors": seen,
        "number": number,
        "more": max(number - MOST, 0),
        "alumni": alumni_seen(),
    }
    response = render(request, "ambassadors/ambassadors.html", context)
    patch_cache_control(response, max_age=0, no_cache=True, must_revalidate=True)
    return response
