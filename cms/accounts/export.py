"""What a person can take away of what the site keeps about her."""

import io
import json
import zipfile

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms.models import AuditEntry, SiteDocument, SiteImage
from cms.registries import PersonalData, personal_data


def account_of(user) -> dict:
    """Return the account itself: names, addresses, roles, second factor, sessions."""
    return {
        "email": user.email,
        "name": user.display_name,
        "language": user.language,
        "joined": user.date_joined,
        "last_sign_in": user.last_login,
        "roles": sorted(user.groups.values_list("name", flat=True)),
        "administrator": user.is_superuser,
        "email_addresses": list(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary")
        ),
        "second_factors": list(
            Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at")
        ),
        "sessions": list(
            UserSession.objects.filter(user=user).values("created_at", "last_seen_at", "ip", "user_agent")
        ),
    }


def activity_of(user) -> list[dict]:
    """Return what the audit trail says that she did."""
    entries = AuditEntry.objects.filter(actor=user).order_by("at")
    return list(entries.values("at", "verb", "content_type__model", "object_id"))


def works_of(user) -> dict:
    """Return the pages, pictures and documents that bear her as owner. They stay when the account goes, without her."""
    return {
        "pages": list(Page.objects.filter(owner=user).values("title", "url_path", "first_published_at")),
        "pictures": list(SiteImage.objects.filter(uploaded_by_user=user).values("title", "created_at")),
        "documents": list(SiteDocument.objects.filter(uploaded_by_user=user).values("title", "created_at")),
    }


def nothing(user) -> None:
    """Erase nothing: it goes with the row of the user, by the database's own keys."""


def register() -> None:
    """Register what the ground floor keeps."""
    personal_data.register("account", PersonalData(account_of, nothing), order=10)
    personal_data.register("activity", PersonalData(activity_of, nothing), order=20)
    personal_data.register("works", PersonalData(works_of, nothing), order=30)


def archive_of(user) -> bytes:
    """Return a zip: one JSON file for each part of the site that keeps something, and a note that explains them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        names = []
        for name, part in personal_data:
            text = json.dumps(part.export(user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
            archive.writestr(f"{name}.json", text + "\n")
            names.append(f"{name}.json")
        note = _("Everything that %(site)s keeps about you, as of %(date)s.") % {
            "site": settings.SITE_NAME,
            "date": timezone.localdate().isoformat(),
        }
        archive.writestr("README.txt", "\n".join([note, "", *names, ""]))
    return buffer.getvalue()
