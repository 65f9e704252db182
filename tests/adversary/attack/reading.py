"""Reading artefacts: tables with all that a database tells of their rows, and places of bytes."""

import json
import re
import sqlite3
from collections.abc import Collection
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

Row = dict[str, Any]
PAGE = 4096
ID_LETTERS = 26
ID_RUN = re.compile(rb"[a-z2-7]{26,}")


def rows(folder: Path, store: str, table: str) -> list[Row]:
    """The rows of a table as they lie; `_rowid`, or `_xmin` and `_ctid`, where there are any."""
    if (folder / f"{store}.db").exists():
        return _sqlite(folder / f"{store}.db", table)
    if (folder / f"{store}.json").exists():
        return [_placed(row) for row in _json(folder / f"{store}.json").get(table, [])]
    return []


@cache
def _json(path: Path) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _placed(row: Row) -> Row:
    page, line = row["_ctid"].strip("()").split(",")
    return row | {"_xmin": int(row["_xmin"]), "_ctid": (int(page), int(line))}


@cache
def _sqlite(path: Path, table: str) -> list[Row]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as store:
        store.row_factory = sqlite3.Row
        known = "select count(*) from sqlite_master where type = 'table' and name = ?"
        if not store.execute(known, (table,)).fetchone()[0]:
            return []
        try:
            found = store.execute(f'select rowid as _rowid, * from "{table}"').fetchall()  # noqa: S608
        except sqlite3.OperationalError:
            # WITHOUT ROWID: the rows come in the order of their key.
            found = store.execute(f'select * from "{table}"').fetchall()  # noqa: S608
    return [{k: v.hex() if isinstance(v, bytes) else v for k, v in dict(r).items()} for r in found]


def forget() -> None:
    """Let go of what was read of one world."""
    _json.cache_clear()
    _sqlite.cache_clear()
    content.cache_clear()


@cache
def content(path: Path) -> bytes:
    """The bytes of a file; none where there is no such file."""
    return path.read_bytes() if path.is_file() else b""


def places(path: Path, needles: Collection[str]) -> dict[str, list[int]]:
    """Where each of these ids, or hashes in hex, stands in a file, whatever its page is for."""
    wanted = frozenset(needles)
    if all(len(needle) == ID_LETTERS for needle in wanted):
        return _ids(content(path), wanted)
    at = {needle: content(path).find(bytes.fromhex(needle)) for needle in wanted}
    return {needle: [place] for needle, place in at.items() if place >= 0}


def _ids(data: bytes, wanted: frozenset[str]) -> dict[str, list[int]]:
    """Every place of these ids: in live pages and free ones, in logs, in remains."""
    found: dict[str, list[int]] = {}
    for run in ID_RUN.finditer(data):
        text, begin = run[0].decode(), run.start()
        for start in range(len(text) - ID_LETTERS + 1):
            id_ = text[start : start + ID_LETTERS]
            if id_ in wanted:
                found.setdefault(id_, []).append(begin + start)
    return found


def listing(path: Path) -> dict[str, list[int]]:
    """Sizes, times and inodes of files, as somebody wrote them down."""
    found: dict[str, list[int]] = json.loads(content(path) or b"{}")
    return found


def inside_page(place: int) -> tuple[int, int]:
    """A place as a page and, since pages fill from their end, the order of coming within it."""
    return place // PAGE, -(place % PAGE)
