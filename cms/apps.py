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
        from cms.pictures import body_context
        from cms.registries import page_contexts
        from cms.search import receivers as search_receivers  # noqa: F401
        from cms.spreadsheets import guard_exports

        export.register()
        guard_exports()
        page_contexts.register("cms.HelpPage: help", help_context)
        page_contexts.register("cms.HomePage: pictures", body_context)
        page_contexts.register("cms.StandardPage: pictures", body_context)
