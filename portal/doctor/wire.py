"""Speaking to the public address as a browser, or as something worse, does."""

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

PATIENCE = 20.0
MOST = 1 << 20


class NoAnswer(Exception):
    """The public address does not answer; the message is why."""


@dataclass(frozen=True)
class Answer:
    """What came back: its status, and every header in the order in which they came."""

    asked: str
    status: int
    headers: tuple[tuple[str, str], ...]

    def all(self, name: str) -> list[str]:
        """Every value of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        """All values of a header as one; empty when it is missing."""
        return ", ".join(self.all(name))


@dataclass(frozen=True)
class Asking:
    """A request: its first line, its headers and its body."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes | None = None

    @property
    def place(self) -> str:
        """What may be said of it: its method and address, without what was asked there."""
        return f"{self.method} {self.path.partition('?')[0]}"


def _connection(url: SplitResult) -> HTTPConnection:
    # Not through a proxy that this shell is set to: the way that browsers take is the one to test.
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    return kind(url.hostname or "", url.port, timeout=PATIENCE)


def ask(url: str, asking: Asking) -> Answer:
    """Send a request and read the answer; no redirect is followed. Raises NoAnswer."""
    connection = _connection(urlsplit(url))
    try:
        connection.request(asking.method, asking.path, asking.body, dict(asking.headers))
        answer = connection.getresponse()
        answer.read(MOST)
        return Answer(asking.place, answer.status, tuple(answer.getheaders()))
    except (OSError, HTTPException) as error:
        raise NoAnswer(f"{url}: {error or type(error).__name__}") from error
    finally:
        connection.close()


def _wire(url: SplitResult) -> socket.socket:
    secure = url.scheme == "https"
    address = (url.hostname or "", url.port or (443 if secure else 80))
    wire = socket.create_connection(address, timeout=PATIENCE)
    if not secure:
        return wire
    return ssl.create_default_context().wrap_socket(wire, server_hostname=url.hostname)


def send(url: str, raw: bytes) -> int:
    """Send bytes that are no good request; the status of the answer, or 0 for none at all.

    Raises NoAnswer when nobody listens.
    """
    try:
        wire = _wire(urlsplit(url))
    except OSError as error:
        raise NoAnswer(f"{url}: {error}") from error
    with wire:
        try:
            wire.sendall(raw)
            answer = HTTPResponse(wire)
            answer.begin()
        except (OSError, HTTPException, ValueError):
            return 0
        return answer.status
