"""What rests in a database rests sealed; when its epoch's key is destroyed, so is the text."""

import json
import secrets
from pathlib import Path
from typing import Any, TypedDict, Unpack

from cryptography.exceptions import InvalidTag

from portal.anonymity.encoding import canonical
from portal.anonymity.keyring import Keyring
from portal.anonymity.vault import Destroyed, KeysUnavailable

__all__ = ["Destroyed", "KeysUnavailable", "Place", "SealBroken", "Sealer"]

SIZES = (256, 1024, 4096)
PHOTO_STEP = 65536
_VERSION = b"\x01"
_NONCE_BYTES, _TAG_BYTES, _LENGTH_BYTES = 12, 16, 4


class SealBroken(ValueError):
    """The sealed bytes were changed, or belong to another place than the one given."""


class Place(TypedDict):
    """Where sealed bytes stand; they open nowhere else. An inbox row is its nullifier in hex."""

    table: str
    column: str
    row: str
    epoch: str


class Sealer:
    """Seals and opens with one key per epoch (AES-256-GCM, the place as associated bytes)."""

    def __init__(self, folder: Path) -> None:
        """Use an existing folder of keys; raises KeysUnavailable when there is none."""
        self.keys = Keyring(folder)

    def seal(self, value: Any, **place: Unpack[Place]) -> bytes:
        """Seal JSON as 0x01 || nonce 12 || ciphertext || tag, padded to 256, 1024 or 4096 bytes.

        Makes the epoch's key on its first use. Raises ValueError for a value too long.
        """
        text = canonical(value)
        needed = _LENGTH_BYTES + len(text)
        size = next((size for size in SIZES if needed <= size), None)
        if size is None:
            raise ValueError(f"{needed} bytes do not fit into {SIZES[-1]}")
        return self._seal(text, size, place)

    def unseal(self, sealed: bytes, **place: Unpack[Place]) -> Any:
        """Open what `seal` gave; raises SealBroken, or Destroyed once the epoch is shredded."""
        return json.loads(self._unseal(sealed, place))

    def seal_photo(self, photo: bytes, **place: Unpack[Place]) -> bytes:
        """Seal raw bytes, padded to a multiple of 64 KiB."""
        steps = -(-(_LENGTH_BYTES + len(photo)) // PHOTO_STEP)
        return self._seal(photo, steps * PHOTO_STEP, place)

    def unseal_photo(self, sealed: bytes, **place: Unpack[Place]) -> bytes:
        """Open what `seal_photo` gave; raises like `unseal`."""
        return self._unseal(sealed, place)

    def _seal(self, content: bytes, size: int, place: Place) -> bytes:
        # The padding hides how much somebody wrote; the ciphertext alone would tell.
        length = len(content).to_bytes(_LENGTH_BYTES, "big")
        padded = (length + content).ljust(size, b"\0")
        nonce = secrets.token_bytes(_NONCE_BYTES)
        key = self.keys.find_or_make(place["epoch"])
        return _VERSION + nonce + key.encrypt(nonce, padded, _bound_to(place))

    def _unseal(self, sealed: bytes, place: Place) -> bytes:
        nonce, rest = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        if sealed[:1] != _VERSION or len(rest) < _TAG_BYTES:
            raise SealBroken("these bytes have no known form")
        try:
            padded = self.keys.find(place["epoch"]).decrypt(nonce, rest, _bound_to(place))
        except InvalidTag:
            raise SealBroken("the bytes were changed or stand in another place") from None
        length = int.from_bytes(padded[:_LENGTH_BYTES], "big")
        return padded[_LENGTH_BYTES : _LENGTH_BYTES + length]


def _bound_to(place: Place) -> bytes:
    parts = (place["table"], place["column"], place["row"], place["epoch"])
    if any("|" in part for part in parts):
        raise ValueError("a place is named without |")
    return "|".join(parts).encode()
