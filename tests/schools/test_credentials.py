"""Credentials: checked by a library that did not make them; old keys, revoked places, and a page for people."""

import base64
import gzip
import json
import secrets as chance
from datetime import timedelta
from urllib.parse import urlsplit

import jwt
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from schools.domain import signing
from schools.domain.credentials import credential, status_list
from schools.domain.queries.recognition import standing
from schools.domain.recognition import PLACES, keep_key, revoke
from schools.domain.signing import NoKey, ensure_key, public_keys, rotate_key, signed
from schools.models import Recognition, SigningKey
from tests.schools.people import coordinator, signed_in
from tests.schools.recognition_factories import granted, handed_in

pytestmark = pytest.mark.django_db
#: The alphabet of base64url, and the dot.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


@pytest.fixture
def made(settings):
    settings.SITE_URL = "https://counterpoint.example"
    return granted()


def key_for(token: str):
    """Return the public key that a token names, from the list that everybody can fetch; never the one in the token."""
    kid = jwt.get_unverified_header(token)["kid"]
    listed = Client().get(reverse("credential_keys")).json()["keys"]
    return jwt.PyJWK(next(one for one in listed if one["kid"] == kid)).key


def verified(token: str):
    return OB3Verifier(key_for(token)).verify(token)


def fetch(address: str) -> bytes:
    """Fetch what a verifier would fetch over the network."""
    return Client().get(urlsplit(address).path).content


# Verifying --------------------------------------------------------------------------------------------------------


def test_an_independent_verifier_accepts_the_credential(made):
    """openbadgeslib checks with PyJWT; we sign with joserfc."""
    found = verified(credential(made))
    assert found.issuer.name == "Counterpoint"
    assert found.achievement.name == "Whole-school recognition: Committed"
    assert "A coordinator has confirmed the school." in found.achievement.criteria_narrative
    assert found.recipient_id == f"https://counterpoint.example/credentials/{made.key}/"
    assert found.identifiers[0].identity_hash.startswith(made.school.name)
    assert found.expiration_date == made.expires_at.replace(microsecond=0)


def test_a_verifier_finds_the_status_list_signed_and_the_place_free(made):
    token = credential(made)
    OB3Verifier(key_for(token)).verify(token, check_status=True, download=fetch)


def test_one_changed_byte_is_refused_wherever_it_is(made):
    token = credential(made)
    verifier = OB3Verifier(key_for(token))
    verifier.verify(token)
    every = range(0, len(token), 17)
    edges = [
        *range(8),
        *range(len(token) - 8, len(token)),
        *(at for at, one in enumerate(token) if one == "."),
    ]
    for at in {*every, *edges}:
        # The neighbour in the alphabet differs in the last bits alone, which some decoders do not read.
        for other in {
            LETTERS[LETTERS.index(token[at]) ^ 1 if token[at] != "." else 0],
            chance.choice(LETTERS),
        }:
            if other == token[at]:
                continue
            with pytest.raises(OB3VerificationError):
                verifier.verify(token[:at] + other + token[at + 1 :])


def test_a_token_signed_by_another_key_is_refused(made):
    token = credential(made)
    before = key_for(token)
    rotate_key(actor=None)
    with pytest.raises(OB3VerificationError):
        OB3Verifier(before).verify(credential(made))


def test_it_expires_when_the_recognition_does(made):
    Recognition.objects.update(
        decided_at=timezone.now() - timedelta(days=731), expires_at=timezone.now() - timedelta(days=1)
    )
    made.refresh_from_db()
    with pytest.raises(OB3VerificationError, match="expired"):
        verified(credential(made))


# Status -----------------------------------------------------------------------------------------------------------


def bits(token: str) -> bytes:
    packed = jwt.decode(token, key_for(token), algorithms=["RS256"])["credentialSubject"]["encodedList"]
    assert packed.startswith("u")
    return gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))


