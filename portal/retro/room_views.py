"""A session from the letterbox: who holds a token of it reads it, writes cards, votes."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import open_to_all
from portal.core.errors import Gone
from portal.core.languages import gettext as _
from portal.core.packing import packed
from portal.core.refusals import for_programs
from portal.core.settings import settings
from portal.retro import collecting, explaining, service, voting, words
from portal.retro.export import said_in
from portal.retro.models import Judged, Session
from portal.voice import ballots, cards, entry, envelope, gate, keys, schedule, unseen

pages = Blueprint("room", __name__, url_prefix="/say")


@pages.get("/join/<id:retro>")
@open_to_all
@packed
def join(retro: str) -> ResponseReturnValue:
    """The room of a session for who holds a token of it; the page itself tells nothing of it."""
    return render_template("retro/room.html", retro=retro, head8=keys.log().pin)


@pages.post("/retro")
@open_to_all
@packed
@for_programs
def read() -> ResponseReturnValue:
    """What the room shows to a token of the session; the token is not used up."""
    found = gate.opened(request)
    envelope.only(found, entry.FIELDS)
    token = entry.read_token(found)
    gate.check_origin(request)
    return jsonify(v=1, **_shown(service.find_session(unseen.session_of(token, "card", "ballot"))))


def _shown(session: Session) -> dict[str, Any]:
    asked = words.columns(session)
    return {
        "title": session.title,
        "phase": session.phase,
        "takes_cards": collecting.takes_cards(session),
        "columns": [{"code": code, "name": name} for code, name in asked.items()],
        "takes_ballots": voting.takes_ballots(session),
        "dots": session.dots,
        "most": session.most,
        "topics": _topics(session) if voting.takes_ballots(session) else [],
    }


def _topics(session: Session) -> list[dict[str, str]]:
    """The topics in an order that tells nothing of how others vote."""
    topics = service.topics_of(session)
    alone = [one for one in topics if one.judged == Judged.LOOSE]
    titles = explaining.titles(topics, said_in(session, alone) if alone else {})
    return [{"id": one.id, "title": titles[one.id]} for one in topics]


@pages.post("/cards")
@open_to_all
@for_programs
def write() -> ResponseReturnValue:
    """Take a card into the inbox; the room reads it with all others at once."""
    token, item = cards.read_card(gate.opened(request))
    gate.check_origin(request)
    session = service.find_session(unseen.session_of(token, "card"))
    if not collecting.takes_cards(session):
        raise Gone(_("This session takes no more cards. Your text is still here."), "closed")
    columns = words.columns(session)
    cards.submit(token, item, columns, schedule.epoch_of(settings(), clock.today()))
    return jsonify(v=1, state="queued", next_release=None), 202


@pages.post("/ballots")
@open_to_all
@for_programs
def vote() -> ResponseReturnValue:
    """Take a whole ballot; another one by the same token replaces it until the close."""
    token, votes = ballots.read_ballot(gate.opened(request))
    gate.check_origin(request)
    session = service.find_session(unseen.session_of(token, "ballot"))
    if not voting.takes_ballots(session):
        raise Gone(_("The voting is over, or has not begun."), "closed")
    rules = voting.rules(session)
    ballots.submit(token, votes, rules, schedule.epoch_of(settings(), clock.today()))
    return jsonify(v=1, state="queued", next_release=None), 202
