"""Isso, the comment server: its own environment, its own database, the same texts."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from benchmarks.harness import Server, free_port
from benchmarks.load import ask, request

REQUIREMENTS = ("isso==0.14.0", "gunicorn==27.0.1", "packaging")
THREAD = "/new?uri=%2Fposts%2F"
READ = "/?uri=%2Fposts%2F"
JSON = {"Content-Type": "application/json"}
# Its defaults, but for the guard, which would refuse more than two comments a minute.
CONFIG = """[general]
dbpath = {database}
host = http://127.0.0.1:{port}
[guard]
enabled = false
[server]
listen = http://127.0.0.1:{port}
"""


class Isso:
    """A running Isso, as its guide deploys it: gunicorn with as many workers as we have."""

    def __init__(self, folder: Path, workers: int) -> None:
        """Install, configure and start it (some seconds; pip fetches it)."""
        env = folder / "env"
        subprocess.run([sys.executable, "-m", "venv", env], check=True)
        pip = [str(env / "bin" / "python"), "-m", "pip", "install", "--quiet", *REQUIREMENTS]
        subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
        port = free_port()
        self._database = folder / "comments.db"
        config = folder / "isso.cfg"
        config.write_text(CONFIG.format(database=self._database, port=port), encoding="utf-8")
        gunicorn = [str(env / "bin" / "gunicorn"), "-w", str(workers), "--preload"]
        command = [*gunicorn, "-b", f"127.0.0.1:{port}", "isso.run"]
        self.server = Server(command, port, folder / "isso.log", ISSO_SETTINGS=str(config))
        self._first = 0

    def populate(self, bodies: Sequence[str]) -> None:
        """Comment with each text, then read all of them. Raises RuntimeError if any is missing."""
        for raw in map(_comment, bodies):
            status, answer = ask(self.server.port, raw)
            if status != 201:
                raise RuntimeError(f"Isso refused a comment: {answer[:200]!r}")
        self._first = len(bodies)
        _status, answer = ask(self.server.port, request(READ))
        if len(json.loads(answer)["replies"]) != len(bodies):
            raise RuntimeError("Isso does not show every comment")

    def reads(self) -> Iterator[bytes]:
        """Requests for the whole thread, without end."""
        return cycle([request(READ)])

    def writes(self, bodies: Sequence[str]) -> Iterator[bytes]:
        """Requests to comment, without end."""
        return cycle([_comment(body) for body in bodies])

    def trim(self) -> None:
        """Drop what turns have added: an insert looks through the whole table, ever longer."""
        connection = sqlite3.connect(self._database, timeout=10)
        with connection:
            connection.execute("delete from comments where id > ?", (self._first,))
        connection.close()


def _comment(body: str) -> bytes:
    said = {"text": body, "title": "posts", "author": None, "email": None, "website": None}
    return request(THREAD, JSON, json.dumps(said).encode())
