"""What may be said of a message that was not, or perhaps not, delivered."""


class Undelivered(Exception):
    """It was not taken, and may be tried again; `fault` is a word, or a number of theirs."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault


class Refused(Undelivered):
    """It was refused for good: to send the same again is of no use."""


class Doubtful(Undelivered):
    """The other side was gone in the middle: it may have been taken."""
