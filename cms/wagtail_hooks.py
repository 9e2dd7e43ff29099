"""Wiring of the administration."""

from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms.views import closed, report_queue
from cms.viewsets import AuditViewSet, HelpGroup, VocabularyGroup

register_snippet(VocabularyGroup)
register_snippet(HelpGroup)
# Before Wagtail's own, which send everybody to the sign-in page.
hooks.register("before_serve_page", closed.hide_closed_page, order=-1)
hooks.register("before_serve_document", closed.hide_closed_document, order=-1)


@hooks.register("register_admin_viewset")
def audit_trail():
    return AuditViewSet()


@hooks.register("register_admin_urls")
def content_report_addresses():
    return [
        path("content-reports/", report_queue.content_reports, name="content_reports"),
        path("content-reports/<int:pk>/", report_queue.content_report, name="content_report"),
    ]


hooks.register("register_admin_menu_item", report_queue.queue_link)


@hooks.register("insert_global_admin_css")
def admin_colours():
    return format_html('<link rel="stylesheet" href="{}">', static("cms/css/admin.css"))
