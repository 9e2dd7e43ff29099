"""The dashboard of the network: kept figures, what waits, what is quiet, what happened; and its files."""

from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.spreadsheets import TABLE_TYPES
from schools import downloads_network as downloads
from schools.domain.network import FEWEST_SCHOOLS, STEP
from schools.domain.queries import network as queries
from schools.domain.suppression import FEWEST
from schools.forms.network import NetworkFilterForm
from schools.network_charts import Page, page_of
from schools.network_map import tile_map
from schools.registries import network_links
from schools.views.doors import for_coordinators
from schools.years import year_label

#: So many pages keep their figures as they were written out: as long as nothing is added up anew, they stay the same.
MOST_KEPT = 64


@for_coordinators
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """How the network stands: all countries, or one (?country=), in one school year (?year=)."""
    kept, year, country, made_at = _chosen(request)
    choices = tuple((each, tuple(countries)) for each, countries in kept.items())
    shown = _written(year, country, made_at, choices, get_language()) if made_at else None
    context = {
        "waiting": queries.waiting_for_coordinators(),
        "links": [(link.label, reverse(link.view_name)) for _name, link in network_links],
    }
    if shown is not None:
        context |= shown | _around(shown["page"]) | {"files": _files(year, country)}
    return render(request, "schools/network.html", context)


@for_coordinators
@require_safe
def network_export(request: HttpRequest, format: str) -> HttpResponse:
    """What the dashboard shows with the same choice, as a file."""
    _kept, year, country, made_at = _chosen(request)
    figures = queries.figures_of(year, country) if made_at else None
    if figures is None or format not in TABLE_TYPES:
        raise Http404
    page = page_of(figures)
    disposition = content_disposition_header(True, downloads.network_file_name(page, format))
    return HttpResponse(
        downloads.network_file(page, **_around(page), format=format),
        content_type=TABLE_TYPES[format],
        headers={"Content-Disposition": disposition},
    )


def _chosen(request: HttpRequest) -> tuple[dict[int, dict[str, datetime]], int | None, str, datetime | None]:
    """Return what is kept, the chosen year and country, and when their figures were made; None before there are any."""
    kept = queries.kept()
    year, country = NetworkFilterForm(request.GET, kept=kept).wanted
    return kept, year, country, kept[year].get(country) if year is not None else None


@lru_cache(maxsize=MOST_KEPT)
def _written(
    year: int,
    country: str,
    made_at: datetime,
    choices: tuple[tuple[int, tuple[str, ...]], ...],
    language: str,
) -> dict | None:
    """Return figures, charts, map and filter as they were made at a time; None where they are gone meanwhile.

    choices: of the filter, countries by year.
    """
    kept = queries.figures_of(year, country)
    if kept is None:
        return None
    # The form shows what is shown, also where something else was asked for.
    form = NetworkFilterForm({"year": year, "country": country}, kept=dict(choices))
    page = page_of(kept)
    context = {
        "page": page,
        "year_label": year_label(page.year),
        "map": tile_map(page.schools, _("Schools by country, as a map of tiles")),
        "fewest": {"people": FEWEST, "schools": FEWEST_SCHOOLS, "step": STEP},
    }
    return {
        "page": page,
        "form": render_to_string("schools/parts/network_filter.html", {"form": form}),
        "figures": render_to_string("schools/parts/network_figures.html", context),
        "countries": render_to_string("schools/parts/network_countries.html", context) if page.lines else "",
    }


def _around(page: Page) -> dict:
    """Return what stands beside the figures and may have changed since they were made."""
    return {
        "quiet": queries.quiet_first(page.quiet_first) if page.quiet_first else [],
        "events": queries.what_happened(page.year, page.country),
    }


def _files(year: int, country: str) -> list[dict]:
    query = urlencode({"year": year} | ({"country": country} if country else {}))
    labels = {"xlsx": _("These figures, for a spreadsheet"), "csv": _("These figures as CSV")}
    return [
        {
            "label": label,
            "size_label": format.upper(),
            "url": f"{reverse('network_export', args=[format])}?{query}",
        }
        for format, label in labels.items()
    ]
