"""Addresses of what a certificate can be checked with, /credentials/: the same in every language, for programs too."""

from django.urls import path

from schools.views import credentials

urlpatterns = [
    path("issuer.json", credentials.issuer_profile, name="credential_issuer"),
    path("keys.json", credentials.keys, name="credential_keys"),
    path("status/1", credentials.status, name="credential_status"),
    path("<slug:key>.jwt", credentials.token, name="credential_jwt"),
    path("<slug:key>/", credentials.credential, name="credential"),
]
