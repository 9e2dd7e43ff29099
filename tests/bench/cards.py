"""Share cards drawn for the first time: 15 of one language, as a publication makes them, and their posters."""

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

REPEATS = 5
WORDS = {
    "en": "of nurses in high-income countries were born abroad, and nobody asks who keeps the lights on at night.",
    "ar": "من الممرّضات والممرّضين في البلدان المرتفعة الدخل وُلدوا في بلد آخر، ولا يسأل أحد من يُبقي الأضواء مضاءة.",
}


def cards(language: str) -> list:
    """Return 15 cards of one language: five of each size, in all looks."""
    from campaigns.cards import Card
    from campaigns.enums import CardFormat, CardKind, CardLook

    looks = [*CardLook, CardLook.PAPER]
    return [
        Card(
            format=format,
            look=look,
            kind=CardKind.CLAIM,
            language=language,
            words=((f"{20 + number}%", True), (f" {WORDS[language]}", False)),
            lines=("World Health Organization, State of the World’s Nursing 2025", "2023"),
            organisation="Lantern Youth",
            house="Counterpoint",
            address="https://counterpoint.example/en/campaigns/night-shift/",
            scan="Scan to read more:",
            seed="a7d3",
            dye="#ad3f38",
            title="The night shift",
            alt="",
        )
        for format in (CardFormat.WIDE, CardFormat.SQUARE, CardFormat.TALL)
        for number, look in enumerate(looks)
    ]


def measure() -> dict:
    """Return {name: {wall, cpu}} in seconds, the median of five rounds each: 15 cards, and 5 posters more."""
    from dataclasses import replace

    from campaigns.cards import draw, small
    from campaigns.enums import CardFormat

    def whole(wanted):
        for made in draw(wanted):
            small(made.picture)

    found = {}
    for language in WORDS:
        social = cards(language)
        posters = [replace(card, format=CardFormat.POSTER) for card in social[:5]]
        for name, wanted in ((language, social), (f"{language} posters", social + posters)):
            rounds = []
            for _round in range(REPEATS):
                began, before = time.perf_counter(), _used()
                whole(wanted)
                rounds.append((time.perf_counter() - began, _used() - before))
            found[name] = {
                "wall": median(wall for wall, _cpu in rounds),
                "cpu": median(cpu for _wall, cpu in rounds),
            }
    return found


def _used() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in (resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF))
    )


if __name__ == "__main__":
    print(json.dumps(measure()))
