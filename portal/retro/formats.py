"""What a session asks in its collecting phase: known ways, one question per goal, or its own."""

from collections.abc import Mapping, Sequence

from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.retro.models import Session, SessionColumn

# Each with the codes of its questions; the words are in words.columns.
FORMATS: Mapping[str, Sequence[str]] = {
    "four-steps": ("goal", "result", "cause", "rule"),
    "start-stop": ("start", "stop", "continue"),
    "four-ls": ("liked", "learned", "lacked", "longed"),
    "moods": ("mad", "sad", "glad"),
    "sailboat": ("wind", "anchor", "rocks", "island"),
    "by-goal": (),
    "own": (),
}
MOST, LONGEST = 6, 40


def set_columns(
    session: Session, format_: str, goals: Mapping[str, str], own: Sequence[str]
) -> None:
    """Let a session ask in this way: of each goal (id to words), or what was typed.

    Raises Invalid for an unknown way, and for none, too many or too long questions of one's own.
    """
    if format_ not in FORMATS:
        raise Invalid(_("Choose a way to collect from the list."))
    typed = [one.strip() for one in own if one.strip()]
    if format_ == "own" and not 1 <= len(typed) <= MOST:
        raise Invalid(_("Type one to %(most)d questions, a line each.", most=MOST))
    if any(len(one) > LONGEST for one in typed):
        raise Invalid(_("A question has at most %(most)d characters.", most=LONGEST))
    session.format = format_
    named = {"own": [(f"own-{n}", one) for n, one in enumerate(typed)], "by-goal": goals.items()}
    pairs = named.get(format_, [(code, "") for code in FORMATS[format_]])
    db.session.add_all(
        SessionColumn(session_id=session.id, code=code, place=place, name=name)
        for place, (code, name) in enumerate(pairs)
    )
