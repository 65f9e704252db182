"""What stands before every POST to /say: size, form, pace, origin; never an address."""

import threading
import time
from typing import Any
from urllib.parse import urlsplit

from flask import Request

from portal.core.errors import Forbidden, TooMany
from portal.core.languages import gettext as _
from portal.voice import envelope

PACE = 300
_SAME = {"same-origin", "none", ""}


class Seconds:
    """One count for everybody, from zero each second: one per address would be an address kept."""

    def __init__(self) -> None:
        """Nobody came yet."""
        self._lock = threading.Lock()
        self._second, self._count = 0, 0

    def count(self) -> int:
        """The how-manieth of this second this one is."""
        with self._lock:
            second = int(time.monotonic())
            self._count = self._count + 1 if second == self._second else 1
            self._second = second
            return self._count


_seconds = Seconds()


def pace() -> None:
    """Raise TooMany when all browsers together are too fast."""
    if _seconds.count() > PACE:
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
