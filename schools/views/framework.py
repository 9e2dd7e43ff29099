"""The framework, for anybody to read: what a school looks at in itself, and what each level asks for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from schools.domain.framework import areas, statement
from schools.domain.levels import rules_in_words
from schools.enums import VoiceGroup
from schools.models import Indicator

#: What the four steps are called: as the fields are.
STEPS = [Indicator._meta.get_field(f"level_{level}") for level in range(1, 5)]


@require_safe
def framework(request: HttpRequest) -> HttpResponse:
    """All indicators with their four descriptors and the sentences that are asked, and the rules of the levels."""
    context = {
        "areas": [(area, [_shown(one) for one in indicators]) for area, indicators in areas().items()],
        "levels": rules_in_words(),
    }
    return render(request, "schools/framework.html", context)


def _shown(indicator: Indicator) -> dict:
    return {
        "indicator": indicator,
        "steps": [(step.verbose_name, getattr(indicator, step.name)) for step in STEPS],
        "statements": [(group.label, statement(indicator, group)) for group in VoiceGroup],
    }
