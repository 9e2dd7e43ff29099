"""The sample organisation, its figures, campaigns and stories: from campaigns/starter/ into pages (starter/README.md).

What editors changed stays as it is, and what they deleted does not come back. The site itself answers for the figures
of the files: they were compared with their sources before they were written down, and tests hold them to it.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail import blocks
from wagtail.models import Locale, Page

from campaigns.domain.approval import equip, make_pages
from campaigns.domain.claims import data_of, missing_in
from campaigns.domain.figures import TEXTS, stamp_of
from campaigns.enums import OrganisationState
from campaigns.models import (
    CampaignPage,
    CampaignsPage,
    Claim,
    ClaimRecord,
    Organisation,
    OrganisationPage,
    StoryPage,
)
from campaigns.models.pages import CANVAS
from cms.audit import record
from cms.cache.stamps import touch
from cms.domain.seed import read_yaml
from cms.domain.starter import digest_of, merge, put_family, put_picture, read_folder, stable_id
from cms.languages import DEFAULT_LANGUAGE
from cms.markdown import to_rich_text
from cms.models import HomePage, Licence, SiteImage, StarterRecord, Topic
from exercises.domain.starter import raw

STARTER = Path(__file__).resolve().parent.parent / "starter"
#: The folders of what is no campaign.
LIST, ORGANISATION = "list", "organisation"
ORGANISATION_KEY = UUID(stable_id("campaigns", ORGANISATION))
CREDIT = "Counterpoint"

Progress = Callable[[str], object]


def starter_keys() -> list[str]:
    """Return the keys of the campaigns in the collection."""
    found = (path.parent.name for path in STARTER.glob("*/en.yaml"))
    return sorted(name for name in found if name not in (LIST, ORGANISATION))


def story_keys(campaign: str) -> list[str]:
    """Return the keys of a campaign's stories, in the order of their names."""
    return sorted(path.parent.name for path in (STARTER / campaign).glob("*/en.yaml"))


def load_campaigns(*, actor=None, progress: Progress = print) -> int:
    """Load the page of campaigns, the sample organisation, its figures, campaigns and stories, in all their languages;
    return how many pages were made or updated.

    Each campaign is loaded with its stories, or not at all. Where somebody removed or suspended the sample
    organisation, nothing is loaded below it.
    """
    with transaction.atomic():
        home = _english(HomePage, stable_id("site", "home"))
        count = _put(LIST, _build_list, home, actor=actor)
    touch("site")
    with transaction.atomic():
        organisation, made = _plant_organisation(actor=actor)
        count += made
    if organisation is None:
        return count
    keys = starter_keys()
    for number, key in enumerate(keys, start=1):
        progress(f"campaign {number}/{len(keys)}: {key}")
        with transaction.atomic():
            count += _load_campaign(key, organisation, actor=actor)
    touch("site", "index:campaign")
    return count


def entry_of(folder: str, language: str) -> dict:
    """Return what the files of a folder below starter/ say in `language`; ValueError where a translation is not built
    like its source."""
    source = read_yaml(STARTER / folder / f"{DEFAULT_LANGUAGE}.yaml")
    if language == DEFAULT_LANGUAGE:
        return source
    return merge(source, read_yaml(STARTER / folder / f"{language}.yaml"), f"{folder}/{language}")


def claim_entries() -> list[dict]:
    """Return the figures of the collection as their file says them."""
    return read_yaml(STARTER / "claims.yaml")["claims"]


# The organisation -----------------------------------------------------------------------------------------------


def _plant_organisation(*, actor) -> tuple[Organisation | None, int]:
    organisation = Organisation.objects.filter(page_key=ORGANISATION_KEY).first()
    if organisation is None:
        if _is_known(ORGANISATION):
            return None, 0  # somebody removed it
        organisation = _make_organisation(actor)
    if organisation.state != OrganisationState.APPROVED:
        return None, 0
    parent = _english(CampaignsPage, stable_id("campaigns", LIST))
    equip(organisation)
    build = partial(_build_organisation, organisation)
    made = _put(ORGANISATION, build, parent, actor=actor, collection=organisation.collection)
    make_pages(organisation, actor=actor)  # its group may write there, and what is written is reviewed
    _plant_claims(organisation, actor=actor)
    return organisation, made


