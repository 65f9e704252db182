"""The portal's own program on another day.

Its processes and files are the product's; only its clock follows a file, and a password costs
little. For the positive controls a protection may be undone; the product has no such switch.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from argon2 import PasswordHasher
from flask import Flask

from portal import cli, jobs, opening
from portal.people import passwords
from tests.adversary import weakening

# A file beside the clock: the jobs have no command for it, and a minute is too long to wait.
ROOMS = "turn-rooms"


class Clock:
    """Sets this process's clock to what the file says, again whenever that changes."""

    def __init__(self, path: Path) -> None:
        self._path, self._said, self.rooms = path, "", path.with_name(ROOMS)
        self._travel: Any = None

    def look(self) -> None:
        said = self._path.read_text(encoding="ascii")
        if said == self._said:
            return
        if self._travel is not None:
            self._travel.stop()
        self._said = said
        instant, since = said.split()
        passed = timedelta(seconds=time.monotonic() - float(since))
        self._travel = time_machine.travel(datetime.fromisoformat(instant) + passed, tick=True)
        self._travel.start()


def following(clock: Clock, create: Callable[..., Flask]) -> Callable[..., Flask]:
    """The same factory, of applications that look at the clock before each request."""

    def made(*words: Any) -> Flask:
        app = create(*words)
        answer = app.wsgi_app

        def look_first(environ: Any, start: Any) -> Iterable[bytes]:
            clock.look()
            if clock.rooms.exists():
                # What the jobs do every minute.
                with app.app_context():
                    jobs.turn_rooms()
                clock.rooms.unlink()
            return answer(environ, start)

        app.wsgi_app = look_first  # type: ignore[method-assign]
        return app

    return made


def run(clock_file: Path, weak: str, words: list[str]) -> None:
    """Run a command of the portal by that clock; ends the process as the command does."""
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    if weak:
        weakening.WEAK[weak]()
    # One worker: the clocks of two differ by a little, and a cookie must not come from the future.
    os.cpu_count = lambda: 1
    clock = Clock(clock_file)
    clock.look()
    # Both are asked for applications: commands by themselves, the web by way of `opened`.
    cli.create_app = opening.create_app = following(clock, cli.create_app)
    cli.main(words)


def as_program(env: dict[str, str], log: Path, *what: Any) -> None:
    """Become such a program in a process that was forked for it: it says all into a file."""
    os.setsid()
    os.environ.clear()
    os.environ.update(env)
    tempfile.tempdir = None
    with log.open("ab") as out:
        for said in (1, 2):
            os.dup2(out.fileno(), said)
    run(*what)
