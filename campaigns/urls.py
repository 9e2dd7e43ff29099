"""Addresses of the campaigns room below /<lang>/. Each part of the room has a block of its own."""

from django.urls import URLPattern, path, re_path

from campaigns import feeds
from campaigns.views import (  # share kit  # organisations
    campaign_claims,
    claims,
    consent,
    contributors,
    desk,
    documents,
    inclusion,
    kit,
    measures,
    members,
    message_tests,
    pausing,
    pledges,
    recordings,  # recordings
    requests,
    schools,  # schools that join
)

urlpatterns: list[URLPattern] = []

# Organisations: requests, desk, members.
urlpatterns += [
    path("organisation/", desk.organisations, name="organisations"),
    path("organisation/request/", desk.organisation_request, name="organisation_request"),
    path(
        "organisation/invitation/<slug:token>/",
        members.organisation_invitation,
        name="organisation_invitation",
    ),
    path("organisation/<slug:key>/", desk.organisation, name="organisation"),
    path("organisation/<slug:key>/members/", members.organisation_members, name="organisation_members"),
    path("network/organisations/", requests.organisation_requests, name="organisation_requests"),
    path("network/organisations/<slug:key>/", requests.organisation_decide, name="organisation_decide"),
]

# Inclusion self-check.
urlpatterns += [
    path("organisation/<slug:key>/inclusion/", inclusion.inclusion, name="inclusion"),
    path("organisation/<slug:key>/inclusion/print/", inclusion.inclusion_print, name="inclusion_print"),
]

# Claims.
urlpatterns += [
    path("organisation/<slug:key>/claims/", claims.claims, name="claims"),
    path("organisation/<slug:key>/claims/new/", claims.claim_new, name="claim_new"),
    path("organisation/<slug:key>/claims/<int:pk>/", claims.claim, name="claim"),
    re_path(
        r"^campaigns/(?P<organisation>[-\w]+)/(?P<campaign>[-\w]+)/claims/$",
        campaign_claims.campaign_claims,
        name="campaign_claims",
    ),
]

# Contributors and consent.
urlpatterns += [
    path("organisation/<slug:key>/contributors/", contributors.contributors, name="contributors"),
    path("organisation/<slug:key>/contributors/new/", contributors.contributor_new, name="contributor_new"),
    path("organisation/<slug:key>/contributors/<int:pk>/", contributors.contributor, name="contributor"),
    path(
        "organisation/<slug:key>/contributors/<int:pk>/link/",
        contributors.contributor_link,
        name="contributor_link",
    ),
    path("consent/<slug:token>/", consent.consent, name="consent"),
]

# Recordings.
urlpatterns += [
    path("organisation/<slug:key>/recordings/", recordings.recordings, name="recordings"),
    path("organisation/<slug:key>/recordings/<int:pk>/", recordings.recording_edit, name="recording_edit"),
    path("campaigns/recordings/<slug:key>/<str:file>", recordings.recording, name="recording"),
]

# Share kit, cards, embeds, pause.
_KIT = r"^campaigns/(?P<organisation>[-\w]+)/(?P<campaign>[-\w]+)/share/"
urlpatterns += [
    re_path(rf"{_KIT}$", kit.campaign_kit, name="campaign_kit"),
    re_path(rf"{_KIT}(?P<file>[a-z0-9.]{{1,40}})$", kit.campaign_card, name="campaign_card"),
    path(
        "organisation/<slug:key>/campaigns/<uuid:campaign>/pause/",
        pausing.campaign_pause,
        name="campaign_pause",
    ),
]

# Pages: claims of a campaign, documents, feed. Slugs may hold letters of any script.
_CAMPAIGN = r"^campaigns/(?P<organisation>[-\w]+)/(?P<campaign>[-\w]+)"
_FORMAT = r"download/(?P<format>[-\w.]{1,20})/$"
urlpatterns += [
    path("campaigns/feed/", feeds.feed, name="campaign_feed"),
    re_path(rf"{_CAMPAIGN}/{_FORMAT}", documents.campaign_download, name="campaign_download"),
    re_path(rf"{_CAMPAIGN}/(?P<story>[-\w]+)/{_FORMAT}", documents.story_download, name="story_download"),
]

# Pledges.
urlpatterns += [
    path("pledge/<uuid:campaign>/", pledges.pledge, name="pledge"),
    path("pledge/<uuid:campaign>/done/", pledges.pledge_done, name="pledge_done"),
    path("pledge/<slug:token>/", pledges.pledge_own, name="pledge_own"),
]

# Schools that join.
urlpatterns += [
    path("school/campaigns/<uuid:campaign>/", schools.campaign_join, name="campaign_join"),
    path("school/<slug:key>/campaigns/", schools.school_campaigns, name="school_campaigns"),
]

# Measures and message tests.
_CAMPAIGN = "organisation/<slug:key>/campaigns/<uuid:campaign>/"
urlpatterns += [
    path(_CAMPAIGN, measures.campaign_desk, name="campaign_desk"),
    path(f"{_CAMPAIGN}report/<slug:format>/", measures.campaign_report, name="campaign_report"),
    path(f"{_CAMPAIGN}tests/", message_tests.message_tests, name="message_tests"),
    path(f"{_CAMPAIGN}tests/new/", message_tests.message_test_new, name="message_test_new"),
    path(f"{_CAMPAIGN}tests/<int:pk>/", message_tests.message_test_edit, name="message_test_edit"),
    path("try/<slug:key>/", message_tests.message_test, name="message_test"),
]
