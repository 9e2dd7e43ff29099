"""Members of one organisation learn and change nothing of another's, at any address of the administration.

Everything that the resolver knows below /admin/ is asked, with the other organisation's things wherever an address
names a page, picture, document, collection, revision, state of the review, translation or comment: by a member of the
one, by a member of the other, by somebody who left one and belongs to the other, and by a reviewer who belongs to one.
Whatever the others wrote holds a word that stands nowhere else; no answer may hold it, and no row may change.

Site staff are not meant: Editors and Moderators, whose groups have rights at the root of the pages and collections, see
the drafts of all organisations. That is their business, as it is with every other page.
"""

import hashlib
import io
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.admin.models import EditingSession
from wagtail.models import (
    Collection,
    Comment,
    CommentReply,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    PageLogEntry,
    ReferenceIndex,
    Revision,
    TaskState,
    UploadedFile,
    WorkflowState,
)
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from campaigns.domain import members
from campaigns.domain.queries.belonging import pages_of
from campaigns.models import CampaignPage, Membership, Organisation, OrganisationPage
from cms.cache.keeping import forget_everything
from cms.models import HomePage, SiteDocument, SiteImage, Topic, User
from tests.campaigns.factories import campaign_page, story_page
from tests.campaigns.people import approved, person, signed_in
from tests.factories import Branch
from tests.permissions import addresses
from tests.permissions.answers import ask, published, spare_the_forms
from tests.permissions.world import World
from tests.permissions.world import build as build_site

# Who may what hangs on no database; thousands of requests are enough once.
pytestmark = pytest.mark.one_database

#: Stands in everything that an organisation wrote and has not published; nothing else holds it.
WORDS = {"A": "Zeisig", "B": "Pirol"}
#: Stands beside it, to be searched for: an answer may repeat what it was asked.
SOUGHT = "Lerchensang"


@dataclass
class Side:
    """An organisation and all that it has which is not public."""

    organisation: Organisation
    lead: User
    things: dict = field(default_factory=dict)

    def rows(self) -> str:
        """Return a fingerprint of all rows that belong to the organisation."""
        pages = Page.objects.filter(pages_of(self.organisation)).order_by("pk")
        keys = [str(pk) for pk in pages.values_list("pk", flat=True)]
        sources = TranslationSource.objects.filter(object_id__in=pages.values("translation_key"))
        collections = Collection.objects.filter(pk=self.organisation.collection_id)
        found = [
            pages,
            *([page] for page in pages.specific()),
            Revision.objects.filter(object_id__in=keys, base_content_type__model="page"),
            WorkflowState.objects.filter(object_id__in=keys),
            TaskState.objects.filter(workflow_state__object_id__in=keys),
            Comment.objects.filter(page__in=pages),
            CommentReply.objects.filter(comment__page__in=pages),
            collections,
            SiteImage.objects.filter(collection__in=collections),
            SiteDocument.objects.filter(collection__in=collections),
            sources,
            Translation.objects.filter(source__in=sources),
            StringTranslation.objects.filter(context__object_id__in=pages.values("translation_key")),
            GroupPagePermission.objects.filter(page__in=pages),
            GroupCollectionPermission.objects.filter(collection__in=collections),
            self.organisation.memberships.all(),
            self.organisation.group.user_set.order_by("pk").only("pk"),
            PageLogEntry.objects.filter(page__in=pages),
        ]
        text = json.dumps([sorted(serializers.serialize("json", rows).split("}, {")) for rows in found])
        return hashlib.sha256(text.encode()).hexdigest()


