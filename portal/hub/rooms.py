"""Who listens to which session in which language, and the one message that all of them get."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Collection, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

# Seconds: between two signs of life, until who was let in is looked at again, and until a room
# that nobody entered is cleared away.
PULSE = 15.0
GOOD_FOR = 60.0
EMPTY_FOR = 60.0
# Milliseconds that a browser waits before it comes back: not all of them at once.
BACK = (1000, 5000)
KEEP = b": \n\n"

Who = tuple[str, int]


def _json(told: Mapping[str, Any]) -> bytes:
    """One line of it."""
    return json.dumps(told, ensure_ascii=False).encode()


@dataclass(frozen=True)
class Event:
    """A message of a session, made once: whole for who asks, brief as it goes down every stream."""

    version: int
    told: Mapping[str, Any]
    body: bytes
    line: bytes

    @classmethod
    def of(cls, told: Mapping[str, Any], brief: Mapping[str, Any]) -> "Event":
        """Make it of a message, and of what of it goes to everybody at once."""
        version = told["v"]
        return cls(version, told, _json(told), b"id: %d\ndata: %b\n\n" % (version, _json(brief)))


@dataclass(eq=False)
class Room:
    """A session in one language: its latest message, and a bell that is rung for the next."""

    latest: Event | None = None
    bell: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    over: bool = False
    listeners: int = 0
    entered: float = 0.0

    def publish(self, event: Event) -> None:
        """Tell everybody; who is slow misses what comes in between, and gets the latest."""
        self.latest = event
        self.ready.set()
        self.ring()

    def ring(self) -> None:
        """Wake everybody: for what is new, or for a sign of life."""
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()

    def end(self) -> None:
        """Send everybody away."""
        self.over = True
        self.ready.set()
        self.ring()


@dataclass(eq=False)
class Admission:
    """Somebody whom the portal let in to a session: by which account, and with which headers."""

    account: str
    epoch: int
    retro: str
    lang: str
    headers: dict[str, str]
    checked: float
    over: bool = False
    listeners: int = 0

    @property
    def who(self) -> Who:
        """The account, and how old its sessions are."""
        return self.account, self.epoch

    @property
    def fresh(self) -> bool:
        """True while nobody need look at it again."""
        return not self.over and monotonic() - self.checked < GOOD_FOR


class Hub:
    """All rooms, and who is in them. Used by the loop alone, but for `wanted` and `sessions`."""

    def __init__(self) -> None:
        """Nobody is there yet."""
        self.rooms: dict[tuple[str, str], Room] = {}
        self.admissions: dict[tuple[str, ...], Admission] = {}
        self.inside: set[Admission] = set()
        self.streams = 0
        self.each: Counter[str] = Counter()

    def wanted(self) -> dict[tuple[str, str], Room]:
        """The rooms by session and language, for the thread that makes messages."""
        return self.rooms.copy()

    def sessions(self) -> set[Who]:
        """Who was let in, by account and the age of its sessions."""
        everybody = {*self.admissions.copy().values(), *self.inside.copy()}
        return {one.who for one in everybody}

    def known(self, key: tuple[str, ...]) -> Admission | None:
        """Who was let in with the same cookie, if that was looked at within a minute."""
        found = self.admissions.get(key)
        return found if found is not None and found.fresh else None

    def enter(self, admission: Admission) -> Room:
        """The room of who was let in."""
        room = self.rooms.setdefault((admission.retro, admission.lang), Room())
        room.entered = monotonic()
        return room

    def settle(self, looked_at: Collection[Who], over: Collection[Who]) -> None:
        """Those who were looked at are still in, but for those whose sessions are over."""
        for one in {*self.admissions.values(), *self.inside}:
            one.over = one.over or one.who in over
            if one.who in looked_at and one.listeners:
                one.checked = monotonic()
        self.admissions = {key: one for key, one in self.admissions.items() if one.fresh}
        if over:
            self.pulse()

    def close(self, retro: str) -> None:
        """End a session that is gone."""
        for key in [key for key in self.rooms if key[0] == retro]:
            self.rooms.pop(key).end()
        self.admissions = {k: one for k, one in self.admissions.items() if one.retro != retro}

    def end(self) -> None:
        """Send everybody away."""
        for room in self.rooms.values():
            room.end()

    def pulse(self) -> None:
        """A sign of life for everybody; rooms without anybody are cleared away."""
        for key, room in tuple(self.rooms.items()):
            room.ring()
            if not room.listeners and monotonic() - room.entered > EMPTY_FOR:
                del self.rooms[key]

    async def listen(
        self, admission: Admission, room: Room, seen: int | None
    ) -> AsyncIterator[bytes]:
        """What goes down one stream, until its session or its reader's is over."""
        self._count(admission, room, 1)
        try:
            yield b"retry: %d\n\n" % random.randint(*BACK)  # noqa: S311 - no secret
            while not (room.over or admission.over):
                latest = room.latest
                if latest is not None and latest.version != seen:
                    seen = latest.version
                    yield latest.line
                    continue
                await room.bell.wait()
                if room.latest is latest:
                    yield KEEP
        finally:
            self._count(admission, room, -1)

    def _count(self, admission: Admission, room: Room, number: int) -> None:
        room.listeners += number
        admission.listeners += number
        self.streams += number
        self.each[admission.account] += number
        if not self.each[admission.account]:
            del self.each[admission.account]
        if admission.listeners:
            self.inside.add(admission)
        else:
            self.inside.discard(admission)
