"""Which columns exist once for each language (django-modeltranslation)."""

from modeltranslation.translator import TranslationOptions, register

from campaigns.models import Claim, InclusionQuestion


@register(Claim)
class ClaimOptions(TranslationOptions):
    fields = ("label", "unit", "definition", "territory", "caution")


@register(InclusionQuestion)
class InclusionQuestionOptions(TranslationOptions):
    fields = ("label", "description")
