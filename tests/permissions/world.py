"""A small site with one of everything that an address can name, and the people who ask for it.

What not everybody may know bears the name of a bird. An answer in which the bird appears has told a secret, and the
table says so.
"""

import io
import time
from dataclasses import dataclass, field
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.admin.models import EditingSession
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Site,
    Task,
    UploadedFile,
    Workflow,
)
from wagtail.snippets.models import get_snippet_models

from ambassadors.domain.seed import SAFEGUARDING
from campaigns.domain.seed import COORDINATORS
from classrooms.domain.classrooms import share_classroom
from cms.audit import record
from cms.models import HelpEntry, HelpLaw, Pulse, SiteDocument, SiteImage, User
from exercises.models import BankItem
from lessons.domain import saved
from schools.domain.seed import COORDINATORS as NETWORK_COORDINATORS
from tests.classrooms.factories import ClassroomFactory, closed, opened, seated
from tests.factories import (
    ExercisePageFactory,
    LessonPlanPageFactory,
    StandardPageFactory,
    exercises_page,
    plant,
)
from tests.permissions import ambassador, organisation, school

PASSWORD = "river tree cloud seven"
#: The columns of the table.
ROLES = {
    "nobody": "not signed in",
    "teacher": "signed in, teacher of the school, lead of a new one; the saved list and the classroom are hers",
    "other": "signed in, lead of another school; invited to the organisation",
    "school lead": "signed in, lead of the school",
    "network": "of the group Network coordinators, with second factor; of no school",
    "ambassador": "a minor ambassador of the school whom nothing keeps from visiting the other school",
    "companion": "goes along on her visit",
    "safeguarding": "of the group Safeguarding leads, with second factor; of no school",
    "member": "member of the organisation, with second factor",
    "lead": "lead of the organisation, with second factor; its drafts are hers",
    "coordinator": "decides on organisations, with second factor",
    "reviewer": "of the group Evidence reviewers, with second factor; of no organisation",
    "editor": "of Wagtail's group Editors, with second factor; one of the drafts is hers",
    "moderator": "of Wagtail's group Moderators, with second factor",
    "admin": "administrator with second factor, freshly signed in",
    "no factor": "administrator without second factor",
    "disabled": "administrator with second factor whose account was disabled after she signed in",
}

#: Groups of the site by who is in them.
GROUPS = {
    "editor": "Editors",
    "moderator": "Moderators",
    "coordinator": COORDINATORS,
    "bystander coordinator": COORDINATORS,
    "reviewer": "Evidence reviewers",
    "network": NETWORK_COORDINATORS,
    "safeguarding": SAFEGUARDING,
    "bystander network": NETWORK_COORDINATORS,
}
#: Who has a second factor.
FACTOR = (
    "member", "lead", "coordinator", "reviewer", "network", "safeguarding", "editor", "moderator", "admin", "disabled",
)  # fmt: skip

#: What appears in the table behind a "+": somebody learned it.
SECRETS = {
    "draft": "Unpublished Heron",  # title of a page that was never published
    "closed": "Restricted Ibis",  # title of a page for a group that nobody is in
    "list": "Jackdaw for spring",  # name of the teacher's saved list
    "classroom": "Sandpiper class",  # name of the teacher's classroom
    "mail": "kestrel@example.org",  # address of somebody who has an account
    "audit": "magpie.seen",  # an entry of the audit trail
    "file": "Nightjar minutes",  # title of a document in a closed collection
    "text": "What the nightjar said",  # content of that document
    "picture": "Osprey at home",  # title of a picture in a closed collection
    **organisation.SECRETS,
    **school.SECRETS,
    **ambassador.SECRETS,
}


@dataclass
class World:
    """The site: what addresses name, and a browser for every role."""

    things: dict = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, role: str, **options) -> Client:
        """Return a browser in which somebody of this role is signed in."""
        client = Client(raise_request_exception=False, **options)
        if key := self.sessions.get(role):
            client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client


def build() -> World:
    """Make it all, in the transaction that the caller holds."""
    world = World()
    people = _people()
    tree = _pages(world.things, people)
    _files(world.things, people)
    _translation(world.things)
    organisation.found_organisation(world.things, people, tree)
    _rest(world.things, people)
    school.found_schools(world.things, people)
    ambassador.found_ambassadors(world.things, people)
    # The newest one, on the first page of the trail.
    world.things["entry"] = record(SECRETS["audit"], people["bystander"], actor=people["bystander"])
    world.sessions = _sessions(people)
    world.things["editing_session"] = EditingSession.objects.create(
        user=people["bystander"], content_object=world.things["live"], last_seen_at=timezone.now()
    )
    return world


