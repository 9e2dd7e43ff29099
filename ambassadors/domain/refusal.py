"""How the verbs of this room say no."""


class Refusal(Exception):
    """It cannot be done; the text says why. field: of the form, if it is about one."""

    def __init__(self, text: str, field: str = ""):
        super().__init__(text)
        self.field = field
