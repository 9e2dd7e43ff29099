"""States and kinds of the campaigns room. A leaf: imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationState(models.TextChoices):
    REQUESTED = "requested", pgettext_lazy("state of an organisation", "asked to join")
    APPROVED = "approved", pgettext_lazy("state of an organisation", "approved")
    DECLINED = "declined", pgettext_lazy("state of an organisation", "declined")
    SUSPENDED = "suspended", pgettext_lazy("state of an organisation", "suspended")


class OrganisationRole(models.TextChoices):
    """What a member may do in an organisation: everybody writes; a lead also invites, removes and speaks for it."""

    LEAD = "lead", pgettext_lazy("role in an organisation", "lead")
    MEMBER = "member", pgettext_lazy("role in an organisation", "member")


class Narrative(models.TextChoices):
    COUNTER = "counter", _("Counter-narrative: answers a false story")
    ALTERNATIVE = "alternative", _("Alternative narrative: tells what we are for")


class StoryFormat(models.TextChoices):
    STORY = "story", pgettext_lazy("format of a story", "Story")
    QUOTE = "quote", pgettext_lazy("format of a story", "Quote card")
    BEFORE_AFTER = "before_after", pgettext_lazy("format of a story", "Before and after")
    TIMELINE = "timeline", pgettext_lazy("format of a story", "Timeline")


class StoryBasis(models.TextChoices):
    """By what right a story about a person is told."""

    CONSENT = "consent", _("The person told it and agreed to it")
    PUBLIC = "public", _("It is documented in public sources")
    INVENTED = "invented", _("It is invented, and says so")


class NameLevel(models.TextChoices):
    """How much of a contributor's name is shown, from nothing to all; ordered."""

    NONE = "none", pgettext_lazy("level of a name", "No name at all")
    PSEUDONYM = "pseudonym", pgettext_lazy("level of a name", "Another name")
    FIRST = "first", pgettext_lazy("level of a name", "First name")
    FULL = "full", pgettext_lazy("level of a name", "Full name")


class PlaceLevel(models.TextChoices):
    """How closely a contributor's place is shown; ordered."""

    NONE = "none", pgettext_lazy("level of a place", "No place at all")
    COUNTRY = "country", pgettext_lazy("level of a place", "Country")
    REGION = "region", pgettext_lazy("level of a place", "Region")
    TOWN = "town", pgettext_lazy("level of a place", "Town")


class Element(models.TextChoices):
    """What of a person a story may show. The text is the story itself: without it there is nothing."""

    TEXT = "text", pgettext_lazy("part of a story", "Words")
    PICTURE = "picture", pgettext_lazy("part of a story", "Picture")
    VOICE = "voice", pgettext_lazy("part of a story", "Voice or video")


class Medium(models.TextChoices):
    """Where a story may appear."""

    WEB = "web", pgettext_lazy("where a story appears", "This site")
    PRINT = "print", pgettext_lazy("where a story appears", "Print: posters and documents")
    SOCIAL = "social", pgettext_lazy("where a story appears", "Social networks: cards and posts")
    PRESS = "press", pgettext_lazy("where a story appears", "Press and other media")


class ConsentKind(models.TextChoices):
    """What an entry of the consent ledger says. The latest entry about a story holds."""

    GRANTED = "granted", pgettext_lazy("entry of the consent ledger", "agreed")
    WITHDRAWN = "withdrawn", pgettext_lazy("entry of the consent ledger", "taken back")
    ANONYMISED = (
        "anonymised",
        pgettext_lazy("entry of the consent ledger", "to go on without name, place, picture and voice"),
    )


class ConsentBy(models.TextChoices):
    PERSON = "person", pgettext_lazy("who agreed", "the person")
    GUARDIAN = "guardian", pgettext_lazy("who agreed", "a parent or guardian")


class ConsentWay(models.TextChoices):
    LINK = "link", _("by the private link")
    PAPER = "paper", _("on paper")


