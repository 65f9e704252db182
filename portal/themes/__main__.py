"""`python -m portal.themes group < posts.jsonl > out.jsonl`: one post a line in, its theme out.

In: {"id", "text", "lang"}, and more of `Text`; first, if any, {"state": ..., "edits": [...]}.
Out: {"id", "theme", "label"} a post, then {"state": ...}.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any

from portal.themes import Unavailable, Unknown, group


def main() -> int:
    """Read, group and write; 1, and a sentence on standard error, when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m portal.themes", description=__doc__)
    parser.add_argument("act", choices=["group"])
    parser.add_argument("--level", choices=["light", "extra"], default="light")
    parser.add_argument("--k-min", type=int, default=5, help="quotes of so many posts at least")
    chosen = parser.parse_args()
    try:
        for line in grouped(sys.stdin, level=chosen.level, k_min=chosen.k_min):
            sys.stdout.write(f"{line}\n")
    except (Unavailable, Unknown, ValueError, KeyError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def grouped(lines: Iterable[str], **options: Any) -> Iterator[str]:
    """The lines of the answer to these lines. Raises Unavailable, Unknown, ValueError, KeyError."""
    rows = [json.loads(line) for line in lines if line.strip()]
    given = rows.pop(0) if rows and "id" not in rows[0] else {}
    result = group(rows, given.get("state"), given.get("edits", ()), **options)
    labels = {theme["id"]: theme["label"] for theme in result["themes"]}
    for post, theme in sorted(result["assignments"].items()):
        yield _json({"id": post, "theme": theme, "label": labels.get(theme or "", "")})
    yield _json({"state": result["state"]})


def _json(row: object) -> str:
    return json.dumps(row, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
