"""How a service says no: a Problem whose message is fit for the page."""

from typing import Any, ClassVar


class Problem(Exception):
    """Something a person can understand and act on. The message is translated by who raises it."""

    status: ClassVar[int] = 400
    slug: ClassVar[str] = "bad-request"

    def __init__(self, message: Any, slug: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = slug or self.slug


class Forbidden(Problem):
    """The person may not do this."""

    status = 403
    slug = "forbidden"


class Missing(Problem):
    """There is no such thing, or not for this person."""

    status = 404
    slug = "not-found"


class Conflict(Problem):
    """Somebody was faster, or it was done already."""

    status = 409
    slug = "conflict"


class Gone(Problem):
    """It was open once and is closed now."""

    status = 410
    slug = "gone"


class TooLarge(Problem):
    """More was sent than is taken."""

    status = 413
    slug = "too-large"


class Unsupported(Problem):
    """It was sent in a form that is not read here."""

    status = 415
    slug = "unsupported"


class Invalid(Problem):
    """The values cannot be used; the form is shown again with what was typed."""

    status = 422
    slug = "invalid"


class TooMany(Problem):
    """Too often in too short a time."""

    status = 429
    slug = "too-many"


class SignedOut(Problem):
    """Nobody is signed in where somebody has to be; the answer is the way to the sign-in page."""

    status = 401
    slug = "signed-out"

    def __init__(self) -> None:
        super().__init__("")


class Unready(Problem):
    """The service cannot do it now: a folder or a store is not to be written."""

    status = 503
    slug = "not-ready"
