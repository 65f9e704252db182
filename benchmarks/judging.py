"""What was wanted, what came out, and the file that keeps it."""

import json
import os
import platform
import sqlite3
import ssl
import tomllib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.harness import Round, Spread, as_json, say, undisturbed

HERE = Path(__file__).parent
PACKAGES = ("flask", "gunicorn", "jinja2", "sqlalchemy", "cryptography", "gmpy2")


@dataclass(frozen=True)
class Threshold:
    """What a ratio should reach, beyond which value it fails, and whether more is better."""

    what: str
    target: float
    fail: float
    more: bool = False

    def verdict(self, found: float) -> str:
        """`good` at the target or beyond, `fails` beyond the limit, else `short`."""
        sign = -1 if self.more else 1
        if sign * found <= sign * self.target:
            return "good"
        return "short" if sign * found <= sign * self.fail else "FAILS"


def thresholds() -> dict[str, Threshold]:
    """Every ratio of thresholds.toml."""
    found = tomllib.loads((HERE / "thresholds.toml").read_text(encoding="utf-8"))
    return {name: Threshold(**row) for name, row in found.items()}


@dataclass
class Report:
    """One bench's rounds, costs, notes and judged ratios."""

    name: str
    rounds: Sequence[Round]
    memory: dict[str, float] = field(default_factory=dict)
    costs: dict[str, Spread] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    ratios: dict[str, tuple[Spread, str]] = field(default_factory=dict)

    def note(self, what: str, found: object) -> None:
        """Keep something else that was seen."""
        self.notes[what] = found

    def judge(self, name: str, found: Spread) -> None:
        """Hold a ratio's median against its threshold."""
        self.ratios[name] = (found, thresholds()[name].verdict(found.median))

    def failed(self) -> bool:
        """True when any ratio is beyond its limit."""
        return any(verdict == "FAILS" for _found, verdict in self.ratios.values())

    def tell(self) -> None:
        """Print costs, notes and verdicts."""
        if self.rounds:
            say(f"{self.name}: {len(undisturbed(self.rounds))} of {len(self.rounds)} rounds kept")
        for name, cost in self.costs.items():
            say(f"  {name:24} CPU ms {cost}, {self.memory.get(name, 0):.0f} MB")
        for name, (found, verdict) in self.ratios.items():
            wanted = thresholds()[name]
            say(f"  {verdict:5} {name}: {found}; target {wanted.target}, fail {wanted.fail}")
            say(f"        {wanted.what}")

    def as_json(self) -> dict[str, Any]:
        """Everything, every round too."""
        return {
            "costs": {name: asdict(cost) for name, cost in self.costs.items()},
            "memory": self.memory,
            "notes": self.notes,
            "ratios": {
                name: {**asdict(found), "verdict": verdict}
                for name, (found, verdict) in self.ratios.items()
            },
            "rounds": as_json(self.rounds),
        }


def _processor() -> str:
    rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((row.split(":", 1)[1].strip() for row in rows if row.startswith("model name")), "?")


def machine() -> dict[str, Any]:
    """Kind of machine and versions; no name, no folder."""
    return {
        "cpu": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "openssl": ssl.OPENSSL_VERSION,
        "packages": {name: version(name) for name in PACKAGES},
    }


def keep(reports: Sequence[Report]) -> Path:
    """Write a run into results/; the name is its day and its benches."""
    now = datetime.now(UTC)
    path = HERE / "results" / f"{now:%Y-%m-%d}-{'-'.join(one.name for one in reports)}.json"
    told = {"date": f"{now:%Y-%m-%d %H:%M} UTC", "machine": machine()}
    told |= {"benches": {one.name: one.as_json() for one in reports}}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
