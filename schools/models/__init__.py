"""The models of the schools room."""

from schools.models.award import Award, AwardConflict, AwardEntry, AwardJudge, AwardScore
from schools.models.framework import Area, Indicator
from schools.models.network import NetworkEvent, NetworkFigures
from schools.models.plan import Calendar, PlanTask
from schools.models.recognition import Recognition, SigningKey
from schools.models.rounds import Round, Turn, Voice
from schools.models.school import Invitation, Membership, School, SchoolClassroom, Town
from schools.models.use import Evidence, SchoolMonth, SchoolSitting, SchoolYear, Taught

__all__ = [
    "Area",
    "Award",
    "AwardConflict",
    "AwardEntry",
    "AwardJudge",
    "AwardScore",
    "Calendar",
    "Evidence",
    "Indicator",
    "Invitation",
    "Membership",
    "NetworkEvent",
    "NetworkFigures",
    "PlanTask",
    "Recognition",
    "Round",
    "School",
    "SchoolClassroom",
    "SchoolMonth",
    "SchoolSitting",
    "SchoolYear",
    "SigningKey",
    "Taught",
    "Town",
    "Turn",
    "Voice",
]
