"""Live events of the server as a program: on the one port, from one process to another."""

import socket
import subprocess
import sys
from contextlib import suppress

import pytest

from portal.app import create_app
from portal.core.db import db, transaction
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.people.roster import read_people, take_people
from portal.retro import opening, phases
from portal.retro.models import Session
from portal.server import let_go
from tests.cli.test_serving import (
    PATIENCE,
    everybody,
    free_port,
    get,
    send,
    serving,
    terminate,
    until,
)
from tests.conftest import make_settings
from tests.making import PEOPLE, make_goal

__all__ = ["serving"]
pytestmark = [pytest.mark.slow, pytest.mark.uncounted]


@pytest.fixture
def app(serving, data):
    """Another process than those that serve: here the changes are made."""
    made = create_app(make_settings(data))
    with made.app_context():
        with transaction():
            take_people(read_people(PEOPLE.encode()))
        yield made
        db.session.remove()
    let_go(made)


@pytest.fixture
def retro(app):
    goal = make_goal("bob")
    with transaction():
        return opening.open_session(bob(), "準時送到", [goal.id], {"group": 8, "discuss": 25}).id


def bob():
    return actor_of(db.session.scalars(db.select(Account).filter_by(identifier="bob")).one())


def go(retro, phase):
    with transaction():
        phases.move_to(bob(), db.session.get_one(Session, retro), phase)


@pytest.fixture
def cookie(app):
    signer = app.session_interface.get_signing_serializer(app)
    said = {"account": bob().id, "epoch": 0, "own_device": False}
    return f"candor={signer.dumps(said)}"


def head(path, **fields):
    lines = [f"GET {path} HTTP/1.1", "Host: x", *(f"{n}: {v}" for n, v in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode()


class Wire:
    """One connection, read until a word comes."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.heard = b""

    def ask(self, raw, word):
        self.socket.sendall(raw)
        return self.until(word)

    def until(self, word):
        found, self.heard = b"", self.heard
        while word not in self.heard:
            more = self.socket.recv(65536)
            if not more:
                break
            self.heard += more
        assert word in self.heard, self.heard
        found, _word, self.heard = self.heard.partition(word)
        return found

    def rest(self):
        return b"".join(iter(lambda: self.socket.recv(65536), b""))


@pytest.fixture
def wire(serving):
    found = Wire(serving[0])
    yield found
    found.socket.close()


def test_a_connection_that_began_with_a_page_goes_on_as_a_stream(serving, wire, retro, cookie):
    port, program = serving
    path = f"/in/live/retros/{retro}"
    for _time in range(2):
        assert wire.ask(head("/healthz"), b'{"ok":true}\n').startswith(b"HTTP/1.1 200")
    stream = wire.ask(head(path, Cookie=cookie), b'"phase": "review"')
    assert b"HTTP/1.1 200 OK" in stream
    assert b"text/event-stream" in stream
    go(retro, "group")
    assert b"id: 1\n" in wire.until(b'"phase": "group"')
    assert send(port, head("/in/", Cookie=cookie).decode()).startswith("HTTP/1.1 ")
    terminate(program)
    assert wire.rest().endswith(b"0\r\n\r\n")
    said, _ = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, said
    until(lambda: not everybody(program.pid))
    words = (retro, "/in/live", "Traceback", "candor=", "while answering")
    assert [word for word in words if word in said] == []


def test_what_comes_behind_a_live_request_is_answered_by_nobody(serving, wire, retro, cookie):
    path = f"/in/live/retros/{retro}"
    asked = head(path, Cookie=cookie, Accept="application/json")
    wire.socket.sendall(asked + head("/say/smuggled") + head(path, Cookie=cookie))
    answers = wire.rest()
    assert answers.count(b"HTTP/1.1") == 1
    assert b'"phase": "review"' in answers
    later = Wire(serving[0])
    later.ask(asked, b'"parts"')
    # What a browser asks next, it asks the portal, on another connection.
    with suppress(OSError):
        later.socket.sendall(head("/say/"))
        assert b"HTTP/1.1" not in later.heard + later.rest()
    later.socket.close()


CONFLICTING = {
    "two lengths": "Content-Length: 3\r\nContent-Length: 5\r\n",
    "a length and pieces": "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
    "pieces of another kind": "Transfer-Encoding: chunked, identity\r\n",
    "a name with a space": "Content-Length : 3\r\n",
}


def test_a_request_of_two_lengths_is_refused_also_to_the_hub(serving, retro, cookie):
    said = f"GET /in/live/retros/{retro} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\n"
    inner = "abcGET /say/ HTTP/1.1\r\nHost: x\r\n\r\n"
    for name, fields in CONFLICTING.items():
        answer = send(serving[0], f"{said}{fields}\r\n{inner}")
        assert answer.startswith("HTTP/1.1 400 "), name
        assert answer.count("HTTP/1.1") == 1


@pytest.mark.long
def test_a_hub_by_itself_tells_of_what_the_others_do(serving, data, retro, cookie):
    port = free_port()
    words = ["-m", "portal", "live", "--port", str(port)]
    alone = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        until(lambda: get(port, "/in/live/")[0] == 404)
        wire = Wire(port)
        wire.ask(head(f"/in/live/retros/{retro}", Cookie=cookie), b'"phase": "review"')
        go(retro, "group")
        wire.until(b'"phase": "group"')
        wire.socket.close()
    finally:
        alone.terminate()
        said, _ = alone.communicate(timeout=PATIENCE)
    assert (alone.returncode, said) == (0, "")
