"""The four stores, and the only place that commits."""

import json
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask, g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    BindParameter,
    Connection,
    Engine,
    MetaData,
    String,
    bindparam,
    create_engine,
    event,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, scoped_session

from portal.config import Settings

Value = TypeVar("Value")

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Everything in the main database."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {str: String()}


INBOX = MetaData(naming_convention=NAMES)
ISSUANCE = MetaData(naming_convention=NAMES)
DERIVED = MetaData(naming_convention=NAMES)
STORES = {"main": Base.metadata, "inbox": INBOX, "issuance": ISSUANCE, "search": DERIVED}

db = SQLAlchemy(metadata=Base.metadata)

PRAGMAS = (
    "journal_mode=WAL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",
    "temp_store=MEMORY",
    "cache_size=-65536",
    "journal_size_limit=67108864",
)
# By their binds: main has none.
DURABLE = {None, "inbox"}
CHECKPOINTS = 50
CHUNK = 500
PAUSE = 0.1


def addresses(settings: Settings) -> dict[str, str]:
    """Where each store lives: files of their own, or on PostgreSQL main, a server for the inbox."""
    main = settings.main_url
    on_file = main.startswith("sqlite")
    folder = settings.data.absolute()
    return {
        "main": main,
        "inbox": settings.inbox_url or f"sqlite:///{folder / 'inbox.db'}",
        "issuance": f"sqlite:///{folder / 'issuance.db'}" if on_file else main,
        "search": f"sqlite:///{folder / 'search.db'}",
    }


def _options(url: str) -> dict[str, Any]:
    # What cannot be stored is refused on the way in; Chinese stays readable in a dump.
    both: dict[str, Any] = {
        "json_serializer": lambda value: json.dumps(value, ensure_ascii=False),
        # What failed is written to a log; what was to be stored never is.
        "hide_parameters": True,
    }
    if url.startswith("sqlite"):
        return {**both, "pool_size": 16, "max_overflow": 0}
    return {**both, "pool_size": 8, "max_overflow": 0, "pool_pre_ping": True, "pool_recycle": 1800}


def attach(app: Flask, settings: Settings) -> None:
    """Give the application its stores."""
    urls = addresses(settings)
    app.config["SQLALCHEMY_DATABASE_URI"] = urls["main"]
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _options(urls["main"])
    app.config["SQLALCHEMY_BINDS"] = {
        name: {"url": urls[name], **_options(urls[name])}
        for name in ("inbox", "issuance", "search")
    }
    db.init_app(app)
    with app.app_context():
        for name, engine in db.engines.items():
            _tune(engine, durable=name in DURABLE)


def _tune(engine: Engine, *, durable: bool) -> None:
    if engine.dialect.name != "sqlite":
        return
    # The inbox answers 202 only for what survives a power cut, and a release takes out of it only
    # what survives one in main.
    synchronous = "synchronous=FULL" if durable else "synchronous=NORMAL"

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (*PRAGMAS, synchronous):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("alone"):
            return
        # A write takes the lock at once: a read that turns into a write can only fail.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("immediate") else "BEGIN")


def among(name: str = "ids") -> BindParameter[Any]:
    """The place of a list in a query that stands ready: built once, it takes half the time."""
    return bindparam(name, expanding=True)


def batched(values: Iterable[Value]) -> Iterator[list[Value]]:
    """The values in lists of no more than a database takes in one question."""
    left = iter(values)
    while some := list(islice(left, CHUNK)):
        yield some


@contextmanager
def transaction() -> Iterator[scoped_session[FlaskSession]]:
    """One write to the main database: everything inside, or nothing."""
    session = db.session
    # Whatever this request reads from here on is of a state that core.memory has no name for.
    g.version = None
    # Ends the read that a loader began: what is written starts from what is true now.
    session.rollback()
    session.connection(execution_options={"immediate": True})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


def _engine_of(store: str) -> Engine:
    return db.engines[None if store == "main" else store]


@contextmanager
def on_file(path: Path) -> Iterator[Engine]:
    """An SQLite file that is no store, as a part of a backup; one plain file again afterwards."""
    engine = create_engine(f"sqlite:///{path.absolute()}", **_options("sqlite"))
    _tune(engine, durable=True)
    try:
        yield engine
        with engine.connect() as connection:
            connection.execution_options(alone=True).exec_driver_sql("PRAGMA journal_mode=DELETE")
    finally:
        engine.dispose()


@contextmanager
def writing(store: str) -> Iterator[Connection]:
    """One write to inbox, issuance or search."""
    with db.engines[store].connect() as connection:
        connection.execution_options(immediate=True)
        with connection.begin():
            yield connection


@contextmanager
def reading(store: str) -> Iterator[Connection]:
    """One consistent read of a store, of what is true now, whatever the session has begun."""
    with _engine_of(store).connect() as connection, connection.begin():
        yield connection


def inserting(connection: Connection, table: Any) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what becomes of a row that is there already."""
    on_postgresql = connection.dialect.name == "postgresql"
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)


def let_go() -> None:
    """End what the session reads, and give its connection back.

    Before waiting for another store: if those who hold the last connections of one wait for each
    other's connections of the next, nobody ever goes on.
    """
    db.session.rollback()


@contextmanager
def alone(store: str) -> Iterator[Connection]:
    """A connection outside any transaction, for VACUUM and checkpoints."""
    engine = _engine_of(store)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            yield connection.execution_options(alone=True)
        else:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")


def settle(store: str) -> None:
    """Empty the write-ahead log of a store, so that no old page stays in it."""
    with alone(store) as connection:
        if connection.dialect.name != "sqlite":
            return
        for _try in range(CHECKPOINTS):
            # The first column says whether a reader still holds the old pages.
            if not connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()[0]:
                break
            time.sleep(PAUSE)


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """One transaction for a migration. A table that SQLite must rebuild takes no children along."""
    with engine.connect() as connection:
        on_sqlite = engine.dialect.name == "sqlite"
        if on_sqlite:
            connection.execution_options(alone=True)
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.commit()
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
