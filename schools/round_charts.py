"""What a self-assessment came to, as charts and in words; figures as they are published (domain/suppression.py)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cms.charts import Chart, Row, number
from schools.domain.queries.rounds import AreaResult, IndicatorResult, RoundResults
from schools.domain.suppression import FEWEST, HIGHEST, LOWEST, STAFF
from schools.enums import VoiceGroup

LEADERS, TEACHERS, PUPILS = VoiceGroup.LEADERS.value, VoiceGroup.TEACHERS.value, VoiceGroup.PUPILS.value


def group_name(part: str) -> str:
    """Return what a group is called, in the active language."""
    if part == STAFF:
        return pgettext("who answers", "Leaders and teachers together")
    return str(VoiceGroup(part).label)


def overview_chart(results: RoundResults) -> Chart:
    """Return the areas, with a mark for each group. Only where a group is shown."""
    return _dots(_("All areas"), results, [(one.area.label, one.groups) for one in results.areas])


def area_chart(results: RoundResults, area: AreaResult) -> Chart:
    """Return the indicators of an area, with a mark for each group. Only where a group is shown."""
    return _dots(area.area.label, results, [(one.indicator.label, one.groups) for one in area.indicators])


def _dots(title: str, results: RoundResults, things) -> Chart:
    rows = tuple(
        Row(label, tuple(groups[part].mean if part in groups else None for part in results.groups))
        for label, groups in things
    )
    return Chart(
        kind="dots",
        title=title,
        description="",
        series=tuple(group_name(part) for part in results.groups),
        rows=rows,
        start=LOWEST,
        end=HIGHEST,
        unit=_("1 not yet, 4 part of everyday life"),
    )


# Words ------------------------------------------------------------------------------------------------------------


def people_words(results: RoundResults) -> list[str]:
    """Say how many answered, a sentence for each group that is shown."""
    words = {
        LEADERS: lambda n: ngettext(
            "At least %(n)s school leader answered.", "At least %(n)s school leaders answered.", n
        ),
        TEACHERS: lambda n: ngettext(
            "At least %(n)s teacher answered.", "At least %(n)s teachers and other staff answered.", n
        ),
        STAFF: lambda n: ngettext(
            "At least %(n)s leader or teacher answered.", "At least %(n)s leaders and teachers answered.", n
        ),
        PUPILS: lambda n: ngettext("At least %(n)s pupil answered.", "At least %(n)s pupils answered.", n),
    }
    return [words[part](people) % {"n": number(people)} for part, people in results.people.items()]


def hidden_words(results: RoundResults) -> list[str]:
    """Say which groups are not shown for themselves, and why; nothing about how many they were."""
    said, few = [], {"few": number(FEWEST)}
    if STAFF in results.groups:
        said.append(
            _("Leaders and teachers are shown together, because fewer than %(few)s of one of them answered.")
            % few
        )
    elif LEADERS not in results.groups:
        said.append(
            _("Leaders and teachers are not shown, because fewer than %(few)s of them answered.") % few
        )
    if PUPILS not in results.groups:
        said.append(_("Pupils are not shown, because fewer than %(few)s of them answered.") % few)
    return said


def gap_words(one: IndicatorResult) -> str:
    """Say who sees an indicator brighter than whom: the groups whose means are farthest apart."""
    bright = max(one.groups, key=lambda part: one.groups[part].mean)
    dark = min(one.groups, key=lambda part: one.groups[part].mean)
    words = {
        (LEADERS, TEACHERS): _(
            "School leaders (%(high)s) see this brighter than teachers and staff (%(low)s)."
        ),
        (LEADERS, PUPILS): _("School leaders (%(high)s) see this brighter than pupils (%(low)s)."),
        (TEACHERS, LEADERS): _(
            "Teachers and staff (%(high)s) see this brighter than school leaders (%(low)s)."
        ),
        (TEACHERS, PUPILS): _("Teachers and staff (%(high)s) see this brighter than pupils (%(low)s)."),
        (STAFF, PUPILS): _("Leaders and teachers (%(high)s) see this brighter than pupils (%(low)s)."),
        (PUPILS, LEADERS): _("Pupils (%(high)s) see this brighter than school leaders (%(low)s)."),
        (PUPILS, TEACHERS): _("Pupils (%(high)s) see this brighter than teachers and staff (%(low)s)."),
        (PUPILS, STAFF): _("Pupils (%(high)s) see this brighter than leaders and teachers (%(low)s)."),
    }
    high, low = one.groups[bright].mean, one.groups[dark].mean
    return words[bright, dark] % {"high": number(high), "low": number(low)}


def agreement_words(agreement: float) -> str:
    """Say how far the people of a group agree. agreement: 0 to 1."""
    if agreement >= 0.8:
        return pgettext("people of a group", "largely agreed")
    if agreement >= 0.6:
        return pgettext("people of a group", "partly agreed")
    return pgettext("people of a group", "divided")
