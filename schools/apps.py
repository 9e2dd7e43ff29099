from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "schools"
    verbose_name = _("Schools")

    def ready(self) -> None:
        from cms.registries import DeskLink, desk_links
        from schools import receivers  # noqa: F401

        desk_links.register("schools", DeskLink(_("My schools"), "schools"), order=55)
