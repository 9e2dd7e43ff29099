"""`manage.py rotate_credential_key`: credentials are signed with a new key from now on."""

from django.core.management.base import BaseCommand

from schools.domain.signing import rotate_key


class Command(BaseCommand):
    help = (
        "Make a new key with which credentials are signed, and forget the private half of the one before. What was "
        "signed already can be checked ever after. Once a year is enough; at once if somebody may have seen the key."
    )

    def handle(self, **options):
        key = rotate_key(actor=None)
        self.stdout.write(f"Credentials are signed with key {key.kid} from now on.")
