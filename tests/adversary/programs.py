"""The portal's programs on a simulated day: commands, and the web until it is stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.harness import ROOT, free_port
from benchmarks.load import HOST


class Programs:
    """Runs `portal` in one organisation; everything that it says goes into files."""

    def __init__(self, env: dict[str, str], logs: Path, weak: str = "") -> None:
        self._env, self._logs = _bare() | env, logs
        self._weak = [f"--weak={weak}"] if weak else []
        self._clock = logs.parent / "clock"
        logs.mkdir(parents=True, exist_ok=True)

    def set_clock(self, instant: str) -> None:
        """Let it be this instant for all programs, from their next request on."""
        beside = self._clock.with_suffix(".new")
        beside.write_text(f"{instant} {time.monotonic()}", encoding="ascii")
        beside.replace(self._clock)

    def _command(self, *words: str) -> list[str]:
        clocked = [sys.executable, "-m", "tests.adversary.clocked", *self._weak]
        return [*clocked, str(self._clock), *words]

    def run(self, log: str, *words: str) -> str:
        """Run a command to its end; what it said. Raises RuntimeError when it failed."""
        done = subprocess.run(  # noqa: S603 - our own program
            self._command(*words),
            cwd=ROOT,
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        with (self._logs / log).open("a", encoding="utf-8") as out:
            out.write(done.stdout + done.stderr)
        if done.returncode:
            raise RuntimeError(f"portal {' '.join(words)}: {done.stdout}{done.stderr}")
        return done.stdout

    @contextmanager
    def running(self, log: str, *words: str) -> Iterator[None]:
        """A program that lasts until the end of the block."""
        with (self._logs / log).open("ab") as out:
            program = subprocess.Popen(  # noqa: S603 - our own program
                self._command(*words),
                cwd=ROOT,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield
        finally:
            program.send_signal(signal.SIGINT)
            program.wait(30)

    @contextmanager
    def serving(self, log: str) -> Iterator[int]:
        """The web on a port of its own, until the end of the block."""
        port = free_port()
        with self.running(log, "web", "--port", str(port)):
            await_port(port)
            yield port


def await_port(port: int, patience: float = 60.0) -> None:
    """Wait until somebody listens. Raises TimeoutError."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on {port}")


def _bare() -> dict[str, str]:
    # Nor is counted which lines they run: these are many, and the other tests know them.
    left_out = ("PORTAL_", "COVERAGE_")
    return {name: word for name, word in os.environ.items() if not name.startswith(left_out)}
