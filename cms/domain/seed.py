"""Seeds: the reference rows that every installation needs, from cms/seeds/."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import yaml
from django.db import models, transaction

from cms.audit import record
from cms.cache.stamps import touch
from cms.domain.reports import let_moderators_decide
from cms.models import (
    AgeBand,
    Competence,
    Country,
    Duration,
    HelpAdvice,
    HelpEntry,
    HelpLaw,
    Licence,
    Subject,
    Technique,
    Topic,
)
from cms.registries import seeds

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
#: The loader written in C, where PyYAML has it, reads twenty times as fast.
SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: Which file fills which vocabulary, with the fields that are not texts: name in the model -> value from the entry.
VOCABULARY_FILES: dict[str, tuple[type[models.Model], dict[str, Callable[[dict], object]]]] = {
    "topics": (Topic, {"dye": lambda entry: entry["dye"]}),
    "subjects": (Subject, {}),
    "age_bands": (
        AgeBand,
        {
            "min_age": lambda entry: entry["min_age"],
            "max_age": lambda entry: entry.get("max_age"),
            "isced": lambda entry: ",".join(str(level) for level in entry["isced"]),
        },
    ),
    "durations": (Duration, {"minutes": lambda entry: entry["minutes"]}),
    "competences": (Competence, {"group": lambda entry: entry["group"]}),
    "techniques": (Technique, {}),
    "countries": (Country, {"in_report": lambda entry: bool(entry.get("in_report"))}),
    "licences": (
        Licence,
        {"url": lambda entry: entry.get("url") or "", "is_open": lambda entry: bool(entry.get("open"))},
    ),
}
TEXTS = (
    "label", "description", "example", "note", "hours", "text", "hate_crime", "hate_speech", "criminal_age", "data_age",
)  # fmt: skip


@transaction.atomic
def seed(*, overwrite: bool = False, actor=None) -> dict[str, int]:
    """Load all seeds and return how many rows were made, by file.

    Rows are found by their code or key. What exists is left as editors made it, but for texts that are still empty;
    `overwrite` takes over the seed's values instead. Rooms add theirs (cms.registries.seeds).
    """
    made = {}
    for name, (model, facts) in VOCABULARY_FILES.items():
        made[name] = _load(name, model, "code", facts, overwrite=overwrite)
    countries = {country.code: country for country in Country.objects.all()}
    made["help"] = _load(
        "help",
        HelpEntry,
        "key",
        {
            "country": lambda entry: countries[entry["country"]],
            "kind": lambda entry: entry["kind"],
            "name": lambda entry: entry.get("name") or "",
            "phone": lambda entry: str(entry.get("phone") or ""),
            "url": lambda entry: entry.get("url") or "",
            "email": lambda entry: entry.get("email") or "",
            "anonymous": _anonymous,
            "free": lambda entry: entry.get("free"),
            "languages": lambda entry: ",".join(entry.get("languages") or []),
            "source": lambda entry: entry.get("source") or "",
            "source_year": lambda entry: entry.get("source_year"),
            "last_checked": lambda entry: _date(entry["last_checked"]),
            "recheck": lambda entry: bool(entry.get("recheck")),
        },
        overwrite=overwrite,
    )
    made["help_law"] = _load(
        "help_law",
        HelpLaw,
        "country",
        {
            "source": lambda entry: entry.get("source") or "",
            "last_checked": lambda entry: _date(entry["last_checked"]),
        },
        overwrite=overwrite,
        find=lambda entry: countries[entry["country"]],
        position=False,
    )
    made["help_advice"] = _load("help_advice", HelpAdvice, "key", {}, overwrite=overwrite)
    for name, load in seeds:
        made[name] = load()
    let_moderators_decide()
    if any(made.values()) or overwrite:
        record("seeds.loaded", actor=actor, **made)
    touch("vocabulary", "help")
    return made


def read_yaml(path: Path):
    """Return the content of a file of seeds or of the starter collection."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=SafeLoader)


def _load(name, model, key, facts, *, overwrite, find=None, position=True) -> int:
    entries = read_yaml(SEEDS / f"{name}.yaml") or []
    found = {getattr(row, key): row for row in model.objects.all()}
    made = 0
    for place, entry in enumerate(entries, start=1):
        identity = find(entry) if find else str(entry[key])
        row = found.get(identity)
        new = row is None
        if new:
            row = model(**{key: identity})
            made += 1
        values = {field: value(entry) for field, value in facts.items()} if new or overwrite else {}
        if position and (new or overwrite):
            values["position"] = place
        for column, text in _texts(model, entry).items():
            if new or overwrite or not getattr(row, column):
                values[column] = text
        changed = {field: value for field, value in values.items() if getattr(row, field, None) != value}
        if new or changed:
            for field, value in changed.items():
                setattr(row, field, value)
            row.full_clean(exclude=[] if new else ["id"])
            row.save()
    return made


def _texts(model, entry: dict) -> dict[str, str]:
    """Return the entry's texts by column: {"label_en": ..., "label_fr": ...}. A bare string serves all languages."""
    columns = {}
    names = {field.name for field in model._meta.get_fields()}
    for name in TEXTS:
        value = entry.get(name)
        if value is None or f"{name}_en" not in names:
            continue
        if not isinstance(value, dict):
            columns[f"{name}_en"] = str(value)
            continue
        for language, text in value.items():
            columns[f"{name}_{language}"] = str(text)
    return columns


def _anonymous(entry: dict) -> str:
    value = entry.get("anonymous", "unknown")
    # YAML reads a bare yes or no as a truth value.
    return (
        {True: "yes", False: "no", None: "unknown"}.get(value, value) if not isinstance(value, str) else value
    )


def _date(value) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))
