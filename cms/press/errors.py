"""What can go wrong at the press."""

REASONS = ("content", "memory", "time", "fault", "busy")


class PressError(Exception):
    """The document could not be pressed. `reason`: content (its fault), memory, time (limits) or fault (ours)."""

    def __init__(self, reason: str, detail: str = ""):
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class PressBusy(PressError):
    """All presses of this process are at work; ask again in a moment."""

    def __init__(self, detail: str = ""):
        super().__init__("busy", detail)
