"""Connections that gunicorn has handed over."""

import socket

import pytest

from portal.hub import handing, serving
from portal.retro import live
from tests.cli.test_serving import until
from tests.hub.listening import hub


@pytest.fixture
def given(app, retro, cookie):
    """Hand a connection over with a live request of Alice's; the hub, and the browser's end."""
    giving, taking = handing.pair()
    said = f"GET /in/live/retros/{retro} HTTP/1.1\r\nConnection: close\r\n"
    head = f"{said}Cookie: {cookie('alice')}\r\n\r\n".encode()
    door, browser = socket.create_server(("127.0.0.1", 0)), socket.socket()
    with giving, taking, hub(app, taking=taking) as running, door, browser:
        browser.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        browser.settimeout(10)
        browser.connect(door.getsockname())
        ours, _address = door.accept()
        assert handing.give(giving, ours, head)
        ours.close()
        yield running, browser


def test_the_hub_answers_on_it(given):
    _running, browser = given
    said = b""
    while b"\ndata: " not in said:
        said += browser.recv(4096)
    assert said.startswith(b"HTTP/1.1 200 OK\r\n")


def test_a_browser_that_has_gone_is_not_told_any_more(given):
    running, browser = given
    until(lambda: running.hub.streams == 1)
    browser.close()
    until(lambda: running.hub.streams == 0)


def test_who_takes_nothing_of_what_waits_is_let_go(monkeypatch, request):
    monkeypatch.setattr(serving, "STUCK", 500)
    large = {"v": 1, "phase": "x" * 8_000_000, "since": {}, "parts": {}}
    monkeypatch.setattr(live, "message", lambda *_key: large)
    running, _browser = request.getfixturevalue("given")
    until(lambda: running.hub.streams == 1)
    until(lambda: running.hub.streams == 0)
