"""`manage.py erasures`: carry the ledger of erased accounts past a restored backup."""

import json
import sys
from datetime import datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.domain.accounts import apply_erasures, note_erasure
from cms.models import ErasedAccount


class Command(BaseCommand):
    help = (
        "`list` prints the erased accounts, one JSON object a line, to be kept beside the backups. `apply` erases "
        "again what a restored backup brought back; with `--from FILE` it first adds the lines of a list."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["list", "apply"])
        parser.add_argument(
            "--from", dest="file", help="a list that was printed before; - reads standard input"
        )

    def handle(self, *, what, file, **options):
        if what == "list":
            for entry in ErasedAccount.objects.all():
                self.stdout.write(json.dumps({"account": entry.user_id, "at": entry.at.isoformat()}))
            return
        if file:
            self.read(file)
        self.stdout.write(f"Erased again: {apply_erasures()}")

    def read(self, file: str) -> None:
        try:
            lines = (sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")).splitlines()
            entries = [json.loads(line) for line in lines if line.strip()]
            pairs = [(int(entry["account"]), datetime.fromisoformat(entry["at"])) for entry in entries]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file} is not a list of erased accounts: {error}") from error
        for account, at in pairs:
            note_erasure(account, at)
