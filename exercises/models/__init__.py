"""What the exercises room keeps."""

from exercises.models.bank import BankItem
from exercises.models.editions import Edition, PageEdition
from exercises.models.exercise import ExercisePage, ExercisesPage
from exercises.models.fields import ItemsField
from exercises.models.guesses import GuessCount

__all__ = ["BankItem", "Edition", "ExercisePage", "ExercisesPage", "GuessCount", "ItemsField", "PageEdition"]
