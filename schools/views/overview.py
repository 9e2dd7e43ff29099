"""The page of a school: where it is, what changed, what comes next."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms.cache.keeping import keep
from cms.languages import BY_CODE, INTERFACE_LANGUAGES
from cms.vocabularies import STAMP as VOCABULARY
from schools.domain.queries.changes import changes
from schools.domain.queries.next_steps import kept, next_steps, of_member, with_member
from schools.domain.queries.overview import areas_chart, depth_this_year
from schools.domain.queries.rounds import RoundResults
from schools.enums import SchoolState
from schools.models import School
from schools.registries import school_panels
from schools.views.doors import for_members
from schools.years import year_label


@partial(for_members, also=with_member)
@require_safe
def school(request: HttpRequest, school: School) -> HttpResponse:
    """One screen about the school, for its members; for a new one, how to begin."""
    hers = of_member(school)
    ahead, found = kept(school)
    words, shares = depth_this_year(school, found)
    context = {
        "school": school,
        "hers": hers,
        "ahead": ahead,
        "found": found,
        "is_new": school.state == SchoolState.NEW,
        "year_label": year_label(found.year.year),
        "depth_words": words,
        "shares": shares,
        "areas": _areas(found.results[0]) if found.results else "",
        "changes": changes(found),
        "steps": next_steps(school, found, ahead, hers),
        "panels": [panel for _name, make in school_panels if (panel := make(school))],
        "languages": [BY_CODE[code] for code in INTERFACE_LANGUAGES],
        "language": get_language(),
    }
    return render(request, "schools/school.html", context)


def _areas(results: RoundResults) -> SafeString:
    """Return the areas of a round as a chart with its table, kept: what a round came to never changes."""
    return keep(
        ("areas of a round", results.round.key, get_language()),
        (VOCABULARY,),
        lambda: render_to_string("schools/parts/areas.html", {"chart": areas_chart(results)}),
    )
