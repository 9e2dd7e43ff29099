"""Wiring of the administration: organisations see and choose what is theirs."""

from django.core.exceptions import PermissionDenied
from django.urls import path
from wagtail import hooks
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet

from campaigns.domain.queries import separation
from campaigns.models.permissions import has_stories
from campaigns.views import claim_chooser
from campaigns.views.review import say_what_is_missing
from campaigns.views.separation import DocumentsEndpoint, ImagesEndpoint, name_colleagues_only, own_panels

# The review: said at once.
hooks.register("after_create_page", say_what_is_missing)
hooks.register("after_edit_page", say_what_is_missing)

# Organisations: kept apart.
hooks.register("construct_homepage_panels", own_panels)
name_colleagues_only(
    PageFilterSet.declared_filters["owner"],
    PageFilterSet.declared_filters["edited_by"],
    WorkflowReportFilterSet.declared_filters["requested_by"],
)


@hooks.register("construct_page_chooser_queryset")
def pages_to_choose(pages, request):
    return separation.shown(pages, request.user)


@hooks.register("construct_explorer_page_queryset")
def pages_to_explore(parent_page, pages, request):
    return separation.shown(pages, request.user)


@hooks.register("construct_image_chooser_queryset")
def pictures_to_choose(images, request):
    return separation.in_open_collections(images, request.user)


@hooks.register("construct_document_chooser_queryset")
def documents_to_choose(documents, request):
    return separation.in_open_collections(documents, request.user)


# After Wagtail's own, whose names they take.
@hooks.register("construct_admin_api", order=100)
def own_endpoints(router):
    router.register_endpoint("images", ImagesEndpoint)
    router.register_endpoint("documents", DocumentsEndpoint)


# Stories: never copied. Wagtail asks our testers (campaigns.models.permissions) about copies, but not about mirrors of
# what is below a page.
@hooks.register("before_copy_page")
def stories_stay(request, page):
    if request.method == "POST" and request.POST.get("copy_subpages") and has_stories(page):
        raise PermissionDenied


# Claims: figures to choose, remarks about a draft.
@hooks.register("register_admin_urls")
def claim_addresses():
    return [
        path("campaigns/figures/", claim_chooser.claim_chooser, name="claim_chooser"),
        path("campaigns/<int:page_id>/remarks/", claim_chooser.campaign_lint, name="campaign_lint"),
    ]
