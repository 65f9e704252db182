"""What was worked out of the main database, kept in this process while nothing there changes."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from flask import current_app, g, has_request_context
from markupsafe import Markup
from sqlalchemy import Engine, event, text

from portal.core.db import db

Value = TypeVar("Value")

MOST = 1000
# The same snapshot sees the same rows; it is another one as soon as any transaction ends.
SNAPSHOT = text("select pg_current_snapshot()::text")


def kept(key: Hashable, make: Callable[[], Value]) -> Value:
    """What `make` gives, made once per key and state of the main database.

    For values that cannot change, never for rows; the key names all that they depend on beside
    the main database: language, day, what the reader may. Outside a request, and after a write
    in one, `make` runs each time.
    """
    version = _version()
    if version is None:
        return make()
    memory: Memory = _memory()
    found = memory.values.get(key)
    if found is None or found[0] != version:
        found = (version, make())
        memory.keep(key, found)
    value: Value = found[1]
    return value


def kept_part(*key: Hashable, caller: Callable[[], Markup]) -> Markup:
    """A part of a template, kept: `{% call kept_part("menu", lang) %}...{% endcall %}`."""
    return kept(key, caller)


def _version() -> Hashable:
    """The state that this request first saw, before it read anything; None: keep nothing."""
    if not has_request_context():
        return None
    if "version" not in g:
        # A read that began earlier may see less than the version says.
        g.version = None if db.session().in_transaction() else _memory().version()
    seen: Hashable = g.version
    return seen


def _memory() -> "Memory":
    found: Memory | None = current_app.extensions.get("memory")
    if found is None:
        found = current_app.extensions["memory"] = Memory(db.engine)
    return found


class Memory:
    """Values by key, each with the version of the database that it was made from."""

    def __init__(self, engine: Engine) -> None:
        """Remember nothing yet."""
        self.values: dict[Hashable, tuple[Hashable, Any]] = {}
        self._engine, self._lock = engine, threading.Lock()
        self._watching: Any = None
        event.listen(engine, "engine_disposed", self._let_go)

    def keep(self, key: Hashable, found: tuple[Hashable, Any]) -> None:
        """Remember a value; when there are too many, forget the others."""
        with self._lock:
            if len(self.values) >= MOST:
                self.values.clear()
            self.values[key] = found

    def version(self) -> Hashable:
        """A word for what the database holds now: equal words, equal rows."""
        if self._engine.dialect.name != "sqlite":
            with self._engine.connect() as connection:
                return str(connection.scalar(SNAPSHOT))
        with self._lock:
            if self._watching is None:
                self._watching = self._engine.raw_connection()
                self._watching.detach()
            # Counts what others commit; this connection itself writes nothing, ever.
            [(counted,)] = self._watching.execute("PRAGMA data_version")
            return int(counted)

    def _let_go(self, _engine: Engine) -> None:
        with self._lock:
            if self._watching is not None:
                self._watching.close()
            self._watching = None
            self.values.clear()
