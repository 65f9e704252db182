"""What stands before every POST to /say: size, form, pace, origin; never an address."""

from typing import Any
from urllib.parse import urlsplit

from flask import Request
from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from portal.core.errors import Forbidden, TooMany
from portal.core.languages import gettext as _
from portal.voice import envelope

# One bucket for everybody: a limit per address would be an address that is kept.
PACE = RateLimitItemPerSecond(300)
_bucket = FixedWindowRateLimiter(MemoryStorage())
_SAME = {"same-origin", "none", ""}


def pace() -> None:
    """Raise TooMany when all browsers together are too fast."""
    if not _bucket.hit(PACE, "say"):
        raise TooMany(_("Very many people are speaking just now. Send it again in a minute."))


def check_origin(request: Request) -> None:
    """Refuse (Forbidden) what another site sends; no header and `null` are as good as ours."""
    origin = request.headers.get("Origin", "null")
    foreign = origin != "null" and urlsplit(origin).netloc != request.host
    if foreign or request.headers.get("Sec-Fetch-Site", "") not in _SAME:
        raise Forbidden(_("This was sent from another site."), "origin")


def opened(request: Request) -> dict[str, Any]:
    """The envelope of a JSON POST, after the first four refusals (413, 415, 429, 400)."""
    raw = request.get_data(cache=False)
    envelope.check_size(raw, request.mimetype)
    pace()
    return envelope.read_envelope(raw)
