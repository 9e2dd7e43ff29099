"""How allauth works in this house: our words, our limits, mail in the reader's language, links only to ourselves."""

import base64
from contextlib import nullcontext
from hashlib import sha256

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from cms.accounts import rules, throttling
from cms.text import nfc


def shown_name(user) -> str:
    """Return the name that allauth's pages and mails show."""
    return user.get_full_name()


def language_of(user):
    """Return a context in which texts are in the language that `user` reads."""
    return translation.override(user.language) if user is not None and user.language else nullcontext()


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up, sign-in, addresses and passwords."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _(
            "This e-mail address and password do not go together. Please check both."
        ),
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right. A code is good for half a minute: try the newest one."),
        "incorrect_password": _("This is not your password."),
        "invalid_password_reset": _("This link is no longer good."),
        "too_many_login_attempts": _("There were too many wrong tries. Please wait a few minutes."),
        "rate_limited": _("There were too many tries in a short time. Please wait a few minutes."),
        "same_as_current": _("This is the same as before."),
    }

    # Signing in ---------------------------------------------------------------------------------------------

    def pre_authenticate(self, request, **credentials) -> None:
        """Do nothing: authenticate() below has limits of its own."""

    def authenticate(self, request, **credentials):
        """Return the user of these credentials or None; answers 429 when it is too soon (ImmediateHttpResponse)."""
        attempt = throttling.SignIn(request, credentials.get("email") or "")
        attempt.admit()
        user = super().authenticate(request, **credentials)
        if user:
            attempt.succeeded()
        return user

    def is_reauthentication_required(self, *, app: str, **kwargs) -> bool:
        """Somebody who has just signed in is not asked again."""
        if rules.signed_in_freshly(self.request):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def is_safe_url(self, url: str) -> bool:
        """Say whether one may be sent on to `url`: only within this very site."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    # Signing up ---------------------------------------------------------------------------------------------

    def save_user(self, request, user, form, commit=True):
        """Save somebody new with the name she gave and the language she reads now; nothing else comes from the form."""
        user.display_name = form.cleaned_data.get("display_name") or ""
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit)

    def clean_password(self, password: str, user=None) -> str:
        return super().clean_password(nfc(password), user)

    # Where to next ------------------------------------------------------------------------------------------

    def get_logout_redirect_url(self, request) -> str:
        return f"/{translation.get_language()}/"

    def get_password_change_redirect_url(self, request) -> str:
        return reverse("account_desk")

    # Mail ---------------------------------------------------------------------------------------------------

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send in the language of the reader, or of the page where nobody with an account is concerned."""
        with language_of(context.get("user")):
            super().send_mail(
                template_prefix, email, {"user": None, "site_name": settings.SITE_NAME, **context}
            )

    def send_confirmation_mail(self, request, emailconfirmation, signup: bool) -> None:
        with language_of(
            emailconfirmation.email_address.user
        ):  # the link, too, leads to a page in her language
            super().send_confirmation_mail(request, emailconfirmation, signup)

    def send_password_reset_mail(self, user, email: str, context: dict) -> None:
        with language_of(user):
            url = self.get_reset_password_from_key_url(f"{context['uid']}-{context['key']}")
            super().send_password_reset_mail(user, email, {**context, "password_reset_url": url})

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        with language_of(user):
            reset = self.request.build_absolute_uri(reverse("account_reset_password"))
            super().send_notification_mail(
                template_prefix, user, {"user": user, "reset_url": reset, **(context or {})}, email
            )


class SecondFactorAdapter(DefaultMFAAdapter):
    """The authenticator app and the recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. A code is good for half a minute: try the newest one."),
        "unverified_email": _("Please confirm your e-mail address first."),
    }

    def get_totp_label(self, user) -> str:
        return user.email

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code as an inline <svg>: the site's rules for content allow no data: pictures."""
        drawing = segno.make(url, error="m", micro=False).svg_inline(
            scale=4, border=4, dark="#000", light="#fff", svgclass="qr__svg", lineclass=None, omitsize=True
        )
        return mark_safe(drawing)  # noqa: S308  made of numbers

    def encrypt(self, text: str) -> str:
        """Keep secrets of the second factor unreadable to whoever has the database but not the secret key."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()


def _fernet() -> MultiFernet:
    """Return a cipher with keys made of SECRET_KEY (the newest) and SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(b"cms.accounts.second-factor" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
