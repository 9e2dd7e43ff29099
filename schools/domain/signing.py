"""The keys with which credentials are signed: made, sealed, changed.

RS256 is the one algorithm that every verifier of Open Badges 3.0 has to know. 3,072 bits: beside being strong enough
for the years that a credential lives, the signature is 384 bytes, which are 512 letters of base64url exactly. So there
is no letter of a token with bits that nobody reads, and no letter can be changed without being noticed.
"""

import base64
import logging

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import RSAKey

from cms.audit import record
from cms.keys import new_key
from schools.models import SigningKey

logger = logging.getLogger(__name__)

ALGORITHM, BITS = "RS256", 3072
#: What the key that seals is derived for; another purpose would get another key from the same secret.
PURPOSE = b"schools.signing"


class NoKey(Exception):
    """There is no key that could sign. Whoever only reads makes none: ensure_key() does, soon."""


def signed(claims: dict) -> str:
    """Return claims as a JSON Web Token, signed with today's key; NoKey where there is none. Writes nothing."""
    current = SigningKey.objects.filter(signs=True).first()
    key = _opened(current) if current is not None else None
    if key is None:
        raise NoKey
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key.kid, "jwk": key.as_dict(private=False)}
    return jwt.encode(header, claims, key, algorithms=[ALGORITHM])


def public_keys() -> list[dict]:
    """Return the public halves of all keys that ever signed, the newest first, as JSON Web Keys."""
    return list(SigningKey.objects.values_list("public", flat=True))


def ensure_key() -> None:
    """Make the first key, or a new one where the site's secret opens the present one no more."""
    current = SigningKey.objects.filter(signs=True).first()
    if current is not None and _opened(current) is not None:
        return
    if current is not None:
        # The site's secret was changed and the old one is gone: what that key signed can still be checked.
        logger.warning("The signing key cannot be opened with the site's secret. A new one is made.")
    try:
        with transaction.atomic():
            rotate_key(actor=None)
    except IntegrityError:
        logger.info("Somebody else made the signing key in this very moment")


@transaction.atomic
def rotate_key(*, actor) -> SigningKey:
    """Make a new key that signs from now on, and return it. The private half of the one before is forgotten.

    actor: None for the site itself. What older keys signed can be checked ever after: their public halves stay.
    """
    for before in SigningKey.objects.select_for_update().filter(signs=True):
        before.signs, before.private, before.retired_at = False, "", timezone.now()
        before.save(update_fields=["signs", "private", "retired_at"])
    name = new_key()
    # A verifier may fetch the key by this address.
    kid = f"{settings.SITE_URL}/credentials/keys.json#{name}"
    made = RSAKey.generate_key(BITS, {"kid": kid, "alg": ALGORITHM, "use": "sig"})
    key = SigningKey.objects.create(
        kid=name,
        private=_seal().encrypt(made.as_pem(private=True)).decode(),
        public=made.as_dict(private=False),
    )
    record("signing_key.made", key, actor=actor)
    return key


def _opened(key: SigningKey) -> RSAKey | None:
    """Return a key with its private half; None where no secret that the site knows opens it."""
    try:
        private = _seal().decrypt(key.private)
    except InvalidToken:
        return None
    return RSAKey.import_key(private, {name: key.public[name] for name in ("kid", "alg", "use")})


def _seal() -> MultiFernet:
    """Return what seals with SECRET_KEY and opens with it or one of SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(one)) for one in secrets])


def _derived(secret: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(made)
