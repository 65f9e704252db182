"""Servers in sessions of their own, what they cost, and turns in alternation."""

import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.load import HOST, Pace, drive

ROOT = Path(__file__).resolve().parents[1]
TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
# Of /proc/PID/stat, after the name: session, then utime, stime, cutime, cstime.
SESSION, TIMES = 3, slice(11, 15)
PATIENCE = 60.0
ROUNDS = 7
MOST_ROUNDS = 14
# A round in which even the barest page was this much dearer than usual measured the neighbours.
DISTURBED = 1.5
FLOOR = "bare hello"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _stat(pid: str) -> list[str]:
    try:
        return Path("/proc", pid, "stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


class Server:
    """A program that listens, in a session of its own, so that all its children are counted."""

    def __init__(self, command: Sequence[str], port: int, log: Path, **env: str) -> None:
        """Start it; PORTAL_ variables of whoever runs this do not reach it."""
        kept = {name: word for name, word in os.environ.items() if not name.startswith("PORTAL_")}
        self.port, self._log = port, log
        with log.open("wb") as out:
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=kept | env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((HOST, self.port), 1):
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError(f"nothing listens:\n{self._log.read_text(encoding='utf-8')[-2000:]}")

    def _pids(self) -> list[str]:
        pids = (name for name in os.listdir("/proc") if name.isdecimal())  # noqa: PTH208
        mine = str(self._process.pid)
        return [pid for pid in pids if (stat := _stat(pid)) and stat[SESSION] == mine]

    def cpu(self) -> float:
        """CPU milliseconds of the whole session so far, those of ended children too."""
        return TICK_MS * sum(int(n) for pid in self._pids() for n in _stat(pid)[TIMES])

    def memory(self) -> float:
        """Proportional set size of the whole session, in MB."""
        total = 0
        for pid in self._pids():
            text = Path("/proc", pid, "smaps_rollup").read_text(encoding="ascii")
            total += next(int(row.split()[1]) for row in text.splitlines() if row[:4] == "Pss:")
        return total / 1024

    def drain(self) -> None:
        """Wait until it rests: requests that were left behind would spoil the next turn."""
        until, before = time.monotonic() + PATIENCE, -1.0
        while (now := self.cpu()) > before + TICK_MS and time.monotonic() < until:
            before = now
            time.sleep(0.1)

    def stop(self) -> None:
        """End it and whatever it started."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(frozen=True)
class Contender:
    """One who takes turns: a server, endless requests, and what a right answer looks like."""

    name: str
    server: Server
    requests: Iterator[bytes]
    status: int = 200
    least: int = 0
    pace: Pace = field(default_factory=Pace)
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Measured:
    """One turn of one contender; times in milliseconds."""

    cpu: float
    rate: float
    answers: int
    p50: float
    p95: float
    p99: float
    smallest: int


@dataclass(frozen=True)
class Round:
    """One turn of everybody, and how loaded the machine was (1-minute average)."""

    load: float
    turns: Mapping[str, Measured]


def take_turn(contender: Contender) -> Measured:
    """Measure one turn. Raises RuntimeError for a wrong status or a body that is too short."""
    contender.server.drain()
    contender.before()
    start = contender.server.cpu()
    turn = drive(contender.server.port, contender.requests, contender.pace)
    cpu = contender.server.cpu() - start
    if set(turn.statuses) != {contender.status} or turn.smallest < contender.least:
        found = f"{dict(turn.statuses)}, smallest body {turn.smallest}"
        raise RuntimeError(f"{contender.name}: {found}, {contender.least} at least")
    p50, p95, p99 = (turn.percentile(share) for share in (0.5, 0.95, 0.99))
    rate = turn.answers / turn.seconds
    return Measured(cpu / turn.answers, rate, turn.answers, p50, p95, p99, turn.smallest)


def alternate(contenders: Sequence[Contender], most: int = MOST_ROUNDS) -> list[Round]:
    """Turns in alternation until seven were undisturbed; a first one warms up, uncounted."""
    taken: list[Round] = []
    for number in range(most + 1):
        first = number % len(contenders)
        order = (*contenders[first:], *contenders[:first])
        turns = {one.name: take_turn(one) for one in order}
        if number:
            taken.append(Round(os.getloadavg()[0], turns))
            say(f"  round {number}: " + ", ".join(f"{n} {t.cpu:.2f}" for n, t in turns.items()))
        if len(undisturbed(taken)) >= ROUNDS:
            break
    return taken


def undisturbed(rounds: Sequence[Round]) -> list[Round]:
    """The rounds whose barest page cost at most 1.5 times its median."""
    if not rounds:
        return []
    most = DISTURBED * statistics.median(one.turns[FLOOR].cpu for one in rounds)
    return [one for one in rounds if one.turns[FLOOR].cpu <= most]


@dataclass(frozen=True)
class Spread:
    """A median and the range around it."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        """Sum up what each round gave."""
        return cls(statistics.median(values), min(values), max(values))

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.low:.3g}–{self.high:.3g})"


def ratio(rounds: Sequence[Round], one: str, other: str) -> Spread:
    """CPU per answer of one over that of the other, round by round."""
    return Spread.of([turns[one].cpu / turns[other].cpu for turns in (r.turns for r in rounds)])


def cpu(rounds: Sequence[Round], name: str) -> Spread:
    """CPU milliseconds per answer."""
    return Spread.of([one.turns[name].cpu for one in rounds])


def as_json(rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """Every round as it goes into a results file."""
    kept = undisturbed(rounds)
    return [
        {
            "load": one.load,
            "kept": one in kept,
            "turns": {name: _rounded(asdict(turn)) for name, turn in one.turns.items()},
        }
        for one in rounds
    ]


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in figures.items()}


def say(line: str) -> None:
    """Tell whoever waits, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
