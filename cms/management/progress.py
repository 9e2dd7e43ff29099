"""Show that a long step goes on: the last line of its output on a terminal, a line now and then in a log."""

import io
import shutil
import time

#: Seconds between two lines where the output is not a terminal.
QUIET = 5


class Progress(io.TextIOBase):
    """A stream that takes a step's output and shows a title, what is going on, and in the end how long it took."""

    def __init__(self, title: str, out):
        self.title = title
        self.out = out
        self.live = bool(getattr(out, "isatty", lambda: False)())
        self.lines: list[str] = []
        self.rest = ""
        self.started = self.shown = time.monotonic()

    def __enter__(self):
        self.put(f"{self.title} …", end="" if self.live else "\n")
        return self

    def __exit__(self, kind, error, trace):
        seconds = f"{time.monotonic() - self.started:.1f} s"
        ending = f"{self.title}: {'failed after' if kind else 'done in'} {seconds}"
        self.put(f"\r\033[K{ending}" if self.live else ending)
        return False

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def write(self, text: str) -> int:
        *whole, self.rest = (self.rest + text).split("\n")
        for line in filter(None, map(str.strip, whole)):
            self.lines.append(line)
            self.show(line)
        return len(text)

    def show(self, line: str) -> None:
        now = time.monotonic()
        if self.live and now - self.shown > 0.05:
            width = shutil.get_terminal_size().columns - len(self.title) - 4
            self.put(f"\r\033[K{self.title}: {line[: max(width, 0)]}", end="")
        elif not self.live and now - self.shown > QUIET:
            self.put(f"  {line}")
        else:
            return
        self.shown = now

    def put(self, text: str, end: str = "\n") -> None:
        self.out.write(text + end)
        self.out.flush()
