"""Which columns exist once for each language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from schools.models import Area, Award, Indicator


@register(Area)
class AreaOptions(TranslationOptions):
    fields = ("label", "description")


@register(Indicator)
class IndicatorOptions(TranslationOptions):
    fields = (
        "label",
        "description",
        "leaders",
        "teachers",
        "pupils",
        "level_1",
        "level_2",
        "level_3",
        "level_4",
    )


@register(Award)
class AwardOptions(TranslationOptions):
    fields = ("theme",)
