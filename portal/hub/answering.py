"""The hub's answers: a stream for who listens, the latest message for who asks."""

import asyncio
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import flask
from flask import Flask
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from portal.hub.admitting import JSON, Asked, ask, headers_of, too_many
from portal.hub.handing import LIVE
from portal.hub.rooms import Admission, Event, Hub, Room

EVENTS = "text/event-stream"
# Streams of this process, and of one account: a person has a few windows.
MOST = 4000
EACH = 20
# Seconds until the first message of a session must be there.
PATIENCE = 10.0
# Who asks the portal waits for the database; more threads than these only wait with them.
THREADS = 2
Answer = TypeVar("Answer")
_NUMBER = re.compile(r"\d{1,18}", re.ASCII)


class Answers:
    """Everything that the hub answers."""

    def __init__(self, app: Flask, hub: Hub, most: int = MOST) -> None:
        """Nothing is asked yet."""
        self._app, self._hub, self._most = app, hub, most
        self._threads = ThreadPoolExecutor(THREADS)

    def application(self) -> Starlette:
        """The hub as an ASGI application: one address, the portal's words for every other."""
        return Starlette(routes=[Route("/{rest:path}", self.answer, methods=None)])

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        path = request.url.path if LIVE.fullmatch(request.url.path) else "/in/live/"
        cookie = request.headers.get("cookie", "")
        asked = Asked(request.method, path, request.url.query, cookie)
        found = self._hub.known(asked.key) or await self._ask(asked)
        if isinstance(found, Response):
            return found
        if wants_json(request) or request.method != "GET":
            return await self._latest(request, found)
        if self._is_full(found):
            return _of(await self._later(too_many, asked))
        return self._stream(request, found)

    async def _ask(self, asked: Asked) -> Admission | Response:
        found = await self._later(ask, asked)
        if isinstance(found, flask.Response):
            return _of(found)
        self._hub.admissions[asked.key] = found
        return found

    async def _later(self, act: Callable[[Flask, Asked], Answer], asked: Asked) -> Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, act, self._app, asked)

    def _is_full(self, admission: Admission) -> bool:
        return self._hub.streams >= self._most or self._hub.each[admission.account] >= EACH

    def _stream(self, request: Request, admission: Admission) -> Response:
        room = self._hub.enter(admission)
        last = request.headers.get("last-event-id", "")
        seen = int(last) if _NUMBER.fullmatch(last) else None
        headers = {**admission.headers, "Content-Type": EVENTS, "X-Accel-Buffering": "no"}
        return StreamingResponse(self._hub.listen(admission, room, seen), headers=headers)

    async def _latest(self, request: Request, admission: Admission) -> Response:
        event = await _first(self._hub.enter(admission))
        if event is None:
            return Response(status_code=503, headers={**admission.headers, "Retry-After": "5"})
        tag = f'"{event.version}-{admission.lang}"'
        headers = {**admission.headers, "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(event.body, headers=headers, media_type=JSON)


def wants_json(request: Request) -> bool:
    """True for who asks for the latest message alone; whoever does not say so listens."""
    accepted = request.headers.get("accept", "")
    return JSON in accepted and EVENTS not in accepted


async def _first(room: Room) -> Event | None:
    try:
        await asyncio.wait_for(room.ready.wait(), PATIENCE)
    except TimeoutError:
        return None
    return room.latest


def _of(answer: flask.Response) -> Response:
    """An answer of the portal's as the hub's."""
    body = answer.get_data()
    return Response(body, answer.status_code, headers_of(answer), answer.mimetype)
