"""A real browser for the tests: Debian's chromium, driven by Playwright, kept away from the world.

Where it is installed the headless shell is taken, the same engine without windows, menus and start page: a page opens
in a third of the time.
"""

import os
import shutil
from urllib.parse import urlsplit

HOW_TO_GET_IT = (
    "chromium is missing, so browser tests do not run. On Debian: apt-get install chromium-headless-shell"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def executable() -> str | None:
    """Return where chromium is (CHROMIUM names another one), or None."""
    wanted = os.environ.get("CHROMIUM")
    names = (
        [wanted]
        if wanted
        else ["chromium-headless-shell", "/usr/bin/chromium", "chromium", "chromium-browser"]
    )
    return next(filter(None, map(shutil.which, names)), None)


class Visitor:
    """Opens pages of the live server as somebody with a certain screen, and remembers what went wrong.

    `open("/en/", width=360, dark=True, scripts=False)` returns a Playwright page. Every call is a new visitor without
    cookies, unless `context` is given (`page.context`).
    """

    def __init__(self, browser, origin: str):
        self.browser = browser
        self.origin = origin
        self.contexts = []
        #: Requests to other origins, uncaught exceptions, and what the Content Security Policy refused.
        self.faults: list[str] = []

    def open(self, path="/", *, width=1280, height=800, dark=False, scripts=True, context=None, **options):
        """Return a page at `path` of the live server, loaded."""
        if context is None:
            context = self.browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if dark else "light",
                java_script_enabled=scripts,
                base_url=self.origin,
                reduced_motion="reduce",
                **options,
            )
            context.set_default_timeout(15_000)
            self.contexts.append(context)
        page = context.new_page()
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", self._console)
        page.goto(path)
        return page

    def _request(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("data", "blob", "about"):
            return
        if f"{address.scheme}://{address.netloc}" != self.origin:
            self.faults.append(f"request to another origin: {request.url}")

    def _console(self, message) -> None:
        if "Content Security Policy" in message.text:
            self.faults.append(message.text)

    def leave(self) -> None:
        for context in self.contexts:
            context.close()
