"""What the library shows: the index, narrowed by what the address asks for. Never reads the page tree."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlencode
from uuid import UUID

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from cms.domain.queries.site import address, language_of
from cms.languages import BY_CODE, LANGUAGES
from cms.models import AgeBand, SearchEntry, Subject, Topic
from cms.search import counting, querying, suggesting
from cms.search.folding import LONGEST_QUERY
from cms.search.selection import Selection
from cms.text import nfc
from cms.vocabularies import terms
from lessons.domain.search import FACETS

KIND = "lesson"
PER_PAGE = 12
ANY = "any"
#: The facets of which only the commonest codes are shown at once, with how many.
SHORTENED = {"subject": 6, "competence": 5, "technique": 5}
LABELS = {
    "topic": gettext_lazy("Topic"),
    "age": gettext_lazy("Age"),
    "subject": gettext_lazy("Subject"),
    "duration": gettext_lazy("Duration"),
    "competence": gettext_lazy("Competence"),
    "technique": gettext_lazy("Manipulation technique"),
    "language": gettext_lazy("Language of the lesson"),
}
SORTS = {
    "fit": gettext_lazy("Best fit"),
    "newest": gettext_lazy("Newest"),
    "shortest": gettext_lazy("Shortest"),
    "title": gettext_lazy("Title"),
}


@dataclass(frozen=True)
class Question:
    """What an address asks of the library; whatever makes no sense is left out and named in `unknown`."""

    language: str  # of the page
    query: str
    facets: dict[str, list[str]]
    languages: list[str]  # as asked: codes, or ["any"]; empty means the page's own
    sort: str  # "" means the usual one
    page: int
    unknown: list[str]

    @classmethod
    def read(cls, parameters, language: str) -> "Question":
        """Read a QueryDict. Never raises, whatever stands in it."""
        unknown: list[str] = []

        def known(name: str, codes: Iterable[str]) -> list[str]:
            asked = list(dict.fromkeys(code for code in parameters.getlist(name) if code))
            unknown.extend(code[:40] for code in asked if code not in codes)
            return [code for code in asked if code in codes]

        facets = {facet: known(facet, terms(model)) for facet, model in FACETS.items()}
        languages = known("language", {*BY_CODE, ANY})
        if ANY in languages:
            languages = [ANY]
        elif languages == [language]:
            languages = []
        sort = (known("sort", SORTS) or [""])[0]
        try:
            # More digits than any page has would only keep int() busy.
            page = int(parameters.get("page", "1")[:10])
        except ValueError:
            page = 1
        query = nfc(parameters.get("q", ""))[:LONGEST_QUERY].strip()
        return cls(
            language,
            query,
            {facet: codes for facet, codes in facets.items() if codes},
            languages,
            sort,
            max(page, 1),
            unknown[:5],
        )

    @cached_property
    def selection(self) -> Selection:
        return Selection.of(self.query, languages=self.shown_languages, kinds=[KIND], facets=self.facets)

    @property
    def shown_languages(self) -> list[str]:
        """The languages to look in; empty means all."""
        return [] if self.languages == [ANY] else self.languages or [self.language]

    @property
    def usual_sort(self) -> str:
        return "fit" if self.query else "newest"

    @property
    def chosen_count(self) -> int:
        return sum(map(len, self.facets.values())) + len(self.languages)

    def pairs(self, *, query=None, facets=None, languages=None, sort=None) -> list[tuple[str, str]]:
        """Return the parameters of this question, changed where a value is given, always in the same order."""
        query = self.query if query is None else query
        facets = self.facets if facets is None else facets
        languages = self.languages if languages is None else languages
        sort = self.sort if sort is None else sort
        pairs = [("q", query)] if query else []
        pairs += [(facet, code) for facet in FACETS for code in facets.get(facet, [])]
        pairs += [("language", code) for code in languages]
        return pairs + ([("sort", sort)] if sort and sort != self.usual_sort else [])

    def url(self, path: str, **changes) -> str:
        """Return the address of this question, changed as `pairs` changes it; it begins at the first page."""
        query = urlencode(self.pairs(**changes))
        return f"{path}?{query}" if query else path


def library_context(page, request) -> dict:
    """Return the context of the library's template; at most five queries, none of which grows with the lessons."""
    language = language_of(page)
    path = address(page.url_path) or request.path
    question = Question.read(request.GET, language)
    senseless = bool(question.query) and not question.selection.words
    counts = counting.facet_counts(question.selection)
    total = 0 if senseless else counts[counting.TOTAL][""]
    results = querying.fetch(
        question.selection,
        sort=question.sort or question.usual_sort,
        page=question.page,
        per_page=PER_PAGE,
        total=total,
    )
    return {
        "question": question,
        "results": results,
        "entries": shown_entries(results.entries, language),
        "count_label": _count_label(results.total),
        "button_label": ngettext("Show %(number)d lesson plan", "Show %(number)d lesson plans", results.total)
        % {"number": results.total},
        "facets": [_facet(name, question, counts) for name in LABELS],
        "chosen": _chosen(question, path),
        "clear_url": question.url(path, facets={}, languages=[]),
        "sorts": _sorts(question) if total > 1 else [],
        "keep_for_search": question.pairs(query=""),
        "keep_for_facets": question.pairs(facets={}, languages=[]),
        "keep_for_sort": question.pairs(sort=""),
        "help": None if results.total else _help(question, path, senseless),
        "library_path": path,
    }


