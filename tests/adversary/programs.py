"""The portal's programs on a simulated day: commands, and the web until it is stopped."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from benchmarks.harness import free_port
from benchmarks.load import HOST
from tests.adversary.clocked import ROOMS, as_program

# Reading the portal's modules takes most of a second, and there are many programs: they are
# forked from a process that has read them and done nothing else.
FORKING = get_context("forkserver")
FORKING.set_forkserver_preload([as_program.__module__])


class Programs:
    """Runs `portal` in one organisation; everything that it says goes into files."""

    def __init__(self, env: dict[str, str], logs: Path, weak: str = "") -> None:
        self._env, self._logs = _bare() | env, logs
        self._weak = weak
        self._clock = logs.parent / "clock"
        logs.mkdir(parents=True, exist_ok=True)

    def set_clock(self, instant: str) -> None:
        """Let it be this instant for all programs, from their next request on."""
        beside = self._clock.with_suffix(".new")
        beside.write_text(f"{instant} {time.monotonic()}", encoding="ascii")
        beside.replace(self._clock)

    def turn_rooms(self) -> None:
        """Let the web do with its next request what the jobs do with retrospectives."""
        self._clock.with_name(ROOMS).touch()

    def start(self, log: str, *words: str) -> ForkServerProcess:
        """Start a command, or the web; whoever calls this ends it."""
        what = (self._env, self._logs / log, self._clock, self._weak, list(words))
        program = FORKING.Process(target=as_program, args=what)
        program.start()
        return program

    def run(self, log: str, *words: str) -> str:
        """Run a command to its end; what it said. Raises RuntimeError when it failed."""
        path = self._logs / log
        before = path.stat().st_size if path.exists() else 0
        program = self.start(log, *words)
        program.join()
        said = path.read_bytes()[before:].decode()
        if program.exitcode:
            raise RuntimeError(f"portal {' '.join(words)}: {said}")
        return said

    @contextmanager
    def running(self, log: str, *words: str) -> Iterator[None]:
        """A program that lasts until the end of the block."""
        program = self.start(log, *words)
        try:
            yield
        finally:
            os.kill(program.pid or 0, signal.SIGINT)
            program.join(30)

    @contextmanager
    def serving(self, log: str) -> Iterator[int]:
        """The web on a port of its own, until the end of the block."""
        port = free_port()
        with self.running(log, "web", "--port", str(port)):
            await_port(port)
            yield port


def kill(program: ForkServerProcess) -> bool:
    """`kill -9` of a program and all that it has started; False when it had ended before."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid or 0, signal.SIGKILL)
    program.join()
    return program.exitcode == -signal.SIGKILL


def await_port(port: int, patience: float = 60.0) -> None:
    """Wait until somebody listens. Raises TimeoutError."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def _bare() -> dict[str, str]:
    return {name: word for name, word in os.environ.items() if not name.startswith("PORTAL_")}
