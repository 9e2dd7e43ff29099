"""`manage.py ensure_admin`: make the first administrator and say how to sign in, once."""

import os
import secrets

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from cms.domain.accounts import create_verified_user

#: No letters or digits that look alike: the password is read from a screen.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def make_password() -> str:
    """Return a new password of 20 signs in five groups: 98 bits."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(5))


class Command(BaseCommand):
    help = "Makes an administrator (ADMIN_EMAIL, admin@localhost unless set) where there is none; prints the password."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--email", default=os.environ.get("ADMIN_EMAIL") or "admin@localhost")

    def handle(self, *, email, **options):
        User = get_user_model()
        if User.objects.filter(is_superuser=True, is_active=True).exists():
            return
        email = email.strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"ADMIN_EMAIL={email} is not an e-mail address.") from error
        if User.objects.filter(email=email).exists():
            raise CommandError(
                f"{email} has an account that is not an administrator's; choose another ADMIN_EMAIL."
            )
        password = make_password()
        # The operator vouches for this address: no confirmation mail, which might reach nobody yet.
        create_verified_user(email, password, is_superuser=True)
        self.stdout.write(
            "\nAn administrator was made for you. This is shown only once:\n"
            f"    e-mail     {email}\n"
            f"    password   {password}\n"
            "Sign in at /admin/. A lost password is set anew with: .venv/bin/python manage.py changepassword "
            f"{email}\n"
        )
