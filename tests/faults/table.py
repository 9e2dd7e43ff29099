"""What came of a run: figures, and a sentence for each promise that was not kept."""

from collections import Counter
from datetime import datetime
from statistics import median

from tests.faults.devices import Ledger
from tests.faults.look import Row

#: Sentences shown of one kind; the rest is counted.
MOST = 5


class Outcome:
    """The figures of one database, in the order of the table, and what was wrong."""

    def __init__(self):
        self.figures: dict[str, object] = {}
        self.wrong: list[str] = []

    def complain(self, sentences: list[str]) -> None:
        self.wrong += sentences[:MOST]
        if len(sentences) > MOST:
            self.wrong.append(f"... and {len(sentences) - MOST} more like the last.")


def judge(ledger: Ledger, rows: list[Row], edition: int) -> tuple[dict[str, int], list[str]]:
    """Return how many answers were lost, doubled and changed, and a sentence for each."""
    by_id = Counter(row.id for row in rows)
    by_place = Counter((row.seat, row.item) for row in rows)
    named = {row.id: row for row in rows}
    placed = {(row.seat, row.item): row for row in rows}
    lost, doubled, changed, unacknowledged, strange = [], [], [], [], []
    for name, number in by_id.items():
        if number > 1:
            doubled.append(f"Answer {name} is in the database {number} times.")
        if name not in ledger.sent:
            strange.append(f"Answer {name} is in the database, and no device sent it.")
    doubled += [
        f"Item {item} is answered {number} times from seat {seat}."
        for (seat, item), number in by_place.items()
        if number > 1
    ]
    for name, sent in ledger.sent.items():
        receipt = ledger.receipts.get(name)
        if receipt is None:
            unacknowledged.append(f"Answer {name} was sent and never acknowledged.")
            continue
        row = named.get(name) if receipt["kept"] else placed.get((sent.seat, sent.item))
        if row is None:
            lost.append(f"Answer {name} was acknowledged and is not in the database.")
        elif not receipt["kept"] and name in named:
            changed.append(f"Answer {name} is kept, and its receipt says that another is.")
        elif difference := _difference(receipt, row, ledger, edition):
            changed.append(f"Answer {name} is kept otherwise than it was sent or acknowledged: {difference}")
    figures = {
        "lost": len(lost),
        "doubled": len(doubled),
        "kept otherwise": len(changed),
        "never acknowledged": len(unacknowledged),
        "never sent": len(strange),
    }
    return figures, [
        sentence for kind in (lost, doubled, changed, unacknowledged, strange) for sentence in kind[:MOST]
    ]


def _difference(receipt: dict, row: Row, ledger: Ledger, edition: int) -> str:
    """Return in what a row differs from the receipt, and from what the device sent that it says it is from."""
    sent = ledger.sent.get(row.id)
    if sent is None:
        return "nobody sent it"
    wanted = {
        "item": (receipt["item"], row.item),
        "sequence": (receipt["sequence"], row.sequence),
        "time": (datetime.fromisoformat(receipt["received_at"]), row.received_at),
        "sequence on the device": (sent.sequence, row.sequence),
        "value": (sent.value, row.value),
        "edition": (edition, row.edition),
    }
    return ", ".join(f"{name} {one} and {other}" for name, (one, other) in wanted.items() if one != other)


def seconds(values: list[float]) -> str:
    return f"{median(values):.2f} s ({min(values):.2f} to {max(values):.2f})" if values else "none"


def table(outcomes: dict[str, Outcome]) -> str:
    """Return one table: a line for each figure, a column for each database."""
    names = list(dict.fromkeys(name for outcome in outcomes.values() for name in outcome.figures))
    lines = ["".join(["", f"{'':48}", *(f"{database:>26}" for database in outcomes)])]
    for name in names:
        values = [outcome.figures.get(name, "") for outcome in outcomes.values()]
        lines.append(
            f"{name:48}"
            + "".join(f"{value:>26,}" if isinstance(value, int) else f"{value:>26}" for value in values)
        )
    return "\n".join(line.rstrip() for line in lines)
