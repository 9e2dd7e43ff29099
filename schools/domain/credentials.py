"""Open Badges 3.0: what a certificate says, for programs, signed; and whether it still holds.

A credential is a JSON Web Token whose payload is the credential itself (Open Badges 3.0, 8.2). It is put together anew
whenever it is asked for, so the newest key signs it; what was handed out before stays good, for old keys stay known.
What was revoked is a bit in a list (Bitstring Status List 1.0), at places given out by chance.
"""

import base64
import gzip
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from schools.domain.levels import rules_in_words
from schools.domain.recognition import PLACES
from schools.domain.signing import signed
from schools.enums import Level, RecognitionState, SchoolState
from schools.models import Recognition

CONTEXT = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
SCHEMA = {
    "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
    "type": "1EdTechJsonSchemaValidator2019",
}
#: How long a copy of the status list may be believed.
STATUS_HOLDS = timedelta(days=1)


class Standing(StrEnum):
    """What can be said of a recognition that was once granted."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    CLOSED = "closed"


def standing_of(recognition: Recognition) -> Standing | None:
    """Return how a recognition stands today; None where it was never granted, so that nobody need know of it."""
    if recognition.state == RecognitionState.REVOKED:
        return Standing.REVOKED
    if recognition.state != RecognitionState.GRANTED:
        return None
    if recognition.school.state == SchoolState.CLOSED:
        return Standing.CLOSED
    return Standing.VALID if recognition.expires_at > timezone.now() else Standing.EXPIRED


def page_address(recognition: Recognition) -> str:
    """Return the address where everybody can see whether a certificate is good."""
    return settings.SITE_URL + reverse("credential", args=[recognition.key])


def issuer() -> dict:
    """Return who recognises schools, as a profile of Open Badges."""
    return {
        "@context": CONTEXT,
        "id": settings.SITE_URL + reverse("credential_issuer"),
        "type": ["Profile"],
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
    }


def credential(recognition: Recognition) -> str:
    """Return the signed credential of a recognition that was granted, in the school's usual language."""
    with translation.override(recognition.school.language):
        body = _body(recognition)
    registered = {
        "iss": body["issuer"]["id"],
        "sub": body["credentialSubject"]["id"],
        "jti": body["id"],
        "nbf": int(recognition.decided_at.timestamp()),
        "exp": int(recognition.expires_at.timestamp()),
    }
    return signed(body | registered)


def status_list() -> str:
    """Return the signed list of what was revoked, good for a day; certificates of closed schools are among it."""
    now = timezone.now()
    address = _status_address()
    body = {
        "@context": CONTEXT[:1],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer()["id"],
        "validFrom": _time(now),
        "validUntil": _time(now + STATUS_HOLDS),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": _encoded(_void_places()),
        },
    }
    registered = {
        "iss": body["issuer"],
        "jti": address,
        "nbf": int(now.timestamp()),
        "exp": int((now + STATUS_HOLDS).timestamp()),
    }
    return signed(body | registered)


def _body(recognition: Recognition) -> dict:
    school, level = recognition.school, Level(recognition.level)
    status = _status_address()
    profile = {name: value for name, value in issuer().items() if name != "@context"}
    # Translators: what a school is recognised as. level: "Committed"
    name = _("Whole-school recognition: %(level)s") % {"level": level.label}
    return {
        "@context": CONTEXT,
        "id": settings.SITE_URL + reverse("credential_jwt", args=[recognition.key]),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": profile,
        "validFrom": _time(recognition.decided_at),
        "validUntil": _time(recognition.expires_at),
        "credentialSubject": {
            "id": page_address(recognition),
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": f"{school.name}, {school.town.name}, {school.town.country.label}",
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": f"{profile['id']}#{level.name.lower()}",
                "type": ["Achievement"],
                "achievementType": "QualityAssuranceCredential",
                "inLanguage": translation.get_language(),
                "name": name,
                "description": _(
                    "The whole school works on inclusion and digital literacy. The level follows from what it did, and "
                    "a coordinator has looked at it."
                ),
                "criteria": {"narrative": _narrative(level)},
            },
        },
        "credentialSchema": [SCHEMA],
        "credentialStatus": {
            "id": f"{status}#{recognition.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(recognition.status_index),
            "statusListCredential": status,
        },
    }


def _narrative(level: Level) -> str:
    """Return what a level and all below it ask for, in Markdown."""
    parts = [
        f"**{one.label}**\n\n" + "\n".join(f"- {sentence}" for sentence in sentences)
        for one, sentences in rules_in_words()
        if one <= level
    ]
    return "\n\n".join(parts)


def _status_address() -> str:
    return settings.SITE_URL + reverse("credential_status")


def _void_places() -> list[int]:
    void = Recognition.objects.filter(
        Q(state=RecognitionState.REVOKED)
        | Q(state=RecognitionState.GRANTED, school__state=SchoolState.CLOSED)
    )
    return list(void.values_list("status_index", flat=True))


def _encoded(places: list[int]) -> str:
    """Return places as a bit string, the first place in the highest bit, compressed, in base64url, which "u" says."""
    bits = bytearray(PLACES // 8)
    for place in places:
        bits[place // 8] |= 0x80 >> (place % 8)
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode()
    return "u" + packed.rstrip("=")


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
