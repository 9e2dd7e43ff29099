"""What the pages of campaigns, stories and organisations show beside their own fields; a module for each page."""

from campaigns.page_context.campaigns import campaign_context
from campaigns.page_context.lists import campaigns_context, home_context
from campaigns.page_context.organisations import organisation_context
from campaigns.page_context.stories import story_context

__all__ = ["campaign_context", "campaigns_context", "home_context", "organisation_context", "story_context"]
