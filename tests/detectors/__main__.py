"""`python -m tests.detectors` prints the figures of docs/detectors.md, and the lines behind."""

import argparse
import sys

from tests.detectors.labelled import REPORT, TUNE, every_line, hunting_lines, of_half
from tests.detectors.measuring import Score, detect, hunt, measured


def told(kind: str, score: Score) -> str:
    """One row, and every line that was judged wrongly."""
    head = (
        f"{kind:8} recall {score.recall:.2f} ({score.found} of {score.found + len(score.misses)})"
        f"  precision {score.precision:.2f} ({score.right} of {score.right + len(score.alarms)})"
    )
    misses = [f"  missed       {line}" for line in score.misses]
    return "\n".join([head, *misses, *(f"  false alarm  {line}" for line in score.alarms)])


def main() -> None:
    """Measure one half; rules may be tuned by looking at the other one only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=(REPORT, TUNE), default=REPORT)
    half = parser.parse_args().half
    lines, asked = of_half(every_line(), half), of_half(hunting_lines(), half)
    harmless = sum(not line.spans for line in lines)
    head = f"{half} half: {len(lines)} lines, {harmless} harmless; {len(asked)} on who wrote it"
    scores = measured(lines, detect) | measured(asked, hunt)
    told_of = [told(kind, score) for kind, score in sorted(scores.items())]
    sys.stdout.write("\n".join([head, *told_of, ""]))


if __name__ == "__main__":
    main()