def _side(tree, word: str, name: str) -> Side:
    """Make an organisation with one of everything that an address of the administration can name."""
    lead = person(f"{word} the lead", factor=True)
    organisation = approved(tree, name, lead=lead)
    side = Side(organisation, lead)
    things = side.things
    title = f"{word} {SOUGHT}"
    words = {"lead": f"Of {word}", "risks": f"What if {word}", "topic": Topic.objects.earliest("pk")}

    def draft(title: str, **values):
        page = campaign_page(
            tree["en"], organisation, title=title, published=False, owner=lead, **words | values
        )
        page.save_revision(user=lead, log_action=True)
        return page

    things["profile"] = page_of(organisation, "en")
    things["draft"] = draft(title)
    things["story"] = story_page(things["draft"], title=f"{title} story", published=False, owner=lead)
    things["story"].save_revision(user=lead, log_action=True)
    things["revision"] = things["draft"].latest_revision
    live = things["changed"] = campaign_page(
        tree["en"], organisation, title=f"Public {SOUGHT} {name}", owner=lead
    )
    live.title, live.lead = title, f"Of {word}"
    live.save_revision(user=lead, log_action=True)
    planned = things["planned"] = draft(f"{title} planned")
    things["planned_revision"] = planned.save_revision(approved_go_live_at=timezone.now() + timedelta(days=9))
    waiting = things["waiting"] = draft(f"{title} waiting")
    state = things["workflow_state"] = waiting.get_workflow().start(waiting, lead)
    assert state.status == WorkflowState.STATUS_IN_PROGRESS
    things["task_state"] = state.current_task_state
    locked = things["locked"] = draft(
        f"{title} locked", locked=True, locked_by=lead, locked_at=timezone.now()
    )
    things["alias"] = locked.create_alias(parent=things["profile"], update_slug="alias")
    comment = Comment.objects.create(
        page=things["draft"], user=lead, text=f"{word} said", contentpath="title"
    )
    CommentReply.objects.create(comment=comment, user=lead, text=f"{word} answered")
    _files(side, word, title)
    _translation(side, word)
    things["editing_session"] = EditingSession.objects.create(
        user=lead, content_object=things["draft"], last_seen_at=timezone.now()
    )
    return side


def page_of(organisation: Organisation, language: str) -> OrganisationPage:
    return OrganisationPage.objects.get(translation_key=organisation.page_key, locale__language_code=language)


def _files(side: Side, word: str, title: str) -> None:
    out = io.BytesIO()
    Pillow.new("RGB", (40, 30), "#345").save(out, "PNG")
    common = {"title": title, "collection": side.organisation.collection, "uploaded_by_user": side.lead}
    file = ContentFile(out.getvalue(), name=f"{word.lower()}.png")
    side.things["image"] = SiteImage.objects.create(file=file, **common)
    side.things["image"].tags.add(f"{word}-tag")
    file = ContentFile(f"{word} wrote".encode(), name=f"{word.lower()}.txt")
    side.things["document"] = SiteDocument.objects.create(file=file, **common)
    side.things["document"].get_file_size()
    side.things["collection"] = side.organisation.collection
    draft = side.things["draft"]
    draft.picture = side.things["image"]
    draft.save_revision(user=side.lead, log_action=True)
    draft.save()
    for kind, model in (("uploaded_document", SiteDocument), ("uploaded_image", SiteImage)):
        side.things[kind] = UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=ContentFile(b"half", name=f"{word.lower()}.bin"),
            uploaded_by_user=side.lead,
        )


def _translation(side: Side, word: str) -> None:
    source, _made = TranslationSource.update_or_create_from_instance(side.things["draft"])
    locale = Locale.objects.get(language_code="uk")
    side.things["source"] = source
    side.things["translation"] = Translation.objects.create(source=source, target_locale=locale)
    side.things["translation"].save_target(user=side.lead, publish=False)
    side.things["string"] = StringSegment.objects.filter(source=source).first()
    side.things["override"] = OverridableSegment.objects.filter(source=source).first()
    StringTranslation.objects.create(
        translation_of_id=side.things["string"].string_id,
        context_id=side.things["string"].context_id,
        locale=locale,
        data=f"{word} in Ukrainian",
    )
    side.things["translated"] = side.things["draft"].get_translation(locale)


