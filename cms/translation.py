"""Which vocabulary columns exist once for each language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from cms.models import (
    AgeBand,
    Competence,
    Country,
    Duration,
    HelpAdvice,
    HelpEntry,
    HelpLaw,
    Licence,
    SiteImage,
    Subject,
    Technique,
    Topic,
)


@register([Topic, Subject, AgeBand, Duration, Competence, Country, Licence])
class TermOptions(TranslationOptions):
    fields = ("label", "description")


@register(Technique)
class TechniqueOptions(TranslationOptions):
    fields = ("label", "description", "example")


@register(HelpEntry)
class HelpEntryOptions(TranslationOptions):
    fields = ("hours", "note")


@register(HelpLaw)
class HelpLawOptions(TranslationOptions):
    fields = ("hate_crime", "hate_speech", "criminal_age", "data_age", "note")


@register(HelpAdvice)
class HelpAdviceOptions(TranslationOptions):
    fields = ("text",)


@register(SiteImage)
class ImageOptions(TranslationOptions):
    fields = ("alt",)
