"""Looks for what changed, and makes the messages: one thread, the only one that reads sessions."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from typing import Any, Protocol, cast

from flask import Flask
from sqlalchemy import select

from portal.core import memory, revisions
from portal.core.db import among, batched, db, reading
from portal.core.errors import Missing
from portal.hub.rooms import GOOD_FOR, Event, Hub, Room
from portal.people import actors
from portal.retro import live
from portal.retro.models import Session
from portal.retro.versions import CHANNEL
from portal.worker import quietly

# Seconds: between two looks, the longest that a look is put off where a word of it may be lost,
# and between two looks at who is in while accounts change.
TICK = 0.05
SOMETIMES = 2.0
CALM = 1.0
PEOPLE = "people"
VERSIONS = select(Session.id, Session.version).where(Session.id.in_(among()))


class Source(Protocol):
    """Where a change is heard of."""

    def wait(self) -> bool:
        """Wait for a tick; True when something may have changed."""

    def close(self) -> None:
        """Let go of what was opened."""


class Counted:
    """SQLite counts what anybody commits: one looks at the number, which costs next to nothing."""

    def __init__(self) -> None:
        """Begin with a look."""
        self._memory = memory.Memory(db.engine)
        self._last: object = None

    def wait(self) -> bool:
        """Sleep for a tick, then look at the number."""
        time.sleep(TICK)
        before, self._last = self._last, self._memory.version()
        return before != self._last

    def close(self) -> None:
        """Nothing: the number's connection ends with the engine's."""


class Told:
    """PostgreSQL tells by NOTIFY; now and then one looks all the same, also at who is in."""

    def __init__(self) -> None:
        """Listen, on a connection of its own."""
        pooled = db.engine.raw_connection()
        self._connection = cast(Any, pooled.driver_connection)
        pooled.detach()
        self._connection.autocommit = True
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._looked = 0.0

    def wait(self) -> bool:
        """Wait for a word; whatever comes in the same tick is heard with it."""
        heard = any(True for _one in self._connection.notifies(timeout=2 * TICK, stop_after=1))
        if heard:
            time.sleep(TICK)
            for _one in self._connection.notifies(timeout=0):
                pass
        if not heard and time.monotonic() - self._looked < SOMETIMES:
            return False
        self._looked = time.monotonic()
        return True

    def close(self) -> None:
        """End the connection."""
        with suppress(Exception):
            self._connection.close()


def source() -> Source:
    """The one of the main database."""
    return Counted() if db.engine.dialect.name == "sqlite" else Told()


class Watcher(threading.Thread):
    """Tells the rooms of a hub what changed, in the hub's own loop."""

    def __init__(self, app: Flask, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        """Look at nothing before it is started."""
        super().__init__(daemon=True)
        self._app, self._hub, self._loop = app, hub, loop
        self._ending = threading.Event()
        self._people: int | None = None
        self._checked = self._due = 0.0

    def end(self) -> None:
        """Stop after this tick."""
        self._ending.set()
        self.join()

    def run(self) -> None:
        """Look, again and again; after a failure with a new connection."""
        while not self._ending.is_set():
            quietly("live", self._watch)
            self._ending.wait(CALM)

    def _watch(self) -> None:
        with self._app.app_context():
            heard = source()
        with closing(heard):
            self._look()
            while not self._ending.is_set():
                if heard.wait() or self._lacks():
                    self._look()
                if time.monotonic() > self._due:
                    self._check()

    def _lacks(self) -> bool:
        return any(room.latest is None for room in self._hub.wanted().values())

    def _look(self) -> None:
        wanted = self._hub.wanted()
        if not wanted and not self._hub.sessions():
            return
        with self._app.app_context():
            versions, people = _state({retro for retro, _lang in wanted})
        for (retro, lang), room in wanted.items():
            if retro not in versions:
                self._tell(self._hub.close, retro)
            elif room.latest is None or room.latest.version != versions[retro]:
                self._make(retro, lang, room)
        if people != self._people:
            self._people, self._due = people, min(self._due, self._checked + CALM)

    def _make(self, retro: str, lang: str, room: Room) -> None:
        with suppress(Missing):
            self._tell(room.publish, make(self._app, retro, lang, room.latest))

    def _check(self) -> None:
        """Each half minute, or soon after any account changed: who may not be in any more?"""
        self._checked = time.monotonic()
        self._due = self._checked + GOOD_FOR / 2
        if sessions := self._hub.sessions():
            with self._app.app_context():
                over = actors.over(sessions)
            self._tell(self._hub.settle, sessions, over)

    def _tell(self, act: Callable[..., object], *words: object) -> None:
        # The loop has ended: there is nobody left to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(act, *words)


def _state(retros: Iterable[str]) -> tuple[dict[str, int], int]:
    """The versions of sessions, and how often accounts were written to."""
    versions: dict[str, int] = {}
    with reading("main") as connection:
        for some in batched(retros):
            rows = connection.execute(VERSIONS, {"ids": some})
            versions |= {id_: version for id_, version in rows}  # noqa: C416 - no tuples
        return versions, revisions.read(connection).get(PEOPLE, 0)


def make(app: Flask, retro: str, lang: str, before: Event | None = None) -> Event:
    """The message of a session in a language, in a request of nobody. Raises Missing."""
    at = {"base_url": app.extensions["portal"].url, "query_string": {"lang": lang}}
    with app.test_request_context(f"/in/live/retros/{retro}", **at):
        told = live.message(retro, lang, before.told if before else None)
    return Event.of(told, live.brief(told))
