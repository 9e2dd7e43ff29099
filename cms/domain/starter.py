"""The starter collection: how its pages come into the site without ever overwriting an editor's change.

The floor plants the tree (a home page in each interface language, help, about); rooms add what they own with the same
verbs (lessons/domain/starter.py), called by `manage.py load_starter`.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid5

from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.audit import record
from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.domain.translations import load_translation
from cms.languages import BY_CODE, DEFAULT_LANGUAGE, INTERFACE_LANGUAGES
from cms.markdown import to_rich_text
from cms.models import HelpPage, HomePage, Licence, SiteImage, StandardPage, StarterRecord, Term

NAMESPACE = UUID("6f1c7a52-5d0e-5f43-9f0c-2b7d0f5a9c11")
SITE_FILES = Path(__file__).resolve().parent.parent / "starter"

Progress = Callable[[str], object]


def stable_id(*parts: str) -> str:
    """Return the UUID that belongs to a path of keys: the same on every machine, in every language."""
    return str(uuid5(NAMESPACE, "/".join(parts)))


def merge(source, translated, path: str = ""):
    """Return `source` with the texts of `translated` put over it; lists of entries are matched by their keys.

    ValueError names the place where the two are not built alike.
    """
    if isinstance(source, dict) and isinstance(translated, dict):
        return source | {
            key: merge(source.get(key), value, f"{path}.{key}") for key, value in translated.items()
        }
    if isinstance(source, list) and isinstance(translated, list) and source and isinstance(source[0], dict):
        keys, theirs = [entry["key"] for entry in source], [entry["key"] for entry in translated]
        if keys != theirs:
            raise ValueError(f"{path}: the keys are {theirs}, the source has {keys}")
        return [merge(one, two, f"{path}[{one['key']}]") for one, two in zip(source, translated, strict=True)]
    return translated


def put_page(
    name: str,
    build: Callable[[], Page],
    parent: Page,
    *,
    digest: str,
    actor=None,
    settle: Callable[[Page], None],
) -> Page | None:
    """Make or update the source page that a starter file describes; return it, or None when it was left alone.

    `build()` returns an unsaved page with its translation_key; `settle(page)` sets what needs a saved page. An
    existing page is updated only while its latest revision is the one that the last loading made.
    """
    known = StarterRecord.objects.filter(name=name).first()
    fresh = build()
    page = type(fresh).objects.filter(translation_key=fresh.translation_key, locale=fresh.locale).first()
    if known and known.digest == digest:
        return None
    if page is None:
        if known:
            return None  # somebody deleted it on purpose
        fresh.live = False
        page = parent.add_child(instance=fresh)
    else:
        if not known or page.latest_revision_id != known.revision_id:
            return None  # somebody changed it: it is theirs now
        for field in fresh.translatable_fields:
            if not field.get_field(type(fresh)).many_to_many:
                setattr(page, field.field_name, getattr(fresh, field.field_name))
    settle(page)
    revision = page.save_revision(user=actor)
    revision.publish(user=actor)
    page.refresh_from_db()
    _remember(name, digest, page)
    return page


def put_translation(
    name: str, source: Page, translated: Page, locale: Locale, *, digest: str, actor=None
) -> bool:
    """Load a translation unless it is loaded or somebody has worked on it; say whether something was done."""
    known = StarterRecord.objects.filter(name=name).first()
    if known and known.digest == digest:
        return False
    page = source.get_translation_or_none(locale)
    if page is not None and (not known or page.latest_revision_id != known.revision_id):
        return False
    if page is None and known:
        return False
    load_translation(source, translated, locale, actor=actor)
    page = source.get_translation(locale)
    _remember(name, digest, page)
    return True


def _remember(name: str, digest: str, page: Page) -> None:
    StarterRecord.objects.update_or_create(
        name=name, defaults={"digest": digest, "page": page, "revision_id": page.latest_revision_id}
    )


def digest_of(*paths: Path) -> str:
    """Return the fingerprint of files."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def read_folder(folder: Path) -> tuple[dict[str, dict], dict[str, str]]:
    """Return what the files <language>.yaml of `folder` say, and their fingerprints, English first.

    A translation's fingerprint covers the English file too: it is put over it.
    """
    files = {path.stem: path for path in sorted(folder.glob("*.yaml")) if path.stem in BY_CODE}
    source = files.pop(DEFAULT_LANGUAGE)
    ordered = {DEFAULT_LANGUAGE: source} | files
    data = {code: read_yaml(path) for code, path in ordered.items()}
    digests = {
        code: digest_of(path) if path == source else digest_of(source, path) for code, path in ordered.items()
    }
    return data, digests


def choose_terms(page: Page, entry: dict, fields: dict[str, type[Term]]) -> None:
    """Set the terms that `entry` names by code; fields: {field of the page: vocabulary}. ValueError for others."""
    for field, model in fields.items():
        codes = [str(code) for code in entry.get(field, [])]
        terms = {term.code: term for term in model.objects.filter(code__in=codes)}
        missing = [code for code in codes if code not in terms]
        if missing:
            raise ValueError(f"{page.slug}: unknown {field} {missing}")
        setattr(page, field, [terms[code] for code in codes])


