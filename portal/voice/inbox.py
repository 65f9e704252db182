"""A row of the inbox: what was said, and its photos apart from it, sealed under its nullifier."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from portal.anonymity.sealing import Place, SealBroken
from portal.core.db import inserting, let_go, reading, writing
from portal.voice.envelope import STEP
from portal.voice.keys import keys_folder, sealer
from portal.voice.models import INBOX_ROW

Opened = TypeVar("Opened")
_LENGTH_BYTES = 4
_NOBODY = bytes(32)
_UNSAID: dict[str, Any] = {
    "kid": None,
    "item": {"kind": "comment", "target": "a" * 26, "body": "", "photos": []},
    "commitment": "0" * 64,
    "mailbox": None,
    "hold": "release",
}
# By the folder of keys: a process may serve another one, in a test.
_nobodys: dict[Path, bytes] = {}


def sealed_row(
    nullifier: bytes, held: dict[str, Any], photos: Iterable[bytes], epoch: str
) -> dict[str, Any]:
    """The row to insert; without photos its third column is empty."""
    packed = _packed(photos)
    return {
        "nullifier": nullifier,
        "sealed": sealer().seal(held, **_place("sealed", nullifier, epoch)),
        "photos": sealer().seal_photo(packed, **_place("photos", nullifier, epoch))
        if packed
        else None,
    }


def lay(mark: bytes, held: dict[str, Any], epoch: str, *, replacing: bool) -> None:
    """Seal and put in what is held under a mark; of several the last one stands, or the first."""
    row = sealed_row(mark, held, (), epoch)
    let_go()
    with writing("inbox") as connection:
        query = inserting(connection, INBOX_ROW).values(row)
        if replacing:
            changed = {"sealed": query.excluded.sealed}
            query = query.on_conflict_do_update(index_elements=["nullifier"], set_=changed)
        else:
            query = query.on_conflict_do_nothing()
        connection.execute(query)


def find(nullifier: bytes) -> bytes | None:
    """What lies in the inbox under a nullifier, sealed."""
    query = select(INBOX_ROW.c.sealed).where(INBOX_ROW.c.nullifier == nullifier)
    with reading("inbox") as connection:
        found: bytes | None = connection.scalar(query)
    return found


def open_held(nullifier: bytes, sealed: bytes) -> dict[str, Any]:
    """What was said, whatever epoch it was sealed in. Raises SealBroken."""
    return _opened(
        lambda epoch: sealer().unseal(sealed, **_place("sealed", nullifier, epoch)),
    )


def open_nobodys() -> dict[str, Any]:
    """What a row holds that nobody sent: opened where there is none, it is the same work."""
    folder = keys_folder()
    try:
        return open_held(_NOBODY, _nobodys[folder])
    except (KeyError, SealBroken):
        for epoch in sorted(sealer().keys.epochs())[-1:]:
            _nobodys[folder] = sealer().seal(_UNSAID, **_place("sealed", _NOBODY, epoch))
    return _UNSAID


def open_photos(nullifier: bytes, sealed: bytes) -> list[bytes]:
    """The photos of a row that has any, in their order. Raises SealBroken."""
    packed: bytes = _opened(
        lambda epoch: sealer().unseal_photo(sealed, **_place("photos", nullifier, epoch)),
    )
    return _unpacked(packed)


def is_of(epoch: str, nullifier: bytes, sealed: bytes) -> bool:
    """True when a row was sealed in this epoch. Raises Destroyed when that is shredded."""
    try:
        sealer().unseal(sealed, **_place("sealed", nullifier, epoch))
    except SealBroken:
        return False
    return True


def _place(column: str, nullifier: bytes, epoch: str) -> Place:
    return {"table": "inbox", "column": column, "row": nullifier.hex(), "epoch": epoch}


def _opened(unseal: Callable[[str], Opened]) -> Opened:
    for epoch in sorted(sealer().keys.epochs(), reverse=True):
        try:
            return unseal(epoch)
        except SealBroken:
            continue
    raise SealBroken("no epoch opens this row")


def _packed(photos: Iterable[bytes]) -> bytes:
    """Photos as one, as coarse in length as the request was: neither their number nor a size."""
    whole = b"".join(len(photo).to_bytes(_LENGTH_BYTES, "big") + photo for photo in photos)
    return whole.ljust(-(-len(whole) // STEP) * STEP, b"\0")


def _unpacked(packed: bytes) -> list[bytes]:
    photos, at = [], 0
    while length := int.from_bytes(packed[at : at + _LENGTH_BYTES], "big"):
        at += _LENGTH_BYTES
        photos.append(packed[at : at + length])
        at += length
    return photos