def _make_organisation(actor) -> Organisation:
    """Let the sample organisation in. Nobody asked for it: there is nobody to write to, and no lead."""
    entry = entry_of(ORGANISATION, DEFAULT_LANGUAGE)
    organisation = Organisation.objects.create(
        name=entry["title"],
        slug=entry["slug"],
        about=entry["lead"],
        contact_email=entry["contact_email"],
        language=DEFAULT_LANGUAGE,
        is_sample=True,
        state=OrganisationState.APPROVED,
        decided_by=actor,
        decided_at=timezone.now(),
        page_key=ORGANISATION_KEY,
    )
    record("organisation.approved", organisation, actor=actor, sample=True)
    return organisation


def _plant_claims(organisation: Organisation, *, actor) -> None:
    """Enter and check the figures of the file. One that somebody changed or deleted is theirs."""
    name, digest = "campaigns/claims", digest_of(STARTER / "claims.yaml")
    known = StarterRecord.objects.filter(name=name).first()
    if known and known.digest == digest:
        return
    there = {claim.key: claim for claim in Claim.objects.filter(organisation=organisation)}
    for entry in claim_entries():
        claim = there.get(entry["key"])
        if claim is None:
            claim = Claim(organisation=organisation, key=entry["key"], version=0)
        elif claim.changed_by_id is not None:
            continue
        before = data_of(claim) if claim.pk else None
        _fill_claim(claim, entry)
        if data_of(claim) != before:
            _check_by_site(claim, actor=actor)
    touch(stamp_of(organisation.pk))
    StarterRecord.objects.update_or_create(name=name, defaults={"digest": digest})


def _fill_claim(claim: Claim, entry: dict) -> None:
    claim.kind = entry["kind"]
    claim.value = Decimal(entry["value"])
    claim.decimals = entry.get("decimals", 0)
    claim.licence = Licence.objects.get(code=entry["licence"])
    for field in ("as_of", "precision", "source", "publisher", "url", "review_by"):
        setattr(claim, field, entry[field])
    for field in TEXTS:
        for language, text in entry[field].items():
            setattr(claim, f"{field}_{language}", text)


def _check_by_site(claim: Claim, *, actor) -> None:
    """Record a figure of the files as checked; ValueError where it is not complete."""
    if lacks := missing_in(claim):
        raise ValueError(f"{claim.key}: {', '.join(map(str, lacks))}")
    claim.version += 1
    claim.changed_at = timezone.now()
    claim.full_clean(validate_unique=False, exclude=["label", "current", "changed_by"])
    claim.save()
    claim.current = ClaimRecord.objects.create(claim=claim, version=claim.version, data=data_of(claim))
    claim.checked_version = claim.version
    claim.save(update_fields=["current", "checked_version"])
    record("claim.checked", claim, actor=actor, key=claim.key, version=claim.version, by_site=True)


# Pages ----------------------------------------------------------------------------------------------------------


def _load_campaign(key: str, organisation: Organisation, *, actor) -> int:
    profile = OrganisationPage.objects.filter(
        translation_key=organisation.page_key, locale__language_code=DEFAULT_LANGUAGE
    ).first()
    if profile is None:
        return 0
    put = partial(_put, actor=actor, collection=organisation.collection)
    if not _is_known(key):
        _draft_campaign(key, profile)
    campaign = CampaignPage.objects.filter(
        translation_key=stable_id("campaigns", key), locale__language_code=DEFAULT_LANGUAGE
    ).first()
    if campaign is None:
        return 0  # somebody deleted it
    count = sum(
        put(f"{key}/{story}", partial(_build_story, key, story), campaign) for story in story_keys(key)
    )
    return count + put(key, partial(_build_campaign, key), profile)


def _draft_campaign(key: str, profile: OrganisationPage) -> None:
    """Make the drafts of a campaign in its languages, to be filled when its stories are there.

    A card may quote only a story that exists, and a story needs a campaign above it.
    """
    data, _digests = read_folder(STARTER / key)
    draft = CampaignPage(
        title=data[DEFAULT_LANGUAGE]["title"],
        slug=key,
        locale=profile.locale,
        translation_key=stable_id("campaigns", key),
        live=False,
    )
    profile.add_child(instance=draft)
    for code in data:
        page = draft
        if code != DEFAULT_LANGUAGE:
            page = draft.copy_for_translation(Locale.objects.get(language_code=code))
        StarterRecord.objects.create(
            name=f"campaigns/{key}/{code}", digest="", page=page, revision_id=page.latest_revision_id
        )


def _is_known(folder: str) -> bool:
    return StarterRecord.objects.filter(name=f"campaigns/{folder}/{DEFAULT_LANGUAGE}").exists()


