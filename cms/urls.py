"""The addresses of the site: wiring only."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.accounts import views as accounts
from cms.accounts.viewsets import AccountView
from cms.views import translating
from cms.views.doors import front, nothing_here
from cms.views.health import healthz, readyz
from cms.views.media import media
from cms.views.pages import serve
from cms.views.reports import receipt, report, transparency
from cms.views.robots import robots, sitemap, sitemap_index
from cms.views.search import search, suggest
from cms.views.styleguide import styleguide

urlpatterns = [
    path("", front, name="front"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap_index, name="sitemap_index"),
    # Before Wagtail's own, which know no second factor.
    path("admin/login/", accounts.to_sign_in, name="admin_sign_in"),
    re_path("^admin/password_reset/", accounts.to_password_reset, name="admin_password_reset"),
    path("admin/account/", AccountView.as_view(), name="admin_own_settings"),
    # Wagtail's own test of error pages: a failure that somebody could cause at will.
    path("admin/failwhale/", nothing_here, name="admin_failwhale"),
    # Before wagtail-localize's own, which publish without asking whether one may.
    path(
        "admin/localize/update/<int:translation_source_id>/",
        translating.update_translations,
        name="update_translations",
    ),
    path(
        "admin/localize/page/<int:page_id>/convert_to_alias/",
        translating.convert_to_alias,
        name="convert_to_alias",
    ),
    # Before Wagtail's own, which show drafts of other organisations.
    path("admin/", include("campaigns.admin_urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("media/<path:path>", media, name="media"),
    path("documents/", include(wagtaildocs_urls)),
    path("join/", include("classrooms.door_urls")),
    path("embed/", include("campaigns.embed_urls")),
    path("credentials/", include("schools.credential_urls")),
    path("api/", include("cms.api")),
]
if settings.STYLEGUIDE:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))
urlpatterns += i18n_patterns(
    path("account/", include("cms.accounts.urls")),
    path("search/", search, name="search"),
    path("search/suggest/", suggest, name="search_suggest"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("report/", report, name="report"),
    path("report/<slug:token>/", receipt, name="report_receipt"),
    path("transparency/", transparency, name="transparency"),
    path("", include("ambassadors.urls")),
    path("", include("campaigns.urls")),
    path("", include("schools.urls")),
    path("", include("classrooms.urls")),
    path("", include("exercises.urls")),
    path("", include("lessons.urls")),
    # Before the pages, which would answer for these as well; and Wagtail's own sign-in knows no second factor.
    path("_util/login/", accounts.to_sign_in, name="page_sign_in"),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="page_password",
    ),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
)

#: What allauth answers where its own limits are reached.
handler429 = "cms.accounts.throttling.handler429"
