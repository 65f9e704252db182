"""A hub that runs beside a test, and streams that are read line by line."""

import asyncio
import json
import threading
from contextlib import contextmanager
from http.client import HTTPConnection

from portal.hub.serving import Live

PATIENCE = 10


class Stream:
    """One request to a hub and its answer; of a stream, one message after the other."""

    def __init__(self, port, path, cookie="", **headers):
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        fields = {"Accept": "text/event-stream", "Cookie": cookie, **headers}
        self._connection.request("GET", path, headers=fields)
        self.answer = self._connection.getresponse()
        self.status, self.headers = self.answer.status, self.answer.headers
        self.ids, self.said = [], []

    def line(self):
        """The next line; None at the end."""
        line = self.answer.readline()
        self.said.append(line)
        return line.decode() if line else None

    def message(self):
        """The next message; None when the stream ends."""
        while (line := self.line()) is not None:
            if line.startswith("id: "):
                self.ids.append(int(line[4:]))
            if line.startswith("data: "):
                return json.loads(line[6:])
        return None

    def silent(self, seconds):
        """True when nothing but signs of life comes for so long."""
        self._connection.sock.settimeout(seconds)
        try:
            return self.message() is None
        except TimeoutError:
            return True
        finally:
            self.close()

    def body(self):
        return self.answer.read()

    def close(self):
        self.answer.close()
        self._connection.close()


@contextmanager
def hub(app, port=None, taking=None):
    """A hub on a port of its own, or on what it is handed, until the block ends."""
    live = Live(app, port=port, taking=taking)
    thread = threading.Thread(target=lambda: asyncio.run(live.serve()))
    thread.start()
    try:
        yield live
    finally:
        live.leave()
        thread.join()
