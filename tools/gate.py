"""The gate: every check that a change must pass. ./test runs it inside .venv.

./test --fast leaves out browsers, PostgreSQL and what takes seconds. ./test --long is what the gate
has no time for: tests that repeat for minutes what it has shown, and which lines the tests reach.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bootstrap import node_home

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
CHOSEN = {
    "--fast": ["-m", "not browser and not postgres and not slow and not long"],
    "--long": ["-m", "long"],
    "": ["-m", "not long"],
}
# Counting lines makes everything slower by a fifth; what is left out here is not counted anyway.
COUNTED = ["-m", "not browser and not postgres and not uncounted", "--cov", "--cov-report="]
# A file stays in one process, so that its fixtures are made once. Three processes on two cores:
# one of them always waits for a server or a browser. Folders come as they stand: the attack, whose
# few tests are the longest, must not be last.
SHARED = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder"]
# A test that hangs is shown and ends the run: a process in its place would wait for ever.
PATIENCE = ["-o", "faulthandler_timeout=600", "-o", "faulthandler_exit_on_timeout=true"]
PATIENCE += ["--max-worker-restart", "0"]
CLOSING = re.compile(r" in [\d.]+s( \([\d:]+\))?[ =]*$")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped)")


class Check(NamedTuple):
    """One program and what it is to look at."""

    name: str
    command: list[str]


class Outcome(NamedTuple):
    """How a check went."""

    passed: bool
    output: str


def tool(name: str, program: str, *arguments: str) -> Check:
    """Return a check by a program of the virtual environment."""
    return Check(name, [str(BIN / program), *arguments])


def linters() -> list[Check]:
    """Return the checks that only read, slowest first."""
    scripts = sorted(map(str, ROOT.glob("tests/js/*.test.mjs")))
    runner = str(node_home() / "bin" / "node")
    checks = [
        tool("types", "mypy", "portal", "tools"),
        tool("template form", "djlint", "templates", "--check"),
        tool("templates", "djlint", "templates", "--lint", "--quiet"),
        tool("imports", "lint-imports", "--no-logo"),
        tool("translations", "python", "tools/translate.py", "check"),
        tool("dependencies", "deptry", "."),
        tool("lint", "ruff", "check", "."),
        tool("format", "ruff", "format", "--check", "."),
    ]
    return [Check("scripts", [runner, "--test", *scripts]), *checks] if scripts else checks


def coverage() -> list[Check]:
    """Return what the tests must have reached: most of it, and all of what keeps people unknown."""
    report = ["report", "--show-missing", "--skip-covered"]
    core = ["--include=portal/anonymity/*", "--fail-under=100"]
    return [
        tool("coverage", "coverage", *report, "--fail-under=95"),
        tool("coverage of anonymity", "coverage", *report, *core),
    ]


def perform(check: Check) -> Outcome:
    """Run a check, print its line and, when it failed, all that it said."""
    start = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=ROOT,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    passed = done.returncode == 0
    report(check.name, time.monotonic() - start, passed=passed, output=done.stdout)
    return Outcome(passed, done.stdout)


def report(name: str, seconds: float, *, passed: bool, output: str) -> None:
    """Print one line for a check, and its output if it failed, in one piece."""
    line = f"{'ok  ' if passed else 'FAIL'}  {name:<24}{seconds:6.1f} s"
    print(line if passed else f"{line}\n{output.rstrip()}", flush=True)


def tally(output: str) -> dict[str, int]:
    """Count what pytest says in its closing line; nothing if it never closed."""
    closing = next((line for line in reversed(output.splitlines()) if CLOSING.search(line)), "")
    found = {name.rstrip("s"): int(number) for number, name in COUNT.findall(closing)}
    counts = {name: found.get(name, 0) for name in ("passed", "failed", "skipped")}
    counts["failed"] += found.get("error", 0)
    return counts


def tests(chosen: list[str]) -> tuple[bool, dict[str, int]]:
    """Run pytest; return whether all is well, and its counts. A skipped test is not well."""
    passed, output = perform(tool("tests", "pytest", "-q", *SHARED, *PATIENCE, *chosen))
    counts = tally(output)
    if counts["skipped"]:
        print(f"FAIL  a test was skipped\n{output.rstrip()}")
    if not passed and not counts["failed"]:
        counts["failed"] = 1
    return passed and not counts["skipped"], counts


def main() -> None:
    """Run every check that was asked for, whatever fails before it, and exit 1 if any did."""
    which = next((one for one in sys.argv[1:] if one in CHOSEN), "")
    if which != "--fast" and not os.environ.get("PORTAL_CHROMIUM"):
        print("The full gate needs PORTAL_CHROMIUM, the path of a Chromium; ./test finds it.")
        sys.exit(2)
    long = which == "--long"
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = [outcome.passed for outcome in pool.map(perform, [] if long else linters())]
    all_well, counts = tests(CHOSEN[which])
    results.append(all_well)
    if long:
        results.append(tests(COUNTED)[0])
        results += [perform(check).passed for check in coverage()]
    print(f"{counts['passed']} passed, {counts['failed']} failed")
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main()
