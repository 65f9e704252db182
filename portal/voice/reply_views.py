"""What an author says about a post of theirs, by the receipt alone."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from portal.core import clock
from portal.core.access import open_to_all
from portal.core.refusals import for_programs
from portal.core.settings import settings
from portal.voice import gate, replying, schedule, thread, verdicts
from portal.voice.views import asked_for, no_receipt

pages = Blueprint("replies", __name__, url_prefix="/say/receipts")


@pages.post("/reply")
@open_to_all
@for_programs
def receive_reply() -> ResponseReturnValue:
    """Take an answer into the inbox; a mailbox that opens nothing gets the one answer."""
    reply = replying.read_reply(gate.opened(request))
    gate.check_origin(request)
    found = thread.find(reply.mailbox)
    if found is None:
        raise no_receipt()
    replying.submit(found, reply, schedule.epoch_of(settings(), clock.today()))
    return _queued()


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
    """Take in whether it is solved; a mailbox that opens nothing gets the one answer."""
    mailbox, value = verdicts.read_verdict(gate.opened(request))
    gate.check_origin(request)
    found = thread.find(mailbox)
    if found is None:
        raise no_receipt()
    verdicts.submit(found, mailbox, value, schedule.epoch_of(settings(), clock.today()))
    return _queued()


def _queued() -> ResponseReturnValue:
    due = schedule.due(settings(), "release", clock.now())
    return jsonify(v=1, state="queued", next_release=due), 202
