"""The catalogues of interface text: collect messages from the source, merge them into locale/, judge, compile.

No gettext programs are needed. Templates go through Django's own `templatize`, as with Django's makemessages, so that
msgids are exactly those that the site asks for; Babel then finds the calls. Babel is needed for collecting only
(requirements-dev.txt); compiling, which every installation does, needs polib.

English is the source: its catalogue lists every message and leaves msgstr empty, which shows the msgid. A msgstr
there rewords a sentence without touching the code or the other languages.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import polib
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

from cms.languages import DEFAULT_LANGUAGE, INTERFACE_LANGUAGES

#: Plural-Forms of each language that has a catalogue, as CLDR counts things that come whole.
PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "de": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "uk": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
}
DOMAINS = ("django", "djangojs")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg", ".typ", ".json", ".md"}
SKIPPED_FOLDERS = {"migrations", "static", "starter", "seeds", "__pycache__", "node_modules"}

KEYWORDS = {
    "_": None,
    "_t": None,  # gettext where "_" is the lazy one
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
COMMENT_TAGS = ("Translators",)
GAP = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|(?<![{%])\{\w*\}(?!\})|(?<!%)%[sd]")


@dataclass
class Message:
    """One message of the source: its key, the files that use it, what its author tells translators."""

    msgid: str
    plural: str = ""
    context: str | None = None
    files: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.msgid


# Collecting -----------------------------------------------------------------------------------------------------


def rooms() -> list[Path]:
    """Return the folders of our own apps, sorted, so that catalogues come out the same everywhere."""
    base = Path(settings.BASE_DIR)
    found = (Path(config.path) for config in apps.get_app_configs())
    return sorted(path for path in found if path.parent == base and "site-packages" not in path.parts)


def sources(domain: str, folders: Iterable[Path] | None = None) -> Iterator[Path]:
    """Yield the files that may hold messages of a domain: Python and templates, or scripts."""
    own = [Path(folder) for engine in settings.TEMPLATES for folder in engine.get("DIRS", ())]
    for folder in folders if folders is not None else rooms():
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder).parts
            is_template = "templates" in inside or any(path.is_relative_to(folder) for folder in own)
            if domain == "djangojs":
                if path.suffix == ".js" and "static" in inside and not path.name.endswith(".min.js"):
                    yield path
            elif SKIPPED_FOLDERS.isdisjoint(inside[:-1]) and (
                path.suffix == ".py" or (is_template and path.suffix in TEMPLATE_SUFFIXES)
            ):
                yield path


def as_python(template: str, origin: str) -> str:
    """Return a template's translation calls as lines that Python's tokenizer accepts, one source line a line.

    `templatize` turns everything else into filler of capital letters and keeps its indentation; both would upset
    the tokenizer, so that lines without a call or a comment become empty.
    """
    lines = []
    for line in templatize(template, origin=origin).split("\n"):
        lines.append(line.strip() if "(" in line or "#" in line else "")
    return "\n".join(lines) + "\n"


def messages_in(path: Path, text: str) -> Iterator[tuple[int, Message]]:
    """Yield line number and message for each call in one file's text; SyntaxError names a broken template."""
    from babel.messages.extract import extract

    method = {".py": "python", ".js": "javascript"}.get(path.suffix)
    if method is None:
        method, text = "python", as_python(text, str(path))
    calls = extract(method, BytesIO(text.encode()), KEYWORDS, COMMENT_TAGS, {"encoding": "utf-8"})
    for line, found, comments, context in calls:
        msgid, plural = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        if msgid:
            yield line, Message(msgid, plural, context, comments=[comment.strip() for comment in comments])


def collect(domain: str = "django", folders: Iterable[Path] | None = None) -> list[Message]:
    """Return all messages of the source in the order of files and lines, each once."""
    base = Path(settings.BASE_DIR)
    found: dict[tuple, Message] = {}
    for path in sources(domain, folders):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name
        for _line, message in messages_in(path, text):
            known = found.setdefault(message.key, message)
            known.plural = known.plural or message.plural
            if name not in known.files:
                known.files.append(name)
            known.comments += [comment for comment in message.comments if comment not in known.comments]
    return list(found.values())


# Merging --------------------------------------------------------------------------------------------------------


