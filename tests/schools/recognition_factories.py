"""Schools that have come so far that they can be recognised, and what they were recognised for.

school, lead = ready(Level.PRACTISING)        # all conditions of Practising are met
recognition = granted(school, lead)           # handed in and granted by a coordinator
"""

from datetime import date, timedelta

from django.utils import timezone

from schools.domain.framework import areas
from schools.domain.recognition import grant, hand_in
from schools.enums import EvidenceKind, Level
from schools.models import Evidence, PlanTask, Recognition, Round, School, SchoolYear
from schools.years import school_year
from tests.schools.factories import MemberFactory, SchoolFactory
from tests.schools.people import coordinator

#: What a school of 40 teachers and 4 year groups has when it has come so far.
YEARS = {
    Level.COMMITTED: {
        "sessions": 3,
        "teachers": 4,
        "year_groups": [1],
        "training": 0,
        "depth": 0.02,
        "gains": {},
    },
    Level.PRACTISING: {
        "sessions": 20,
        "teachers": 12,
        "year_groups": [1, 3],
        "training": 2400,
        "depth": 0.15,
        "gains": {"measured": 1, "rose": 0, "low": -0.2},
    },
    Level.LEADING: {
        "sessions": 40,
        "teachers": 24,
        "year_groups": [1, 2, 3, 4],
        "training": 7200,
        "depth": 0.6,
        "gains": {"measured": 3, "rose": 1, "low": 0.1},
    },
}
AREAS = {Level.COMMITTED: 2, Level.PRACTISING: 4, Level.LEADING: 6}
DONE = {Level.COMMITTED: 0, Level.PRACTISING: 3, Level.LEADING: 8}
LEADS = {Level.COMMITTED: 1, Level.PRACTISING: 1, Level.LEADING: 2}
GROUPS = {
    Level.COMMITTED: ("staff",),
    Level.PRACTISING: ("staff", "pupils"),
    Level.LEADING: ("staff", "pupils"),
}
MEANS = {Level.COMMITTED: 2.0, Level.PRACTISING: 2.5, Level.LEADING: 3.0}


def round_of(school: School, *, days_ago: int = 30, groups=("staff",), mean: float = 2.0) -> Round:
    """Return a self-assessment that ended, in which twenty of each group put everything at `mean`."""
    closed = timezone.now() - timedelta(days=days_ago)
    codes = [one.code for indicators in areas().values() for one in indicators]
    results = {
        "groups": dict.fromkeys(groups, 20),
        "cells": {code: {group: [mean, 20, 0.8] for group in groups} for code in codes},
    }
    return Round.objects.create(
        school=school,
        opened_at=closed - timedelta(days=20),
        closes_at=closed,
        closed_at=closed,
        results=results,
    )


def year_of(school: School, level: Level, year: int | None = None, **values) -> SchoolYear:
    """Keep the sums of a school year, this one if none is named, as they are at a level."""
    kept = YEARS[level] | values
    kept["lessons"] = kept.pop("sessions")
    return SchoolYear.objects.create(
        school=school, year=school_year(date.today()) if year is None else year, **kept
    )


def evidence_in(school: School, number: int) -> None:
    """Add a description to so many areas of the framework."""
    for indicators in list(areas().values())[:number]:
        Evidence.objects.create(
            school=school,
            kind=EvidenceKind.NOTE,
            indicator=indicators[0],
            title=f"What we do about {indicators[0].code}",
            day=timezone.localdate(),
        )


def ready(level: Level = Level.COMMITTED, **fields):
    """Return a school that meets all conditions of a level, and its lead."""
    school = SchoolFactory(**fields)
    leads = [MemberFactory(school=school, role="lead").user for _number in range(LEADS[level])]
    for number in range(max(3, DONE[level])):
        PlanTask.objects.create(
            school=school,
            what=f"Task {number}",
            owner=leads[0],
            due=timezone.localdate(),
            done_at=timezone.now() if number < DONE[level] else None,
        )
    round_of(school, groups=GROUPS[level], mean=MEANS[level])
    if level == Level.LEADING:
        round_of(school, days_ago=400, groups=GROUPS[level])
    year_of(school, level)
    evidence_in(school, AREAS[level])
    return school, leads[0]


def handed_in(level: Level = Level.COMMITTED, **fields) -> Recognition:
    """Return what the lead of a school that is ready handed in."""
    school, lead = ready(level, **fields)
    return hand_in(school, actor=lead, level=level, statement="We are proud of our reading club.")


def granted(level: Level = Level.COMMITTED, **fields) -> Recognition:
    """Return what was handed in and granted."""
    return grant(handed_in(level, **fields), actor=coordinator())
