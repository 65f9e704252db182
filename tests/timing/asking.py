"""Requests over loopback, on one connection that stays open; what came back, whole."""

import re
import socket
from dataclasses import dataclass, field

from benchmarks.load import END, HOST

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
# When it is, and that this worker ends after so many requests: of the server, not of the answer.
SERVER = re.compile(rb"(date|connection): [^\r]*\r\n", re.IGNORECASE)


@dataclass
class Wire:
    """A connection to the web."""

    port: int
    _socket: socket.socket | None = field(default=None, repr=False)

    def ask(self, raw: bytes) -> bytes:
        """Send a request; head and body of the answer. Raises OSError."""
        wire = self._socket
        if wire is None:
            wire = self._socket = socket.create_connection((HOST, self.port), 30)
            wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        wire.sendall(raw)
        found = b""
        while END not in found:
            found += self._more(wire)
        head, _end, body = found.partition(END)
        length = LENGTH.search(head)
        while length and len(body) < int(length[1]):
            body += self._more(wire)
        if b"close" in head.lower():
            self.close()
        return head + END + body

    def close(self) -> None:
        """Let go; the next request opens another."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _more(self, wire: socket.socket) -> bytes:
        some = wire.recv(65536)
        if not some:
            raise OSError("closed while it answered")
        return some


@dataclass
class Asking:
    """One request again and again; `own` stands in it and may stand in the answer."""

    wire: Wire
    raw: bytes
    own: bytes
    answers: set[bytes] = field(default_factory=set, repr=False)

    def __call__(self) -> None:
        """Ask once and keep what is different in the answer."""
        found = self.wire.ask(self.raw)
        self.answers.add(SERVER.sub(b"", found).replace(self.own, b"..."))
