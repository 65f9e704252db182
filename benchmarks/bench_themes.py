"""Grouping 500, 10,000 and 100,000 posts, and one more onto 10,000: CPU seconds and memory.

Each size runs in a process of its own, so that its memory is its own.
"""

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

from benchmarks.fixtures import texts
from benchmarks.harness import ROOT, Spread, say
from benchmarks.judging import Report
from portal.themes import Text, group

SIZES = (500, 10_000, 100_000)
LATER = 9


def posts(count: int) -> list[Text]:
    """So many different texts, of two languages, seeded."""
    return [
        {"id": f"p{number:06}", "text": text, "lang": None}
        for number, text in enumerate(texts(count))
    ]


def seconds(act: Callable[[], object]) -> float:
    """CPU seconds of it, all threads together."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def measure(count: int) -> dict[str, float]:
    """Of one size in this process: CPU seconds, MiB, and milliseconds of one post more."""
    said = posts(count)
    group(posts(200))
    begun = time.process_time()
    state = group(said)["state"]
    found = {"seconds": time.process_time() - begun}
    if count == 10_000:
        found["later"] = _later(said, state)
    return found | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def _later(said: list[Text], state: dict[str, object]) -> float:
    """Milliseconds of CPU for one post onto these, at the median."""
    spent = []
    for number in range(LATER):
        one: Text = {"id": "later", "text": f"機台又停了，等了 {number} 個小時", "lang": None}
        spent.append(seconds(lambda one=one: group([*said, one], state)) * 1000)  # type: ignore[misc]
    return median(spent)


def _apart(count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.bench_themes", str(count)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    say(f"  {count} posts: {found['seconds']:.2f} s of CPU, {found['memory']:.0f} MiB")
    return found


def run() -> Report:
    """Each size once, and judge."""
    few, some, many = (_apart(count) for count in SIZES)
    report = Report("themes", [])
    report.note(
        "sizes", {str(count): found for count, found in zip(SIZES, (few, some, many), strict=True)}
    )
    for name, found in (
        ("themes 500", few["seconds"]),
        ("themes 10000", some["seconds"]),
        ("themes 100000", many["seconds"]),
        ("themes memory", many["memory"]),
        ("themes growth", many["seconds"] / some["seconds"]),
        ("themes later", some["later"]),
    ):
        report.judge(name, Spread.of([found]))
    return report


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
