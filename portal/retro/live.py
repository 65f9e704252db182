"""What a session's page learns while it is open: the same for everybody who looks at it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import force_locale

from portal.retro import service, showing
from portal.retro.versions import touch

__all__ = ["brief", "message", "touch"]

# A larger part is not sent to everybody at once: who has none of it asks, a little later.
LARGEST = 16_000


def message(session_id: str, lang: str, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What there is to know of a session: its version, its phase, and parts of its page as HTML.

    Made once for each version and language and given to everybody: it holds nothing of who reads
    it, and nothing that is not on everybody's page. `since` says from which version on a part is
    what it is, as far as the message `before` this one tells. Raises Missing.
    """
    session = service.find_session(session_id)
    with force_locale(lang):
        parts = showing.parts(session)
    old = before or {"parts": {}, "since": {}}
    since = {
        name: old["since"][name] if old["parts"].get(name) == html else session.version
        for name, html in parts.items()
    }
    return {"v": session.version, "phase": session.phase, "since": since, "parts": parts}


def brief(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same with those parts alone that are new and no larger than what all can get at once."""
    new = {
        name: html
        for name, html in told["parts"].items()
        if told["since"][name] == told["v"] and len(html.encode()) <= LARGEST
    }
    return {**told, "parts": new}
