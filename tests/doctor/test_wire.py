"""Speaking to an address: good answers, none, and what comes from who speaks no HTTP."""

import socketserver
import threading

import pytest

from portal.doctor import wire
from tests.cli.test_serving import free_port

ASKING = wire.Asking("GET", "/say/?q=x", {})


@pytest.fixture
def answering():
    """A server that says the same to everybody; its address."""
    made = []

    def start(said):
        class Answer(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(1 << 16)
                self.request.sendall(said)

        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer)
        made.append(server)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}"

    yield start
    for server in made:
        server.shutdown()
        server.server_close()


def test_every_header_is_kept_also_one_that_comes_twice(answering):
    headers = b"Set-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0"
    found = wire.ask(answering(b"HTTP/1.1 204 Fine\r\n" + headers + b"\r\n\r\n"), ASKING)
    assert (found.asked, found.status) == ("GET /say/", 204)
    assert found.all("Set-Cookie") == ["a=1", "b=2"]
    assert (found.one("SET-COOKIE"), found.one("Vary")) == ("a=1, b=2", "")


@pytest.mark.parametrize("said", [b"", b"hello\r\n\r\n"])
def test_what_is_no_answer_is_none(answering, said):
    url = answering(said)
    with pytest.raises(wire.NoAnswer, match="http://127"):
        wire.ask(url, ASKING)
    assert wire.send(url, b"nonsense\r\n\r\n") == 0


def test_what_is_no_request_may_be_answered(answering):
    assert wire.send(answering(b"HTTP/1.1 400 Bad\r\n\r\n"), b"nonsense\r\n\r\n") == 400


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_address_without_a_server_does_not_answer(scheme):
    url = f"{scheme}://127.0.0.1:{free_port()}"
    for speak in (lambda: wire.ask(url, ASKING), lambda: wire.send(url, b"x")):
        with pytest.raises(wire.NoAnswer):
            speak()


def test_who_speaks_no_tls_is_no_https(answering):
    url = answering(b"HTTP/1.1 200 Fine\r\n\r\n").replace("http:", "https:")
    for speak in (lambda: wire.ask(url, ASKING), lambda: wire.send(url, b"x")):
        with pytest.raises(wire.NoAnswer):
            speak()
