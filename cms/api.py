"""The public read API: its addresses and its description, put together from what rooms answer. Wiring only."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import path

from campaigns import api as campaigns
from cms.machines import api_parts, for_machines

#: Raised when an answer changes in a way that breaks a program that reads it.
VERSION = "1.0"


@for_machines()
def openapi(request: HttpRequest) -> dict:
    """Describe the whole read API, as OpenAPI 3.1."""
    paths, schemas = {}, {}
    for _name, part in api_parts:
        paths |= part.paths
        schemas |= part.schemas
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.SITE_NAME}: public read API",
            "version": VERSION,
            "description": (
                "What is published, for machines. No key, no cookie. Answers may be kept for a minute; what was taken "
                "back is listed at /api/withdrawn/, and whoever keeps copies removes them."
            ),
        },
        "servers": [{"url": settings.SITE_URL}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


urlpatterns = [
    path("openapi.json", openapi, name="api_description"),
    path("campaigns/", campaigns.campaigns, name="api_campaigns"),
    path("campaigns/<uuid:key>/", campaigns.campaign, name="api_campaign"),
    path("withdrawn/", campaigns.withdrawn, name="api_withdrawn"),
]
