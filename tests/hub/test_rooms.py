"""Rooms by themselves: who is slow, who is counted, what is cleared away."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from portal.hub import rooms
from portal.hub.rooms import KEEP, Admission, Event, Hub


def run(story):
    """Tell a story in a thread of its own: browsers' tests leave a loop in this one."""
    with ThreadPoolExecutor(1) as alone:
        alone.submit(asyncio.run, story).result()


def let_in(hub, account="a", retro="r", lang="en", epoch=0):
    found = Admission(account, epoch, retro, lang, {}, monotonic())
    hub.admissions[retro, lang, account, str(epoch)] = found
    return found


def event(version):
    return Event.of({"v": version}, {"v": version})


async def nothing_more(stream):
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(stream), 0.01)


async def ended(stream):
    """True when nothing but a sign of life comes any more."""

    async def rest():
        return [one async for one in stream]

    return await asyncio.wait_for(rest(), 1) in ([], [KEEP])


def test_who_is_slow_misses_what_came_in_between():
    async def story():
        hub = Hub()
        one = let_in(hub)
        room = hub.enter(one)
        stream = hub.listen(one, room, None)
        assert (await anext(stream)).startswith(b"retry: ")
        for version in range(1, 100):
            room.publish(event(version))
        assert await anext(stream) == event(99).line
        room.publish(event(100))
        assert await anext(stream) == event(100).line
        await nothing_more(stream)

    run(story())


def test_streams_are_counted_and_no_longer_when_they_end():
    async def story():
        hub = Hub()
        one = let_in(hub)
        streams = [hub.listen(one, hub.enter(one), None) for _number in range(3)]
        for stream in streams:
            await anext(stream)
        assert (hub.streams, hub.each["a"], one.listeners) == (3, 3, 3)
        assert hub.inside == {one}
        for stream in streams:
            await stream.aclose()
        assert (hub.streams, hub.each["a"], hub.inside) == (0, 0, set())

    run(story())


def test_rooms_without_anybody_are_cleared_away_after_a_while(monkeypatch):
    async def story():
        hub = Hub()
        quiet, busy = let_in(hub, retro="q"), let_in(hub, retro="b")
        hub.enter(quiet)
        stream = hub.listen(busy, hub.enter(busy), None)
        await anext(stream)
        hub.pulse()
        assert len(hub.rooms) == 2
        monkeypatch.setattr(rooms, "EMPTY_FOR", -1.0)
        hub.pulse()
        assert set(hub.rooms) == {("b", "en")}
        assert set(hub.wanted()) == {("b", "en")}
        await stream.aclose()

    run(story())


def test_a_word_holds_for_a_minute_or_as_long_as_somebody_looks_at_it(monkeypatch):
    async def story():
        hub = Hub()
        gone, stays, over = (let_in(hub, account) for account in ("gone", "stays", "over"))
        stream = hub.listen(stays, hub.enter(stays), None)
        await anext(stream)
        for one in (gone, stays, over):
            one.checked -= rooms.GOOD_FOR
        hub.settle(hub.sessions(), {over.who})
        assert list(hub.admissions.values()) == [stays]
        assert stays.fresh
        assert over.over
        hub.settle(set(), {stays.who})
        assert stays.over
        assert await ended(stream)

    run(story())


def test_one_who_was_let_in_twice_at_once_loses_both_streams():
    async def story():
        hub = Hub()
        first, second = let_in(hub), let_in(hub)
        streams = [hub.listen(one, hub.enter(one), None) for one in (first, second)]
        for stream in streams:
            await anext(stream)
        assert len(hub.admissions) == 1
        hub.settle(hub.sessions(), {first.who})
        assert [await ended(stream) for stream in streams] == [True, True]

    run(story())
