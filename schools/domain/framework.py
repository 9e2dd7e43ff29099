"""The adoption framework: seven areas of a school, and in each what can be seen there.

Codes, order and versions stand in schools/seeds/framework.yaml, texts in schools/seeds/framework/<language>.yaml. A
self-assessment keeps the version that it asked, so that it can be read when the framework has moved on.
"""

from pathlib import Path

from django.db import transaction

from cms.cache.keeping import keep
from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.languages import LANGUAGES
from cms.models import Term
from cms.text import nfc
from cms.vocabularies import STAMP as VOCABULARY
from schools.enums import VoiceGroup
from schools.models import Area, Indicator

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
#: The version that is asked today.
CURRENT_VERSION = 1


# Reading ----------------------------------------------------------------------------------------------------------


def areas(version: int | None = None) -> dict[Area, list[Indicator]]:
    """Return the framework in its order; texts follow the active language. No query when warm.

    Without a version: what is asked today, without what was retired. With one: all that belonged to it, so that what
    a school answered then stays complete. Do not change what you are given.
    """
    return keep(("framework", version), (VOCABULARY,), lambda: _made(version))


def statement(indicator: Indicator, group: str) -> str:
    """Return the sentence that a group of schools.enums.VoiceGroup agrees with or not; ValueError for another group."""
    return getattr(indicator, VoiceGroup(group).value)


def _made(version: int | None) -> dict[Area, list[Indicator]]:
    known = {area.pk: area for area in Area.objects.all()}
    found: dict[Area, list[Indicator]] = {area: [] for area in known.values()}
    for indicator in Indicator.objects.all():
        if _belongs(indicator, version):
            # The same object as the key, so that nobody who asks for it causes a query.
            indicator.area = known[indicator.area_id]
            found[indicator.area].append(indicator)
    return {area: indicators for area, indicators in found.items() if indicators}


def _belongs(indicator: Indicator, version: int | None) -> bool:
    if version is None:
        return not indicator.retired and _belongs(indicator, CURRENT_VERSION)
    until = indicator.until_version
    return indicator.since_version <= version and (until is None or version <= until)


# Seeding ----------------------------------------------------------------------------------------------------------


@transaction.atomic
def load_framework(*, overwrite: bool = False) -> int:
    """Load the framework from its seeds; return how many areas and indicators are new.

    Order and versions follow the seeds. Texts are left as editors made them, but for those that are still empty;
    `overwrite` takes over the seeds' words. A language without a file is skipped.
    """
    outline, texts = read_yaml(SEEDS / "framework.yaml"), _texts()
    made = _load(
        Area,
        [(entry["code"], {}) for entry in outline["areas"]],
        {language: text["areas"] for language, text in texts.items()},
        ("label", "description"),
        overwrite=overwrite,
    )
    of_code = {area.code: area for area in Area.objects.all()}
    made += _load(
        Indicator,
        [(entry["code"], _facts(entry, of_code)) for entry in outline["indicators"]],
        {language: text["indicators"] for language, text in texts.items()},
        (
            "label",
            "description",
            "leaders",
            "teachers",
            "pupils",
            "level_1",
            "level_2",
            "level_3",
            "level_4",
        ),  # fmt: skip
        overwrite=overwrite,
    )
    touch(VOCABULARY)
    return made


def _texts() -> dict[str, dict]:
    """Return {language: what its file holds}."""
    files = {language.code: SEEDS / "framework" / f"{language.code}.yaml" for language in LANGUAGES}
    return {code: read_yaml(path) for code, path in files.items() if path.exists()}


def _facts(entry: dict, of_code: dict[str, Area]) -> dict:
    return {
        "area_id": of_code[entry["area"]].pk,
        "since_version": entry["since"],
        "until_version": entry.get("until"),
    }


def _load(model: type[Term], entries, texts, names, *, overwrite: bool) -> int:
    """entries: (code, {field: value}) in order; texts: {language: {code: {name: text}}}."""
    found = {row.code: row for row in model.objects.all()}
    made = 0
    for place, (code, facts) in enumerate(entries, start=1):
        row = found.get(code)
        is_new = row is None
        if is_new:
            row = model(code=code)
            made += 1
        values = facts | {"position": place}
        for language, of_codes in texts.items():
            for name in names:
                column, text = f"{name}_{language}", of_codes.get(code, {}).get(name)
                if text and (is_new or overwrite or not getattr(row, column)):
                    values[column] = nfc(text)
        changed = {field: value for field, value in values.items() if is_new or getattr(row, field) != value}
        if changed:
            for field, value in changed.items():
                setattr(row, field, value)
            row.full_clean()
            row.save()
    return made
