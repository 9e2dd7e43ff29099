"""Addresses of the lessons room, below /<lang>/; the library and the lesson plans themselves are Wagtail's."""

from django.urls import path, re_path

from lessons import feeds, views

# Slugs may hold letters of any script.
SLUG = r"(?P<slug>[-\w]+)"

urlpatterns = [
    path("lessons/feed/", feeds.feed, name="lesson_feed"),
    re_path(rf"^lessons/{SLUG}/download/(?P<format>[-\w.]{{1,20}})/$", views.download, name="lesson_download"),
    re_path(rf"^lessons/{SLUG}/projector/$", views.projector, name="lesson_projector"),
]
