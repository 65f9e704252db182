"""What a session's page learns while it is open: the same for everybody who looks at it."""

from typing import Any

from flask import render_template
from flask_babel import force_locale

from portal.retro import phases, service, words
from portal.retro.models import Session
from portal.retro.versions import touch

__all__ = ["message", "touch"]


def message(session_id: str, lang: str) -> dict[str, Any]:
    """What there is to know of a session: its version, its phase, and parts of its page as HTML.

    Made once for each version and language and given to everybody: it holds nothing of who reads
    it, and nothing that is not on everybody's page. Raises Missing.
    """
    session = service.find_session(session_id)
    with force_locale(lang):
        parts = {"rail": _rail(session)}
    return {"v": session.version, "phase": session.phase, "parts": parts}


def _rail(session: Session) -> str:
    return render_template(
        "retro/_rail.html",
        phases=words.phases(),
        phase=session.phase,
        way=phases.way(session),
        spent=phases.spent(session),
    ).strip()
