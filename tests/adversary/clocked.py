"""The portal's own program on another day: `python -m tests.adversary.clocked CLOCK COMMAND`.

Its processes and files are the product's; only its clock follows the file CLOCK, and a password
costs little. `--weak NAME` undoes a protection, for the positive controls; the product has no
such switch.
"""

import argparse
import os
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine
from argon2 import PasswordHasher
from flask import Flask

from portal import cli
from portal.people import passwords
from tests.adversary import weakening


class Clock:
    """Sets this process's clock to what the file says, again whenever that changes."""

    def __init__(self, path: Path) -> None:
        self._path, self._said = path, ""
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
            return answer(environ, start)

        app.wsgi_app = look_first  # type: ignore[method-assign]
        return app

    return made


def main() -> None:
    parser = argparse.ArgumentParser(prog="clocked", description=__doc__)
    parser.add_argument("clock", type=Path)
    parser.add_argument("--weak", choices=weakening.WEAK)
    chosen, words = parser.parse_known_args()
    passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    if chosen.weak:
        weakening.WEAK[chosen.weak]()
    # One worker: the clocks of two differ by a little, and a cookie must not come from the future.
    os.cpu_count = lambda: 1
    clock = Clock(chosen.clock)
    clock.look()
    cli.create_app = following(clock, cli.create_app)
    cli.main(words)


if __name__ == "__main__":
    main()
