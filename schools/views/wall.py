"""The public wall of schools."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.cache.middleware import public
from cms.vocabularies import STAMP as VOCABULARY
from schools.domain.queries.wall import MAP_WIDTH, STAMP, dots, on_wall

ON_A_PAGE = 100


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Recognised schools by country, as far as their leads want them to be seen; the same for everybody."""
    request.same_path_in_all_languages = True
    found = on_wall()
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    drawn, height = dots(found)
    context = {
        "number": len(found),
        "pages": page,
        "countries": [(name, list(each)) for name, each in groupby(page, key=lambda one: one.country)],
        "dots": drawn if page.number == 1 else [],
        "map_width": MAP_WIDTH,
        "map_height": height,
    }
    return public(render(request, "schools/wall.html", context), {STAMP, VOCABULARY, "site"})
