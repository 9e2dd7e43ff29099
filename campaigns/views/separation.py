"""The administration keeps organisations apart, beyond Wagtail's own rules.

Wagtail asks for rights before it changes anything, but shows titles of drafts, pictures and documents to everybody who
may enter: in choosers, in reports, in its internal API. Here whatever is hidden from somebody
(campaigns.domain.queries.separation) is left out of lists, and answered 404 where an address or a form names it.
"""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from taggit.models import Tag
from wagtail.admin.views.home import LockedPagesPanel, RecentEditsPanel, UserObjectsInWorkflowModerationPanel
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.admin.views.tags import TAGS_AUTOCOMPLETE_LIMIT
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.documents.views.documents import DocumentsFilterSet
from wagtail.documents.views.documents import IndexView as DocumentsView
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.images.views.chooser import ImageChooserViewSet, ImageChooseView
from wagtail.images.views.images import ImagesFilterSet
from wagtail.images.views.images import IndexView as ImagesView
from wagtail.models import Page, Revision, TaskState
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.report import TranslationsReportView

from campaigns.domain.queries import separation
from cms.models import SiteDocument, SiteImage

#: Parameters of addresses and fields of forms that name a page, a collection.
PAGES = frozenset(
    ["page_id", "parent_page_id", "page_to_move_id", "destination_id", "page_pk", "new_parent_page",
     "destination_page_id", "child_of", "descendant_of", "ancestor_of", "translation_of", "childOf", "chooser",
     "target_pages[]", "parent_page", "page"]
)  # fmt: skip
COLLECTIONS = frozenset(["collection_id", "collection"])
#: Views whose "pk" or "id" names a page, a picture or a document, by the beginning of their names.
BY_VIEW = {
    "wagtailadmin_api:pages": Page,
    "wagtailadmin_choose_page": Page,
    "wagtailadmin_api:images": SiteImage,
    "wagtailimages": SiteImage,
    "wagtailadmin_api:documents": SiteDocument,
    "wagtaildocs": SiteDocument,
}
FILES = {"image_id": SiteImage, "document_id": SiteDocument}
#: Where the forms of pages are sent to.
FORMS = {f"wagtailadmin_pages:{name}" for name in ("add", "edit", "preview_on_add", "preview_on_edit")}
BULK = {"page": Page, "siteimage": SiteImage, "sitedocument": SiteDocument}


class SeparationMiddleware:
    """Answer 404 where a request of the administration names something that is hidden from whoever asks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        if not request.path_info.startswith("/admin/"):
            return
        if not request.user.has_perm("wagtailadmin.access_admin"):
            return  # sent to sign in, whatever she names
        named: dict = {Page: set(), SiteImage: set(), SiteDocument: set(), "collection": set()}
        for what, number in _named(request, kwargs):
            named[what].add(number)
        if named[Page] and separation.hides(request.user, named[Page]):
            raise Http404
        if named["collection"]:
            hidden = separation.hidden_collections(request.user)
            if hidden.filter(pk__in=named["collection"]).exists():
                raise Http404
        for model in (SiteImage, SiteDocument):
            if named[model]:
                found = model.objects.filter(pk__in=named[model])
                if found.filter(collection__in=separation.hidden_collections(request.user)).exists():
                    raise Http404
        if _is_bulk_of_all_pages(request, kwargs) and separation.hides_below(
            request.user, _number(request.GET.get("childOf"))
        ):
            raise Http404


def _named(request: HttpRequest, kwargs: dict) -> Iterator[tuple[object, int]]:
    """Yield what a request names: what kind of thing, and its primary key."""
    name = request.resolver_match.view_name
    model = BULK.get(kwargs.get("model_name", "")) if name == "wagtail_bulk_action" else None
    model = model or next((one for start, one in BY_VIEW.items() if name.startswith(start)), None)
    pairs = [
        *kwargs.items(),
        *((key, value) for key, values in request.GET.lists() for value in values),
    ]
    if request.method != "GET" and request.content_type in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        pairs += [(key, value) for key, values in request.POST.lists() for value in values]
    in_forms: set[tuple[type, int]] = set()
    for key, value in pairs:
        number = _number(value)
        if number is None:
            continue
        if key in PAGES:
            yield Page, number
        elif key in COLLECTIONS:
            yield "collection", number
        elif key in FILES:
            yield FILES[key], number
        elif name in FORMS and (kind := separation.FILE_FIELDS.get(key.rpartition("-")[2])):
            in_forms.add((kind, number))
        elif key in ("pk", "id") and model is not None:
            yield model, number
        elif key in ("translation_source_id", "translation_id"):
            sources = TranslationSource.objects.filter(
                **{"pk" if key == "translation_source_id" else "translations": number}
            )
            pages = Page.objects.filter(translation_key__in=sources.values("object_id"))
            yield from ((Page, one) for one in pages.values_list("pk", flat=True))
        elif key == "task_state_id":
            state = TaskState.objects.filter(pk=number).values_list("workflow_state__object_id", flat=True)
            yield from ((Page, int(one)) for one in state if one.isdigit())
        elif key == "revision_id":
            found = Revision.page_revisions.filter(pk=number).values_list("object_id", flat=True)
            yield from ((Page, int(one)) for one in found)
    if in_forms:
        yield from in_forms - separation.files_in(kwargs.get("page_id"))


def _is_bulk_of_all_pages(request: HttpRequest, kwargs: dict) -> bool:
    return (
        request.resolver_match.view_name == "wagtail_bulk_action"
        and kwargs.get("model_name") == "page"
        and "all" in request.GET.getlist("id")
    )


def _number(value) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


# Lists ----------------------------------------------------------------------------------------------------------


class ImagesEndpoint(ImagesAdminAPIViewSet):
    def get_queryset(self):
        return separation.in_open_collections(super().get_queryset(), self.request.user)


class DocumentsEndpoint(DocumentsAdminAPIViewSet):
    def get_queryset(self):
        return separation.in_open_collections(super().get_queryset(), self.request.user)


class PageTypesUsage(PageTypesUsageReportView):
    """How often each kind of page is used; without naming the page edited last where it is hidden."""

    def decorate_paginated_queryset(self, page_types):
        for one in super().decorate_paginated_queryset(page_types):
            page = one.last_edited_page
            if page is not None and not separation.may_see(self.request.user, page):
                one.last_edited_page = None
        return page_types


class PagesOfType(ContentTypeUseView):
    def get_base_queryset(self):
        return separation.shown(super().get_base_queryset(), self.request.user)


class Translations(TranslationsReportView):
    """Which translations there are; of pages that are hidden, none."""

    def get_queryset(self):
        found = super().get_queryset()
        if separation.sees_everything(self.request.user):
            return found
        hidden = Page.objects.filter(separation.hidden_pages(self.request.user)).values("translation_key")
        return found.exclude(pk__in=Translation.objects.filter(source__object_id__in=hidden).values("pk"))


class SiteHistoryFilters(SiteHistoryReportFilterSet):
    def get_users_queryset(self):
        return separation.people_known_to(self.request.user, super().get_users_queryset())


class SiteHistory(LogEntriesView):
    filterset_class = SiteHistoryFilters


def name_colleagues_only(*filters) -> None:
    """Let Wagtail's filters by person offer nobody of other organisations to a member."""
    for one in filters:
        one.queryset = _colleagues_of(one.queryset)


