"""The pages and addresses of /say: no cookie is read, nothing is written but the inbox."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from portal.anonymity.receipts import Mailbox
from portal.core import clock
from portal.core.access import open_to_all
from portal.core.directory import directory
from portal.core.errors import Missing, Problem
from portal.core.languages import gettext as _
from portal.core.packing import packed
from portal.core.refusals import for_programs
from portal.core.settings import settings
from portal.okr import questions
from portal.okr import service as okr
from portal.voice import (
    envelope,
    gate,
    keys,
    posters,
    schedule,
    service,
    showing,
    targets,
    thread,
    words,
)
from portal.voice.proof import proof_of

pages = Blueprint("voice", __name__, url_prefix="/say")

PLACES = service.Places(okr.is_open, lambda site: site in directory().sites())


@pages.get("/")
@open_to_all
@packed
def compose() -> ResponseReturnValue:
    """Say something, about a goal of one's choice."""
    return _compose(None)


@pages.get("/kr/<id:kr>")
@open_to_all
@packed
def compose_about(kr: str) -> ResponseReturnValue:
    """Say something about this key result: what a poster's code opens."""
    found = next((target for target in targets.all_targets() if target.id == kr), None)
    if found is None:
        raise Missing(_("This goal is closed. Choose another one."))
    return _compose(found)


def _compose(target: targets.Target | None) -> str:
    open_key = keys.open_key()
    asked = questions.standing(target.id) if target else None
    return render_template(
        "voice/compose.html",
        target=target,
        asked=asked,
        asked_by=directory().names({asked.account_id}).get(asked.account_id, "") if asked else "",
        targets=targets.all_targets(),
        causes=words.causes(),
        severities=words.severities(),
        asks=words.asks(),
        next_release=words.release_words(schedule.next_release(settings(), clock.now())),
        head8=keys.log().pin,
        confidential=open_key is not None and open_key.floor < settings().floor[0],
    )


@pages.get("/krs.json")
@open_to_all
@for_programs
def key_results() -> ResponseReturnValue:
    """The open key results that may stand on posters, and the sites; titles and crowds only."""
    found = [
        {
            "id": one.id,
            "title": one.title,
            "plain": one.plain,
            "objective": {"id": one.objective_id, "title": one.objective_title},
            "crowd": one.crowd,
        }
        for one in targets.all_targets()
    ]
    return jsonify(v=1, krs=found, sites=targets.site_list())


@pages.get("/keys.json")
@open_to_all
@for_programs
def public_keys() -> ResponseReturnValue:
    """Every key that may be collected or redeemed, as the key log has it."""
    fields = ("kid", "kind", "spki", "state", "scope", "quota", "cap", "roster", "floor", "demo")
    found = [
        {name: getattr(entry, name) for name in fields}
        for entry in keys.entries().values()
        if entry.state != "closed"
    ]
    return jsonify(v=1, pow_bits=posters.BITS, keys=found)


@pages.get("/keylog.ndjson")
@open_to_all
@for_programs
def key_log() -> ResponseReturnValue:
    """The public key log."""
    return Response(keys.log().raw, mimetype="application/x-ndjson")


@pages.get("/keylog.head.json")
@open_to_all
@for_programs
def key_log_head() -> ResponseReturnValue:
    """The signed head of the key log. Raises Missing before there is a log."""
    head = keys.log().head
    if not head:
        raise Missing(_("There is no key yet."))
    return Response(head, mimetype="application/json")


@pages.post("/posts")
@open_to_all
@for_programs
def receive_post() -> ResponseReturnValue:
    """Take a post with its token into the inbox."""
    post = service.read_post(gate.opened(request, envelope.MOST))
    gate.check_origin(request)
    sent = service.check_post(post, PLACES)
    now = clock.now()
    service.submit(sent, schedule.epoch_of(settings(), clock.today()))
    due = schedule.due(settings(), sent.held["hold"], now)
    commitment = sent.commitment.hex()
    return jsonify(v=1, state="queued", commitment=commitment, next_release=due), 202


def no_receipt() -> Problem:
    """The one answer to every receipt that shows nothing."""
    due = words.release_words(schedule.next_release(settings(), clock.now()))
    sentence = _("Nothing under this receipt, or it waits for the next release (%(due)s).", due=due)
    return Missing(sentence, "no-receipt")


@pages.post("/receipts")
@open_to_all
@for_programs
def receive_receipt() -> ResponseReturnValue:
    """What became of the post behind a mailbox."""
    return jsonify(_receipt(asked_for()))


def asked_for() -> thread.Thread:
    """The thread of a request that brings a mailbox and nothing else. Raises Missing."""
    found = gate.opened(request)
    envelope.only(found, ("mailbox",))
    mailbox = Mailbox(envelope.taken(found, "mailbox", 32))
    gate.check_origin(request)
    shown = thread.find(mailbox)
    if shown is None:
        raise no_receipt()
    return shown


def _receipt(shown: thread.Thread) -> dict[str, Any]:
    post = shown.post
    steps = [{"event": s.event, "day": s.day.isoformat(), "text": s.text} for s in shown.timeline]
    return {
        "v": 1,
        "kind": post.kind,
        "target": post.target,
        "state": post.state,
        "progress": shown.progress,
        "day": post.day.isoformat(),
        "reason": shown.reason,
        # Of a masked post the original is destroyed after a while.
        "item": shown.item if shown.whole else None,
        "shown": shown.shown,
        "timeline": steps,
        "questions": [
            {"id": one.id, "text": one.text, "day": one.day.isoformat()} for one in shown.questions
        ],
        "proof": proof_of(post),
    }


@pages.post("/receipts/photo")
@open_to_all
def receive_photo_receipt() -> ResponseReturnValue:
    """One of the photos of the post behind a mailbox, by the hash that stands for it."""
    found = gate.opened(request)
    envelope.only(found, ("mailbox", "photo"))
    mailbox = Mailbox(envelope.taken(found, "mailbox", 32))
    wanted = envelope.taken_text(found, "photo")
    gate.check_origin(request)
    return own_photo(thread.find(mailbox), wanted)


def own_photo(found: thread.Thread | None, wanted: str) -> Response:
    """A photo for its author; whatever is not there gets the answer to a receipt without post."""
    photo = found and found.photo(wanted)
    if not photo:
        raise no_receipt()
    return showing.shown(photo)
