"""Share cards: plain values in, PNG and PDF out. Knows nothing of pages, people or the database."""

from campaigns.cards.card import Card, Made, digest
from campaigns.cards.drawing import draw, misfits, small

__all__ = ["Card", "Made", "digest", "draw", "misfits", "small"]
