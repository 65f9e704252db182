"""What an author says about a post of theirs, by the receipt alone."""

from collections.abc import Callable

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from portal.anonymity.receipts import Mailbox
from portal.core import clock
from portal.core.access import open_to_all
from portal.core.refusals import for_programs
from portal.core.settings import settings
from portal.voice import appealing, escalating, gate, replying, schedule, thread, verdicts
from portal.voice.thread import Thread
from portal.voice.views import asked_for, no_receipt

pages = Blueprint("replies", __name__, url_prefix="/say/receipts")


@pages.post("/reply")
@open_to_all
@for_programs
def receive_reply() -> ResponseReturnValue:
    """Take an answer into the inbox."""
    reply = replying.read_reply(gate.opened(request))
    return _taken(reply.mailbox, lambda found, epoch: replying.submit(found, reply, epoch))


@pages.post("/supporters")
@open_to_all
@for_programs
def show_supporters() -> ResponseReturnValue:
    """How many say the same as the post behind a mailbox: a bucket, or null."""
    return jsonify(v=1, supporters=asked_for().people)


@pages.post("/verdict")
@open_to_all
@for_programs
def receive_verdict() -> ResponseReturnValue:
    """Take in whether it is solved."""
    mailbox, value = verdicts.read_verdict(gate.opened(request))
    return _taken(mailbox, lambda found, epoch: verdicts.submit(found, mailbox, value, epoch))


@pages.post("/appeal")
@open_to_all
@for_programs
def receive_appeal() -> ResponseReturnValue:
    """Take in that a second look is asked for."""
    mailbox, body = appealing.read_appeal(gate.opened(request))
    return _taken(mailbox, lambda found, epoch: appealing.submit(found, mailbox, body, epoch))


@pages.post("/escalate")
@open_to_all
@for_programs
def receive_push() -> ResponseReturnValue:
    """Take in that it is to go one level up."""
    mailbox, body = escalating.read_push(gate.opened(request))
    return _taken(mailbox, lambda found, epoch: escalating.submit(found, mailbox, body, epoch))


def _taken(mailbox: Mailbox, submit: Callable[[Thread, str], None]) -> ResponseReturnValue:
    """Put something into the inbox; a mailbox that opens nothing gets the one answer."""
    gate.check_origin(request)
    found = thread.find(mailbox)
    if found is None:
        raise no_receipt()
    submit(found, schedule.epoch_of(settings(), clock.today()))
    due = schedule.due(settings(), "release", clock.now())
    return jsonify(v=1, state="queued", next_release=due), 202
