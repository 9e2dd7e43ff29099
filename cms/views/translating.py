"""Two doors of wagtail-localize that publish, where it asks only whether somebody may translate."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page
from wagtail_localize.models import TranslationSource
from wagtail_localize.views import convert
from wagtail_localize.views.update_translations import UpdateTranslationsView


@never_cache
@require_admin_access
def update_translations(request: HttpRequest, translation_source_id: int) -> HttpResponse:
    """Bring translations up to date; with "publish" only by those who may publish the page in every language."""
    if request.method == "POST" and request.POST.get("publish_translations"):
        source = get_object_or_404(TranslationSource, pk=translation_source_id)
        for page in Page.objects.filter(translation_key=source.object_id):
            _require_publishing(request.user, page)
    return UpdateTranslationsView.as_view()(request, translation_source_id=translation_source_id)


@never_cache
@require_admin_access
def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Give up a translation for a copy that follows its source, live where the source is live."""
    _require_publishing(request.user, get_object_or_404(Page, pk=page_id))
    return convert.convert_to_alias(request, page_id)


def _require_publishing(user, page: Page) -> None:
    if not page.permissions_for_user(user).can_publish():
        raise PermissionDenied
