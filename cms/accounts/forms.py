"""The forms of accounts: allauth's, with our words; only what stands here can be set by a visitor."""

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import get_totp_secret
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cms.accounts.passwords import NamesValidator
from cms.languages import BY_CODE, INTERFACE_LANGUAGES
from cms.text import nfc

User = get_user_model()


def tidy(form: forms.Form, **words) -> None:
    """Give fields their labels and hints: {field: label or (label, hint)}; placeholders go, labels are enough."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
        if isinstance(field, forms.EmailField):
            field.widget.attrs["dir"] = "ltr"
    for name, text in words.items():
        label, hint = text if isinstance(text, tuple) else (text, "")
        form.fields[name].label, form.fields[name].help_text = label, hint


EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = (
    _("New password"),
    _("At least ten characters. A few words in a row are safe and easy to remember."),
)


class SignInForm(account.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(
            self,
            login=EMAIL,
            password=PASSWORD,
            remember=(_("Stay signed in on this device"), _("Better not on a computer that others use.")),
        )
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class SignUpForm(account.SignupForm):
    display_name = forms.CharField(
        max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["email", "display_name", "password1"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(
            self,
            email=EMAIL,
            display_name=(_("Name"), _("As you want to be called here.")),
            password1=(PASSWORD, NEW_PASSWORD[1]),
        )

    def clean_display_name(self) -> str:
        return nfc(self.cleaned_data["display_name"]).strip()

    def clean(self) -> dict:
        cleaned = super().clean()
        password, name = cleaned.get("password1"), cleaned.get("display_name")
        if password and name and not self.errors.get("password1"):
            try:
                NamesValidator().validate(password, User(display_name=name))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned

    def try_save(self, request):
        """Save somebody new; for an address that has an account, take the same time and send a mail that says so."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)


class ChangeEmailForm(account.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(self, email=_("New e-mail address"))


class ChangePasswordForm(account.ChangePasswordForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(self, oldpassword=_("Present password"), password1=NEW_PASSWORD)


class SetPasswordForm(account.SetPasswordForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(self, password1=NEW_PASSWORD)


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(self, email=EMAIL)


class NewPasswordForm(account.ResetPasswordKeyForm):
    password2 = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(self, password1=NEW_PASSWORD)


class ReauthenticateForm(account.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tidy(self, password=PASSWORD)


def _code(form: forms.Form, label, hint="") -> None:
    tidy(form, code=(label, hint))
    form.fields["code"].widget.attrs.update(
        {"autocomplete": "one-time-code", "inputmode": "text", "dir": "ltr"}
    )


class SecondFactorForm(second_factor.AuthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code(self, _("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))


class SecondFactorAgainForm(second_factor.ReauthenticateForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _code(self, _("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))


class ActivateAppForm(totp.ActivateTOTPForm):
    def __init__(self, *args, **kwargs):
        # allauth makes a new secret whenever the page is shown: who had scanned the code and came back to the page
        # could never finish. Ours is made once in a session, until an app is set up.
        self.user = kwargs.pop("user")
        forms.Form.__init__(self, *args, **kwargs)
        self.secret = get_totp_secret()
        _code(self, _("Code"), _("The six digits that the app shows now."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class ProfileForm(forms.ModelForm):
    """Name and language: what one may change about oneself without signing in anew."""

    class Meta:
        model = User
        fields = ["display_name", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        codes = [*INTERFACE_LANGUAGES]
        if self.instance.language not in codes:
            codes.append(self.instance.language)
        self.fields["language"].choices = [(code, BY_CODE[code].name) for code in codes if code in BY_CODE]
        self.fields["language"].label = _("Language of our mails")
        self.fields["language"].help_text = ""
        # A person's name: "name" alone is, in some languages, that of a thing.
        self.fields["display_name"].label = _("Name")
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"

    def clean_display_name(self) -> str:
        return nfc(self.cleaned_data["display_name"]).strip()


class EraseForm(forms.Form):
    """A tick, so that nobody erases an account by a slip."""

    sure = forms.BooleanField(label=_("Yes, erase my account and everything in it"))