def _people() -> dict[str, User]:
    people = {
        "bystander": User.objects.create_user(SECRETS["mail"], display_name="K."),
        "teacher": User.objects.create_user("teacher@example.org", PASSWORD),
        "other": User.objects.create_user("other@example.org", PASSWORD),
        "school lead": User.objects.create_user("lead@school.example.org", PASSWORD),
        "network": User.objects.create_user("network@network.example.org", PASSWORD),
        "bystander network": User.objects.create_user("third@network.example.org", PASSWORD),
        "ambassador": User.objects.create_user("ambassador@example.org", PASSWORD),
        "bystander ambassador": User.objects.create_user("another.ambassador@example.org", PASSWORD),
        "companion": User.objects.create_user("companion@example.org", PASSWORD),
        "safeguarding": User.objects.create_user("safeguarding@network.example.org", PASSWORD),
        "member": User.objects.create_user("member@lantern.example.org", PASSWORD),
        "lead": User.objects.create_user("lead@lantern.example.org", PASSWORD),
        "coordinator": User.objects.create_user("coordinator@network.example.org", PASSWORD),
        "bystander coordinator": User.objects.create_user("another@network.example.org", PASSWORD),
        "reviewer": User.objects.create_user("reviewer@network.example.org", PASSWORD),
        "editor": User.objects.create_user("editor@example.org", PASSWORD),
        "moderator": User.objects.create_user("moderator@example.org", PASSWORD),
        "admin": User.objects.create_superuser("admin@example.org", PASSWORD),
        "no factor": User.objects.create_superuser("nofactor@example.org", PASSWORD),
        "disabled": User.objects.create_superuser("disabled@example.org", PASSWORD),
    }
    for user in people.values():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for name, group in GROUPS.items():
        people[name].groups.add(Group.objects.get(name=group))
    return people


def _sessions(people) -> dict[str, str]:
    """Sign everybody in and return the keys of their sessions."""
    keys = {}
    soon = time.time() + 3600  # however slow the machine is, everybody has signed in freshly
    for role in ROLES:
        if role == "nobody":
            continue
        user, client = people[role], Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        shown = [{"method": "password", "at": soon, "email": user.email}]
        if role in FACTOR:
            Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "none"})
            shown.append({"method": "mfa", "type": "totp", "at": soon})
        session = client.session
        session["account_authentication_methods"] = shown
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        keys[role] = session.session_key
    User.objects.filter(pk=people["disabled"].pk).update(is_active=False)
    return keys


def _pages(things: dict, people) -> dict:
    """Make the pages and return the branches of the site by language."""
    tree = plant("en", "uk")
    library = things["library"] = tree["en"].library
    things["home"] = tree["en"].home
    bystander = people["bystander"]
    live = LessonPlanPageFactory(
        parent=library, title="Half a number", slug="half-a-number", topics=["numbers"]
    )
    things["live"] = live
    things["draft"] = LessonPlanPageFactory(
        parent=library, title=SECRETS["draft"], slug="heron", owner=bystander, published=False
    )
    things["draft"].save_revision(user=bystander)
    things["own_draft"] = LessonPlanPageFactory(
        parent=library, title="Of the editor", slug="own-draft", owner=people["editor"], published=False
    )
    things["own_draft"].save_revision(user=people["editor"])
    closed = LessonPlanPageFactory(parent=library, title=SECRETS["closed"], slug="ibis", topics=["numbers"])
    nobodys = things["group"] = Group.objects.create(name="Nobody is in this group")
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    restriction.groups.add(nobodys)
    things["closed"] = closed
    things["password_page"] = StandardPageFactory(
        parent=tree["en"].home, title="Behind a password", slug="password"
    )
    things["password"] = PageViewRestriction.objects.create(
        page=things["password_page"], restriction_type="password", password="a word"
    )
    things["revision"] = live.latest_revision
    scheduled = LessonPlanPageFactory(parent=library, title="Planned", slug="planned", published=False)
    things["scheduled"] = scheduled
    things["scheduled_revision"] = scheduled.save_revision(
        approved_go_live_at=timezone.now() + timedelta(days=9)
    )
    waiting = LessonPlanPageFactory(parent=library, title="Handed in", slug="handed-in", published=False)
    waiting.save_revision(user=people["editor"])
    workflow = things["workflow"] = Workflow.objects.get(name="Moderators approval")
    state = workflow.start(waiting, people["editor"])
    things["waiting"], things["workflow_state"] = waiting, state
    things["task_state"] = state.current_task_state
    things["task"] = Task.objects.get(pk=state.current_task_state.task_id)
    things["alias"] = live.create_alias(parent=tree["en"].library, update_slug="alias")
    _exercises(things, tree["en"], bystander)
    return tree


def _exercises(things: dict, branch, bystander: User) -> None:
    above = things["exercises"] = exercises_page(branch)
    things["exercise"] = ExercisePageFactory(parent=above, title="Who counts", slug="who-counts", duration=50)
    draft = ExercisePageFactory(
        parent=above, title=SECRETS["draft"], slug="heron", owner=bystander, published=False, duration=50
    )
    draft.save_revision(user=bystander)
    things["exercise_draft"] = draft
    closed = ExercisePageFactory(parent=above, title=SECRETS["closed"], slug="ibis", duration=50)
    restriction = PageViewRestriction.objects.create(page=closed, restriction_type="groups")
    restriction.groups.add(things["group"])
    things["item"] = BankItem.objects.filter(page=things["exercise"]).first()


