"""The models of the classrooms room."""

from classrooms.models.classroom import Classroom, Reader
from classrooms.models.misses import Misses
from classrooms.models.seat import Answer, Seat
from classrooms.models.sitting import JoinCode, Sitting

__all__ = ["Answer", "Classroom", "JoinCode", "Misses", "Reader", "Seat", "Sitting"]
