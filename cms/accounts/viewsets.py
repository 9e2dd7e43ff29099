"""Users in the administration: our fields instead of first and last names."""

from allauth.account.models import EmailAddress
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views import account
from wagtail.users import forms as wagtail_forms
from wagtail.users.views import users

from cms.audit import record
from cms.domain.accounts import AccountError, erase_account

User = get_user_model()
#: What only an administrator may give: whoever could give them could take everything.
POWERS = ("is_superuser", "groups")


class PowersMixin:
    """A form that knows who fills it in, and keeps roles from all but administrators."""

    first_name = None
    last_name = None

    def __init__(self, *args, by=None, **kwargs):
        super().__init__(*args, **kwargs)
        if by is None or not by.is_superuser:
            for name in POWERS:
                if name in self.fields:
                    self.fields[name].disabled = True  # shown, but what is sent is not looked at

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        taken = EmailAddress.objects.filter(email__iexact=email).exclude(user_id=self.instance.pk)
        if taken.exists() or User.objects.filter(email=email).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Somebody has an account with this e-mail address."))
        return email


class UserCreationForm(PowersMixin, wagtail_forms.UserCreationForm):
    class Meta:
        model = User
        fields = ["email", "display_name", "language", *POWERS]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def save(self, commit=True):
        self.instance.set_unusable_password()  # she chooses one through "Forgotten your password?"
        return super().save(commit)


class UserEditForm(PowersMixin, wagtail_forms.UserEditForm):
    class Meta:
        model = User
        fields = ["email", "display_name", "language", "is_active", *POWERS]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def save(self, commit=True):
        user = super().save(commit)
        if commit and "email" in self.changed_data:
            EmailAddress.objects.filter(user=user).delete()
            # Not confirmed: she confirms it when she signs in next.
            EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=False)
        return user


class FormMixin:
    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self):
        user = super().save_instance()
        changed = [name for name in self.form.changed_data if name in (*POWERS, "email", "is_active")]
        record(f"account.{self.done}", user, actor=self.request.user, fields=changed)
        return user


class CreateView(FormMixin, users.CreateView):
    done = "created"


class EditView(FormMixin, users.EditView):
    done = "changed"

    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DeleteView(users.DeleteView):
    def delete_action(self):
        try:
            erase_account(self.object, actor=self.request.user)
        except AccountError as error:
            raise PermissionDenied(str(error)) from error


@method_decorator([never_cache, require_admin_access], name="dispatch")
class AccountView(account.AccountView):
    """One's own settings in the administration, without the first and last name that Wagtail insists on: nobody here
    has them, so that nobody could save a language. What one is called stands in "My account"."""

    def get_panels(self):
        return [
            panel for panel in super().get_panels() if not isinstance(panel, account.NameEmailSettingsPanel)
        ]


class UserViewSet(users.UserViewSet):
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView

    def get_form_class(self, for_update=False):
        return UserEditForm if for_update else UserCreationForm