def put_picture(path: Path, *, alt: dict[str, str], credit: str) -> SiteImage:
    """Return the picture of the starter collection that lies at `path`, loaded on the first call.

    Texts are filled in where they are empty. Our own pictures are CC BY-SA 4.0.
    """
    title = f"{path.parent.parent.name}: {path.stem}"
    image = SiteImage.objects.filter(title=title).first()
    new = image is None
    if new:
        with path.open("rb") as file:
            image = SiteImage(
                title=title, credit=credit, licence=Licence.objects.filter(code="CC-BY-SA-4.0").first()
            )
            image.file = ImageFile(file, name=path.name)
            image.save()
    changed = False
    for language, text in alt.items():
        if text and not getattr(image, f"alt_{language}"):
            setattr(image, f"alt_{language}", text)
            changed = True
    if changed:
        image.save()
    return image


def plant_site(*, actor=None, progress: Progress = print) -> None:
    """Make the locales, the site, and home, help and about pages in every interface language. Safe to run again."""
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in INTERFACE_LANGUAGES}
    data = {code: read_yaml(SITE_FILES / f"{code}.yaml") for code in INTERFACE_LANGUAGES}
    digests = {
        code: digest_of(SITE_FILES / f"{code}.yaml", SITE_FILES / "en.yaml") for code in INTERFACE_LANGUAGES
    }
    with transaction.atomic():
        _plant_home(locales, data, digests, actor)
    touch("site")
    for number, name in enumerate(("help", "about"), start=1):
        progress(f"site pages {number}/2")
        with transaction.atomic():
            home = HomePage.objects.get(
                translation_key=stable_id("site", "home"), locale=locales[DEFAULT_LANGUAGE]
            )
            put_family(
                f"site/{name}",
                lambda entry, locale, name=name: SITE_BUILDERS[name](entry, locale),
                {code: data[code][name] for code in data},
                home,
                digests=digests,
                actor=actor,
            )
    touch("site")


def put_family(
    name: str,
    build: Callable[[dict, Locale], Page],
    data: dict[str, dict],
    parent: Page,
    *,
    digests: dict[str, str],
    actor=None,
    settle: Callable[[Page, dict], None] = lambda page, entry: None,
) -> int:
    """Load a page in all languages of `data` (language code -> entry, English first); return how many were loaded.

    Each language is loaded or left alone by itself.
    """
    source_locale = Locale.objects.get(language_code=DEFAULT_LANGUAGE)
    english = data[DEFAULT_LANGUAGE]
    done = put_page(
        f"{name}/{DEFAULT_LANGUAGE}",
        lambda: build(english, source_locale),
        parent,
        digest=digests[DEFAULT_LANGUAGE],
        actor=actor,
        settle=lambda page: settle(page, english),
    )
    count = int(done is not None)
    template = build(english, source_locale)
    source = (
        type(template).objects.filter(translation_key=template.translation_key, locale=source_locale).first()
    )
    if source is None:
        return count
    for code, entry in data.items():
        if code == DEFAULT_LANGUAGE:
            continue
        locale = Locale.objects.get(language_code=code)
        translated = build(merge(english, entry, f"{name}/{code}"), source_locale)
        count += put_translation(
            f"{name}/{code}", source, translated, locale, digest=digests[code], actor=actor
        )
    return count


def _plant_home(locales, data, digests, actor) -> None:
    root = Page.get_first_root_node()
    name, locale = f"site/home/{DEFAULT_LANGUAGE}", locales[DEFAULT_LANGUAGE]
    if not StarterRecord.objects.filter(name=name).exists():
        # Wagtail's first migration leaves a page that says "Welcome": only that one may go.
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root = Page.get_first_root_node()
    put_family(
        "site/home",
        lambda entry, locale: SITE_BUILDERS["home"](entry, locale),
        {code: data[code]["home"] for code in data},
        root,
        digests=digests,
        actor=actor,
    )
    home = HomePage.objects.get(translation_key=stable_id("site", "home"), locale=locale)
    if not Site.objects.exists():
        Site.objects.create(
            hostname="localhost", root_page=home, is_default_site=True, site_name="Counterpoint"
        )
        record("site.planted", home, actor=actor)


def _home(entry: dict, locale: Locale) -> Page:
    return HomePage(
        title=entry["title"],
        slug="home",
        locale=locale,
        translation_key=stable_id("site", "home"),
        headline=entry["headline"],
        lead=entry["lead"],
        search_description=entry["lead"],
    )


def _help(entry: dict, locale: Locale) -> Page:
    return HelpPage(
        title=entry["title"],
        slug="help",
        locale=locale,
        translation_key=stable_id("site", "help"),
        lead=entry["lead"],
        search_description=entry["lead"],
        show_in_menus=True,
    )


def _about(entry: dict, locale: Locale) -> Page:
    key = stable_id("site", "about")
    return StandardPage(
        title=entry["title"],
        slug="about",
        locale=locale,
        translation_key=key,
        lead=entry["lead"],
        search_description=entry["lead"],
        show_in_menus=False,
        body=[
            {
                "type": block["type"],
                "value": to_rich_text(block["text"]) if block["type"] == "text" else block["text"],
                "id": stable_id("site", "about", block["key"]),
            }
            for block in entry["body"]
        ],
    )


SITE_BUILDERS: dict[str, Callable[[dict, Locale], Page]] = {"home": _home, "help": _help, "about": _about}
