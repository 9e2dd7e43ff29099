"""The address of cards in other people's pages, outside the languages' prefixes: wiring only."""

from django.urls import path

from campaigns.views.embed import embed

urlpatterns = [path("<slug:language>/<slug:key>/", embed, name="embed")]