def _put(folder: str, build, parent: Page, *, actor, collection=None) -> int:
    data, digests = read_folder(STARTER / folder)
    _describe_picture(folder, data, collection)
    return put_family(f"campaigns/{folder}", build, data, parent, digests=digests, actor=actor)


def _build_list(entry: dict, locale: Locale) -> CampaignsPage:
    return CampaignsPage(
        title=entry["title"],
        slug="campaigns",
        locale=locale,
        translation_key=stable_id("campaigns", LIST),
        lead=entry["lead"],
        search_description=entry["lead"],
        show_in_menus=True,
    )


def _build_organisation(organisation: Organisation, entry: dict, locale: Locale) -> OrganisationPage:
    return OrganisationPage(
        title=entry["title"],
        slug=organisation.slug,
        locale=locale,
        translation_key=organisation.page_key,
        lead=entry["lead"],
        search_description=entry["lead"],
        about=to_rich_text(entry["about"]),
        picture=_picture(ORGANISATION, entry["picture"]),
    )


def _build_campaign(key: str, entry: dict, locale: Locale) -> CampaignPage:
    """Return the unsaved page that a file describes. Block ids come from the keys: the same in every language."""
    stream = partial(_stream, CampaignPage, key, (key,))
    return CampaignPage(
        title=entry["title"],
        slug=key,
        locale=locale,
        translation_key=stable_id("campaigns", key),
        search_description=_first_sentences(entry["lead"]),
        lead=entry["lead"],
        guidance=entry["guidance"],
        narrative=entry["narrative"],
        topic=Topic.objects.get(code=entry["topic"]),
        picture=_picture(key, entry["picture"]),
        sections=stream("sections", entry),
        cards=stream("cards", entry, kind="card"),
        posts=stream("posts", entry, kind="post"),
        hashtags=entry["hashtags"],
        pledge_kind=entry["pledge_kind"],
        pledge_text=entry["pledge_text"],
        licence=Licence.objects.get(code=entry["licence"]),
        last_reviewed=entry["last_reviewed"],
        **{name: entry[name] for name in CANVAS},
    )


def _build_story(campaign: str, key: str, entry: dict, locale: Locale) -> StoryPage:
    """Return the unsaved page that a file describes."""
    stream = partial(_stream, StoryPage, campaign, (campaign, key))
    return StoryPage(
        title=entry["title"],
        slug=key,
        locale=locale,
        translation_key=stable_id("campaigns", campaign, key),
        search_description=entry["lead"],
        format=entry["format"],
        basis=entry["basis"],
        lead=entry["lead"],
        guidance=entry["guidance"],
        picture=_picture(campaign, entry["picture"]),
        body=stream("body", entry),
        shown_name=entry["shown_name"],
        shown_place=entry["shown_place"],
        sources=stream("sources", entry, kind="source"),
        licence=Licence.objects.get(code=entry["licence"]),
    )


def _stream(
    model: type[Page], campaign: str, path: tuple[str, ...], field: str, entry: dict, *, kind=""
) -> list:
    """Return the raw data of a StreamField from a file's entries; each names its type, or all are of one `kind`."""
    children = model._meta.get_field(field).stream_block.child_blocks
    found = []
    for one in entry.get(field, []):
        identify = partial(stable_id, "campaigns", *path, field, one["key"])
        block = children[kind or one["type"]]
        given = one if isinstance(block, blocks.StructBlock) else one.get("text")
        value = None
        if not isinstance(block, blocks.StaticBlock):
            value = raw(block, given, identify, lambda name: name and _picture(campaign, name).pk)
        found.append({"type": kind or one["type"], "value": value, "id": identify()})
    return found


def _first_sentences(text: str) -> str:
    """Return a text as search engines show it."""
    return text[:300]


def _picture(folder: str, name: str) -> SiteImage:
    return put_picture(STARTER / folder / "pictures" / name, alt={}, credit=CREDIT)


def _describe_picture(folder: str, data: dict[str, dict], collection) -> None:
    """Load the picture of a page with its alternative text in each language, among those of the organisation."""
    name = data[DEFAULT_LANGUAGE].get("picture")
    if not name:
        return
    alt = {code: entry.get("picture_alt", "") for code, entry in data.items()}
    picture = put_picture(STARTER / folder.partition("/")[0] / "pictures" / name, alt=alt, credit=CREDIT)
    if collection is not None and picture.collection.is_root():
        picture.collection = collection
        picture.save(update_fields=["collection"])


def _english(model: type[Page], key: str) -> Page:
    return model.objects.get(translation_key=key, locale__language_code=DEFAULT_LANGUAGE)
