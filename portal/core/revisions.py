"""How often each room of the main database was written to: what pages that are kept depend on.

Counted below the ORM, in the transaction of the write itself, so that no writer can forget it.
Nothing in it tells who wrote or when: a room is a package of tables, and has one row. A room whose
tables name their figures has a second one, its outline, which a new figure leaves as it is.
"""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Insert,
    Table,
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
# In a table's info: columns that hold no more than a reading.
FIGURES = "figures"
# In a table's info: the room of a table that is written to at other times than its package.
ROOM = "room"
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
    """The room of each table: what its info says, else the package whose models have it."""
    found: dict[str, str] = {}
    for mapper in Base.registry.mappers:
        package, table = mapper.class_.__module__.split("."), cast(Table, mapper.local_table)
        found[table.name] = table.info.get(ROOM, package[1] if len(package) > 1 else "")
    return found


def _measured() -> set[str]:
    """The rooms that name figures."""
    tables = Base.metadata.tables
    return {room for name, room in rooms().items() if FIGURES in tables[name].info}


def outline(room: str) -> str:
    """The second row of a room: how often anything but its figures was written."""
    return f"{room} outline"


def read(connection: Connection) -> dict[str, int]:
    """The number of every room that was ever written to."""
    return {room: number for room, number in connection.execute(text(READ))}  # noqa: C416 - no tuples


def count(engine: Engine) -> None:
    """Count what this engine commits from now on."""
    known, measured = rooms(), _measured()

    def note(connection: Connection, statement: Any, many: Any, one: Any, _options: Any) -> None:
        if isinstance(statement, (Insert, Update, Delete)):
            room = known.get(getattr(statement.table, "name", ""))
            if room:
                touched = connection.info.setdefault(_TOUCHED, set())
                touched.add(room)
                if room in measured and not _is_reading(statement, many or [one]):
                    touched.add(outline(room))

    event.listen(engine, "before_execute", note)
    event.listen(engine, "commit", _count)
    event.listen(engine, "rollback", _forget)


def _is_reading(statement: Any, rows: Sequence[Mapping[str, Any]]) -> bool:
    """True when the unit of work writes nothing but figures; of other writes nobody can tell."""
    figures = statement.table.info.get(FIGURES)
    # What a statement itself sets is not among its rows.
    if figures is None or isinstance(statement, Delete) or getattr(statement, "_values", None):
        return False
    written = set().union(*rows) & set(statement.table.c.keys())
    return bool(written) and written <= figures


def _count(connection: Connection) -> None:
    # In one order, so that two writers never wait for each other's rows.
    for room in sorted(connection.info.pop(_TOUCHED, ())):
        connection.execute(_COUNT, {"room": room})


def _forget(connection: Connection) -> None:
    connection.info.pop(_TOUCHED, None)
