"""Claim, send, write down: at most once each, whatever breaks off in between."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select, update

from portal.anonymity.sealing import Destroyed, SealBroken
from portal.core import clock, locks
from portal.core.db import db, transaction
from portal.core.errors import Missing
from portal.core.outbox import Kind, Message, State
from portal.core.settings import settings
from portal.notify import chat, choices, letters, quiet, rooms, smtp
from portal.notify.delivery import Doubtful, Refused, Undelivered
from portal.people import links
from portal.people.models import Account

# Rounds, which are minutes, until the next attempt; after the last one it has failed.
PAUSES = (1, 5, 20, 60, 240)
AT_ONCE = 200
# Seconds after which nothing more is begun in a round.
PATIENCE = 20.0
LIVES = {Kind.DIGEST: timedelta(0), Kind.RESET: timedelta(1), Kind.INVITATION: timedelta(14)}

Delivery = Callable[[], None]


def send_due() -> int:
    """Send what may go now; how many messages were taken by the other side."""
    with locks.sending(settings().data):
        with transaction():
            _settle()
        return _send_all(_due())


def _settle() -> None:
    """What broke off is not sent again; what came too late not at all; the others wait less."""
    _move(State.UNKNOWN, Message.state == State.SENDING)
    queued = Message.state == State.QUEUED
    _move(State.LAPSED, queued, Message.recipient.is_(None))
    for kind, lives in LIVES.items():
        _move(State.LAPSED, queued, Message.kind == kind, Message.day < clock.today() - lives)
    waiting = update(Message).where(queued, Message.wait > 0)
    db.session.execute(waiting.values(wait=Message.wait - 1))


def _move(state: State, *which: object) -> None:
    db.session.execute(update(Message).where(*which).values(state=state.value))  # type: ignore[arg-type]


def _due() -> Sequence[tuple[str, str]]:
    """What may go: by channels that are set up, and in quiet hours only what somebody asked for."""
    which = (Message.state == State.QUEUED, Message.wait == 0)
    query = select(Message.id, Message.channel).where(*which)
    if settings().demo:
        return []
    if not settings().mails:
        query = query.where(Message.channel != "mail")
    if quiet.hours().holds(clock.local(clock.now())):
        query = query.where(Message.kind != Kind.DIGEST)
    found = db.session.execute(query.order_by(Message.day, Message.id).limit(AT_ONCE))
    return [(row.id, row.channel) for row in found]


def _send_all(due: Sequence[tuple[str, str]]) -> int:
    """Send these while there is time: releases wait for the same worker."""
    until, taken, away = time.monotonic() + PATIENCE, 0, False
    for message_id, channel in due:
        # A mail server that is away for one is away for all, and slow to say so.
        if time.monotonic() > until or (away and channel == "mail"):
            continue
        fault = _send(message_id)
        taken += fault is None
        away = away or fault in smtp.AWAY
    return taken


def _send(message_id: str) -> str | None:
    """Send one; None when it was taken, else why not."""
    with transaction():
        delivery = _claim(message_id)
    if delivery is None:
        return "nobody"
    try:
        delivery()
    except Undelivered as error:
        _write_down(message_id, error)
        return error.fault
    _write_down(message_id, None)
    return None


def _claim(message_id: str) -> Delivery | None:
    """Mark it before it goes, so that a crash cannot send it twice; how it is to be delivered."""
    message = db.session.get_one(Message, message_id)
    if message.state != State.QUEUED:
        return None
    message.state, message.attempts = State.SENDING.value, message.attempts + 1
    return _by_chat(message) if message.channel == "chat" else _by_mail(message)


def _by_chat(message: Message) -> Delivery | None:
    try:
        address, secret = rooms.open_address(rooms.find(message.recipient or ""))
    except (Missing, Destroyed, SealBroken):
        message.state, message.fault = State.FAILED.value, "no-address"
        return None
    letter = letters.to_a_room(message.facts)
    return lambda: chat.send(address, secret, f"{letter.subject}\n{letter.text}")


def _by_mail(message: Message) -> Delivery | None:
    account = db.session.get(Account, message.recipient)
    if account is None or not account.active or not account.email:
        message.state = State.LAPSED.value
        return None
    # The secret is made now and stands in the mail alone; here only its digest is kept.
    lives = letters.LIVES.get(Kind(message.kind))
    secret = links.make_link(account, lives) if lives else ""
    letter = letters.written(message, account, secret, choices.token_of(account.id))
    mail = letters.as_mail(letter, account)
    return lambda: smtp.send(settings().smtp_url.get_secret_value(), mail)


def _write_down(message_id: str, error: Undelivered | None) -> None:
    with transaction():
        message = db.session.get_one(Message, message_id)
        message.state, message.fault = State.SENT.value, error.fault if error else None
        if isinstance(error, Doubtful):
            message.state = State.UNKNOWN.value
        elif isinstance(error, Refused):
            message.state = State.FAILED.value
        elif error:
            _again(message)


def _again(message: Message) -> None:
    tried = message.attempts - 1
    message.state = (State.QUEUED if tried < len(PAUSES) else State.FAILED).value
    message.wait = PAUSES[min(tried, len(PAUSES) - 1)]