#: What an address of the machinery in tests/permissions is about, as it stands here: its name there -> here.
STANDS = {
    "live": "draft", "draft": "draft", "own_draft": "story", "closed": "changed", "waiting": "waiting",
    "scheduled": "planned", "scheduled_revision": "planned_revision", "revision": "revision", "alias": "alias",
    "library": "profile", "home": "profile", "workflow_state": "workflow_state", "task_state": "task_state",
    "image": "image", "closed_image": "image", "document": "document", "closed_document": "document",
    "collection": "collection", "closed_collection": "collection", "source": "source", "translation": "translation",
    "string": "string", "override": "override", "translated": "translated", "editing_session": "editing_session",
    "uploaded_document": "uploaded_document", "uploaded_image": "uploaded_image",
    "organisation_page": "profile", "campaign": "draft", "campaign_draft": "draft", "story_draft": "story",
    "handed": "waiting", "handed_task_state": "task_state",
}  # fmt: skip
#: Where the machinery names a kind of page, it is ours here.
KINDS = {
    "wagtailadmin_pages:choose_parent": {"app_label": "=campaigns", "model_name": "=storypage"},
    "wagtailadmin_editing_sessions": {"app_label": "=campaigns", "model_name": "=campaignpage"},
}
#: Questions that no pattern alone asks; {x} is the key of the other organisation's thing, {own} of the asker's own.
MORE = (
    "GET admin/pages/search/?q=Lerchensang",
    "GET admin/pages/search/?q=Lerchensang&content_type=campaigns.storypage",
    "GET admin/pages/{profile}/?q=Lerchensang",
    "GET admin/pages/?q=Lerchensang",
    "GET admin/choose-page/?page_type=campaigns.campaignpage",
    "GET admin/choose-page/?page_type=campaigns.storypage",
    "GET admin/choose-page/search/?q=Lerchensang",
    "GET admin/choose-page/search/?q=Lerchensang&page_type=campaigns.storypage",
    "GET admin/choose-page/{profile}/",
    "GET admin/choose-page/{draft}/",
    "GET admin/choose-page/{draft}/?page_type=campaigns.storypage",
    "GET admin/choose-page/{profile}/?user_perms=copy_to",
    "GET admin/choose-page/?user_perms=move_to&target_pages[]={own}",
    "GET admin/choose-page/chosen-multiple/?id={draft}&id={story}&id={changed}",
    "GET admin/images/chooser/?q=Lerchensang",
    "GET admin/images/chooser/results/?collection_id={collection}",
    "GET admin/images/chooser/chosen-multiple/?id={image}",
    "GET admin/images/?q=Lerchensang",
    "GET admin/images/?collection_id={collection}",
    "GET admin/images/results/?tag=x",
    "GET admin/documents/chooser/?q=Lerchensang",
    "GET admin/documents/chooser/results/?collection_id={collection}",
    "GET admin/documents/chooser/chosen-multiple/?id={document}",
    "GET admin/documents/?q=Lerchensang",
    "GET admin/documents/?collection_id={collection}",
    "GET admin/tag-autocomplete/?term=",
    "GET admin/tag-autocomplete/?term=Pir",
    "GET admin/api/main/pages/?search=Lerchensang",
    "GET admin/api/main/pages/?child_of={profile}&fields=*",
    "GET admin/api/main/pages/?descendant_of={profile}&fields=*",
    "GET admin/api/main/pages/?ancestor_of={story}&fields=*",
    "GET admin/api/main/pages/?translation_of={draft}&fields=*",
    "GET admin/api/main/pages/?type=campaigns.CampaignPage&fields=*",
    "GET admin/api/main/pages/?type=campaigns.StoryPage&fields=*&for_explorer=1",
    "GET admin/api/main/pages/{story}/?fields=*",
    "GET admin/api/main/images/?search=Lerchensang",
    "GET admin/api/main/images/?fields=*",
    "GET admin/api/main/documents/?fields=*",
    "GET admin/reports/aging-pages/?content_type={type}",
    "GET admin/reports/site-history/",
    "GET admin/reports/site-history/?label=Pir",
    "GET admin/reports/workflow/?",
    "GET admin/reports/workflow_tasks/?",
    "GET admin/reports/locked/",
    "GET admin/reports/page-types-usage/",
    "GET admin/pages/usage/campaigns/campaignpage/",
    "GET admin/pages/usage/campaigns/storypage/results/",
    "GET admin/pages/{own}/move/{profile}/",
    "GET admin/pages/{own}/move/?page={profile}",
    "POST admin/pages/{own}/move/{draft}/confirm/",
    "POST admin/pages/{own}/copy/ new_title=x&new_slug=x&new_parent_page={profile}&alias=",
    "POST admin/pages/{own_story}/copy/ new_title=x&new_slug=x&new_parent_page={draft}",
    "POST admin/pages/{draft}/copy/ new_title=x&new_slug=x&new_parent_page={own_profile}&copy_subpages=on",
    "POST admin/pages/{draft}/copy/ new_title=x&new_slug=x&new_parent_page={own_profile}&alias=on",
    "POST admin/pages/{draft}/move/{own_profile}/confirm/",
    "POST admin/api/main/pages/{draft}/action/copy/ destination_page_id={own_profile}&recursive=true",
    "POST admin/api/main/pages/{draft}/action/move/ destination_page_id={own_profile}",
    "POST admin/api/main/pages/{draft}/action/create_alias/ destination_page_id={own_profile}",
    "POST admin/api/main/pages/{own}/action/move/ destination_page_id={draft}",
    "POST admin/api/main/pages/{own}/action/copy/ destination_page_id={profile}",
    "GET admin/bulk/wagtailcore/page/move/?id={draft}&id={story}&next=/admin/",
    "GET admin/bulk/wagtailcore/page/delete/?id=all&childOf={profile}&next=/admin/",
    "GET admin/bulk/wagtailcore/page/delete/?id=all&next=/admin/",
    "GET admin/bulk/wagtailcore/page/delete/?id=all&childOf=1&q=Lerchensang&next=/admin/",
    "GET admin/bulk/cms/siteimage/delete/?id=all&childOf={collection}&next=/admin/",
    "GET admin/bulk/cms/siteimage/delete/?id=all&next=/admin/",
    "GET admin/images/chooser/?layout=list&q=Lerchensang",
    "GET admin/tag-autocomplete/taggit/tag/?term=Pir",
    "GET admin/tag-autocomplete/taggit/tag/?term=Zei",
    "POST admin/bulk/wagtailcore/page/publish/?id={draft}&id={waiting}&next=/admin/ include_descendants=on",
    "POST admin/bulk/wagtailcore/page/delete/?id=all&childOf={profile}&next=/admin/ x=x",
    "POST admin/bulk/wagtailcore/page/move/?id={draft}&next=/admin/ chooser={own_profile}&move_applied=true",
    "POST admin/bulk/cms/siteimage/add_to_collection/?id={image}&next=/admin/ collection={own_collection}",
    "POST admin/bulk/cms/siteimage/add_tags/?id={image}&next=/admin/ tags=x",
    "POST admin/bulk/cms/siteimage/delete/?id={image}&next=/admin/ x=x",
    "POST admin/bulk/cms/sitedocument/add_to_collection/?id={document}&next=/admin/ collection={own_collection}",
    "POST admin/images/add/ title=x&collection={collection}",
    "POST admin/images/{own_image}/ title=x&collection={collection}",
    "POST admin/documents/edit/{own_document}/ title=x&collection={collection}",
    "POST admin/images/{image}/ title=x&collection={own_collection}",
    "POST admin/documents/edit/{document}/ title=x&collection={own_collection}",
    "POST admin/pages/add/campaigns/campaignpage/{profile}/ title=x&slug=x",
    "POST admin/pages/add/campaigns/storypage/{draft}/ title=x&slug=x",
    "POST admin/localize/submit/page/{draft}/ locales={locale}",
    "POST admin/pages/workflow/action/{waiting}/approve/{task_state}/ comment=x",
    "POST admin/localize/submit/page/{draft}/ locales={locale}&include_subtree=on",
    "POST admin/localize/submit/page/{own_profile}/ locales={locale}&include_subtree=on",
    "POST admin/localize/update/{source}/ x=x",
    "POST admin/localize/update/{source}/ publish_translations=on",
    "GET admin/",
    "GET admin/pages/{changed}/history/",
    "GET admin/pages/{draft}/usage/",
    "GET admin/images/usage/{image}/",
    "GET admin/documents/usage/{document}/",
    "GET admin/snippets/cms/topic/usage/{topic}/",
    "GET admin/snippets/cms/licence/usage/{licence}/",
    "GET admin/exercises/bank/",
)


