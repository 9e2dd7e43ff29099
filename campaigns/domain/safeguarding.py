"""What a story needs before it is published: the right to tell it."""

from django.utils.translation import gettext as _

from campaigns.domain.queries.belonging import organisation_of
from campaigns.domain.standing import Standing, standing_for
from campaigns.enums import ConsentBy, ConsentKind, Element, Medium, StoryBasis
from campaigns.models import StoryPage
from cms.domain.queries.site import language_of
from cms.languages import BY_CODE

FEWEST_SOURCES = 2


def right_to_tell(page) -> list[str]:
    """Return why a story may not be told like this: one sentence each; nothing for other pages."""
    if not isinstance(page, StoryPage):
        return []
    if page.basis == StoryBasis.PUBLIC:
        return _documented(page)
    if page.basis == StoryBasis.INVENTED:
        return _invented(page)
    return _consented(page)


def _documented(page: StoryPage) -> list[str]:
    problems = []
    if sum(bool(source.value.get("url")) for source in page.sources) < FEWEST_SOURCES:
        problems.append(
            _(
                "A story about a person of public life needs two sources with an address, so that readers can check it."
            )
        )
    if not page.shown_name.strip():
        problems.append(_("Please say whom the documented story is about: fill in the name shown."))
    return problems


def _invented(page: StoryPage) -> list[str]:
    if page.shown_name.strip():
        return []
    return [
        _(
            "An invented story needs an invented name: fill in the name shown. Readers are told that it is invented."
        )
    ]


def _consented(page: StoryPage) -> list[str]:
    contributor = page.contributor
    if contributor is None:
        return [
            _(
                "Nobody stands behind this story yet. Note who tells it at your organisation’s desk, under "
                "“Contributors”, and choose that person here."
            )
        ]
    organisation = organisation_of(page)
    if organisation is None or contributor.organisation_id != organisation.pk:
        return [_("This contributor belongs to another organisation. Please choose one of yours.")]
    standing, language = standing_for(page), language_of(page)
    if standing.allows(Element.TEXT, Medium.WEB, language):
        return []
    return [_why_not(standing, language)]


def _why_not(standing: Standing, language: str) -> str:
    if not standing.kind:
        return _(
            "Nobody has agreed to this story yet. Open the contributor at your organisation’s desk and send the "
            "private link."
        )
    if standing.kind == ConsentKind.WITHDRAWN:
        return _("This story was taken back. It may not be published.")
    if standing.is_minor and standing.by != ConsentBy.GUARDIAN:
        return _(
            "The contributor is under 18: a parent or guardian has to agree. Send the private link to the parent or "
            "guardian."
        )
    if not standing.is_by_the_right_person:
        return _(
            "A parent or guardian agreed, and the contributor is grown up now. Send the private link to the "
            "contributor, who decides anew."
        )
    if standing.is_over:
        return _("The time that was agreed to is over. Ask the contributor again: send the private link.")
    if not standing.covers_text:
        return _(
            "The story was changed since the contributor agreed to it. Send the private link again, so that the new "
            "text can be read and agreed to."
        )
    if Medium.WEB not in standing.media:
        return _("The contributor did not agree to this site. Ask again, or do not publish the story.")
    return _(
        "The contributor did not agree to %(language)s. Ask again, or do not publish it in this language."
    ) % {"language": BY_CODE[language].name}
