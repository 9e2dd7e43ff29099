"""`manage.py makemessages`: collect the interface text, or check that nothing is missing. Replaces Django's command."""

from django.core.management.base import BaseCommand, CommandError

from cms import catalogues
from cms.languages import INTERFACE_LANGUAGES


class Command(BaseCommand):
    help = "Collects interface text into locale/*/LC_MESSAGES/*.po without gettext; --check only judges."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("-l", "--locale", action="append", choices=INTERFACE_LANGUAGES, dest="languages")
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; fail and list what is untranslated, fuzzy, wrong or out of date",
        )
        parser.add_argument(
            "--forget", action="store_true", help="drop translations that nothing uses any more"
        )

    def handle(self, *, languages, check, forget, **options):
        languages = tuple(languages or INTERFACE_LANGUAGES)
        try:
            if check:
                self.judge(languages)
                return
            for path, wanting in catalogues.update(languages, forget=forget):
                state = f"{wanting} to translate" if wanting else "complete"
                self.stdout.write(f"{path.parent.parent.name}/{path.name}: {state}")
        except (SyntaxError, OSError) as error:
            raise CommandError(str(error)) from error

    def judge(self, languages):
        found = list(catalogues.faults(languages))
        if found:
            raise CommandError(
                "\n".join([*found, f"{len(found)} faults in the catalogues (`make messages` updates)"])
            )
        self.stdout.write(f"Interface text: complete in {', '.join(languages)}.")
