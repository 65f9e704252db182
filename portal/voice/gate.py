"""What stands before every POST to /say: size, form, pace, origin; never an address."""

import multiprocessing
import threading
import time
from typing import Any

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from portal.core.errors import Forbidden, TooMany
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.voice import envelope

PACE = 300
# Eight posts with all the photos there may be, or some four thousand without.
BYTES = 32 * 1024 * 1024
_SAME = {"same-origin", "none", ""}


class Seconds:
    """One count for everybody, from zero each second: one per address would be an address kept."""

    def __init__(self) -> None:
        """Nobody came yet. Processes that are forked from here on count together."""
        # No lock between processes: one that is killed while it holds it stops all others for ever.
        # Two that count in the same instant may count one too few, which does no harm.
        self._shared = multiprocessing.RawArray("q", 3)
        self._mine = threading.Lock()

    def forget(self) -> None:
        """Begin anew, as a new server would."""
        self._shared[:] = [0, 0, 0]

    def count(self, size: int = 0) -> tuple[int, int]:
        """The how-manieth of this second this one is, and how much came in it, with this one."""
        second = int(time.monotonic())
        with self._mine:
            at, posts, sizes = self._shared[:]
            before = (posts, sizes) if at == second else (0, 0)
            counted = (before[0] + 1, before[1] + size)
            self._shared[:] = [second, *counted]
            return counted


_seconds = Seconds()


def forget_all() -> None:
    """Start with a clean slate, as a new server would."""
    _seconds.forget()


def pace(size: int = 0) -> None:
    """Raise TooMany when all browsers together are too fast, or send too much."""
    posts, sizes = _seconds.count(size)
    if posts > PACE or sizes > BYTES:
        raise TooMany(_("Very many people are speaking just now. Send it again in a minute."))


def check_origin(request: Request) -> None:
    """Refuse (Forbidden) what another site sends; no header and `null` are as good as ours."""
    ours = {"null", settings().url, request.host_url.rstrip("/")}
    foreign = request.headers.get("Origin", "null") not in ours
    if foreign or request.headers.get("Sec-Fetch-Site", "") not in _SAME:
        raise Forbidden(_("This was sent from another site."), "origin")


def opened(request: Request, most: int = envelope.SIZE) -> dict[str, Any]:
    """The envelope of a JSON POST, after the first four refusals (413, 415, 429, 400)."""
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise envelope.too_large() from error
    envelope.check_size(raw, request.mimetype, most)
    pace(len(raw))
    return envelope.read_envelope(raw)
