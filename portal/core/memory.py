"""What was worked out of the main database, kept in this process while nothing there changes."""

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from flask import current_app, g, has_request_context
from markupsafe import Markup
from sqlalchemy import Engine, event, text

from portal.core import revisions
from portal.core.db import db

Value = TypeVar("Value")

MOST = 1000
# A room that no table has: what depends on it alone is made once.
NOTHING = "nothing"
UNSEEN = object()
# The same snapshot sees the same rows; it is another one as soon as any transaction ends.
SNAPSHOT = text("select pg_current_snapshot()::text")


def kept(key: Hashable, make: Callable[[], Value], *rooms: str) -> Value:
    """What `make` gives, made once per key and state of the main database, or of some rooms of it.

    For values that cannot change, never for rows; the key names all that they depend on beside
    the main database: language, day, what the reader may. With rooms, it is made anew only when
    a table of one of them was written to: it must depend on no other. Outside a request, and
    after a write in one, `make` runs each time.
    """
    version = state(*rooms)
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
    return kept(key, caller, NOTHING)


def state(*rooms: str) -> Hashable:
    """The state that this request first saw, of some rooms or of all; None: keep nothing."""
    if not has_request_context():
        return None
    # Asked for every part of a page: each word of `g` that is not asked for is time saved.
    version = g.get("version", UNSEEN)
    if version is UNSEEN:
        # A read that began earlier may see less than the version says.
        version = g.version = None if _reading() else _memory().version()
    if version is None or not rooms:
        return cast(Hashable, version)
    numbers = g.get("numbers") or _numbers()
    return tuple([numbers.get(room, 0) for room in rooms])


def _numbers() -> dict[str, int]:
    g.numbers = _memory().numbers(g.version)
    return cast(dict[str, int], g.numbers)


def _reading() -> bool:
    """True when this request has begun to read: to ask a session makes one."""
    return db.session.registry.has() and db.session().in_transaction()


def _memory() -> "Memory":
    found: Memory | None = current_app.extensions.get("memory")
    if found is None:
        found = current_app.extensions["memory"] = Memory(db.engine)
    return found


def counted() -> Hashable:
    """How often each room was written to when this request began; the same for every process.

    None where `state` is None. A restore makes it another one, whatever was counted before.
    """
    if state() is None:
        return None
    numbers: dict[str, int] = g.get("numbers") or _numbers()
    return tuple(sorted(numbers.items()))


class Memory:
    """Values by key, each with the version of the database that it was made from."""

    def __init__(self, engine: Engine) -> None:
        """Remember nothing yet."""
        self.values: dict[Hashable, tuple[Hashable, Any]] = {}
        self._engine, self._lock = engine, threading.Lock()
        self._watching: Any = None
        self._numbers: tuple[Hashable, dict[str, int]] | None = None
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

    def numbers(self, version: Hashable) -> dict[str, int]:
        """How often each room was written to, read once for each version."""
        found = self._numbers
        if found is None or found[0] != version:
            found = self._numbers = (version, self._read())
        return found[1]

    def _read(self) -> dict[str, int]:
        with self._lock:
            if self._watching is not None:
                return dict(self._watching.execute(revisions.READ))
        with self._engine.connect() as connection:
            return revisions.read(connection)

    def _let_go(self, _engine: Engine) -> None:
        with self._lock:
            if self._watching is not None:
                self._watching.close()
            self._watching = None
            self.values.clear()
