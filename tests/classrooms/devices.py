"""Pupils' phones: real browsers inside a sitting, with its scripts.

phone = Phone(visitor, sitting).come_in("uk")
phone.answer()                       # the item that is asked, rightly; waits until the page has gone on
phone.context.set_offline(True)
phone.reload()
phone.kept()                         # what the database holds from this seat
"""

from urllib.parse import urlsplit

from classrooms.models import Answer, Seat, Sitting
from exercises.models import Edition
from tests.exercises.playing import right_fields

ASKED = "form[data-asking]"
GO_ON = "#answered a[href='#next']"
#: The page has gone on from an item: to its explanation, to another item, to the end; or it says what is missing.
AFTER = """(item) => { const form = document.querySelector("form[data-asking]");
    return !document.querySelector("[aria-busy=true]") && (!form || form.dataset.asking !== item
        || !form.querySelector("[data-problem]").hidden) }"""

KEPT = """async (addresses) => { for (const address of addresses) {
    const worker = await navigator.serviceWorker.getRegistration(address);
    if (!worker || !worker.active || !await caches.match(address)) return false } return true }"""


class Phone:
    """One seat on one device; `page` is its tab. options: of visitor.open, and of Playwright's contexts."""

    def __init__(self, visitor, sitting: Sitting, *, width: int = 360, context=None, **options):
        self.visitor, self.sitting = visitor, sitting
        self.page = visitor.open("/join/", width=width, height=740, context=context, **options)
        self.context = self.page.context

    def come_in(self, language: str = "en") -> "Phone":
        """Type the code, choose a language; return when the first item is there and the device keeps the sitting."""
        self.page.goto("/join/?language=en")
        self.page.fill("#code", self.sitting.join_code.code)
        self.page.press("#code", "Enter")
        self.page.click(f".gate__offered button[value={language}]")
        self.page.wait_for_selector(ASKED)
        self.wait_until_kept()
        return self

    def wait_until_kept(self, *languages: str) -> None:
        """Wait until this page can be had without a network; in these languages, if some are given.

        The page itself is kept at once, other languages once something has arrived.
        """
        here = urlsplit(self.page.url).path
        rest = here.split("/", 2)[2]
        addresses = [f"/{language}/{rest}" for language in languages] or [here]
        for _try in range(200):
            if self.page.evaluate(KEPT, addresses):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"not kept: {addresses}")

    @property
    def root(self):
        return self.page.locator("[data-sitting]")

    @property
    def seat(self) -> Seat:
        return Seat.objects.get(sitting=self.sitting, number=int(self.root.get_attribute("data-seat")))

    @property
    def edition(self) -> Edition:
        """The edition whose words the page shows."""
        return Edition.objects.get(pk=int(self.root.get_attribute("data-edition")))

    @property
    def item(self) -> str:
        """The id of the item that is asked."""
        return self.page.locator(ASKED).get_attribute("data-asking")

    @property
    def at(self) -> int:
        """The place of the item that is asked, from 0."""
        return [item["id"] for item in self.edition.public].index(self.item)

    def wait_until_at(self, place: int) -> None:
        """Wait until this item is asked: the server may know less than the device, whose script then goes on."""
        item = self.edition.public[place]["id"]
        self.page.wait_for_selector(f"{ASKED}[data-asking='{item}']")

    def waiting(self) -> str:
        """What the page says about answers that wait; "" where it says nothing."""
        line = self.page.locator("[data-waiting]")
        return line.inner_text() if line.is_visible() else ""

    def wait_for_words(self, words: str) -> None:
        """Wait until the page says so of answers that wait or have arrived."""
        self.page.wait_for_function(
            """(words) => { const line = document.querySelector("[data-waiting]");
            return !line.hidden && line.textContent.includes(words) }""",
            arg=words,
        )

    def says_that_wait(self, number: int) -> bool:
        """Wait until the page says that so many answers wait on the device."""
        self.wait_for_words(
            "1 answer waits on this device" if number == 1 else f"{number} answers wait on this device"
        )
        return True

    def kept_addresses(self) -> list[str]:
        """What the device keeps to be shown without a network, of all seats, as paths."""
        return self.page.evaluate(
            """async () => { const found = [];
            for (const name of await caches.keys()) found.push(...await (await caches.open(name)).keys());
            return found.map((request) => new URL(request.url).pathname) }"""
        )

    def fill(self, fields: dict | None = None) -> None:
        """Fill in the item that is asked, rightly where no fields are given."""
        for name, values in (right_fields(self.edition, self.at) if fields is None else fields).items():
            field = self.page.locator(f"{ASKED} [name='{name}']")
            if not field.count():
                continue  # not asked here, as confidence is not everywhere
            for value in values if isinstance(values, list) else [values]:
                kind = field.first.evaluate("(field) => field.type")
                if kind in ("radio", "checkbox"):
                    self.page.locator(f"{ASKED} [name='{name}'][value='{value}']").check(force=True)
                elif kind == "select-one":
                    field.select_option(value)
                elif kind != "hidden":
                    field.fill(value)

    def send(self) -> None:
        """Press the button and wait until something came of it."""
        item = self.item
        self.page.click(f"{ASKED} button[value=answer]")
        self.page.wait_for_function(AFTER, arg=item)

    def answer(self, fields: dict | None = None) -> None:
        """Answer the item that is asked and go on to the next, past its explanation."""
        self.fill(fields)
        self.send()
        self.go_on()

    def skip(self) -> None:
        item = self.item
        self.page.click(f"{ASKED} button[value=skip]")
        self.page.wait_for_function(AFTER, arg=item)
        self.go_on()

    def go_on(self) -> None:
        """Leave the explanation, where one is shown, and wait for what follows."""
        link = self.page.locator(GO_ON)
        if link.count():
            link.click()
            self.page.wait_for_selector(f"{ASKED}, #finished, #results", state="attached")
            self.page.wait_for_function("() => !document.querySelector('#answered')")

    def reload(self) -> None:
        self.page.reload()
        self.page.wait_for_selector(f"{ASKED}, #finished, #results")

    def reopen(self) -> None:
        """Close the tab and open the sitting in a new one."""
        address = urlsplit(self.page.url).path
        self.page.close()
        self.page = self.visitor.open(address, context=self.context)
        self.page.wait_for_selector(f"{ASKED}, #finished, #results")

    def switch(self, language: str) -> None:
        """Go on in another language."""
        self.page.click(".player__languages summary")
        self.page.click(f".player__languages button[lang={language}]")
        self.page.wait_for_url(f"**/{language}/sitting/**")
        self.page.wait_for_selector(ASKED)

    def kept(self) -> list[Answer]:
        """What the database keeps from this seat, in the order in which it came."""
        return list(
            Answer.objects.filter(seat__sitting=self.sitting, seat__number=self._number).order_by("pk")
        )

    @property
    def _number(self) -> int:
        return int(self.root.get_attribute("data-seat"))

    def wait_until_arrived(self, number: int) -> list[Answer]:
        """Wait until so many answers are in the database and none waits on the device; return them."""
        for _try in range(150):
            if len(self.kept()) >= number and not self.queued():
                break
            self.page.wait_for_timeout(100)
        answers = self.kept()
        assert len(answers) == number, f"{len(answers)} of {number} arrived, {len(self.queued())} wait"
        assert not self.queued()
        return answers

    def queued(self) -> list[dict]:
        """What waits on the device, of all seats, in the order of each device's own count."""
        return self.page.evaluate(
            """() => new Promise((resolve) => { const request = indexedDB.open("sittings", 1);
            request.onsuccess = () => { const all = request.result.transaction("queue").objectStore("queue").getAll();
              all.onsuccess = () => { request.result.close(); resolve(all.result) } } })"""
        )
