"""The sweep after a release: what was moved leaves the inbox, its pages and its logs."""

from collections.abc import Iterable
from random import SystemRandom

from sqlalchemy import Connection, select, text

from portal.core.db import alone, batched, db, settle, writing
from portal.voice.inbox import is_of
from portal.voice.models import INBOX_ROW, POSTER_TALLY
from portal.voice.moving import moved

_random = SystemRandom()


def sweep() -> None:
    """Take what has been moved out of the inbox, and out of every page and log of its store."""
    on_sqlite = db.engines["inbox"].dialect.name == "sqlite"
    (_sweep_sqlite if on_sqlite else _sweep_postgres)()


def recount() -> None:
    """Count the posts that come by posters from nothing again; the sweep that follows wipes it.

    One that came while the release went on is counted in neither window.
    """
    on_sqlite = db.engines["inbox"].dialect.name == "sqlite"
    with writing("inbox") as connection:
        table = POSTER_TALLY.name
        connection.execute(text(f"DELETE FROM {table}" if on_sqlite else f"TRUNCATE {table}"))  # noqa: S608


def give_up(epochs: Iterable[str]) -> int:
    """Destroy what waits in the inbox since one of these epochs; how many rows that were.

    Too few had collected, all that time. Their texts end with the others of their epoch.
    """
    with writing("inbox") as connection:
        query = select(INBOX_ROW.c.nullifier, INBOX_ROW.c.sealed)
        rows = [(bytes(n), bytes(s)) for n, s in connection.execute(query)]
        over = [n for n, sealed in rows if any(is_of(epoch, n, sealed) for epoch in epochs)]
        _delete(connection, over)
    if over:
        sweep()
    return len(over)


def drop(nullifiers: Iterable[bytes]) -> None:
    """Destroy rows of the inbox that nothing will ever take along."""
    with writing("inbox") as connection:
        _delete(connection, nullifiers)
    sweep()


def _delete(connection: Connection, nullifiers: Iterable[bytes]) -> None:
    for some in batched(nullifiers):
        connection.execute(INBOX_ROW.delete().where(INBOX_ROW.c.nullifier.in_(some)))


def _sweep_sqlite() -> None:
    with writing("inbox") as connection:
        held = [bytes(one) for one in connection.scalars(select(INBOX_ROW.c.nullifier))]
        _delete(connection, sorted(moved(held)))
    with alone("inbox") as connection:
        connection.execute(text("VACUUM"))
    settle("inbox")


def _sweep_postgres() -> None:
    with writing("inbox") as connection:
        connection.execute(text("LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE"))
        held = [dict(row) for row in connection.execute(select(INBOX_ROW)).mappings()]
        gone = moved(bytes(row["nullifier"]) for row in held)
        stays = [row for row in held if bytes(row["nullifier"]) not in gone]
        _random.shuffle(stays)
        connection.execute(text("TRUNCATE inbox"))
        if stays:
            connection.execute(INBOX_ROW.insert(), stays)
    with alone("inbox") as connection:
        # A checkpoint removes what is in older segments of the log; the newest would stay.
        connection.execute(text("SELECT pg_switch_wal()"))
        connection.execute(text("CHECKPOINT"))