def _colleagues_of(people):
    return lambda request: separation.people_known_to(request.user, people(request))


def tags(request: HttpRequest, app_name: str = "", model_name: str = "") -> HttpResponse:
    """Tags that begin with what was typed; none that only hidden pictures and documents bear."""
    term = request.GET.get("term", "")
    if (app_name, model_name) not in (("", ""), ("taggit", "tag")):
        raise Http404
    found = Tag.objects.filter(name__istartswith=term) if term else Tag.objects.none()
    found = found.filter(separation.tags_in_use(request.user)).order_by("name").distinct()
    return JsonResponse(list(found.values_list("name", flat=True)[:TAGS_AUTOCOMPLETE_LIMIT]), safe=False)


class OpenTags:
    """Filters of pictures and documents that offer no tag which only hidden ones bear."""

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, request=request, **kwargs)
        if "tag" in self.filters:
            choices = self.filters["tag"].extra["choices"]
            known = _open_tags([name for name, _label in choices], request.user)
            self.filters["tag"].extra["choices"] = [pair for pair in choices if pair[0] in known]


def _open_tags(names: list[str], user) -> set[str]:
    found = Tag.objects.filter(name__in=names).filter(separation.tags_in_use(user))
    return set(found.values_list("name", flat=True))


class PictureFilters(OpenTags, ImagesFilterSet):
    pass


class DocumentFilters(OpenTags, DocumentsFilterSet):
    pass


class Pictures(ImagesView):
    filterset_class = PictureFilters


class Documents(DocumentsView):
    filterset_class = DocumentFilters


class ChoosePicture(ImageChooseView):
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        known = _open_tags([tag.name for tag in context["popular_tags"]], self.request.user)
        context["popular_tags"] = [tag for tag in context["popular_tags"] if tag.name in known]
        return context


class PictureChooser(ImageChooserViewSet):
    """Wagtail's chooser of pictures with a first page of our own; it is not registered beside it."""

    choose_view_class = ChoosePicture


class RecentEdits(RecentEditsPanel):
    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["last_edits"] = [
            (date, page) for date, page in context["last_edits"] if separation.may_see(user, page)
        ]
        return context


class OwnInReview(UserObjectsInWorkflowModerationPanel):
    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        user = parent_context["request"].user
        context["workflow_states"] = [
            state
            for state in context["workflow_states"]
            if not isinstance(state.content_object, Page) or separation.may_see(user, state.content_object)
        ]
        return context


class Locked(LockedPagesPanel):
    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        context["locked_pages"] = separation.shown(context["locked_pages"], parent_context["request"].user)
        return context


#: What stands on the first page of the administration instead of Wagtail's own.
PANELS = {
    RecentEditsPanel: RecentEdits,
    UserObjectsInWorkflowModerationPanel: OwnInReview,
    LockedPagesPanel: Locked,
}


def own_panels(request: HttpRequest, panels: list) -> None:
    """Put our panels in the place of Wagtail's, in the list itself."""
    panels[:] = [PANELS[type(panel)]() if type(panel) in PANELS else panel for panel in panels]