def home_context(page, request) -> dict:
    """Return what the lessons room shows on the home page: the newest lessons, and the topics with their counts."""
    language = language_of(page)
    selection = Selection.of(languages=[language], kinds=[KIND])
    newest = querying.fetch(selection, sort="newest", per_page=4)
    counts = counting.facet_counts(selection).get("topic", {})
    library = f"/{language}/lessons/"
    return {
        "lessons": shown_entries(newest.entries, language, linked=False),
        "topics": [
            {
                "code": topic.code,
                "label": topic.label,
                "url": f"{library}?topic={topic.code}",
                "count": counts[topic.code],
                "dye": topic.dye,
            }
            for topic in terms(Topic).values()
            if counts.get(topic.code)
        ],
    }


def shown_entries(entries: list[SearchEntry], language: str, *, linked: bool = True) -> list[dict]:
    """Return entries as the `entry` component takes them; one query for their other languages."""
    elsewhere = querying.translations_of({entry.translation_key for entry in entries})
    return [_shown(entry, language, elsewhere.get(entry.translation_key, []), linked) for entry in entries]


def _shown(entry: SearchEntry, language: str, elsewhere: list[tuple[str, str]], linked: bool) -> dict:
    order = list(BY_CODE)
    return {
        "title": entry.title,
        "summary": entry.summary,
        "url": entry.url,
        "seed": _seed(entry.translation_key),
        "dye": entry.dye,
        "language": entry.language if entry.language != language else "",
        "kind_label": BY_CODE[entry.language].name if entry.language != language else "",
        "minutes": entry.minutes,
        "age_label": _labels(AgeBand, entry.facets.get("age", [])),
        "subject_label": _labels(Subject, entry.facets.get("subject", [])[:3]),
        "also": [
            {"code": code, "name": BY_CODE[code].name, "url": url}
            for code, url in sorted(elsewhere, key=lambda pair: order.index(pair[0]))
            if code != entry.language
        ]
        if linked
        else [],
    }


def _seed(key: UUID) -> str:
    return str(key)


def _labels(model, codes: list[str]) -> str:
    vocabulary = terms(model)
    separator = pgettext("between the things of a list", ", ")
    return separator.join(vocabulary[code].label for code in codes if code in vocabulary)


def _count_label(total: int) -> str:
    if not total:
        return _("No lesson plan found")
    return ngettext("%(number)d lesson plan", "%(number)d lesson plans", total) % {"number": total}


def _facet(name: str, question: Question, counts: counting.Counts) -> dict:
    if name == "language":
        return {"name": name, "label": LABELS[name], "options": _language_options(question, counts)}
    of_facet, chosen = counts.get(name, {}), question.facets.get(name, [])
    options = [
        {"value": code, "label": term.label, "count": of_facet.get(code, 0), "is_chosen": code in chosen}
        for code, term in terms(FACETS[name]).items()
        if code in chosen or of_facet.get(code) or not (term.retired or name in SHORTENED)
    ]
    facet = {"name": name, "label": LABELS[name], "options": options}
    if name in SHORTENED and len(options) > SHORTENED[name] + 1:
        first = sorted(options, key=lambda option: (not option["is_chosen"], -option["count"]))[
            : SHORTENED[name]
        ]
        facet["options"] = [option for option in options if option in first]
        facet["more"] = [option for option in options if option not in first]
    return facet


def _language_options(question: Question, counts: counting.Counts) -> list[dict]:
    found = counts[counting.LANGUAGE]
    shown = question.shown_languages
    options = [
        {
            "value": language.code,
            "label": language.name,
            "lang": language.code,
            "count": found.get(language.code, 0),
            "is_chosen": language.code in shown,
        }
        for language in LANGUAGES
        if found.get(language.code) or language.code in shown
    ]
    if len(options) > 1 or question.languages == [ANY]:
        everything = {"value": ANY, "label": _("All languages"), "count": sum(found.values())}
        options.append(everything | {"is_chosen": question.languages == [ANY]})
    return options


def _chosen(question: Question, path: str) -> list[dict]:
    chosen = []
    for facet in FACETS:
        for code in question.facets.get(facet, []):
            rest = question.facets | {facet: [other for other in question.facets[facet] if other != code]}
            label = terms(FACETS[facet])[code].label
            chosen.append({"label": label, "remove_url": question.url(path, facets=rest)})
    for code in question.languages:
        label = _("All languages") if code == ANY else BY_CODE[code].name
        rest = [other for other in question.languages if other != code]
        chosen.append({"label": label, "remove_url": question.url(path, languages=rest)})
    return chosen


def _sorts(question: Question) -> list[dict]:
    now = question.sort or question.usual_sort
    if now == "fit" and not question.query:
        now = "newest"
    return [
        {"value": value, "label": label, "is_chosen": value == now}
        for value, label in SORTS.items()
        if value != "fit" or question.query
    ]


def _help(question: Question, path: str, senseless: bool) -> dict:
    """What may help where nothing was found: links that surely lead to something."""
    if senseless:
        return {"senseless": True}
    found = suggesting.suggest(question.selection)
    return {
        "spelling": found.spelling,
        "spelling_url": _spelling_url(question, path, found.spelling),
        "dropped": [
            {
                "label": format_lazy("{}: {}", LABELS[facet], _labels(FACETS[facet], question.facets[facet])),
                "url": question.url(path, facets={**question.facets, facet: []}),
                "count_label": _count_label(number),
            }
            for facet, number in found.dropped
        ],
        "languages": [
            {
                "code": code,
                "name": BY_CODE[code].name,
                "url": question.url(path, languages=[code]),
                "count_label": _count_label(number),
            }
            for code, number in found.languages[:6]
        ],
        "nearest": shown_entries(found.nearest, question.language),
    }


def _spelling_url(question: Question, path: str, spelling: str) -> str:
    """The address of the corrected question; without the filters where nothing would be left with them."""
    corrected = replace(question, query=spelling)
    if counting.total(corrected.selection):
        return corrected.url(path)
    return corrected.url(path, facets={}, languages=[])
