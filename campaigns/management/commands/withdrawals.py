"""`manage.py withdrawals`: carry what was taken back past a restored backup."""

import json
import sys
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from campaigns.domain.withdrawal import anonymise_again, note_withdrawal, obey
from campaigns.enums import ConsentKind
from campaigns.models import ConsentEntry, Withdrawal


class Command(BaseCommand):
    help = (
        "`list` prints the stories that were taken back or go on without the person, one JSON object a line, to be "
        "kept "
        "beside the backups; it holds nothing of them. `apply` takes back again what a restored backup brought back; "
        "with `--from FILE` it first adds the lines of a list. What the database itself knows is applied every minute."
    )

    def add_arguments(self, parser):
        parser.add_argument("what", choices=["list", "apply"])
        parser.add_argument(
            "--from", dest="file", help="a list that was printed before; - reads standard input"
        )

    def handle(self, *, what, file, **options):
        if what == "list":
            return self.list()
        anonymised = self.read(file) if file else 0
        self.stdout.write(f"Taken back again: {obey()}; without the person again: {anonymised}")

    def list(self) -> None:
        for one in Withdrawal.objects.select_related("organisation").order_by("at"):
            self.write(
                story=str(one.story),
                organisation=one.organisation.key,
                at=one.at.isoformat(),
                paths=one.paths,
                cards=one.cards,
            )
        entries = ConsentEntry.objects.filter(kind=ConsentKind.ANONYMISED)
        for story, at in entries.values_list("story", "at"):
            self.write(story=str(story), at=at.isoformat(), anonymised=True)

    def write(self, **line) -> None:
        self.stdout.write(json.dumps(line))

    def read(self, file: str) -> int:
        try:
            lines = (sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")).splitlines()
            entries = [json.loads(line) for line in lines if line.strip()]
            known = [(UUID(one["story"]), datetime.fromisoformat(one["at"]), one) for one in entries]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{file} is not a list of withdrawals: {error}") from error
        anonymised = 0
        for story, at, one in known:
            if one.get("anonymised"):
                anonymised += anonymise_again(story, at)
            else:
                note_withdrawal(
                    story, one.get("organisation", ""), at, one.get("paths", []), one.get("cards", [])
                )
        return anonymised
