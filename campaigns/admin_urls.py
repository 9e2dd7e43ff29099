"""Addresses of the administration that stand before Wagtail's own of the same name: they keep organisations apart."""

from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from campaigns.views import separation
from cms.models import SiteImage

pictures = separation.PictureChooser("wagtailimages_chooser", model=SiteImage, url_prefix="images/chooser")

urlpatterns = [
    path("images/", separation.Pictures.as_view(), name="separate_images"),
    path("images/results/", separation.Pictures.as_view(results_only=True), name="separate_images_results"),
    path("images/chooser/", pictures.choose_view, name="separate_image_chooser"),
    path("documents/", separation.Documents.as_view(), name="separate_documents"),
    path(
        "documents/results/",
        separation.Documents.as_view(results_only=True),
        name="separate_documents_results",
    ),
    path("tag-autocomplete/", separation.tags, name="separate_tags"),
    path(
        "tag-autocomplete/<slug:app_name>/<slug:model_name>/", separation.tags, name="separate_tags_of_model"
    ),
    path("reports/page-types-usage/", separation.PageTypesUsage.as_view(), name="separate_page_types_usage"),
    path(
        "reports/page-types-usage/results/",
        separation.PageTypesUsage.as_view(results_only=True),
        name="separate_page_types_usage_results",
    ),
    path(
        "pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/",
        separation.PagesOfType.as_view(),
        name="separate_pages_of_type",
    ),
    path(
        "pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/results/",
        separation.PagesOfType.as_view(results_only=True),
        name="separate_pages_of_type_results",
    ),
    path("reports/site-history/", separation.SiteHistory.as_view(), name="separate_site_history"),
    path(
        "reports/site-history/results/",
        separation.SiteHistory.as_view(results_only=True),
        name="separate_site_history_results",
    ),
    path("localize/reports/translations/", separation.Translations.as_view(), name="separate_translations"),
    path(
        "localize/reports/translations/results/",
        separation.Translations.as_view(results_only=True),
        name="separate_translations_results",
    ),
]
urlpatterns = decorate_urlpatterns(urlpatterns, require_admin_access)
urlpatterns = decorate_urlpatterns(urlpatterns, never_cache)