def catalogue_path(language: str, domain: str = "django") -> Path:
    """Return where a language's catalogue lies."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / f"{domain}.po"


def read(path: Path) -> polib.POFile:
    """Return the catalogue at `path`, or an empty one; OSError names the line that cannot be read."""
    return polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)


def plural_count(language: str) -> int:
    """Return how many forms a counted message has in a language."""
    return int(re.search(r"nplurals=(\d)", PLURAL_FORMS[language])[1])


def merged(messages: Iterable[Message], old: polib.POFile, language: str) -> polib.POFile:
    """Return a catalogue of exactly `messages`, with the translations and translators' comments of `old`.

    Nothing is guessed: a message that changed by one letter is a new, untranslated one. What is no longer used but
    was translated stays at the end, marked obsolete, and comes back when the message does. Neither dates nor line
    numbers are written, so that a catalogue changes only when the text does.
    """
    known = {(entry.msgctxt, entry.msgid): entry for entry in sorted(old, key=lambda entry: -entry.obsolete)}
    result = polib.POFile(wrapwidth=110)
    result.header = old.header
    result.metadata = {
        "Project-Id-Version": "Counterpoint",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    for message in messages:
        before = known.pop(message.key, None)
        entry = polib.POEntry(
            msgctxt=message.context,
            msgid=message.msgid,
            msgid_plural=message.plural,
            occurrences=[(name, "") for name in message.files],
            comment="\n".join(message.comments),
            tcomment=before.tcomment if before else "",
            flags=[flag for flag in before.flags if flag == "fuzzy"] if before else [],
        )
        if re.search(r"%(\(\w+\))?[sd]", message.msgid + message.plural):
            entry.flags.append("python-format")
        if message.plural:
            forms = before.msgstr_plural if before else {}
            if before and not forms and before.msgstr:  # a sentence that is counted from now on
                forms = dict.fromkeys(range(plural_count(language) - 1), "")
                forms[plural_count(language) - 1] = before.msgstr
            entry.msgstr_plural = {index: forms.get(index, "") for index in range(plural_count(language))}
        else:
            entry.msgstr = before.msgstr if before else ""
        result.append(entry)
    for entry in known.values():
        if entry.msgstr or any(entry.msgstr_plural.values()):
            entry.obsolete = True
            entry.occurrences = []
            result.append(entry)
    return result


def update(
    languages: Iterable[str] = INTERFACE_LANGUAGES, *, forget: bool = False
) -> Iterator[tuple[Path, int]]:
    """Bring the catalogues up to date; yield each path with the number of messages that want a translation.

    `forget` drops translations that no message uses any more. A domain without messages gets no file.
    """
    for domain in DOMAINS:
        messages = collect(domain)
        for language in languages:
            path = catalogue_path(language, domain)
            if not messages and not path.exists():
                continue
            catalogue = merged(messages, read(path), language)
            if forget:
                for entry in catalogue.obsolete_entries():
                    catalogue.remove(entry)
            path.parent.mkdir(parents=True, exist_ok=True)
            text = str(catalogue)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
            wanting = (
                0 if language == DEFAULT_LANGUAGE else sum(1 for entry in catalogue if wants_work(entry))
            )
            yield path, wanting


def wants_work(entry: polib.POEntry) -> bool:
    """Say whether a message is untranslated in one of its forms, or marked fuzzy."""
    return not entry.obsolete and (entry.fuzzy or not entry.translated())


# Judging --------------------------------------------------------------------------------------------------------


def gaps(text: str) -> set[str]:
    """Return the named and unnamed gaps of a sentence: %(name)s, {name}, %s."""
    return set(GAP.findall(text))


def faults_of(entry: polib.POEntry, language: str) -> Iterator[str]:
    """Yield what is wrong with one translation; an empty English msgstr is right."""
    source = language == DEFAULT_LANGUAGE
    if entry.fuzzy:
        yield "fuzzy"
    elif not source and not entry.translated():
        yield "untranslated"
    allowed = gaps(entry.msgid) | gaps(entry.msgid_plural)
    if entry.msgid_plural:
        if not source and set(entry.msgstr_plural) != set(range(plural_count(language))):
            yield f"{len(entry.msgstr_plural)} plural forms, {plural_count(language)} needed"
        # A form such as "one lesson" may leave the number out.
        for form in entry.msgstr_plural.values():
            for gap in sorted(gaps(form) - allowed):
                yield f"the gap {gap} is not in the source"
    elif entry.msgstr and gaps(entry.msgstr) != allowed:
        wrong = sorted(gaps(entry.msgstr) ^ allowed)
        yield f"gaps differ from the source: {', '.join(wrong)}"


def faults(languages: Iterable[str] = INTERFACE_LANGUAGES) -> Iterator[str]:
    """Yield one line for everything that keeps the catalogues from being complete and current."""
    base = Path(settings.BASE_DIR)
    for domain in DOMAINS:
        wanted = {message.key: message for message in collect(domain)}
        for language in languages:
            path = catalogue_path(language, domain)
            name = path.relative_to(base).as_posix() if path.is_relative_to(base) else str(path)
            if not path.exists():
                if wanted:
                    yield f"{name}: missing"
                continue
            catalogue = read(path)
            if catalogue.metadata.get("Plural-Forms") != PLURAL_FORMS[language]:
                yield f"{name}: out of date: its Plural-Forms line"
            current = {(entry.msgctxt, entry.msgid): entry for entry in catalogue if not entry.obsolete}
            for key, message in wanted.items():
                if key not in current or current[key].msgid_plural != message.plural:
                    yield f"{name}: out of date: {shown(message.msgid)} is not in it"
            for key, entry in current.items():
                if key not in wanted:
                    yield f"{name}: out of date: {shown(entry.msgid)} is used nowhere"
                    continue
                for fault in faults_of(entry, language):
                    yield f"{name}: {fault}: {shown(entry.msgid)}"


def shown(msgid: str) -> str:
    """Return a message in quotes on one line, cut when it is long."""
    line = " ".join(msgid.split())
    return f"“{line if len(line) <= 100 else line[:99] + '…'}”"


# Compiling ------------------------------------------------------------------------------------------------------


def compile_all(languages: Iterable[str] | None = None) -> list[Path]:
    """Write the .mo file of each catalogue whose source is newer than it; return what was written."""
    written = []
    for source in sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if languages is not None and source.parent.parent.name not in languages:
            continue
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        # In one step: another process may be reading.
        unfinished = target.with_suffix(f".mo.{id(target):x}")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)
        written.append(target)
    return written
