"""One question on its way to an item: its texts become those of our fields, and what that loses is remembered."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.exchange import texts
from exercises.exchange.markup import Losses
from exercises.exchange.reading import Report, listed
from exercises.exchange.texts import Form, Words


class Drafting:
    """One question on its way; it remembers what it loses."""

    def __init__(self, question: Any, report: Report):
        self.question = question
        self._report = report
        self._losses = Losses()
        self._sentences: list[str] = []
        self._of_all: list[str] = []

    def say(self, sentence: str) -> None:
        """Say something of this question."""
        self._sentences.append(sentence)

    def say_of_all(self, sentence: str) -> None:
        """Say something that holds of every question like this one."""
        self._of_all.append(sentence)

    def word(self, label) -> str:
        return self._report.word(label)

    def line(self, words: Words) -> str:
        return texts.line(self._counted(words), self._losses)

    def lines(self, words: Words) -> str:
        return texts.lines(self._counted(words), self._losses)

    def explanation(self) -> str:
        return texts.rich(self._counted(self.question.feedback), self._losses)

    def of_all(self) -> list[str]:
        """Return what is to be said once, whatever the number of questions."""
        found = list(self._of_all)
        if self.question.name.strip():
            found.append(_("The names of questions were left out; they only stand in this list."))
        if self._losses.formatting:
            found.append(
                _(
                    "Formatting was left out: colours, sizes, headings and the like everywhere; bold, italic and lists"
                    " outside explanations."
                )
            )
        return found

    def sentences(self) -> list[str]:
        """Return what was said, and what the texts had to leave behind."""
        return self._sentences + list(_sentences_of(self._losses, self.question.files))

    def _counted(self, words: Words) -> Words:
        if words.form == Form.MARKDOWN:
            self._report.count_markdown(len(words.text))
        return words


def _sentences_of(losses: Losses, files: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each kind of thing that a question's texts had to leave behind."""
    unnamed = _("without a description")
    if pictures := losses.pictures:
        yield ngettext(
            "A picture was left out: %(names)s.",
            "%(number)d pictures were left out: %(names)s.",
            len(pictures),
        ) % {"number": len(pictures), "names": listed(name or unnamed for name in pictures)}
    if losses.media:
        yield _("Sound, film or embedded content was left out: %(names)s.") % {"names": listed(losses.media)}
    if files := [name for name in files if name not in losses.picture_files]:
        yield _("Files were left out: %(names)s.") % {"names": listed(name or unnamed for name in files)}
    if losses.links:
        yield _("Links that lead nowhere from here were left out, their words stayed: %(addresses)s.") % {
            "addresses": listed(losses.links)
        }
    if losses.unknown:
        yield _("Markup that we do not know was left out: %(tags)s.") % {"tags": listed(losses.unknown)}
    if losses.script:
        yield _("A script was left out.")
    if losses.table:
        yield _("A table became lines of text.")
    if losses.raised:
        yield _("Raised or lowered letters stand on the line now; look whether the text still says the same.")
