"""One data key per epoch, each wrapped by the one key `kek`: destroy a data key, shred an epoch."""

import re
import secrets
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.anonymity import vault
from portal.anonymity.vault import Destroyed, KeysUnavailable

_KEY_BYTES, _NONCE_BYTES = 32, 12
_EPOCH = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,63}")


class Keyring:
    """The data keys in `folder/dek`, one file per epoch; `folder/kek` opens them."""

    def __init__(self, folder: Path) -> None:
        """Use an existing folder; raises KeysUnavailable when there is none."""
        vault.check_folder(folder)
        vault.create_folder(folder / "dek")
        self._folder = folder
        self._opened: dict[str, tuple[tuple[int, int], AESGCM]] = {}
        # Asked for with every row that is opened.
        self._paths: dict[str, Path] = {}

    def find(self, epoch: str) -> AESGCM:
        """Give an epoch's key; raises Destroyed when there is none (any more)."""
        # Compared with the file each time: a key destroyed elsewhere must not be used from memory.
        stamp = vault.stamp(self._path(epoch))
        known = self._opened.get(epoch)
        if known is None or known[0] != stamp:
            with vault.locked(self._folder):
                known = (vault.stamp(self._path(epoch)), AESGCM(self._unwrap(epoch)))
            self._opened[epoch] = known
        return known[1]

    def find_or_make(self, epoch: str) -> AESGCM:
        """Give an epoch's key, made now if it is the first use; two processes get the same one."""
        try:
            return self.find(epoch)
        except Destroyed:
            with vault.locked(self._folder):
                dek = secrets.token_bytes(_KEY_BYTES)
                vault.make_once(self._path(epoch), _wrap(self._kek(), dek, epoch))
            return self.find(epoch)

    def destroy(self, epoch: str) -> None:
        """Shred an epoch: nothing sealed in it can be opened again, by this or any process."""
        self._opened.pop(epoch, None)
        vault.destroy(self._path(epoch))

    def epochs(self) -> set[str]:
        """Name the epochs whose key exists."""
        return {name for name in vault.names(self._folder / "dek") if _EPOCH.fullmatch(name)}

    def rotate(self) -> None:
        """Take a new `kek` and wrap every data key anew; after a crash, run it again."""
        with vault.locked(self._folder):
            self._kek()
            coming = self._folder / "kek.next"
            kek = vault.make_once(coming, secrets.token_bytes(_KEY_BYTES))
            for epoch in sorted(self.epochs()):
                vault.replace(self._path(epoch), _wrap(kek, self._unwrap(epoch), epoch))
            vault.promote(coming, self._folder / "kek")

    def adopt(self, other: "Keyring", epochs: Iterable[str]) -> None:
        """Take over another ring's keys of these epochs, unless they are here already."""
        for epoch in sorted(set(epochs) & other.epochs() - self.epochs()):
            dek = other.reveal(epoch)
            with vault.locked(self._folder):
                vault.make_once(self._path(epoch), _wrap(self._kek(), dek, epoch))

    def clashes(self, other: "Keyring") -> set[str]:
        """Name the epochs of which the two rings hold different keys: one would hide the other."""
        both = self.epochs() & other.epochs()
        return {epoch for epoch in both if self.reveal(epoch) != other.reveal(epoch)}

    def reveal(self, epoch: str) -> bytes:
        """Give an epoch's key in clear, to be wrapped by another ring; raises Destroyed."""
        with vault.locked(self._folder):
            return self._unwrap(epoch)

    def _path(self, epoch: str) -> Path:
        if epoch not in self._paths:
            if not _EPOCH.fullmatch(epoch):
                raise ValueError("an epoch is named by letters, digits and hyphens")
            self._paths[epoch] = self._folder / "dek" / epoch
        return self._paths[epoch]

    def _kek(self) -> bytes:
        path = self._folder / "kek"
        if not self.epochs():
            return vault.make_once(path, secrets.token_bytes(_KEY_BYTES))
        try:
            return vault.read(path)
        except Destroyed:
            # A new one would open nothing, and hide that the old one is lost.
            raise KeysUnavailable(
                f"{path} is missing; the wrapped keys beside it need it"
            ) from None

    def _unwrap(self, epoch: str) -> bytes:
        wrapped = vault.read(self._path(epoch))
        keks = [self._kek()]
        if "kek.next" in vault.names(self._folder):
            keks.append(vault.read(self._folder / "kek.next"))
        for kek in keks:
            try:
                return AESGCM(kek).decrypt(
                    wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], _purpose(epoch)
                )
            except (InvalidTag, ValueError):
                continue
        raise KeysUnavailable(f"the key of epoch {epoch} does not fit this kek")


def _wrap(kek: bytes, dek: bytes, epoch: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(kek).encrypt(nonce, dek, _purpose(epoch))


def _purpose(epoch: str) -> bytes:
    return f"portal/dek/1|{epoch}".encode()
