"""The stores as databases: their schema, and every value of every table."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Select, inspect, literal_column, select, table, text

from portal.core import schema
from portal.core.db import STORES, reading
from portal.doctor.canary import Canary, spelled
from portal.doctor.findings import Finding, broken, fine

AT_ONCE = 1000
NOT_OURS = ("information_schema", "pg_catalog", "pg_toast")
# What makes PostgreSQL write down the values of a request, or keep what the inbox has let go.
SERVER = {"log_statement": {"none"}, "log_min_duration_statement": {"-1"}}
INBOX_SERVER = {**SERVER, "archive_mode": {"off"}, "wal_recycle": {"off"}}


def versions() -> Finding:
    """The schema of every store, against the newest."""
    behind = [store for store in STORES if schema.revision_of(store) != schema.newest()]
    if behind:
        said = f"The schema of {', '.join(behind)} is old or missing."
        return broken(said, "Run: portal upgrade (in an empty folder: portal init)")
    return fine("Every store has the newest schema.")


def search(canary: Canary) -> list[Finding]:
    """Look at every value of every table for the canary."""
    found, counted = [], 0
    for store in STORES:
        with reading(store) as connection:
            for schema_name, name in _tables(connection):
                counted += 1
                if how := _spelled_in(connection, canary, schema_name, name):
                    said = f"The table {name} of {store} holds what a request carried ({how})."
                    found.append(broken(said, "Report this as a fault of the portal."))
    return found or [fine(f"None of {counted} tables holds a word of the requests.")]


def _tables(connection: Connection) -> Iterator[tuple[str, str]]:
    about = inspect(connection)
    for schema_name in about.get_schema_names():
        if schema_name not in NOT_OURS:
            yield from ((schema_name, name) for name in about.get_table_names(schema_name))


def _spelled_in(connection: Connection, canary: Canary, schema_name: str, name: str) -> str | None:
    spellings = canary.spellings()
    query: Select[Any] = select(literal_column("*")).select_from(table(name, schema=schema_name))
    # Closed at the first find: a cursor that is left open would stay on the server.
    with connection.execution_options(yield_per=AT_ONCE).execute(query) as rows:
        hows = (spelled(spellings, _bytes(value)) for row in rows for value in row)
        return next((how for how in hows if how), None)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def servers() -> list[Finding]:
    """How the PostgreSQL servers are set, where there are any (docs/operations.md)."""
    wanted = {"main": SERVER, "inbox": INBOX_SERVER}
    faults = [fault for store, names in wanted.items() for fault in _set_wrong(store, names)]
    return [broken(fault, "Change it in postgresql.conf and restart.") for fault in faults]


def _set_wrong(store: str, wanted: dict[str, set[str]]) -> Iterator[str]:
    with reading(store) as connection:
        if connection.dialect.name != "postgresql":
            return
        for name, good in wanted.items():
            value = str(connection.scalar(text("select current_setting(:name)"), {"name": name}))
            if value not in good:
                yield f"PostgreSQL of {store} has {name} = {value}; it should be {' '.join(good)}."
