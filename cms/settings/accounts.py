"""Settings of accounts: django-allauth with e-mail sign-in, and what Wagtail must leave to it."""

import environ
from django.utils.translation import gettext_lazy as _

env = environ.Env()

# allauth's backend alone: it hashes once for a known address and once for an unknown one, so that time tells nothing.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_desk"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_COOKIE_AGE = 14 * 24 * 3600

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "cms.accounts.passwords.LengthValidator"},
    {"NAME": "cms.accounts.passwords.CommonPasswordValidator"},
    {"NAME": "cms.accounts.passwords.NamesValidator"},
]

ACCOUNT_ADAPTER = "cms.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
#: Seconds for which a sign-in counts as fresh.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_DISPLAY = "cms.accounts.adapter.shown_name"
ACCOUNT_FORMS = {
    "login": "cms.accounts.forms.SignInForm",
    "signup": "cms.accounts.forms.SignUpForm",
    "add_email": "cms.accounts.forms.ChangeEmailForm",
    "change_password": "cms.accounts.forms.ChangePasswordForm",
    "set_password": "cms.accounts.forms.SetPasswordForm",
    "reset_password": "cms.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cms.accounts.forms.NewPasswordForm",
    "reauthenticate": "cms.accounts.forms.ReauthenticateForm",
}
ACCOUNT_RATE_LIMITS = {
    # Passwords have limits of our own, with growing delays: cms/accounts/throttling.py. What is left of this one
    # guards the codes of the second factor.
    "login": None,
    "login_failed": "5/5m/key",
    "signup": "30/m/ip",
    "reset_password": "20/m/ip,5/15m/key",
}
#: How many proxies of our own stand before the site: without one, X-Forwarded-For is whatever a visitor writes.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0

MFA_ADAPTER = "cms.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Counterpoint"
#: One step of 30 seconds before and after: phones' clocks are not always right.
MFA_TOTP_TOLERANCE = 1
# Nobody signs in with an unconfirmed address; so one who is signed in may change hers, second factor or not.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "cms.accounts.forms.SecondFactorForm",
    "reauthenticate": "cms.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "cms.accounts.forms.ActivateAppForm",
}

# Wagtail's own ways to sign in, to change a password or an e-mail address would go past all of this.
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("de", _("German")),
    ("es", _("Spanish")),
    ("uk", _("Ukrainian")),
    ("ar", _("Arabic")),
]
# Without a list, Wagtail offers every file of the system's time zone folder, and its script breaks on "localtime".
_CITIES = """
    Amsterdam Athens Belgrade Berlin Bratislava Brussels Bucharest Budapest Chisinau Copenhagen Dublin Helsinki Istanbul
    Kyiv Lisbon Ljubljana London Luxembourg Madrid Malta Oslo Paris Prague Riga Rome Sarajevo Skopje Sofia Stockholm
    Tallinn Tirane Vienna Vilnius Warsaw Zagreb Zurich
"""
WAGTAIL_USER_TIME_ZONES = ["UTC", *(f"Europe/{city}" for city in _CITIES.split())]
