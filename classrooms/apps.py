from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassroomsConfig(AppConfig):
    name = "classrooms"
    verbose_name = _("Classrooms")

    def ready(self) -> None:
        from classrooms import receivers  # noqa: F401
        from classrooms.domain.personal import erase_classrooms, export_classrooms
        from cms.registries import DeskLink, PersonalData, desk_links, personal_data

        personal_data.register("classrooms", PersonalData(export=export_classrooms, erase=erase_classrooms))
        desk_links.register("classrooms", DeskLink(_("My classrooms"), "classrooms"), order=50)
