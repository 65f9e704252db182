"""What tests of the release use: the inbox, the log, and posts put there without a browser."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import keylog, loglines
from portal.anonymity.client import Token
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, reading, transaction, writing
from portal.moderation import service as moderation
from portal.people.models import ALLOWANCE
from portal.voice import service
from portal.voice.keys import log_folder
from portal.voice.life import Move
from portal.voice.models import INBOX_ROW, Post
from tests.answers.test_service import decide, details_of
from tests.making import make_item, make_post
from tests.supporting import support_key, support_tokens

MINE = Receipt(b"0123456789")
MAILBOX, SALT = derive(MINE)
DONE = "排程改成一天一次，換模少了一半。"


@pytest.fixture
def minute(app) -> Callable[[int], datetime]:
    """So many minutes after the test began."""
    start = clock.now()
    return lambda number: start + timedelta(minutes=number)


@pytest.fixture
def queue(crowd, open_posting, goal) -> Callable[..., bytes]:
    """Put a post straight into the inbox, as one whose token was good; its nullifier."""

    def lay(body: str = "排程一天改三次", hold: str = "release") -> bytes:
        return put(open_posting, make_item(goal.id, body=body), hold)

    return lay


@pytest.fixture
def few(crowd, cast) -> Callable[[], None]:
    """Let one member less than the floor have collected."""

    def less() -> None:
        with writing("issuance") as connection:
            mine = ALLOWANCE.c.account_id == cast.alice
            connection.execute(ALLOWANCE.update().where(mine).values(n=0, request=bytes(32)))

    return less


def put(kid: str, item: dict[str, Any], hold: str = "release") -> bytes:
    """Put a post straight into the inbox, as one whose token of this key was good."""
    nullifier, commitment = os.urandom(32), os.urandom(32)
    shown = {"kid": kid, "item": item, "hold": hold, "mailbox": None}
    held = shown | {"commitment": commitment.hex()}
    service.submit(service.Sent(kid, nullifier, commitment, held), "2026-11")
    return nullifier


def inbox() -> dict[bytes, bytes]:
    """Every row of the inbox: nullifier to sealed bytes."""
    with reading("inbox") as connection:
        rows = connection.execute(select(INBOX_ROW.c.nullifier, INBOX_ROW.c.sealed))
        return {bytes(n): bytes(s) for n, s in rows}


def release_lines() -> list[tuple[int, int, str]]:
    """The release lines of the key log: line, batch, root."""
    found = [loglines.parse(raw) for raw in keylog.read(log_folder()).lines]
    lines = [(one.seq, one.line) for one in found if isinstance(one.line, keylog.Release)]
    return [(seq, line.batch, line.root) for seq, line in lines]


@pytest.fixture
def decided(say, crowd, goal, actors, cast, minute) -> str:
    """A blocker on which Bob has decided; its id."""
    item = make_item(goal.id)
    say("/say/posts", make_post(crowd[0], item, mailbox=b64u(MAILBOX), salt=b64u(SALT)))
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    decide(actors["bob"], post, "resources", details_of("resources", cast, goal))
    return post.id


@pytest.fixture
def claimed(decided, actors) -> str:
    """The same when Bob says that it is solved."""
    tell(actors, decided, Move.START, "今天換了新排程。")
    tell(actors, decided, Move.CLAIM, DONE)
    return decided


def tell(actors, post_id, move, body) -> None:
    """Let Bob say of the work how far it is."""
    with transaction():
        answers.report(actors["bob"], answers.find_blocker(post_id), move, body)


@pytest.fixture(scope="session")
def supporters() -> dict[str, list[Token]]:
    """Tokens for support, kept by the key that signed them: making one takes a while."""
    return {}


@pytest.fixture
def people(crowd, supporters) -> list[Token]:
    """Six members' tokens for support; everybody has collected from that key."""
    kid = support_key().kid
    if kid not in supporters:
        supporters[kid] = support_tokens(6)
    return supporters[kid]
