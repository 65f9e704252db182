"""`python -m benchmarks [BENCH ...] [--keep]`: what it costs, beside others or its limits."""

import argparse
import os
import sys

from benchmarks import (
    bench_board,
    bench_lists,
    bench_live,
    bench_many,
    bench_pages,
    bench_post,
    bench_search,
    bench_sign,
    bench_themes,
    bench_wall,
    bench_writes,
)
from benchmarks.harness import say
from benchmarks.judging import keep

BENCHES = {
    "pages": bench_pages.run,
    "lists": bench_lists.run,
    "many": bench_many.run,
    "post": bench_post.run,
    "writes": bench_writes.run,
    "sign": bench_sign.run,
    "search": bench_search.run,
    "themes": bench_themes.run,
    "live": bench_live.run,
    "board": bench_board.run,
    "wall": bench_wall.run,
}


def main() -> int:
    """Run, print, keep when asked to; 1 when a ratio is beyond its limit."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("benches", nargs="*", choices=["all", *BENCHES], default="all")
    parser.add_argument("--keep", action="store_true", help="write the run into results/")
    chosen = parser.parse_args()
    names = [name for name in BENCHES if name in chosen.benches or "all" in chosen.benches]
    say(f"load {os.getloadavg()[0]:.2f}; CPU ms per answer, round by round")
    reports = [BENCHES[name]() for name in names]
    for report in reports:
        report.tell()
    if chosen.keep:
        say(f"kept in results/{keep(reports).name}")
    return 1 if any(report.failed() for report in reports) else 0


if __name__ == "__main__":
    sys.exit(main())
