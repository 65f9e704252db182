"""Full-text indexes in search.db: FTS5 over the words of a table, which keeps itself.

The table has `place`, a number by which hits are ordered, the newest first, and `words`, its text
as tokens with spaces between (detectors.segments). Nothing else is known of it here.
"""

import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import (
    DDL,
    ColumnElement,
    Connection,
    Table,
    column,
    event,
    insert,
    literal_column,
    select,
)
from sqlalchemy import table as named
from sqlalchemy.exc import DatabaseError

RANDOM = 40
log = logging.getLogger(__name__)


@contextmanager
def dispensable() -> Iterator[None]:
    """Go on without search.db when it is gone or damaged; the next start makes it anew."""
    try:
        yield
    except DatabaseError as error:
        log.error("%s in search.db", type(error).__name__)  # noqa: TRY400 - never a value


def place(order: int, id_: str) -> int:
    """Where a row stands: by its order, and within one in the order of a hash, which tells none."""
    drawn = hashlib.blake2b(id_.encode(), digest_size=RANDOM // 8).digest()
    return order << RANDOM | int.from_bytes(drawn, "big")


# Tokens are made before: `ascii` takes every letter beyond ASCII as it is. The index follows its
# table in the same transaction, and gives up a row's tokens by the words that it was given.
_STATEMENTS = (
    "CREATE VIRTUAL TABLE %(table)s_words USING"
    " fts5(words, content='%(table)s', content_rowid='place', tokenize='ascii')",
    "CREATE TRIGGER %(table)s_added AFTER INSERT ON %(table)s BEGIN"
    " INSERT INTO %(table)s_words (rowid, words) VALUES (new.place, new.words); END",
    "CREATE TRIGGER %(table)s_dropped AFTER DELETE ON %(table)s BEGIN"
    " INSERT INTO %(table)s_words (%(table)s_words, rowid, words)"
    " VALUES ('delete', old.place, old.words); END",
)


def index(table: Table) -> None:
    """Give a table its index as soon as it is made; its rows are added and deleted, not changed."""
    for statement in _STATEMENTS:
        event.listen(table, "after_create", DDL(statement))  # type: ignore[no-untyped-call]


def compact(connection: Connection, table: Table) -> None:
    """Leave nothing of what was deleted in the index: until then, old segments hold its tokens."""
    # A command to FTS5 is a row in a column that is called like the index.
    name = f"{table.name}_words"
    connection.execute(insert(named(name, column(name))).values({name: "optimize"}))


def hits(
    connection: Connection,
    table: Table,
    match: str,
    *where: ColumnElement[bool],
    page: int = 1,
    size: int = 20,
) -> Sequence[str]:
    """The ids of a page of rows that match, the newest first; one more if there are more."""
    words = named(f"{table.name}_words", column("rowid"))
    [key] = table.primary_key.columns
    query = (
        select(key)
        .join_from(words, table, table.c.place == words.c.rowid)
        .where(literal_column(words.name).op("MATCH")(match), *where)
        .order_by(words.c.rowid.desc())
        .limit(size + 1)
        .offset((page - 1) * size)
    )
    return connection.scalars(query).all()