class FigureKind(models.TextChoices):
    """How the value of a claim is written."""

    NUMBER = "number", pgettext_lazy("kind of figure", "number")
    PERCENT = "percent", pgettext_lazy("kind of figure", "per cent")
    ONE_IN = "one_in", pgettext_lazy("kind of figure", "one in so many")
    MONEY = "money", pgettext_lazy("kind of figure", "money")


class Precision(models.TextChoices):
    """How exactly the date of a figure is known."""

    YEAR = "year", pgettext_lazy("precision of a date", "year")
    MONTH = "month", pgettext_lazy("precision of a date", "month")
    DAY = "day", pgettext_lazy("precision of a date", "day")


class CardFormat(models.TextChoices):
    """Sizes of share cards, in pixels; the poster is A4."""

    WIDE = "1200x630", pgettext_lazy("share card", "Wide, 1200 × 630")
    SQUARE = "1080x1080", pgettext_lazy("share card", "Square, 1080 × 1080")
    TALL = "1080x1920", pgettext_lazy("share card", "Tall, 1080 × 1920")
    POSTER = "a4", pgettext_lazy("share card", "Poster, A4")


class CardKind(models.TextChoices):
    CALL = "call", pgettext_lazy("kind of share card", "A call or a question")
    CLAIM = "claim", pgettext_lazy("kind of share card", "A figure")
    QUOTE = "quote", pgettext_lazy("kind of share card", "A quotation from a story")


class CardLook(models.TextChoices):
    """Templates of share cards; each keeps a contrast of 4.5:1 at least."""

    PAPER = "paper", pgettext_lazy("look of a share card", "Light")
    PINE = "pine", pgettext_lazy("look of a share card", "Dark")
    MARIGOLD = "marigold", pgettext_lazy("look of a share card", "Marigold")
    CONTRAST = "contrast", pgettext_lazy("look of a share card", "High contrast")


class PledgeKind(models.TextChoices):
    NONE = "none", pgettext_lazy("kind of pledge", "No pledge")
    PUBLIC = "public", pgettext_lazy("kind of pledge", "Anybody may sign")
    OFFICE = "office", pgettext_lazy("kind of pledge", "For holders of public office")


class Network(models.TextChoices):
    """Social networks that posts are suggested for."""

    MASTODON = "mastodon", "Mastodon"
    BLUESKY = "bluesky", "Bluesky"
    X = "x", "X"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    LINKEDIN = "linkedin", "LinkedIn"
    TELEGRAM = "telegram", "Telegram"


class InclusionLevel(models.IntegerChoices):
    """How far an organisation has come with one question of the inclusion self-check."""

    NOT_YET = 0, pgettext_lazy("inclusion self-check", "Not yet")
    BEGUN = 1, pgettext_lazy("inclusion self-check", "Begun")
    MOSTLY = 2, pgettext_lazy("inclusion self-check", "Mostly")
    ROUTINE = 3, pgettext_lazy("inclusion self-check", "It is how we work")


# Claims.
class FlagReason(models.TextChoices):
    """Why a figure on a published page wants somebody's eyes."""

    UNCHECKED = "unchecked", pgettext_lazy("why a figure is flagged", "changed, and not checked yet")
    DUE = "due", pgettext_lazy("why a figure is flagged", "due to be looked at again")
    CHANGED = (
        "changed",
        pgettext_lazy("why a figure is flagged", "another figure than when the page was published"),
    )


class ClaimState(models.TextChoices):
    """Where a claim stands, by what is to be done next."""

    INCOMPLETE = "incomplete", pgettext_lazy("state of a figure", "not complete")
    TO_CHECK = "to_check", pgettext_lazy("state of a figure", "to be checked")
    DUE = "due", pgettext_lazy("state of a figure", "due to be looked at again")
    SOON = "soon", pgettext_lazy("state of a figure", "checked, due soon")
    CHECKED = "checked", pgettext_lazy("state of a figure", "checked")
