"""The models of the ground floor."""

from cms.models.accounts import Attempts, ErasedAccount
from cms.models.audit import AuditEntry
from cms.models.counts import DailyCount
from cms.models.help import HelpAdvice, HelpEntry, HelpLaw
from cms.models.media import SiteDocument, SiteImage, SiteRendition
from cms.models.pages import BasePage, HelpPage, HomePage, StandardPage
from cms.models.pulse import Pulse
from cms.models.reports import ContentReport
from cms.models.search import SearchEntry, SearchFacet
from cms.models.starter import StarterRecord
from cms.models.user import User
from cms.models.vocabularies import (
    VOCABULARIES,
    AgeBand,
    Competence,
    Country,
    Duration,
    Licence,
    Subject,
    Technique,
    Term,
    Topic,
)

__all__ = [
    "VOCABULARIES",
    "AgeBand",
    "Attempts",
    "AuditEntry",
    "BasePage",
    "Competence",
    "ContentReport",
    "Country",
    "DailyCount",
    "Duration",
    "ErasedAccount",
    "HelpAdvice",
    "HelpEntry",
    "HelpLaw",
    "HelpPage",
    "HomePage",
    "Licence",
    "Pulse",
    "SearchEntry",
    "SearchFacet",
    "SiteDocument",
    "SiteImage",
    "SiteRendition",
    "StandardPage",
    "StarterRecord",
    "Subject",
    "Technique",
    "Term",
    "Topic",
    "User",
]
