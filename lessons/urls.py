"""Addresses of the lessons room, below /<lang>/; the library and the lesson plans themselves are Wagtail's."""

from django.urls import path, re_path

from lessons import feeds
from lessons.views import plans, saved

# Slugs may hold letters of any script.
SLUG = r"(?P<slug>[-\w]+)"

urlpatterns = [
    path("lessons/feed/", feeds.feed, name="lesson_feed"),
    re_path(
        rf"^lessons/{SLUG}/download/(?P<format>[-\w.]{{1,20}})/$", plans.download, name="lesson_download"
    ),
    re_path(rf"^lessons/{SLUG}/projector/$", plans.projector, name="lesson_projector"),
    path("teach/saved/", saved.lists, name="saved_lists"),
    path("teach/saved/<int:pk>/", saved.saved_list, name="saved_list"),
    path("teach/saved/<int:pk>/change/", saved.change, name="saved_change"),
    path("teach/saved/shared/<slug:token>/", saved.shared, name="saved_shared"),
    re_path(rf"^teach/saved/add/{SLUG}/$", saved.add, name="saved_add"),
]
