"""`python -m tests.radar` prints the figures of docs/radar.md; `tune` how thresholds came."""

import argparse
import sys

from tests.radar.measuring import LATER, report
from tests.radar.tuning import tune


def main() -> None:
    """Measure seeds 50 to 99 or later ones, or choose thresholds from seeds 0 to 49."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="?", choices=("report", "later", "tune"), default="report")
    kinds = {"tune": tune, "report": report, "later": lambda: report(LATER)}
    for line in kinds[parser.parse_args().what]():
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
