"""The main database as one SQLite file, wherever it lives, and back from such a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, text, update

from portal.core import schema
from portal.core.db import CHUNK, Base, alone, on_file, rebuilding


def snapshot(path: Path) -> None:
    """Write the main database, as it stands at one instant, to a new file; nobody has to wait."""
    if schema.engine_of("main").dialect.name == "sqlite":
        _make(path)
        with alone("main") as connection:
            # Into a file that is there and empty, so that it never was for others to read.
            connection.execute(text("VACUUM INTO :path"), {"path": str(path)})
        return
    _make(path)
    with on_file(path) as engine:
        schema.migrate_engine(engine, "main")
        with _one_instant() as source, rebuilding(engine) as target:
            _copy_all(source, target)


def load(path: Path) -> None:
    """Put such a file in the place of the main database on PostgreSQL, in one transaction."""
    main = schema.engine_of("main")
    with on_file(path) as engine, engine.connect() as source, rebuilding(main) as target:
        for table in reversed(Base.metadata.sorted_tables):
            target.execute(table.delete())
        _copy_all(source, target)


def _make(path: Path) -> None:
    path.touch(mode=0o600, exist_ok=False)


@contextmanager
def _one_instant() -> Iterator[Connection]:
    """A transaction of PostgreSQL that sees one state throughout, and can write nothing."""
    with schema.engine_of("main").connect() as connection:
        yield connection.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True, stream_results=True
        )


def _copy_all(source: Connection, target: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        _copy(source, target, table)


def _copy(source: Connection, target: Connection, table: Table) -> None:
    """One table, in the order of its key: the order in which PostgreSQL keeps rows tells of time.

    Who stands under whom comes last, when everybody is there.
    """
    own = [c.name for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
    ties: list[dict[str, Any]] = []
    rows = source.execute(select(table).order_by(*table.primary_key)).mappings()
    for some in rows.partitions(CHUNK):
        target.execute(table.insert(), [{**row, **dict.fromkeys(own)} for row in some])
        ties += [{"_id": row["id"], **{n: row[n] for n in own}} for row in some if own]
    if ties:
        tied = update(table).where(table.c.id == bindparam("_id"))
        target.execute(tied.values({name: bindparam(name) for name in own}), ties)
