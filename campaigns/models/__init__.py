"""What the campaigns room keeps."""

from campaigns.models.claims import Claim, ClaimRecord, ClaimUse
from campaigns.models.consent import AppendOnlyError, ConsentEntry, ConsentWording, Contributor, Withdrawal
from campaigns.models.files import PageFile
from campaigns.models.inclusion import InclusionAction, InclusionAnswer, InclusionCheck, InclusionQuestion
from campaigns.models.joins import CampaignJoin
from campaigns.models.measures import MessageTest, ReachReport, SpentForm
from campaigns.models.media import Captions, MediaFile
from campaigns.models.organisation import Invitation, Membership, Organisation
from campaigns.models.pages import CampaignPage, CampaignsPage, OrganisationPage, StoryPage
from campaigns.models.pledges import Pledge, PledgePlace
from campaigns.models.sharing import CampaignSwitch, ShareCard
from campaigns.models.tasks import EvidenceTask, ModerationTask, ReviewTask, SafeguardingTask

__all__ = [
    "AppendOnlyError",
    "CampaignJoin",
    "CampaignPage",
    "CampaignSwitch",
    "CampaignsPage",
    "Captions",
    "Claim",
    "ClaimRecord",
    "ClaimUse",
    "ConsentEntry",
    "ConsentWording",
    "Contributor",
    "EvidenceTask",
    "InclusionAction",
    "InclusionAnswer",
    "InclusionCheck",
    "InclusionQuestion",
    "Invitation",
    "MediaFile",
    "Membership",
    "MessageTest",
    "ModerationTask",
    "Organisation",
    "OrganisationPage",
    "PageFile",
    "Pledge",
    "PledgePlace",
    "ReachReport",
    "ReviewTask",
    "SafeguardingTask",
    "ShareCard",
    "SpentForm",
    "StoryPage",
    "Withdrawal",
]
