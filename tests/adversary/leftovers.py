"""What waited in the inbox for a retrospective, looked for byte by byte in what is left of it."""

import json
from collections.abc import Iterator
from pathlib import Path

from tests.adversary.attack import reading

# Of what is sealed, some bytes of chance; not the first, which are alike in all, so that a log
# leaves them out of a row's new version.
PIECE = slice(4, 44)


def waited(left: Path) -> dict[bytes, str]:
    """A piece of every row that was seen waiting: of a card, a ballot or an answer."""
    found = {}
    for look in sorted(left.glob("rooms/*")):
        opened = json.loads((left / f"opened/{look.name}.json").read_text(encoding="utf-8"))
        for row in reading.rows(look, "inbox", "inbox"):
            kind = opened[row["nullifier"]]["kind"]
            if kind != "post":
                found[bytes.fromhex(row["sealed"])[PIECE]] = kind
    return found


def leftovers(left: Path, *folders: Path) -> dict[str, set[str]]:
    """What of it stands in which file of these folders: in raw bytes, or in hex."""
    pieces = waited(left)
    found: dict[str, set[str]] = {}
    for path, content in _files(folders):
        kinds = {
            kind for one, kind in pieces.items() if one in content or one.hex().encode() in content
        }
        if kinds:
            found[path.name] = found.get(path.name, set()) | kinds
    return found


def _files(folders: tuple[Path, ...]) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                yield path, path.read_bytes()
