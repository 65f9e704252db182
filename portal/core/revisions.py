"""How often each room of the main database was written to: what pages that are kept depend on.

Counted below the ORM, in the transaction of the write itself, so that no writer can forget it.
Nothing in it tells who wrote or when: a room is a package of tables, and has one row.
"""

import secrets
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Insert,
    Update,
    delete,
    event,
    insert,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base

_COUNT = text(
    "INSERT INTO revision (room, number) VALUES (:room, 1)"
    " ON CONFLICT (room) DO UPDATE SET number = revision.number + 1"
)
READ = "SELECT room, number FROM revision"
RESTORED = "restored"
_TOUCHED = "rooms written to"


class Revision(Base):
    """How many transactions have changed a room."""

    __tablename__ = "revision"

    room: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]


def begin_anew(connection: Connection) -> None:
    """After a restore: no number may mean to a browser what it meant before."""
    row = {"room": RESTORED, "number": secrets.randbelow(2**31)}
    connection.execute(delete(Revision).where(Revision.room == RESTORED))
    connection.execute(insert(Revision).values(row))


def rooms() -> dict[str, str]:
    """The room of each table: the package whose models have it."""
    found = {}
    for mapper in Base.registry.mappers:
        package = mapper.class_.__module__.split(".")
        found[str(mapper.local_table.name)] = package[1] if len(package) > 1 else ""  # type: ignore[attr-defined]
    return found


def read(connection: Connection) -> dict[str, int]:
    """The number of every room that was ever written to."""
    return {room: number for room, number in connection.execute(text(READ))}  # noqa: C416 - no tuples


def count(engine: Engine) -> None:
    """Count what this engine commits from now on."""
    known = rooms()

    def note(connection: Connection, statement: Any, *_more: Any) -> None:
        if isinstance(statement, (Insert, Update, Delete)):
            room = known.get(getattr(statement.table, "name", ""))
            if room:
                connection.info.setdefault(_TOUCHED, set()).add(room)

    event.listen(engine, "before_execute", note)
    event.listen(engine, "commit", _count)
    event.listen(engine, "rollback", _forget)


def _count(connection: Connection) -> None:
    # In one order, so that two writers never wait for each other's rows.
    for room in sorted(connection.info.pop(_TOUCHED, ())):
        connection.execute(_COUNT, {"room": room})


def _forget(connection: Connection) -> None:
    connection.info.pop(_TOUCHED, None)
