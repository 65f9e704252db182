"""What tests of the release use: the inbox, the log, and posts put there without a browser."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.anonymity import keylog, loglines
from portal.core import clock
from portal.core.db import reading, writing
from portal.people.models import ALLOWANCE
from portal.voice import service
from portal.voice.keys import log_folder
from portal.voice.models import INBOX_ROW
from tests.making import make_item


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
