"""A session that Bob leads, a hub that tells of it, and who listens."""

import socket
from contextlib import ExitStack, suppress

import pytest

from portal.core.db import db, transaction
from portal.retro import opening, phases
from portal.retro.models import Session
from tests.cli.test_serving import free_port, until
from tests.hub.listening import Stream, hub


def answers(port):
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.fixture
def retro(goal, actors):
    """The id of an open session."""
    with transaction():
        minutes = {"group": 8, "discuss": 25}
        return opening.open_session(actors["bob"], "準時送到", [goal.id], minutes).id


@pytest.fixture
def go(actors, retro):
    """Lead the session to other phases."""

    def move(*way):
        for phase in way:
            with transaction():
                phases.move_to(actors["bob"], db.session.get_one(Session, retro), phase)

    return move


@pytest.fixture
def port(app, retro):
    """Where a hub answers."""
    found = free_port()
    with hub(app, found):
        until(lambda: answers(found))
        yield found


@pytest.fixture
def cookie(sign_in):
    """The cookie of one of the five."""

    def of(name):
        return f"candor={sign_in(name).get_cookie('candor', path='/in').value}"

    return of


@pytest.fixture
def listen(port, retro, cookie):
    """Open a stream of the session as somebody; all are closed at the end."""
    with ExitStack() as stack:

        def opened(name="alice", path=None, **headers):
            said = cookie(name) if name else ""
            stream = Stream(port, path or f"/in/live/retros/{retro}", said, **headers)
            stack.callback(stream.close)
            return stream

        yield opened
