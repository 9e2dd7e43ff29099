"""What the evidence check asks of a page before anybody reads it: every figure sourced, checked and still valid."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from campaigns.domain.charts import can_be_drawn
from campaigns.domain.claims import missing_in
from campaigns.domain.figures import Figure, figure_from, how_to_write, marks_in, read_figures, used_in
from campaigns.domain.queries.belonging import organisation_of
from campaigns.models import Claim, StoryPage
from campaigns.numbers import find_numbers
from campaigns.texts import Words, texts_of
from cms.domain.queries.site import language_of
from cms.languages import DEFAULT_LANGUAGE

#: What is shown where no figure can be filled in: lists, search results, addresses, other people's networks.
BARE = ("title", "seo_title", "search_description", "hashtags", "shown_name", "shown_place")
#: What is said elsewhere and by others: names, dates and places of events, titles of sources, the myth itself.
NOT_OURS = {"events", "partners", "files", "sources", "hashtags", "shown_name", "shown_place"}
QUOTED = {("sections", "myth", "myth"), ("sections", "myth", "claimant"), ("sections", "myth", "said_on")}
#: So many sentences at once are enough to begin with.
MOST = 12


def figure_problems(page) -> list[str]:
    """Return a sentence for each figure of a page that may not be published: unknown, incomplete, unchecked, overdue.

    Three queries at most.
    """
    problems = list(_badly_written(page))
    if not (used := used_in(page)):
        return problems
    organisation = organisation_of(page)
    if organisation is None:
        return [*problems, _("Figures belong to an organisation: this page lies below none.")]
    claims = Claim.objects.filter(organisation=organisation, key__in=used)
    known = {claim.key: claim for claim in claims.select_related("licence", "current")}
    for key in sorted(used):
        problems += _problem_of(key, known.get(key))
    return problems


def _problem_of(key: str, claim: Claim | None) -> list[str]:
    if claim is None:
        return [
            _(
                "%(key)s: your organisation has no figure with this short name. Enter it at your desk, under Figures."
            )
            % {"key": how_to_write(key)}
        ]
    named = {"key": how_to_write(key), "label": claim.label or key}
    if lacks := missing_in(claim):
        names = ", ".join(str(name) for name in lacks)
        return [_("%(key)s (%(label)s) is not complete. Missing: %(names)s.") % (named | {"names": names})]
    if claim.checked_version == 0:
        return [
            _("%(key)s (%(label)s) was not checked yet. Ask a colleague to check it at your desk.") % named
        ]
    if claim.checked_version != claim.version:
        return [
            _("%(key)s (%(label)s) was changed after it was checked. Ask a colleague to check it again.")
            % named
        ]
    figure = figure_from(claim)
    if figure.is_due:
        day = date_format(figure.review_by, "DATE_FORMAT")
        return [
            _(
                "%(key)s (%(label)s) was to be looked at again by %(day)s. See whether the source says something newer,"
                " set a later day, and have it checked."
            )
            % (named | {"day": day})
        ]
    return []


def _badly_written(page) -> Iterator[str]:
    for words in texts_of(page):
        if words.is_key:
            continue
        marks = marks_in(words.text)
        if words.path[0] in BARE and marks:
            yield _(
                "“%(written)s” in “%(place)s”: figures cannot stand there. Say it without the number."
            ) % {
                "written": marks[0].written,
                "place": place_of(page, words),
            }
        else:
            for mark in marks:
                if not mark.key:
                    yield _(
                        "“%(written)s” in “%(place)s” is no short name of a figure. Write it like [[nurses-abroad]]:"
                        " small letters a to z, digits and hyphens."
                    ) % {"written": mark.written, "place": place_of(page, words)}
        if words.is_html and len(marks) < len(marks_in(words.plain)):
            yield _(
                "A figure in “%(place)s” is partly bold, italic or a link. Select it, take the formatting away, and"
                " write it anew."
            ) % {"place": place_of(page, words)}


def number_problems(page) -> list[str]:
    """Return a sentence for each number that somebody wrote by hand instead of naming a figure. No queries, or one."""
    language = language_of(page)
    all_large = not isinstance(page, StoryPage)
    found: dict[str, str] = {}
    for words in texts_of(page):
        if not _is_ours(words):
            continue
        for number in find_numbers(words.plain, language, all_large=all_large):
            found.setdefault(number.text, place_of(page, words))
    return [
        _(
            "“%(number)s” in “%(place)s” is a number without a source. Enter it at your desk, under Figures, and write"
            " [[its-short-name]] here instead."
        )
        % {"number": number, "place": place}
        for number, place in list(found.items())[:MOST]
    ]


def _is_ours(words: Words) -> bool:
    # Somebody's own words are quoted as they were said; what they say of numbers is for the person who reviews.
    is_quoted = words.path in QUOTED or words.path[1:] == ("quote", "text")
    return not (words.is_key or words.path[0] in NOT_OURS or is_quoted)


def chart_problems(page) -> list[str]:
    """Return a sentence for each chart whose figures cannot stand side by side. Two queries at most."""
    charts = [block.value for block in getattr(page, "sections", ()) if block.block_type == "figures"]
    if not charts:
        return []
    organisation = organisation_of(page)
    figures = read_figures(organisation.pk) if organisation else {}
    return [
        _(
            "The chart “%(title)s” puts together what cannot be compared. All its figures must be of one kind and count"
            " the same thing, and none may be below zero: %(names)s."
        )
        % {
            "title": chart["title"],
            "names": ", ".join(_measured(figures[key]) for key in chart["claims"] if key in figures),
        }
        for chart in charts
        if not can_be_drawn([figures[key] for key in chart["claims"] if key in figures])
    ]


def _measured(figure: Figure) -> str:
    language = get_language() or DEFAULT_LANGUAGE
    return f"{figure.label(language)} ({figure.text(language)})"


def place_of(page, words: Words) -> str:
    """Return what the editor calls the place of a piece of text: the field, and the block where there is one."""
    column = page._meta.get_field(words.path[0])
    if len(words.path) == 1:
        return str(column.verbose_name)
    block = column.stream_block.child_blocks[words.path[1]]
    if len(words.path) > 2:
        inner = getattr(block, "child_blocks", {}).get(words.path[2])
        if inner is not None:
            # Translators: a block of a page and one of its fields: "Evidence: Sentence".
            return _("%(block)s: %(field)s") % {"block": block.label, "field": inner.label}
    return str(block.label)