def test_what_is_revoked_is_a_bit_and_no_other_changes(made):
    token = credential(made)
    assert bits(status_list()) == bytes(PLACES // 8)
    revoke(made, actor=coordinator(), reasons="It was invented.")
    found = bits(status_list())
    assert len(found) * 8 == PLACES == 131_072
    assert int.from_bytes(found, "big") == 1 << (PLACES - 1 - made.status_index)
    OB3Verifier(key_for(token)).verify(token)  # the signature is still good
    with pytest.raises(OB3VerificationError, match="revocation"):
        OB3Verifier(key_for(token)).verify(token, check_status=True, download=fetch)


def test_a_school_that_was_closed_is_in_the_list(made):
    made.school.state = "closed"
    made.school.save()
    assert bits(status_list())[made.status_index // 8] == 0x80 >> made.status_index % 8


def test_an_old_copy_of_the_list_is_not_believed(made):
    claims = jwt.decode(status_list(), options={"verify_signature": False})
    assert claims["exp"] - claims["nbf"] == 24 * 3600
    assert claims["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert claims["iss"] == claims["issuer"] == "https://counterpoint.example/credentials/issuer.json"


# Keys -------------------------------------------------------------------------------------------------------------


def test_what_an_old_key_signed_can_still_be_checked(made):
    old = credential(made)
    call_command("rotate_credential_key")
    new = credential(made)
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    for token in (old, new):
        assert verified(token).recipient_id.endswith(f"/{made.key}/")
    assert len(public_keys()) == 2


def test_the_private_half_of_an_old_key_is_forgotten_and_none_is_in_the_list(made):
    signed({})
    rotate_key(actor=None)
    signs, old = SigningKey.objects.order_by("-signs")
    assert (old.private, old.signs, bool(old.retired_at)) == ("", False, True)
    assert "PRIVATE" not in signs.private
    listed = json.dumps(Client().get(reverse("credential_keys")).json())
    assert '"d"' not in listed
    assert '"d"' not in json.dumps(jwt.get_unverified_header(credential(made)))


def test_a_key_is_opened_with_the_secret_before_this_one(made, settings):
    kid = jwt.get_unverified_header(signed({}))["kid"]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert jwt.get_unverified_header(signed({}))["kid"] == kid


def test_where_the_secret_is_lost_a_new_key_signs_and_the_old_one_still_checks(made, settings):
    old = credential(made)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    with pytest.raises(NoKey):
        credential(made)
    keep_key()
    new = credential(made)
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    verified(old)
    verified(new)


def test_granting_makes_the_first_key_and_the_next_one_uses_it(made):
    key = SigningKey.objects.get()
    granted()
    assert SigningKey.objects.get() == key


def test_whoever_looks_writes_nothing(made):
    """The worker makes what is missing; a visitor never does."""
    client = signed_in(made.school.memberships.leads().get().user)
    certificate = reverse("certificate", args=[made.school.key, made.key, "jwt"])
    addresses = [certificate, *(reverse(f"credential_{name}") for name in ("issuer", "keys", "status"))]
    addresses += [reverse(name, args=[made.key]) for name in ("credential", "credential_jwt")]
    client.get(certificate)  # the session is known now
    for key_is_there in (True, False):
        if not key_is_there:
            SigningKey.objects.all().delete()
        with CaptureQueriesContext(connection) as queries:
            answers = {address: client.get(address).status_code for address in addresses}
        assert not [one["sql"] for one in queries if not one["sql"].startswith("SELECT")]
        signed_ones = (certificate, reverse("credential_status"), reverse("credential_jwt", args=[made.key]))
        assert {answers[one] for one in signed_ones} == {200 if key_is_there else 503}
    keep_key()
    assert client.get(certificate).status_code == 200


def test_where_nothing_was_granted_no_key_is_made():
    handed_in()
    keep_key()
    assert not SigningKey.objects.exists()
    assert Client().get(reverse("credential_status")).status_code == 404


def test_a_signature_has_no_letters_with_bits_that_nobody_reads():
    ensure_key()
    assert len(signed({}).rpartition(".")[2]) == signing.BITS // 8 * 4 / 3


# Pages ------------------------------------------------------------------------------------------------------------


def page(key: str, **headers):
    return Client().get(reverse("credential", args=[key]), headers=headers)


def test_everybody_reads_that_a_certificate_is_good(made, site_tree):
    site_tree("en")
    answer = page(made.key)
    text = answer.content.decode()
    assert "This certificate is good." in text
    for part in (made.school.name, made.school.town.name, "Austria", "Committed"):
        assert part in text
    assert made.submitted_by.get_full_name() not in text
    assert made.submitted_by.email not in text
    assert "reading club" not in text  # what they said of themselves was for the coordinators


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"state": "revoked"}, "This certificate was revoked"),
        ({"expires_at": timezone.now() - timedelta(hours=1)}, "may have a newer certificate"),
    ],
)
def test_everybody_reads_that_a_certificate_is_not_good_any_more(made, change, says):
    Recognition.objects.update(decided_at=timezone.now() - timedelta(days=800))
    Recognition.objects.update(**change)
    text = page(made.key).content.decode()
    assert says in text
    assert "This certificate is good." not in text


def test_everybody_reads_that_a_school_has_closed(made):
    made.school.state = "closed"
    made.school.save()
    assert "does not take part any more" in page(made.key).content.decode()
    assert Client().get(reverse("credential_jwt", args=[made.key])).status_code == 410


@pytest.mark.parametrize("state", ["submitted", "declined", "withdrawn"])
def test_what_was_never_granted_is_as_unknown_as_what_never_was(state):
    made = handed_in()
    Recognition.objects.update(state=state, decided_at=timezone.now())
    texts = {page(key).content.decode() for key in (made.key, "abcdefghjkmn")}
    assert len(texts) == 1
    assert "We know of no such certificate" in texts.pop()
    assert page(made.key).status_code == 404
    assert Client().get(reverse("credential_jwt", args=[made.key])).status_code == 404


def test_the_page_speaks_the_visitors_language(made, site_tree):
    site_tree("en", "ar", "uk")
    answer = page(made.key, accept_language="ar-EG, en;q=0.5")
    assert answer["Content-Language"] == "ar"
    assert 'dir="rtl"' in answer.content.decode()
    assert page(made.key, accept_language="tlh")["Content-Language"] == "en"
    chosen = Client().get(f"{reverse('credential', args=[made.key])}?language=uk")
    assert chosen["Content-Language"] == "uk"


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("credential", 300),
        ("credential_jwt", 300),
        ("credential_issuer", 300),
        ("credential_keys", 300),
        ("credential_status", 60),
    ],
)
def test_what_is_public_may_be_kept_and_asks_nobody_who_she_is(made, client, name, seconds):
    """As case 55: no session is read, even where there is one."""
    client.force_login(coordinator())
    answer = client.get(reverse(name, args=[made.key] if name in ("credential", "credential_jwt") else []))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == f"public, max-age={seconds}"
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_the_issuer_says_who_it_is(made):
    found = Client().get(reverse("credential_issuer")).json()
    assert found["id"] == "https://counterpoint.example/credentials/issuer.json"
    assert found["type"] == ["Profile"]
    assert standing(made.school) == made
