"""The way back for an author, with or without JavaScript: what became of it, and a word to it."""

import secrets
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.anonymity.receipts import Mailbox, Receipt, derive, parse
from portal.core import clock
from portal.core.access import open_to_all
from portal.core.errors import Problem
from portal.core.settings import settings
from portal.voice import (
    appealing,
    escalating,
    gate,
    keys,
    replying,
    schedule,
    thread,
    verdicts,
    words,
)
from portal.voice.example import example
from portal.voice.form import tidy
from portal.voice.views import no_receipt, own_photo

pages = Blueprint("returning", __name__, url_prefix="/say")


@pages.route("/return", methods=["GET", "POST"])
@open_to_all
def come_back() -> ResponseReturnValue:
    """The way back for the author, with or without JavaScript."""
    if request.method != "POST":
        return _way_back(None)
    gate.pace()
    gate.check_origin(request)
    receipt = request.form.get("receipt", "")[:400]
    found = thread.find(_mailbox(receipt))
    if found is None:
        return _way_back(None, error=str(no_receipt().message)), 404
    asked = next((name for name in _ASKED if name in request.form), None)
    return _ASKED[asked](found, receipt) if asked else _way_back(found, receipt)


def _photo(found: thread.Thread, _receipt: str) -> ResponseReturnValue:
    """A photo, for a page without JavaScript."""
    return own_photo(found, request.form["photo"])


def _answer(found: thread.Thread, receipt: str) -> ResponseReturnValue:
    """Take an answer that was typed without JavaScript; what cannot be taken stays in its field."""
    typed = tidy(request.form["answer"])
    reply = replying.Reply(_mailbox(receipt), request.form.get("question", ""), typed)
    submit = partial(replying.submit, found, reply)
    return _taken(submit, found, receipt, {"sent": True}, "fault", typed=typed)


def _verdict(found: thread.Thread, receipt: str) -> ResponseReturnValue:
    """Take a verdict that was given without JavaScript."""
    value = request.form["verdict"]
    submit = partial(verdicts.submit, found, _mailbox(receipt), value)
    return _taken(submit, found, receipt, {"judged": value}, "refused")


def _appeal(found: thread.Thread, receipt: str) -> ResponseReturnValue:
    """Take an appeal that was typed without JavaScript; what cannot be taken stays in its field."""
    typed = tidy(request.form["appeal"])
    submit = partial(appealing.submit, found, _mailbox(receipt), typed or None)
    return _taken(submit, found, receipt, {"appealed": True}, "appeal_fault", appeal_typed=typed)


def _push(found: thread.Thread, receipt: str) -> ResponseReturnValue:
    """Take an escalation without JavaScript; what cannot be taken stays in its field."""
    typed = tidy(request.form["escalate"])
    submit = partial(escalating.submit, found, _mailbox(receipt), typed or None)
    return _taken(submit, found, receipt, {"pushed": True}, "push_fault", push_typed=typed)


def _taken(
    submit: Callable[[str], None],
    found: thread.Thread,
    receipt: str,
    done: dict[str, Any],
    fault: str,
    **typed: str,
) -> ResponseReturnValue:
    """Submit in this epoch; the page says what is `done`, or in `fault` why it was not."""
    try:
        submit(schedule.epoch_of(settings(), clock.today()))
    except Problem as problem:
        page = _way_back(found, receipt, **{fault: str(problem.message)}, **typed)
        return page, problem.status
    return _way_back(found, receipt, **done)


_ASKED: dict[str, Callable[[thread.Thread, str], ResponseReturnValue]] = {
    "photo": _photo,
    "answer": _answer,
    "verdict": _verdict,
    "appeal": _appeal,
    "escalate": _push,
}


def _way_back(found: thread.Thread | None, receipt: str | None = None, **words_: Any) -> str:
    return render_template(
        "voice/return.html",
        found=found,
        receipt=receipt,
        appeal_until=appealing.last_day(found) if found else None,
        appeal_days=appealing.WINDOW.days,
        pushable=found is not None and escalating.pushable(found) is not None,
        **words_,
        reasons=words.reasons(),
        example=example() if settings().demo else None,
        head8=keys.log().pin,
    )


def _mailbox(typed: str) -> Mailbox:
    """The mailbox of a typed receipt; for nonsense another one, at the same cost."""
    try:
        receipt = parse(typed)
    except ValueError:
        # The same work for nonsense, so that the time taken tells nothing.
        receipt = Receipt(secrets.token_bytes(10))
    return derive(receipt)[0]
