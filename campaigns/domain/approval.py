"""Coordinators decide on organisations. Approval gives one all that it works with, in one transaction.

That is, for each language that has a live page of campaigns: a page of its own, live, reviewed by the campaign review;
and once: a collection below "Organisations", and a group that may write on those pages (never publish) and add, change
and choose pictures and documents of that collection. The group follows the memberships (campaigns.domain.members).
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, WorkflowPage

from campaigns.domain.organisations import OrganisationError
from campaigns.domain.queries.belonging import pages_of
from campaigns.domain.workflow import campaign_review
from campaigns.enums import OrganisationRole, OrganisationState
from campaigns.models import CampaignsPage, Membership, Organisation, OrganisationPage
from campaigns.rules import can_decide_organisations, is_of
from cms.audit import record
from cms.cache.stamps import touch
from cms.context import absolute_url
from cms.letters import write_to

#: The collection above those of all organisations.
ABOVE = "Organisations"
#: What the members of an organisation may do in general: enter the administration, begin translations of their pages.
IN_GENERAL = ("access_admin", "submit_translation")
#: What the members of an organisation may do with its pages, and with pictures and documents of its collection.
ON_PAGES = ("add_page", "change_page")
ON_FILES = ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document")


@transaction.atomic
def approve(organisation: Organisation, *, actor, reasons: str = "") -> Organisation:
    """Let an organisation in: make its pages, collection and group; whoever asked leads it. Return it.

    OrganisationError where `actor` may not decide about it, or it was decided on already.
    """
    locked = _locked(organisation, actor, OrganisationState.REQUESTED, OrganisationState.DECLINED)
    _decide(locked, OrganisationState.APPROVED, actor, reasons)
    equip(locked)
    make_pages(locked, actor=actor)
    if locked.requested_by_id:
        Membership.objects.create(organisation=locked, user=locked.requested_by, role=OrganisationRole.LEAD)
        locked.requested_by.groups.add(locked.group)
    record("organisation.approved", locked, actor=actor)
    _tell(locked, "approved")
    return locked


@transaction.atomic
def decline(organisation: Organisation, *, actor, reasons: str) -> Organisation:
    """Do not let an organisation in. OrganisationError without reasons, or as approve raises it."""
    locked = _locked(organisation, actor, OrganisationState.REQUESTED)
    _demand_reasons(reasons)
    _decide(locked, OrganisationState.DECLINED, actor, reasons)
    record("organisation.declined", locked, actor=actor)
    _tell(locked, "declined")
    return locked


@transaction.atomic
def suspend(organisation: Organisation, *, actor, reasons: str) -> Organisation:
    """Take an organisation's pages off the site and shut its members out, at once; nothing is lost.

    OrganisationError without reasons, or as approve raises it.
    """
    locked = _locked(organisation, actor, OrganisationState.APPROVED)
    _demand_reasons(reasons)
    pages = Page.objects.filter(pages_of(locked)).live().order_by("path")
    locked.live_when_suspended = list(pages.values_list("pk", "live_revision_id"))
    locked.save(update_fields=["live_when_suspended"])
    _decide(locked, OrganisationState.SUSPENDED, actor, reasons)
    # What lies deepest goes first: nothing of it is to be reached meanwhile.
    for page in pages.specific().order_by("-path"):
        UnpublishPageAction(page, user=actor).execute(skip_permission_checks=True)
    if locked.group_id:
        locked.group.user_set.clear()
    record("organisation.suspended", locked, actor=actor)
    _tell(locked, "suspended")
    return locked


@transaction.atomic
def resume(organisation: Organisation, *, actor, reasons: str = "") -> Organisation:
    """Give a suspended organisation back what it had: its members their group, the site its pages as they were live.

    A page that may not be published any more (a figure has expired meanwhile, say) stays a draft.
    OrganisationError as approve raises it.
    """
    locked = _locked(organisation, actor, OrganisationState.SUSPENDED)
    _decide(locked, OrganisationState.APPROVED, actor, reasons)
    if locked.group_id:
        locked.group.user_set.set(locked.memberships.values_list("user_id", flat=True))
    was_live = dict(locked.live_when_suspended)
    for page in Page.objects.filter(pk__in=was_live).filter(pages_of(locked)).order_by("path").specific():
        if not page.live:
            _publish_again(page, was_live[page.pk], actor)
    make_pages(locked, actor=actor)  # a language may have opened meanwhile
    locked.live_when_suspended = []
    locked.save(update_fields=["live_when_suspended"])
    record("organisation.resumed", locked, actor=actor)
    _tell(locked, "resumed")
    return locked


def _publish_again(page: Page, revision_id: int | None, actor) -> None:
    revision = page.revisions.filter(pk=revision_id).first() or page.save_revision(
        user=actor, log_action=True
    )
    try:
        with transaction.atomic():
            revision.publish(user=actor, skip_permission_checks=True)
    except ValidationError as error:
        record("page.not_published_again", page, actor=actor, reasons=list(error.messages))


# What an organisation works with --------------------------------------------------------------------------------


@transaction.atomic
def equip(organisation: Organisation) -> None:
    """Give an approved organisation its group and its collection, where it has none yet."""
    if organisation.group_id is None:
        organisation.group = Group.objects.create(
            name=f"Organisation: {organisation.name} ({organisation.key})"
        )
        organisation.group.permissions.set(Permission.objects.filter(codename__in=IN_GENERAL))
    if organisation.collection_id is None:
        organisation.collection = _collection(organisation)
    organisation.save(update_fields=["group", "collection"])


@transaction.atomic
def open_language(above: CampaignsPage, *, actor=None) -> int:
    """Give every approved organisation its page below a page of campaigns that is live now; return how many are new."""
    return sum(
        make_pages(one, actor=actor, above=[above])
        for one in Organisation.objects.approved().exclude(group=None)
    )


def make_pages(organisation: Organisation, *, actor=None, above=None) -> int:
    """Make the organisation's page in each language that has a live page of campaigns and none of it yet.

    Its group may write there and what is written is reviewed. Return how many pages are new.
    """
    known = set(
        OrganisationPage.objects.filter(translation_key=organisation.page_key).values_list(
            "locale_id", flat=True
        )
    )
    if above is None:
        above = CampaignsPage.objects.live().filter(alias_of=None).select_related("locale").order_by("path")
    made = [_make_page(organisation, parent, actor) for parent in above if parent.locale_id not in known]
    for page in OrganisationPage.objects.filter(translation_key=organisation.page_key):
        _let_write(organisation.group, page)
    if made:
        touch("index:campaign")
    return len(made)


def _make_page(organisation: Organisation, parent: CampaignsPage, actor) -> OrganisationPage:
    page = OrganisationPage(
        title=organisation.name,
        slug=organisation.slug,
        translation_key=organisation.page_key,
        locale=parent.locale,
        live=False,
    )
    if parent.locale.language_code == organisation.language:
        paragraphs = [line.strip() for line in organisation.about.splitlines() if line.strip()]
        page.about = "".join(format_html("<p>{}</p>", line) for line in paragraphs)
    if not Page._slug_is_available(page.slug, parent):
        page.slug = f"{organisation.slug}-{organisation.key}"
    CampaignsPage.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(user=actor, log_action=True).publish(user=actor, skip_permission_checks=True)
    return page


def _let_write(group: Group | None, page: Page) -> None:
    """Let a group write on a page and below it; what is written there goes through the campaign review."""
    if group is not None:
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=ON_PAGES
        ):
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    workflow = campaign_review()
    if workflow is not None:
        WorkflowPage.objects.update_or_create(page=page, defaults={"workflow": workflow})


def _collection(organisation: Organisation) -> Collection:
    root = Collection.get_first_root_node()
    above = root.get_children().filter(name=ABOVE).first() or root.add_child(name=ABOVE)
    made = Collection.objects.get(pk=above.pk).add_child(name=organisation.name)
    apps = ("wagtailimages", "wagtaildocs")
    for permission in Permission.objects.filter(content_type__app_label__in=apps, codename__in=ON_FILES):
        GroupCollectionPermission.objects.create(
            group=organisation.group, collection=made, permission=permission
        )
    return made


# Deciding -------------------------------------------------------------------------------------------------------


def _locked(organisation: Organisation, actor, *states: str) -> Organisation:
    locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not can_decide_organisations(actor):
        raise OrganisationError(_("Only coordinators decide on organisations."))
    if is_of(actor, locked) or locked.requested_by_id == actor.pk:
        raise OrganisationError(_("You belong to this organisation. Somebody else decides about it."))
    if locked.state not in states:
        raise OrganisationError(_("Somebody has decided on this meanwhile."))
    return locked


def _demand_reasons(reasons: str) -> None:
    if not reasons.strip():
        raise OrganisationError(_("Please give your reasons. The organisation reads them."))


def _decide(organisation: Organisation, state: str, actor, reasons: str) -> None:
    organisation.state = state
    organisation.decided_by, organisation.decided_at = actor, timezone.now()
    organisation.reasons = reasons.strip()
    organisation.save(update_fields=["state", "decided_by", "decided_at", "reasons"])


def _tell(organisation: Organisation, what: str) -> None:
    """Write to whoever asked, and to the leads where there are any."""
    leads = [one.user for one in organisation.memberships.filter(role="lead").select_related("user")]
    people = {user.pk: user for user in [organisation.requested_by, *leads] if user is not None}
    for user in people.values():
        write_to(
            user.email,
            user.language,
            f"campaigns/organisation_{what}",
            user=user,
            organisation=organisation,
            url=lambda: absolute_url("organisations"),
        )
