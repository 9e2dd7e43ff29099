"""A translation that may not be published: wagtail-localize refuses it without saying why."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail_localize.models import Translation

from exercises.models import ExercisePage


def say_what_is_missing(request: HttpRequest, page) -> HttpResponse | None:
    """Answer the wish to publish a translation whose original, as it was handed to translators, is not fit for it."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    if page.specific_class is not ExercisePage:
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    if translation is None:
        return None
    try:
        translation.source.as_instance().validate_publication()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None
