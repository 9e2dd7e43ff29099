"""Addresses of the ambassadors room, below /<language>/. Each part has a block."""

from django.urls import path

from ambassadors.views import (
    consent,
    desk,
    houses,
    kit,
    messages,
    network_companions,
    network_people,
    recognition,
    supply,
    training,
    visits,
)

urlpatterns = []

# An ambassador's desk.
urlpatterns += [
    path("ambassador/", desk.ambassador, name="ambassador"),
]

# Invitation, consent, guardian.
urlpatterns += [
    path("ambassador/invitation/<slug:token>/", consent.ambassador_invitation, name="ambassador_invitation"),
    path("ambassador/guardian/<slug:token>/", consent.guardian, name="guardian"),
    path("ambassador/consent/", consent.ambassador_consent, name="ambassador_consent"),
    path("ambassador/leave/", consent.ambassador_leave, name="ambassador_leave"),
]

# Schools and organisations that nominate.
urlpatterns += [
    path("school/<slug:key>/ambassadors/", houses.school_ambassadors, name="school_ambassadors"),
    path(
        "school/<slug:key>/ambassadors/<slug:ambassador>/", houses.school_ambassador, name="school_ambassador"
    ),
    path(
        "organisation/<slug:key>/ambassadors/",
        houses.organisation_ambassadors,
        name="organisation_ambassadors",
    ),
    path(
        "organisation/<slug:key>/ambassadors/<slug:ambassador>/",
        houses.organisation_ambassador,
        name="organisation_ambassador",
    ),
]

# Coordinators and safeguarding leads: people.
urlpatterns += [
    path("network/ambassadors/", network_people.network_ambassadors, name="network_ambassadors"),
    path("network/ambassadors/<slug:key>/", network_people.network_ambassador, name="network_ambassador"),
    path("network/companions/", network_companions.network_companions, name="network_companions"),
    path("network/companions/<slug:key>/", network_companions.network_companion, name="network_companion"),
    path("network/clearances/", network_people.clearances, name="clearances"),
    path("network/clearances/<slug:key>/", network_people.clearance, name="clearance"),
]

# Training.
urlpatterns += [
    path("ambassador/training/", training.ambassador_training, name="ambassador_training"),
    path("ambassador/training/exercise/<uuid:exercise>/", training.training_gate, name="training_gate"),
    path("ambassador/training/module/", training.training_module, name="training_module"),
    path("ambassador/training/certificate/", training.training_certificate, name="training_certificate"),
    path("ambassador/talks/", training.talks, name="talks"),
    path("ambassador/talks/<slug:key>/", training.talk, name="talk"),
    path("network/training/", training.training_path, name="training_path"),
]

# Offers, requests, matching.
urlpatterns += [
    path("ambassador/offer/", supply.ambassador_offer, name="ambassador_offer"),
    path("organisation/<slug:key>/visits/", supply.organisation_visits, name="organisation_visits"),
    path("school/<slug:key>/visits/", supply.school_visits, name="school_visits"),
    path("school/<slug:key>/visits/ask/", supply.visit_ask, name="visit_ask"),
    path("network/requests/", supply.visit_requests, name="visit_requests"),
    path("network/requests/<slug:key>/", supply.visit_request, name="visit_request"),
]

# Visits.
urlpatterns += [
    path("ambassador/visits/<slug:key>/", visits.ambassador_visit, name="ambassador_visit"),
    path("ambassador/companion/", visits.companion, name="companion"),
    path("ambassador/companion/<slug:key>/", visits.companion_visit, name="companion_visit"),
    path("school/<slug:key>/visits/<slug:visit>/", visits.school_visit, name="school_visit"),
    path("network/visits/", visits.network_visits, name="network_visits"),
    path("network/visits/<slug:key>/", visits.network_visit, name="network_visit"),
    path("ambassador/visits/<slug:key>/calendar/", visits.visit_calendar, name="visit_calendar"),
]

# Visit kit and exit question.
urlpatterns += [
    path("ambassador/visits/<slug:key>/kit/<slug:format>/", kit.visit_kit, name="visit_kit"),
    path("ambassador/visits/<slug:key>/exit/", kit.visit_exit_door, name="visit_exit_door"),
    path("ambassador/exit/<slug:key>/", kit.visit_exit, name="visit_exit"),
]

# Messages.
urlpatterns += [
    path("ambassador/visits/<slug:key>/messages/", messages.visit_messages, name="visit_messages"),
    path("network/messages/", messages.network_messages, name="network_messages"),
    path("network/messages/<slug:key>/", messages.network_thread, name="network_thread"),
]

# Recognition, alumni, the public page.
urlpatterns += [
    path("ambassador/recognition/", recognition.ambassador_recognition, name="ambassador_recognition"),
    path(
        "ambassador/recognition/<slug:key>/<slug:format>/",
        recognition.ambassador_letter,
        name="ambassador_letter",
    ),
    path("ambassador/handover/", recognition.ambassador_handover, name="ambassador_handover"),
    path("ambassadors/", recognition.ambassadors, name="ambassadors"),
]