@pytest.fixture(scope="module")
def sides(django_db_setup, django_db_blocker):
    """Two organisations with one of everything each, below the site of tests/permissions."""
    at_once = override_settings(
        TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    )
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), at_once, transaction.atomic():
        patch.setattr("campaigns.models.tasks.problems_of", lambda page, step: [])
        site = build_site()
        tree = {
            code: Branch(home.locale, home, None, None)
            for home in HomePage.objects.filter(locale__language_code__in=("en", "uk"))
            for code in [home.locale.language_code]
        }
        made = {key: _side(tree, word, f"Lanterns {key}") for key, word in WORDS.items()}
        for side in made.values():
            for page in Page.objects.filter(pages_of(side.organisation)).specific():
                ReferenceIndex.create_or_update_for_object(page)
        yield site, made
        transaction.set_rollback(True)


@pytest.fixture(scope="module", autouse=True)
def _quickly():
    with pytest.MonkeyPatch.context() as patch:
        spare_the_forms(patch)
        logging.disable(logging.CRITICAL)
        yield
        logging.disable(logging.NOTSET)


def questions(site: World, other: Side, own: Side, monkeypatch) -> Iterator[addresses.Question]:
    """Everything that the administration knows, asked about the other organisation's things; and MORE."""
    for name, change in KINDS.items():
        monkeypatch.setitem(addresses.SPECIAL, name, change)
    for name, query in addresses.QUERY.items():
        monkeypatch.setitem(addresses.QUERY, name, query.replace("heron", SOUGHT))
    monkeypatch.setitem(
        addresses.SENT, "wagtailadmin_pages:copy",
        {"new_title": "A copy", "new_slug": "a-copy", "new_parent_page": str(own.things["profile"].pk),
         "copy_subpages": "on"},
    )  # fmt: skip
    world = World({**site.things, **{name: other.things[here] for name, here in STANDS.items()}})
    for pattern in addresses.patterns():
        if pattern.route.startswith("admin/"):
            yield from addresses.questions_at(pattern, world)
    known = {name: thing.pk for name, thing in other.things.items()}
    known |= {f"own_{name}": thing.pk for name, thing in own.things.items()}
    known |= {
        "own": own.things["draft"].pk,
        "topic": site.things["topic"].pk,
        "licence": site.things["licence"].pk,
        "locale": Locale.objects.get(language_code="fr").pk,
        "type": ContentType.objects.get_for_model(type(own.things["draft"])).pk,
    }
    for line in MORE:
        method, path, *sent = line.split(" ")
        fields = parse_qsl(sent[0].format(**known)) if sent else []
        yield addresses.Question("", line, method, "/" + path.format(**known), tuple(fields))


