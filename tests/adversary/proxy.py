"""What stands in front: a proxy that hands on addresses and, when set up badly, logs them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
OWN = {"connection", "host", "x-forwarded-for", "transfer-encoding", "content-length", "date"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Proxy"

    def _hand_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        given = [(n, v) for n, v in self.headers.items() if n.lower() not in OWN]
        address = self.client_address[0]
        headers = {**dict(given), "X-Forwarded-For": address, "Host": self.headers["Host"]}
        wire = HTTPConnection(HOST, self.server.upstream, timeout=30)
        wire.request(self.command, self.path, body or None, headers)
        answer = wire.getresponse()
        content = answer.read()
        self._give_back(answer.status, answer.getheaders(), content)
        self.server.write(f"{address} {self.command} {self.path} {answer.status} {len(content)}")
        wire.close()

    def _give_back(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    do_GET = do_POST = _hand_on  # noqa: N815

    def log_message(self, *_words: Any) -> None:
        """Log nothing of its own."""


class Proxy(ThreadingHTTPServer):
    """On a port of its own; `upstream` is where the portal listens."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, log: Path | None, upstream: int) -> None:
        super().__init__((HOST, 0), _Handler)
        self.upstream, self._log, self.clock = upstream, log, 0.0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def write(self, line: str) -> None:
        """Write a line if this proxy writes any."""
        if self._log:
            with self._log.open("a", encoding="utf-8") as out:
                out.write(f"{self.clock:.6f} {line}\n")


@contextmanager
def proxying(log: Path | None, upstream: int) -> Iterator[Proxy]:
    """A proxy that runs until the end."""
    proxy = Proxy(log, upstream)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield proxy
    proxy.shutdown()
    proxy.server_close()
    thread.join()
