"""Who signs in."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cms.languages import DEFAULT_LANGUAGE, LANGUAGES
from cms.text import nfc


class UserManager(BaseUserManager):
    """Makes users; addresses are kept in lower case, so that one mailbox is one account."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """Create and return a user; ValueError without an e-mail address."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Create and return an administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: known by an e-mail address, shown by a name of her own choice.

    What somebody may do comes from groups and memberships, never from a kind of user.
    """

    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    display_name = models.CharField(
        _("name"), max_length=80, blank=True, help_text=_("As you want to be called here.")
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        default=DEFAULT_LANGUAGE,
        choices=[(language.code, language.name) for language in LANGUAGES],
        help_text=_("The language of the mails that we send you."),
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(
        _("works on the site"),
        default=False,
        help_text=_("May enter the administration and must use a second factor."),
    )
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_for_each_address"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def save(self, *args, **kwargs):
        self.email = self.email.strip().lower()
        super().save(*args, **kwargs)

    def set_password(self, raw_password: str | None) -> None:
        """Keep a password; the same letters count as the same, however a keyboard composes them."""
        super().set_password(raw_password and nfc(raw_password))

    def check_password(self, raw_password: str) -> bool:
        return super().check_password(nfc(raw_password))

    def get_full_name(self) -> str:
        """The name that others see; never the whole address."""
        return self.display_name or self.email.partition("@")[0]

    def get_short_name(self) -> str:
        return self.get_full_name()