def learned(response, word: str) -> bool:
    """Say whether a word stands in an answer: its body, its headers, what it leaves to be said next."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    said = getattr(getattr(response.wsgi_request, "_messages", None), "_queued_messages", [])
    whole = [body.decode(errors="replace"), *response.headers.values(), *(str(message) for message in said)]
    return any(word.lower() in text.lower() for text in whole)


def leaks(client: Client, asked: Iterator[addresses.Question], other: Side, word: str) -> list[str]:
    """Ask everything; return the questions that told the word, changed the other's rows or were an error of ours."""
    found = []
    before, cookies, public = other.rows(), client.cookies.copy(), published()
    for question in asked:
        client.cookies.clear()
        client.cookies.update(cookies)
        name = f"{question.method} {question.path} ({question.route})"
        with transaction.atomic():
            response, kind = ask(client, question, public)
            if response.status_code >= 500:
                error = response.exc_info[1] if getattr(response, "exc_info", None) else ""
                found.append(f"error: {name} {error!r}")
            if learned(response, word):
                found.append(f"told: {name} {response.status_code}")
            if "!" in kind and other.rows() != before:
                found.append(f"changed: {name} {response.status_code}")
            transaction.set_rollback(True)
        if "!" in kind:
            forget_everything()
    return found


@pytest.mark.slow
@pytest.mark.parametrize(("asker", "other"), [("A", "B"), ("B", "A")])
def test_a_member_learns_and_changes_nothing_of_another_organisation(asker, other, sides, monkeypatch):
    site, made = sides
    asked = questions(site, made[other], made[asker], monkeypatch)
    client = signed_in(made[asker].lead, raise_request_exception=False)
    found = leaks(client, asked, made[other], WORDS[other])
    assert not found, "\n".join(found)


