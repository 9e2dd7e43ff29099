"""What is wrong with how a page looks and reads: axe, and whether it fits its window."""

from axe_core_python.sync_playwright import Axe

# Only what is wrong comes back: the rest of axe's report is longer than the page.
RUN = """() => axe.run({resultTypes: ["violations"]}).then((result) => result.violations.map(
    (fault) => `${fault.id}: ${fault.nodes[0].html.slice(0, 160)}`))"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page) -> list[str]:
    """Return what axe finds on a page that was opened with bypass_csp=True, and by how much it is too wide."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN)
    too_wide = page.evaluate(OVERFLOW)
    return found + ([f"{too_wide} px too wide"] if too_wide else [])


def look(page, *, width: int, dark: bool) -> None:
    """Show the same page in a window of another width, light or dark."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
