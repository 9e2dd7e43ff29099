from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CampaignsConfig(AppConfig):
    name = "campaigns"
    verbose_name = _("Campaigns")

    def ready(self) -> None:
        from campaigns import receivers  # noqa: F401
        from campaigns.domain.inclusion import load_inclusion_questions
        from campaigns.domain.members import erase_memberships, export_memberships
        from campaigns.domain.seed import seed_review
        from cms.registries import DeskLink, PersonalData, desk_links, open_views, personal_data, seeds

        # Organisations, members, review.
        personal_data.register(
            "organisations", PersonalData(export=export_memberships, erase=erase_memberships)
        )
        desk_links.register("organisations", DeskLink(_("My organisations"), "organisations"), order=60)
        seeds.register("campaign_review", seed_review)
        seeds.register("inclusion_questions", load_inclusion_questions)
        open_views.register("organisations", "organisations")
