"""What of a request goes to the hub, and which requests do not."""

import socket
from types import SimpleNamespace

import pytest

from portal.hub import handing

PATH = "/in/live/retros/" + "a" * 26


def request(path=PATH, query="", method="GET", version=(1, 1), **fields):
    headers = [(name.upper().replace("_", "-"), value) for name, value in fields.items()]
    return SimpleNamespace(method=method, path=path, query=query, version=version, headers=headers)


def test_a_live_request_goes_with_the_words_that_the_hub_asks_for():
    said = {"cookie": "candor=x", "last_event_id": "7", "accept": "text/event-stream"}
    head = handing.head_of(request(**said, user_agent="me", x_forwarded_for="1.2.3.4", host="h"))
    first, *rest = head.decode().split("\r\n")
    assert first == f"GET {PATH} HTTP/1.1"
    assert rest[0] == "Connection: close"
    fields = ["ACCEPT: text/event-stream", "COOKIE: candor=x", "LAST-EVENT-ID: 7"]
    assert rest[1:] == [*fields, "", ""]


def test_the_language_goes_along_and_nothing_that_is_no_plain_word():
    assert handing.head_of(request(query="lang=en")).startswith(f"GET {PATH}?lang=en HTTP".encode())
    for odd in ("a b", "a\r\nX: y", "中", "%0d%0a"):
        assert handing.head_of(request(query=odd)).startswith(f"GET {PATH} HTTP".encode())


@pytest.mark.parametrize(
    "other",
    [
        request("/in/retros"),
        request("/in/live/retros/"),
        request(f"{PATH}a"),
        request(f"{PATH}\n"),
        request(f"/x{PATH}"),
        request(method="POST"),
        request(method="HEAD"),
        # Such a browser would not understand an answer in pieces.
        request(version=(1, 0)),
        request(content_length="0"),
        request(transfer_encoding="chunked"),
        request(upgrade="h2c"),
        request(expect="100-continue"),
        request(cookie="a\rb"),
        request(accept="a\nb"),
    ],
)
def test_every_other_request_stays(other):
    assert handing.head_of(other) is None


def test_a_connection_arrives_with_its_head():
    giving, taking = handing.pair()
    ours, theirs = socket.socketpair()
    with giving, taking, ours:
        assert handing.take(taking) is None
        assert handing.give(giving, theirs, b"head")
        theirs.close()
        client, head = handing.take(taking)
        with client:
            assert head == b"head"
            client.sendall(b"answer")
            assert ours.recv(10) == b"answer"


def test_without_a_hub_the_portal_answers_itself():
    giving, taking = handing.pair()
    ours, theirs = socket.socketpair()
    with giving, ours, theirs:
        taking.close()
        assert not handing.give(giving, theirs, b"head")


def test_a_hub_that_takes_nothing_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(handing, "PATIENCE", 0.05)
    giving, taking = handing.pair()
    ours, theirs = socket.socketpair()
    with giving, taking, ours, theirs:
        assert not all(handing.give(giving, theirs, b"head") for _number in range(2000))
