"""Pupils at their door and at their exercise, without a script: `Pupil(code).come_in("uk")`, `pupil.answer()`."""

import json
import re
from html import unescape
from uuid import uuid4

from django.test import Client

from classrooms.models import Answer, Seat, Sitting
from tests.exercises.playing import right_fields

FORM = re.compile(r'name="id" value="([^"]+)"><input type="hidden" name="item" value="([^"]+)"')
PASS = re.compile(r'data-pass="([^"]+)"')


class Pupil:
    """A browser of its own; `page` is what it shows last, `pages` all it was sent."""

    def __init__(self, sitting: Sitting, *, address: str = "10.0.0.1"):
        self.sitting = sitting
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=address)
        self.pages: list[str] = []
        self.url = ""

    def come_in(self, language: str = "en", code: str | None = None) -> "Pupil":
        """Type the code, choose a language, and see the first item."""
        code = code or self.sitting.join_code.code
        response = self.client.post("/join/?language=en", {"code": code})
        assert response.status_code == 302, response.status_code
        assert self.client.get(response["Location"]).status_code == 200
        response = self.client.post(f"/join/{code}/?language=en", {"language": language})
        assert response.status_code == 302, response.status_code
        self.url = response["Location"]
        self.look()
        return self

    def look(self) -> str:
        """Load the page of the player anew."""
        return self._take(self.client.get(self.url))

    @property
    def page(self) -> str:
        return self.pages[-1]

    @property
    def seat(self) -> Seat:
        """The seat that this browser's pass belongs to."""
        return Seat.objects.select_related("sitting").get(pk=int(self.pass_.split(":")[0]))

    @property
    def pass_(self) -> str:
        return unescape(PASS.search(self.page)[1])

    @property
    def edition(self):
        return self.seat.sitting.editions[self.seat.form]

    def _take(self, response) -> str:
        while response.status_code == 302:
            response = self.client.get(response["Location"].partition("#")[0])
        self.response = response
        self.pages.append(unescape(response.content.decode()))
        return self.page

    def form(self) -> dict:
        """Return the hidden fields of the item that is asked."""
        name, item = FORM.search(self.page).groups()
        return {"id": name, "item": item}

    @property
    def at(self) -> int:
        """The place of the item that is asked."""
        return [item["id"] for item in self.edition.public].index(self.form()["item"])

    def send(self, **fields) -> str:
        """Send the form with these fields."""
        return self._take(self.client.post(self.url, self.form() | fields))

    def answer(self, fields: dict | None = None) -> str:
        """Answer the item that is asked: rightly where no fields are given."""
        return self.send(do="answer", **(right_fields(self.edition, self.at) if fields is None else fields))

    # As a device with the script sends -----------------------------------------------------------------------

    def packet(self, at: int, fields: list | None = None, **changed) -> dict:
        """Return what a device sends for item `at`, answered rightly unless fields are given."""
        if fields is None:
            given = right_fields(self.edition, at)
            fields = [
                [name, value]
                for name, values in given.items()
                for value in (values if isinstance(values, list) else [values])
            ]
        return {
            "pass": self.pass_,
            "id": str(uuid4()),
            "sequence": at + 1,
            "edition": self.edition.pk,
            "item": self.edition.public[at]["id"],
            "fields": fields,
        } | changed

    def deliver(self, packet, client: Client | None = None, url: str | None = None):
        """Send a packet and return the response."""
        url = url or f"{self.url}answers/"
        body = packet if isinstance(packet, (str, bytes)) else json.dumps(packet)
        return (client or self.client).post(url, body, content_type="application/json")

    def kept(self) -> list[Answer]:
        """Return what the database keeps from this seat, in the device's order."""
        return list(Answer.objects.filter(seat=self.seat).order_by("sequence"))
