"""Protections undone, one at a time, so that the attacker can prove that it would notice."""

import re
import sqlite3
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from markupsafe import Markup
from sqlalchemy import delete, select

from portal.anonymity import receipts
from portal.core import paper
from portal.core.db import writing
from portal.people import issuance
from portal.people.models import ALLOWANCE
from portal.voice import ballots, cards, moving, polls, release, service, unseen, views

PLANTED = 0.0005
ROWIDS = {
    "main.db": ("post", "spent", "card", "act"),
    "inbox.db": ("inbox",),
    "issuance.db": ("allowance",),
}
# What leaves an order of rows needs rows that keep one.
WITH_ROWIDS = frozenset({"order", "cards", "ballots", "answers"})


def _say(*words: str) -> None:
    sys.stderr.write(f"{time.time():.6f} {' '.join(words)}\n")
    sys.stderr.flush()


def times() -> None:
    """Log when who collected, and when which post came."""
    collect, submit = issuance.collect, service.submit

    def collect_at(account_id: str, *words: Any) -> list[str]:
        _say("collect", account_id)
        return collect(account_id, *words)

    def submit_at(sent: service.Sent, epoch: str) -> None:
        _say("post", sent.commitment.hex())
        submit(sent, epoch)

    issuance.collect, service.submit = collect_at, submit_at


class _Still:
    """Chance that changes nothing."""

    def shuffle(self, _rows: list[Any]) -> None:
        pass


def _collecting_in_order() -> None:
    """Keep who collected last at the end of the table, which no release writes anew."""
    count = issuance._count  # noqa: SLF001

    def count_last(account_id: str, entry: Any, request: bytes) -> None:
        count(account_id, entry, request)
        mine = (ALLOWANCE.c.kid == entry.kid) & (ALLOWANCE.c.account_id == account_id)
        with writing("issuance") as connection:
            row = dict(connection.execute(select(ALLOWANCE).where(mine)).mappings().one())
            connection.execute(delete(ALLOWANCE).where(mine))
            connection.execute(ALLOWANCE.insert(), row)

    issuance._count, issuance.rewrite = count_last, lambda *_words: None  # noqa: SLF001


def order() -> None:
    """Keep the order of rows: nothing is shuffled, swept or written anew."""
    _collecting_in_order()

    def unshuffled(rows: Any) -> tuple[list[bytes], list[Any]]:
        return [row.nullifier for row in rows], [row.item for row in rows]

    release._random, moving.shuffled = _Still(), unshuffled  # noqa: SLF001
    release.sweep = lambda: None


def cards_in_order() -> None:
    """Keep the order of cards: they are revealed as they came."""
    _collecting_in_order()
    cards.sorted = _as_they_are  # type: ignore[attr-defined]


def card_times() -> None:
    """Log when who collected, and when which card came."""
    times()
    put = service.put

    def put_at(sent: service.Sent, epoch: str) -> None:
        _say("card", sent.commitment.hex())
        put(sent, epoch)

    service.put = put_at


def ballots_kept() -> None:
    """Mark ballots as counted in the order in which they came, and sweep none away."""
    _collecting_in_order()
    unseen.sorted = _as_they_are  # type: ignore[attr-defined]
    ballots.sweep = lambda: None


def answers_in_order() -> None:
    """Keep the marks of answers in the order in which they came."""
    _collecting_in_order()
    polls.sorted = _as_they_are  # type: ignore[attr-defined]


def _as_they_are(rows: Iterable[Any], **_words: Any) -> list[Any]:
    """Stands for `sorted` and sorts nothing."""
    return list(rows)


def keep_rowids(data: Path) -> None:
    """Make the tables of this folder anew with the rowids that the product leaves out."""
    for name, tables in ROWIDS.items():
        with closing(sqlite3.connect(data / name)) as store:
            for table in tables:
                _with_rowid(store, table)


def _with_rowid(store: sqlite3.Connection, table: str) -> None:
    made = "select sql from sqlite_master where tbl_name = ? and sql is not null order by type desc"
    statements = [sql for (sql,) in store.execute(made, (table,))]
    rows = store.execute(f"select * from {table}").fetchall()  # noqa: S608
    store.execute(f"drop table {table}")
    for sql in statements:
        store.execute(re.sub(r"\)\s*WITHOUT ROWID\s*$", ")", sql))
    for row in rows:
        marks = ",".join("?" * len(row))
        store.execute(f"insert into {table} values ({marks})", row)  # noqa: S608
    store.commit()


def pictures() -> None:
    """Say what the pictures on posters hold, as a camera would: no control, but eyes."""
    drawn = paper.qr

    def seen(address: str) -> Markup:
        sys.stdout.write(f"{address}\n")
        return drawn(address)

    paper.qr = seen


def quick() -> None:
    """Derive from receipts in one round: what takes long for all alike must not hide the rest."""
    receipts._ROUNDS = 1  # noqa: SLF001


def slow() -> None:
    """The same; and a mistyped receipt takes half a millisecond longer than any other."""
    quick()
    parse = views.parse

    def parse_slowly(typed: str) -> Any:
        try:
            return parse(typed)
        except ValueError:
            until = time.perf_counter() + PLANTED
            while time.perf_counter() < until:
                pass
            raise

    views.parse = parse_slowly


WEAK = {
    "times": times,
    "order": order,
    "cards": cards_in_order,
    "card times": card_times,
    "ballots": ballots_kept,
    "answers": answers_in_order,
    "pictures": pictures,
    "quick": quick,
    "slow": slow,
}
