"""What is kept from somebody in the administration: other organisations, and the drafts of everybody else.

Hidden from a user are the pages of every organisation on which, and above which, no group of hers has any right; of all
other pages where she has none, what was never published and what is closed to some readers; and collections likewise.
Site staff with rights at the root have nothing hidden from them; a reviewer sees one page of an organisation while it
waits for her. What is public is public: it is read on the site, not in the administration.
"""

import json
import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet
from taggit.models import TaggedItem
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    PageViewRestriction,
)

from campaigns.domain.queries.belonging import below
from campaigns.models import Membership, Organisation, OrganisationPage
from cms.models import SiteDocument, SiteImage

#: Fields of pages and their blocks that name a file, by the last part of their names.
FILE_FIELDS = {"picture": SiteImage, "image": SiteImage, "document": SiteDocument}
_IN_CONTENT = re.compile(r'\\*"(picture|image|document)\\*": *(\d+)')


def sees_everything(user) -> bool:
    """Say whether nothing is hidden from a user: administrators, and groups with a right at the root of the pages."""
    return user.is_superuser or any(len(path) == Page.steplen for path in _roots(user))


def _roots(user) -> tuple[str, ...]:
    """Return the tree paths of the pages at and below which a group of the user has a right. A query the first time."""
    if not hasattr(user, "_roots_of_pages"):
        rights = GroupPagePermission.objects.filter(group__user=user)
        user._roots_of_pages = tuple(set(rights.values_list("page__path", flat=True)))
    return user._roots_of_pages


def hidden_paths(user) -> tuple[str, ...]:
    """Return the tree paths of the organisations' pages that are hidden from a user. Two queries the first time."""
    if sees_everything(user):
        return ()
    if not hasattr(user, "_hidden_organisation_paths"):
        paths = OrganisationPage.objects.values_list("path", flat=True)
        user._hidden_organisation_paths = tuple(path for path in paths if not path.startswith(_roots(user)))
    return user._hidden_organisation_paths


def hidden_pages(user) -> Q:
    """Return what filters pages to those that are hidden from a user; to none where nothing is. Three queries at most.

    The way down to what is hers is shown, even where a page on it is a draft or closed.
    """
    if sees_everything(user):
        return Q(pk__in=[])
    roots = _roots(user)
    way = {path[:end] for path in roots for end in range(Page.steplen, len(path), Page.steplen)}
    if not hasattr(user, "_closed_paths"):
        user._closed_paths = tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    closed = Q(live=False) | below(user._closed_paths)
    return below(hidden_paths(user)) | closed & ~below(roots) & ~Q(path__in=way)


def shown(pages: QuerySet[Page], user) -> QuerySet[Page]:
    """Leave out the pages that are hidden from a user."""
    return pages if sees_everything(user) else pages.exclude(hidden_pages(user))


def may_see(user, page: Page) -> bool:
    """Say whether a page is not hidden from a user, or is open to her because it waits for her review."""
    return not hides(user, [page.pk])


def hides(user, pages: Iterable[int]) -> bool:
    """Say whether one of the pages with these primary keys is hidden from a user."""
    if sees_everything(user):
        return False
    found = Page.objects.filter(pk__in=pages).filter(hidden_pages(user))
    return any(not page.permissions_for_user(user).can_edit() for page in found)


def hides_below(user, page_id: int | None) -> bool:
    """Say whether anything at or below a page (None: anywhere) is hidden from a user."""
    if sees_everything(user):
        return False
    pages = Page.objects.filter(hidden_pages(user))
    if page_id is not None:
        pages = pages.filter(below(Page.objects.filter(pk=page_id).values_list("path", flat=True)))
    return pages.exists()


def hidden_collections(user) -> QuerySet[Collection]:
    """Return the collections that are hidden from a user: of organisations and closed ones, with those below them."""
    if user.is_superuser:
        return Collection.objects.none()
    rights = GroupCollectionPermission.objects.filter(group__user=user)
    roots = tuple(set(rights.values_list("collection__path", flat=True)))
    paths = Organisation.objects.exclude(collection=None).values_list("collection__path", flat=True)
    closed = below(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    return Collection.objects.filter(
        below(path for path in paths if not path.startswith(roots)) | closed & ~below(roots)
    )


def in_open_collections(files: QuerySet, user) -> QuerySet:
    """Leave out the pictures or documents that lie in a collection hidden from a user."""
    return files.exclude(collection__in=hidden_collections(user))


def files_in(page_id: int | None) -> set[tuple[type, int]]:
    """Return the files that a page names as it was written last: (model, primary key). Three queries at most.

    Whoever may edit the page may leave them there, wherever they lie.
    """
    page = Page.objects.filter(pk=page_id).select_related("latest_revision").first() if page_id else None
    if page is None:
        return set()
    content = page.latest_revision.content if page.latest_revision else page.specific.serializable_data()
    found = _IN_CONTENT.findall(json.dumps(content))
    return {(FILE_FIELDS[name], int(number)) for name, number in found}


def tags_in_use(user) -> Q:
    """Return what leaves out the tags that only files of hidden collections bear."""
    collections = hidden_collections(user)
    open_items = Q(pk__in=[])
    for model in (SiteImage, SiteDocument):
        hidden = model.objects.filter(collection__in=collections).values("pk")
        of_model = Q(
            content_type__app_label=model._meta.app_label, content_type__model=model._meta.model_name
        )
        open_items |= of_model & ~Q(object_id__in=hidden)
    used = TaggedItem.objects.values("tag_id")
    return Q(pk__in=TaggedItem.objects.filter(open_items).values("tag_id")) | ~Q(pk__in=used)


def people_known_to(user, people: QuerySet) -> QuerySet:
    """Leave out whom a member need not know by name: lists offer her those of her own organisations alone."""
    if sees_everything(user):
        return people
    own = Membership.objects.filter(user=user).values("organisation")
    colleagues = Membership.objects.filter(organisation__in=own).values("user")
    return people.filter(Q(pk=user.pk) | Q(pk__in=colleagues))
