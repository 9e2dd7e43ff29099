"""The facets of many pages at once: the codes of the vocabulary terms that their editors chose."""

from collections.abc import Iterable, Mapping

from django.db.models import Value
from wagtail.models import Page

from cms.models import Duration, Term
from cms.vocabularies import by_pk, terms

#: facet -> (field of many terms, vocabulary)
Fields = Mapping[str, tuple[str, type[Term]]]


def facets_of(model: type[Page], pages: Iterable[Page], fields: Fields) -> dict[int, dict[str, list[str]]]:
    """Return {page id: {facet: codes in the order of the vocabulary}} of saved pages of `model`; one query.

    The page's duration, which is one term, is the facet "duration".
    """
    pages = list(pages)
    ids = [page.pk for page in pages]
    rows = []
    for facet, (relation, _vocabulary) in fields.items():
        field = model._meta.get_field(relation)
        rows.append(
            field.remote_field.through.objects.filter(**{f"{field.m2m_field_name()}__in": ids}).values_list(
                field.m2m_field_name(), Value(facet), f"{field.m2m_reverse_field_name()}__code"
            )
        )
    found: dict[int, dict[str, set[str]]] = {pk: {} for pk in ids}
    for pk, facet, code in rows[0].union(*rows[1:], all=True):
        found[pk].setdefault(facet, set()).add(code)
    durations = by_pk(Duration)
    for page in pages:
        if page.duration_id in durations:
            found[page.pk]["duration"] = {durations[page.duration_id].code}
    return {
        pk: {
            facet: [
                code for code in terms(Duration if facet == "duration" else fields[facet][1]) if code in codes
            ]
            for facet, codes in facets.items()
        }
        for pk, facets in found.items()
    }
