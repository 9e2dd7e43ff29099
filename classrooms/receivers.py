"""Wiring: what the room adds to other rooms' pages, and the jobs that come round by the clock."""

from classrooms.domain.joining import forget_old_codes
from classrooms.domain.misses import forget_old
from classrooms.domain.retention import delete_due, warn_due
from classrooms.page_context import open_for_a_classroom
from cms.registries import page_contexts
from cms.worker import every

every(3600, "classrooms.delete_answers", delete_due)
every(86400, "classrooms.tell_what_goes", warn_due)
every(300, "classrooms.forget_misses", forget_old)
every(86400, "classrooms.forget_codes", forget_old_codes)

page_contexts.register("exercises.ExercisePage: classrooms", open_for_a_classroom)
