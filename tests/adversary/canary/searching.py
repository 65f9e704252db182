"""Searching every byte of folders for what must not be there, however it is spelt."""

import base64
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

SQLITE_MARK = b"SQLite format 3\0"
# Of long secrets a piece will do: a row may be cut where it goes on in another page.
PIECE = 48
ZEROS = bytes(4096)


@dataclass(frozen=True, order=True)
class Hit:
    """Something was found: what, in which file, and where in it."""

    what: str
    place: str
    spelling: str


def spellings(secret: str | bytes) -> dict[str, bytes]:
    """A text or bytes in every spelling that a store, a log or an export may use."""
    if isinstance(secret, bytes):
        return _of_bytes(secret[:PIECE])
    found = {name: secret.encode(name) for name in ("utf-16-le", "utf-16-be")}
    found["json"] = json.dumps(secret)[1:-1].encode()
    found["percent"] = quote(secret, safe="").encode()
    return found | _of_bytes(secret.encode())


def _of_bytes(raw: bytes) -> dict[str, bytes]:
    found = {"raw": raw, "hex": raw.hex().encode(), "HEX": raw.hex().upper().encode()}
    for before in range(3):
        found |= {f"{name} {before}": text for name, text in _base64(raw, before).items()}
    return found


def _base64(raw: bytes, before: int) -> dict[str, bytes]:
    """As it stands in a longer text, with so many bytes before it in its group of three."""
    plain = base64.b64encode(bytes(before) + raw)
    first, last = (0, 2, 3)[before], -(-(8 * ((before + len(raw)) % 3)) // 6)
    whole = len(plain.rstrip(b"=")) - (1 if last else 0)
    middle = plain[first:whole]
    return {"base64": middle, "base64url": middle.replace(b"+", b"-").replace(b"/", b"_")}


def digests(folders: Iterable[Path]) -> frozenset[bytes]:
    """What the files under these folders hold; whoever knows it need not search them again."""
    return frozenset(
        sha256(path.read_bytes()).digest()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    )


def search(
    folders: Iterable[Path],
    secrets: Mapping[str, str | bytes],
    before: frozenset[bytes] = frozenset(),
) -> set[Hit]:
    """Every secret that stands anywhere under these folders, each file and place once.

    Files whose digest is in `before` were there, as they are, when there was no secret yet.
    """
    wanted = [
        (what, name, spelt)
        for what, secret in secrets.items()
        for name, spelt in spellings(secret).items()
    ]
    found = set()
    for folder in folders:
        for place, content in _contents(folder, before):
            found |= {Hit(what, place, name) for what, name, spelt in wanted if spelt in content}
    return found


def _contents(folder: Path, before: frozenset[bytes]) -> Iterator[tuple[str, bytes]]:
    """Every file, its name and bytes; of databases every value too, for rows may be cut."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        name, content = f"{folder.name}/{path.relative_to(folder)}", path.read_bytes()
        if sha256(content).digest() in before:
            content = b""
        # A log that is made before it is filled is mostly zeros.
        yield name, content.replace(ZEROS, b"\0") + b"\n" + name.encode()
        if content.startswith(SQLITE_MARK):
            for table, values in _values(path):
                yield f"{name}: {table}", values


def _values(path: Path) -> Iterator[tuple[str, bytes]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        named = "select name from sqlite_master where type = 'table'"
        for (table,) in store.execute(named).fetchall():
            rows = store.execute(f'select * from "{table}"').fetchall()  # noqa: S608
            yield table, b"\n".join(_bytes(value) for row in rows for value in row)


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
