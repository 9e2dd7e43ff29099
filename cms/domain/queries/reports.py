"""What can be reported, and what waits for a decision."""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Min, Q, QuerySet, Value, When
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation
from wagtail.models import Page

from cms.cache.middleware import is_public_path
from cms.domain.queries.site import is_restricted, roots
from cms.enums import ContextPart, ReportDecision, ReportReason
from cms.models import ContentReport
from cms.registries import declared_contexts, interests, pages_behind
from cms.text import nfc

LONGEST_PATH = 500
#: Home pages and what lies right below them hold the site together: nothing deeper is about them.
FRAME_DEPTH = 3
#: Who meets these words at the door of a page needs the whole context test.
WEIGHED = frozenset([ReportReason.HATE, ReportReason.THREAT])


class About(NamedTuple):
    """A public address of this site, and the page that is shown there, if it is one."""

    path: str
    page: Page | None

    @property
    def title(self) -> str:
        return self.page.title if self.page else ""


def about(text: str) -> About | None:
    """Return what `text`, an address with or without the site's own origin, leads to; None if it is none of ours.

    Addresses that are somebody's own (links with a secret in them above all) are not public and so never kept.
    """
    path = _own_path(text)
    if path is None:
        return None
    language = path.split("/", 2)[1]
    with translation.override(language if language in roots() else translation.get_language()):
        match = _resolved(path) or (None if path.endswith("/") else _resolved(path := f"{path}/"))
    if match is None:
        return None
    page = _page_at(path, nearest=match.url_name != "wagtail_serve")
    if page is None and match.url_name == "wagtail_serve":
        return None
    return About(path, page)


def _resolved(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _own_path(text: str) -> str | None:
    text = nfc(text).strip()
    if text.startswith(f"{settings.SITE_URL}/"):
        text = unquote(text.removeprefix(settings.SITE_URL))
    path = text.partition("?")[0].partition("#")[0]
    if not path.startswith("/") or path.startswith("//") or len(path) > LONGEST_PATH:
        return None
    if "\\" in path or not path.isprintable() or ".." in path.split("/"):
        return None
    return path if is_public_path(path) or path.startswith("/embed/") else None


def _page_at(path: str, *, nearest: bool) -> Page | None:
    """Return the live and open page at a path; with `nearest`, else the one below which the address lies."""
    for _name, behind in pages_behind:
        if page := behind(path):
            return page
    _start, language, rest = (path.split("/", 2) + [""])[:3]
    root = roots().get(language)
    if root is None:
        return None
    steps = rest.strip("/").split("/") if rest.strip("/") else []
    least = 1 if nearest else len(steps)
    paths = ["/".join([*steps[:end], ""]) if end else "" for end in range(len(steps), least - 1, -1)]
    found = Page.objects.live().filter(url_path__in=[root.url_path + one for one in paths]).order_by("-depth")
    page = found.first()
    if page is None or is_restricted(page):
        return None
    exact = page.url_path == root.url_path + (rest if rest.endswith("/") or not rest else f"{rest}/")
    return page if exact or page.depth > FRAME_DEPTH else None


def same_page(report: ContentReport) -> QuerySet[ContentReport]:
    """Return all notices about the page that a notice is about, itself included."""
    if report.page_id:
        return ContentReport.objects.filter(page_id=report.page_id)
    return ContentReport.objects.filter(page_id=None, path=report.path)


def undecided(reports: QuerySet[ContentReport]) -> QuerySet[ContentReport]:
    """Return those that wait for a decision, the oldest first."""
    return reports.filter(decision="").order_by("received_at", "pk")


def undecided_appeals(reports: QuerySet[ContentReport]) -> QuerySet[ContentReport]:
    """Return those whose appeal waits for a decision, the oldest first."""
    return reports.filter(appealed_at__isnull=False, appeal_decision="").order_by("appealed_at", "pk")


def is_party(user, report: ContentReport) -> bool:
    """Say whether somebody belongs to the page that was reported (cms.registries.interests)."""
    return report.page is not None and any(rule(user, report.page) for _name, rule in interests)


def contexts_of(report: ContentReport) -> list[str]:
    """Return what is declared about a page's context: that it quotes hate in order to answer it."""
    if report.page is None:
        return []
    return [sentence for _name, declared in declared_contexts if (sentence := declared(report.page))]


class Waiting(NamedTuple):
    """One line of the queue: a page, and how much waits there."""

    pk: int  # of the notice that came first
    title: str
    path: str
    number: int
    due_at: datetime
    is_appeal: bool
    reasons: frozenset[str]


def queue() -> list[Waiting]:
    """Return what waits for a decision, what is due first on top: a line for each page, however many notices it has.

    Four queries at most.
    """
    lines = _lines(undecided(ContentReport.objects.all()), "due_at", is_appeal=False)
    lines += _lines(undecided_appeals(ContentReport.objects.all()), "appeal_due_at", is_appeal=True)
    return sorted(lines, key=lambda line: (line.due_at, line.pk))


def _lines(reports: QuerySet[ContentReport], due: str, *, is_appeal: bool) -> list[Waiting]:
    subject = Case(When(page_id=None, then=F("path")), default=Value(""), output_field=CharField())
    grouped = reports.order_by().annotate(subject=subject).values("page_id", "subject")
    if is_appeal:  # each appeal is about a decision of its own
        grouped = reports.order_by().annotate(subject=subject).values("pk", "page_id", "subject")
    lines = list(grouped.annotate(first=Min("pk"), number=Count("pk"), due=Min(due)))
    firsts = ContentReport.objects.in_bulk([line["first"] for line in lines])
    reasons: dict[tuple, set[str]] = {}
    for page_id, path, reason in reports.order_by().values_list("page_id", "path", "reason").distinct():
        reasons.setdefault((page_id, "" if page_id else path), set()).add(reason)
    return [
        Waiting(
            line["first"],
            firsts[line["first"]].title,
            firsts[line["first"]].path,
            line["number"],
            line["due"],
            is_appeal,
            frozenset([firsts[line["first"]].reason])
            if is_appeal
            else frozenset(reasons[line["page_id"], line["subject"]]),
        )
        for line in lines
    ]


def number_waiting() -> int:
    """Return how many lines the queue has. One query."""
    waiting = Q(decision="") | Q(appealed_at__isnull=False, appeal_decision="")
    # A page counts once, an address that is no page's once, each appeal once.
    subjects = (
        ContentReport.objects.filter(waiting).order_by().values_list("page_id", "path", "decision", "pk")
    )
    return len(
        {
            ("appeal", pk) if decision else ("page", page_id) if page_id else ("path", path)
            for page_id, path, decision, pk in subjects
        }
    )


def needs_context_test(reports: QuerySet[ContentReport], decision: str) -> bool:
    """Say whether a decision about these notices needs all six parts of the context test."""
    return decision != ReportDecision.NOT_OURS and reports.filter(reason__in=WEIGHED).exists()


def context_test(report: ContentReport) -> list[tuple[str, str]]:
    """Return what was found in the parts of the context test that were filled in: (label, words)."""
    return [
        (str(part.label), report.six_part[part.value])
        for part in ContextPart
        if report.six_part.get(part.value)
    ]