@pytest.mark.slow
def test_whoever_left_an_organisation_for_another_learns_nothing_more(sides, monkeypatch):
    """As case 12: what she had written, locked and handed in, she reaches no more."""
    site, made = sides
    with transaction.atomic():
        mover = person("Mover", factor=True)
        for side in made.values():
            Membership.objects.create(organisation=side.organisation, user=mover, role="member")
            mover.groups.add(side.organisation.group)
        things = made["B"].things
        for name in ("draft", "waiting", "story", "changed"):
            Page.objects.get(pk=things[name].pk).specific.save_revision(user=mover, log_action=True)
        Page.objects.filter(pk=things["draft"].pk).update(owner=mover)
        Page.objects.filter(pk=things["locked"].pk).update(locked_by=mover)
        WorkflowState.objects.filter(pk=things["workflow_state"].pk).update(requested_by=mover)
        SiteImage.objects.filter(pk=things["image"].pk).update(uploaded_by_user=mover)
        SiteDocument.objects.filter(pk=things["document"].pk).update(uploaded_by_user=mover)
        members.leave(made["B"].organisation, actor=mover)
        asked = questions(site, made["B"], made["A"], monkeypatch)
        found = leaks(
            signed_in(User.objects.get(pk=mover.pk), raise_request_exception=False),
            asked,
            made["B"],
            WORDS["B"],
        )
        assert not found, "\n".join(found)
        transaction.set_rollback(True)


@pytest.mark.slow
def test_somebody_signed_in_without_an_organisation_learns_nothing_at_all(sides, monkeypatch):
    site, made = sides
    asked = questions(site, made["B"], made["A"], monkeypatch)
    with transaction.atomic():
        found = leaks(
            signed_in(person("Outsider"), raise_request_exception=False), asked, made["B"], WORDS["B"]
        )
        assert not found, "\n".join(found)
        transaction.set_rollback(True)


def test_the_words_are_there_to_be_told(sides):
    """The matrix could fail: to her own people an organisation's drafts are shown."""
    _site, made = sides
    things, word = made["B"].things, WORDS["B"]
    client = signed_in(made["B"].lead)
    for path in (
        f"/admin/pages/{things['draft'].pk}/edit/",
        f"/admin/images/{things['image'].pk}/",
        f"/admin/documents/edit/{things['document'].pk}/",
        f"/admin/pages/{things['translated'].pk}/edit/",
        f"/admin/api/main/pages/{things['draft'].pk}/",
        f"/admin/choose-page/{things['profile'].pk}/",
        f"/admin/choose-page/search/?q={SOUGHT}",
        f"/admin/pages/search/?q={SOUGHT}",
        "/admin/images/chooser/",
        "/admin/reports/site-history/",
    ):
        with transaction.atomic():
            assert learned(client.get(path), word), path
            transaction.set_rollback(True)


def test_an_organisation_s_rows_are_watched(sides):
    """The matrix could fail: a change of any kind of row shows."""
    _site, made = sides
    side = made["B"]
    before = side.rows()
    deeds = {
        "page": lambda: Page.objects.filter(pk=side.things["draft"].pk).update(locked=True),
        "text": lambda: CampaignPage.objects.filter(pk=side.things["draft"].pk).update(lead="x"),
        "revision": lambda: CampaignPage.objects.get(pk=side.things["draft"].pk).save_revision(),
        "comment": lambda: Comment.objects.all().update(text="x"),
        "picture": lambda: SiteImage.objects.filter(pk=side.things["image"].pk).update(title="x"),
        "document": lambda: SiteDocument.objects.filter(pk=side.things["document"].pk).delete(),
        "translation": lambda: StringTranslation.objects.all().update(data="x"),
        "review": lambda: TaskState.objects.all().update(comment="x"),
        "right": lambda: GroupPagePermission.objects.filter(group=side.organisation.group).first().delete(),
    }
    for name, do in deeds.items():
        with transaction.atomic():
            do()
            assert side.rows() != before, name
            transaction.set_rollback(True)
    assert side.rows() == before
