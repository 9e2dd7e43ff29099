"""The committed table, as a file."""

import csv
from pathlib import Path

from tests.permissions.world import ROLES

FILE = Path(__file__).resolve().parent.parent / "permissions.csv"
Key = tuple[str, str, str]  # address with gaps, thing, method


def read() -> dict[Key, dict[str, str]]:
    """Return the kinds of answer by role, by address, thing and method; ValueError for a row that stands twice."""
    rows: dict[Key, dict[str, str]] = {}
    with FILE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row.pop("address"), row.pop("thing"), row.pop("method")
            if key in rows:
                raise ValueError(f"{FILE.name} has two rows for {' '.join(key)}")
            rows[key] = row
    return rows


def write(rows: dict[Key, dict[str, str]]) -> None:
    """Write the table, sorted, so that it changes only where an answer changed."""
    with FILE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["address", "thing", "method", *ROLES])
        for key in sorted(rows):
            writer.writerow([*key, *(rows[key][role] for role in ROLES)])
