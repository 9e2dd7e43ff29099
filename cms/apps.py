from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Counterpoint")

    def ready(self) -> None:
        from cms import receivers  # noqa: F401
        from cms.accounts import export
        from cms.accounts import receivers as accounts_receivers  # noqa: F401
        from cms.domain.queries.help import help_context
        from cms.domain.report_letters import remind_moderators
        from cms.domain.reports import erase_reports, export_reports, forget_addresses
        from cms.pictures import body_context
        from cms.registries import PersonalData, page_contexts, personal_data
        from cms.search import receivers as search_receivers  # noqa: F401
        from cms.spreadsheets import guard_exports
        from cms.worker import every

        export.register()
        guard_exports()
        personal_data.register("notices", PersonalData(export_reports, erase_reports), order=40)
        every(900, "reports.remind", remind_moderators)
        every(86400, "reports.forget_addresses", forget_addresses)
        page_contexts.register("cms.HelpPage: help", help_context)
        page_contexts.register("cms.HomePage: pictures", body_context)
        page_contexts.register("cms.StandardPage: pictures", body_context)