def _files(things: dict, people) -> None:
    root = Collection.get_first_root_node()
    things["collection"] = root.add_child(name="Open")
    closed = things["closed_collection"] = root.add_child(name="Closed")
    restriction = CollectionViewRestriction.objects.create(collection=closed, restriction_type="groups")
    restriction.groups.add(things["group"])
    password = root.add_child(name="With a password")
    things["collection_password"] = CollectionViewRestriction.objects.create(
        collection=password, restriction_type="password", password="a word"
    )

    def document(title, collection, text):
        file = ContentFile(text.encode(), name=f"{title.split()[0].lower()}.txt")
        made = SiteDocument.objects.create(title=title, file=file, collection=collection)
        made.get_file_size()  # or the first look at it would write it down
        return made

    def picture(title, collection, colour):
        out = io.BytesIO()
        Pillow.new("RGB", (40, 30), colour).save(out, "PNG")
        file = ContentFile(out.getvalue(), name="picture.png")
        return SiteImage.objects.create(title=title, file=file, collection=collection)

    things["document"] = document("Plain document", root, "For everybody")
    things["closed_document"] = document(SECRETS["file"], closed, SECRETS["text"])
    things["image"] = picture("A street", root, "#123")
    things["closed_image"] = picture(SECRETS["picture"], closed, "#321")
    things["rendition"] = things["image"].get_rendition("width-20")
    things["closed_rendition"] = things["closed_image"].get_rendition("width-20")
    for kind, model in (("uploaded_document", SiteDocument), ("uploaded_image", SiteImage)):
        things[kind] = UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model), file=ContentFile(b"half", name="half.bin"),
            uploaded_by_user=people["bystander"],
        )  # fmt: skip


def _translation(things: dict) -> None:
    from wagtail_localize.models import OverridableSegment, StringSegment, Translation, TranslationSource

    Locale.objects.get_or_create(language_code="fr")  # nothing is translated into it
    locale = things["locale"] = Locale.objects.get(language_code="uk")
    source, _made = TranslationSource.update_or_create_from_instance(things["live"])
    library_source, _made = TranslationSource.update_or_create_from_instance(things["library"])
    things["source"] = source
    things["translation"] = Translation.objects.create(source=source, target_locale=locale)
    things["translation"].save_target(publish=False)
    things["string"] = StringSegment.objects.filter(source=source).first()
    things["override"] = OverridableSegment.objects.filter(source=source).first()
    things["translated"] = things["live"].get_translation(locale)


def _classrooms(things: dict, teacher: User) -> None:
    """The teacher's classroom with three sittings: on devices, without devices, closed."""
    classroom = things["classroom"] = ClassroomFactory(owner=teacher, name=SECRETS["classroom"])
    # Open for long, however slow the machine is.
    closes_at = timezone.now() + timedelta(days=9)
    sitting = things["sitting"] = opened(classroom, things["exercise"], closes_at=closes_at)
    things["by_hands"] = opened(classroom, things["exercise"], closes_at=closes_at, way="hands")
    things["closed_sitting"] = closed(classroom, things["exercise"])
    things["sitting_key"], things["join_code"] = sitting.key, sitting.join_code.code
    things["seat"] = seated(sitting)[0]
    shared = ClassroomFactory(owner=teacher, name="Shared with a colleague")
    share_classroom(shared, actor=teacher)
    shared.refresh_from_db()
    things["shared_classroom"], things["classroom_token"] = shared, shared.share_token


def _rest(things: dict, people) -> None:
    from wagtail.contrib.redirects.models import Redirect

    things["site"] = Site.objects.get(is_default_site=True)
    sign = Signer().sign
    things["import"] = sign(
        default_storage.path(default_storage.save("import.csv", ContentFile(b"from,to\n/a,/b\n")))
    )
    things["import_format"] = sign("0")  # CSV
    things["redirect"] = Redirect.objects.create(old_path="/old", redirect_link="/en/")
    things["user"] = people["bystander"]
    things["boss"] = people["no factor"]
    things["list"] = saved.make_list(SECRETS["list"], actor=people["teacher"])
    saved.save_lesson(things["list"], things["live"].translation_key, actor=people["teacher"])
    things["shared"] = saved.make_list("Shared by link", actor=people["teacher"])
    saved.share_list(things["shared"], actor=people["teacher"])
    things["shared"].refresh_from_db()
    for position, name in enumerate(
        ["closed", "draft"]
    ):  # as when a lesson was closed or withdrawn afterwards
        things["shared"].lessons.create(translation_key=things[name].translation_key, position=position)
    _classrooms(things, people["teacher"])
    things["root"] = Page.objects.get(depth=1)
    # The worker lives, so the site is ready; and goes on living, however slow the machine is.
    Pulse.objects.create(name="worker", at=timezone.now() + timedelta(hours=1))
    for model in get_snippet_models():  # all are seeded
        things[model._meta.model_name] = model.objects.earliest("pk")
    for model in (
        HelpEntry,
        HelpLaw,
    ):  # Wagtail knows that the country is in use, however the seeds were laid
        for entry in model.objects.filter(country=things["country"]):
            ReferenceIndex.create_or_update_for_object(entry)
