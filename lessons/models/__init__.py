"""The models of the lessons room."""

from lessons.models.files import LessonFile
from lessons.models.library import LibraryPage
from lessons.models.plan import LessonPlanPage
from lessons.models.saved import SavedLesson, SavedList

__all__ = ["LessonFile", "LessonPlanPage", "LibraryPage", "SavedLesson", "SavedList"]
