"""Who must use a second factor, and what this session has shown so far."""

import time

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from cms.registries import second_factor


def must_use_second_factor(user) -> bool:
    """Everybody who may enter the administration, and whoever a room names (see registries.second_factor)."""
    if not user.is_authenticated:
        return False
    if user.is_staff or user.is_superuser or user.has_perm("wagtailadmin.access_admin"):
        return True
    return any(rule(user) for _name, rule in second_factor)


def has_second_factor(user) -> bool:
    """Say whether an authenticator app is set up; recovery codes alone do not count."""
    return Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists()


def gave_second_factor(request: HttpRequest) -> bool:
    """Say whether a code was given in this very session."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def signed_in_freshly(request: HttpRequest) -> bool:
    """Say whether a password or a code was given in this session within the last minutes."""
    if not request.user.is_authenticated:
        return False
    times = [
        record.get("at", 0)
        for record in get_authentication_records(request, request.user)
        if record.get("method") in ("password", "mfa")
    ]
    return bool(times) and time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT
