"""The stores of a test application: in a hurry, and emptied where something was written."""

from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, Insert, Table, event

from portal.core.db import STORES
from portal.core.revisions import Revision
from portal.core.schema import engine_of

_TOUCHED = "touched"


def make(app: Flask) -> None:
    """Make the tables, and watch from now on which of them are written to."""
    app.extensions[_TOUCHED] = set()
    for store, metadata in STORES.items():
        _hurry(engine_of(store))
        metadata.create_all(engine_of(store))
        event.listen(engine_of(store), "before_execute", _watch(app))


def _hurry(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def _connected(connection: Any, _record: object) -> None:
            connection.execute("PRAGMA synchronous=OFF")


def _watch(app: Flask) -> Any:
    def note(_connection: Connection, statement: Any, *_more: Any) -> None:
        if isinstance(statement, Insert):
            app.extensions[_TOUCHED].add(statement.table)

    return note


def empty(app: Flask) -> None:
    """Empty every table into which something was put, children before parents.

    Of main, which has many; into the few of the others raw statements put something too.
    """
    touched: set[Table] = app.extensions[_TOUCHED] | {Revision.__table__}
    touched |= {
        table for store in STORES if store != "main" for table in STORES[store].tables.values()
    }
    for store, metadata in STORES.items():
        some = [table for table in reversed(metadata.sorted_tables) if table in touched]
        if some:
            with engine_of(store).begin() as connection:
                for table in some:
                    connection.execute(table.delete())
    app.extensions[_TOUCHED] = set()
