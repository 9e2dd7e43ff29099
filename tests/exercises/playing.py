"""Somebody who plays an exercise without a script: fills in the form, sends it, reads what comes back."""

import re
from html import unescape

from django.test import Client

from exercises.models import Edition, ExercisePage
from tests.exercises.test_items import right_form

RUN = re.compile(r'name="run" value="([^"]+)"')


def live(slug: str, language: str) -> ExercisePage:
    """Return the live exercise with this slug in a language."""
    return ExercisePage.objects.live().get(slug=slug, locale__language_code=language)


def right_fields(edition: Edition, at: int) -> dict:
    """Return the fields in which item `at` is answered rightly."""
    item, secret = edition.public[at], edition.secret[at]
    return right_form({"type": item["type"], "public": item["public"], "key": secret["key"]})


class Walk:
    """One run: `answer()` rightly, `answer(fields)`, `skip()`; `html` is the last page, `pages` are all of them."""

    def __init__(self, slug: str, language: str = "en", client: Client | None = None):
        self.slug, self.language = slug, language
        self.client = client or Client(enforce_csrf_checks=True)
        self.edition = live(slug, language).current.edition
        self.at = 0
        self.run = ""
        self.pages: list[str] = []
        self.runs: list[str] = []  # the field of each page
        self._take(self.client.get(self.address))

    @property
    def address(self) -> str:
        return f"/{self.language}/exercises/{self.slug}/play/"

    @property
    def html(self) -> str:
        return self.pages[-1]

    def _take(self, response) -> None:
        assert response.status_code == 200
        assert not response.cookies
        self.response = response
        self.pages.append(unescape(response.content.decode()))
        found = RUN.search(response.content.decode())
        self.run = found[1] if found else ""
        self.runs.append(self.run)

    def send(self, **fields) -> None:
        """Send the form with these fields."""
        self._take(self.client.post(self.address, {"run": self.run, **fields} if self.run else fields))

    def answer(self, fields: dict | None = None) -> None:
        """Answer the next item: rightly where no fields are given."""
        self.send(do="answer", **(right_fields(self.edition, self.at) if fields is None else fields))
        self.at += 1

    def skip(self) -> None:
        self.send(do="skip")
        self.at += 1

    def switch(self, language: str, **typed) -> None:
        """Go on in another language, with what is typed but not sent yet."""
        self.language = language
        self.edition = live(self.slug, language).current.edition
        self.send(do="show", **typed)

    def to_the_end(self, fields=None) -> None:
        """Answer all that is left; `fields(item, secret)` says how."""
        while self.at < len(self.edition.public):
            item, secret = self.edition.public[self.at], self.edition.secret[self.at]
            self.answer(fields(item, secret) if fields else None)


def texts(value) -> list[str]:
    """Return the texts in plain JSON that are long enough to be recognised, HTML taken apart into its pieces."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    if isinstance(value, str):
        pieces = (unescape(piece).strip() for piece in re.split(r"<[^>]+>|\s*\n\s*", value))
        return [piece for piece in pieces if len(piece) > 11]
    return []
