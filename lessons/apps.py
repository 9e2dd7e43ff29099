from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = _("Lessons")

    def ready(self) -> None:
        from cms.registries import DeskLink, PersonalData, desk_links, personal_data
        from lessons import receivers  # noqa: F401
        from lessons.domain.saved import erase_saved, export_saved

        desk_links.register("saved_lists", DeskLink(_("My saved lessons"), "saved_lists"))
        personal_data.register("saved_lists", PersonalData(export=export_saved, erase=erase_saved))
