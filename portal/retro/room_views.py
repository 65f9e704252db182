"""A session from the letterbox: who holds a token of it reads it, writes cards, votes."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import open_to_all
from portal.core.db import transaction
from portal.core.errors import Gone, Invalid
from portal.core.languages import gettext as _
from portal.core.packing import packed
from portal.core.refusals import for_programs
from portal.core.settings import settings
from portal.okr import service as okr
from portal.retro import collecting, explaining, polls, ready, service, voting, words
from portal.retro.models import Judged, Phase, Session
from portal.retro.told import said_in
from portal.voice import (
    acts,
    ballots,
    cards,
    entry,
    envelope,
    gate,
    keys,
    rounds,
    schedule,
    unseen,
)
from portal.voice.acts import Acted
from portal.voice.entry import Presented

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
    asked, crowd = words.columns(session), collecting.crowd(session)
    return {
        "id": session.id,
        "title": session.title,
        "phase": session.phase,
        "people": crowd.collected if crowd else 0,
        "takes_cards": collecting.takes_cards(session),
        "columns": [{"code": code, "name": name} for code, name in asked.items()],
        "takes_ballots": voting.takes_ballots(session),
        "dots": session.dots,
        "most": session.most,
        "topics": _topics(session) if voting.takes_ballots(session) else [],
        "poll": _poll(session),
        "ready": None if session.phase == Phase.CLOSED else ready.round_of(session),
    }


def _poll(session: Session) -> dict[str, Any] | None:
    """What is asked now, in words."""
    asked = polls.asked(session)
    if asked is None:
        return None
    question = words.asked()[asked.kind]
    answers = [{"value": value, "name": name} for value, name in question.answers.items()]
    about = [service.find_topic(asked.topic_id)] if asked.topic_id else []
    title = "".join(explaining.titles(about, said_in(session, about)).values())
    return {"round": asked.name, "name": question.words, "about": title, "answers": answers}


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


@pages.post("/polls")
@open_to_all
@for_programs
def answer() -> ResponseReturnValue:
    """Answer what a session asks, or this week's question about a key result."""
    token, acted = acts.read_vote(gate.opened(request))
    gate.check_origin(request)
    epoch = schedule.epoch_of(settings(), clock.today())
    if rounds.is_of_session(token):
        _answer(token, acted, epoch)
        return jsonify(v=1, state="queued", next_release=None), 202
    acts.submit(token, acted, epoch, okr.is_open, clock.today())
    due = schedule.due(settings(), "release", clock.now())
    return jsonify(v=1, state="queued", next_release=due), 202


def _answer(token: Presented, acted: Acted, epoch: str) -> None:
    session = service.find_session(unseen.session_of(token, "ballot"))
    poll, _slash, name = acted.object.partition("/")
    if poll != session.id:
        raise Invalid(_("This question is of another session."), "poll")
    value = int(acted.value or "-1")
    if name != ready.round_of(session):
        rounds.submit(token, polls.round_of(session, name), value, epoch)
        return
    mark = rounds.mark_of(token, acted.object)
    with transaction():
        ready.say(session, mark, ready=value == 1)
