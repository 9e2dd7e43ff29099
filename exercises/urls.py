"""Addresses of the exercises room, below /<lang>/; the list and the exercises themselves are Wagtail's pages."""

from django.urls import re_path

from exercises.views import downloads, play, projector

# Slugs may hold letters of any script.
SLUG = r"(?P<slug>[-\w]+)"

urlpatterns = [
    re_path(
        rf"^exercises/{SLUG}/download/(?P<format>[-\w.]{{1,20}})/$",
        downloads.download,
        name="exercise_download",
    ),
    re_path(rf"^exercises/{SLUG}/play/$", play.play, name="exercise_play"),
    re_path(rf"^exercises/{SLUG}/projector/$", projector.projector, name="exercise_projector"),
]
