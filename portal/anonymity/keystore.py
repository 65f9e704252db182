"""The signers' private keys and the key log's own, in the folder of keys."""

import secrets
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from portal.anonymity import vault
from portal.anonymity.acts import PEPPER_BYTES
from portal.anonymity.blindrsa import PrivateKey
from portal.anonymity.encoding import unb64u
from portal.anonymity.vault import Destroyed, KeysUnavailable

__all__ = ["Destroyed", "KeysUnavailable", "Keystore"]

LOG_KEY = "keylog.key"
CODES = "codes.pepper"
_SEED_BYTES = 32


def signs(folder: Path, public: bytes) -> bool:
    """Tell whether a folder of keys holds the key log's key that belongs to a public one."""
    try:
        return _log_key(vault.read(folder / LOG_KEY)).public_key().public_bytes_raw() == public
    except Destroyed:
        return False


def _log_key(seed: bytes) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(seed)
    except ValueError as fault:
        raise KeysUnavailable(f"{LOG_KEY} holds no Ed25519 key") from fault


class Keystore:
    """`signer/<kid>.pem` while it may sign, `pepper/<kid>` until it is closed, `codes.pepper`,
    `keylog.key`.
    """

    def __init__(self, folder: Path) -> None:
        """Use an existing folder of keys; raises KeysUnavailable when there is none."""
        vault.check_folder(folder)
        for name in ("signer", "pepper"):
            vault.create_folder(folder / name)
        self._folder = folder
        self._loaded: dict[str, tuple[tuple[int, int], PrivateKey]] = {}

    def add(self, key: PrivateKey) -> None:
        """Keep a signer; keeping it twice changes nothing."""
        vault.make_once(self._path(key.kid), key.to_pem())

    def signer(self, kid: str) -> PrivateKey:
        """Give a signer; raises Destroyed when it was retired or never was here."""
        # Compared with the file each time: a key destroyed elsewhere must not be used from memory.
        stamp = vault.stamp(self._path(kid))
        known = self._loaded.get(kid)
        if known is None or known[0] != stamp:
            known = (stamp, self._load(kid))
            self._loaded[kid] = known
        return known[1]

    def kids(self) -> set[str]:
        """Name the signers that are kept."""
        names = vault.names(self._folder / "signer")
        return {name.removesuffix(".pem") for name in names if not name.startswith(".")}

    def destroy(self, kid: str) -> None:
        """Retire a signer for good: nobody can sign with it again, in this or any process."""
        self._loaded.pop(kid, None)
        vault.destroy(self._path(kid))

    def add_pepper(self, kid: str) -> None:
        """Make the pepper under which acts with a key's tokens are marked; once, whoever asks."""
        vault.make_once(self._pepper(kid), secrets.token_bytes(PEPPER_BYTES))

    def pepper(self, kid: str) -> bytes:
        """Give a key's pepper; raises Destroyed when the key is closed or never had one."""
        return vault.read(self._pepper(kid))

    def destroy_pepper(self, kid: str) -> None:
        """Part a key's acts from its tokens for good; gone already is no error."""
        vault.destroy(self._pepper(kid))

    def code_pepper(self) -> bytes:
        """Give the pepper under which printed codes are marked; it is made on first use."""
        return vault.make_once(self._folder / CODES, secrets.token_bytes(PEPPER_BYTES))

    def destroy_code_pepper(self) -> None:
        """End every printed code there is; gone already is no error."""
        vault.destroy(self._folder / CODES)

    def log_key(self) -> Ed25519PrivateKey:
        """Give the key that signs the head of the key log; it is made on first use."""
        return _log_key(vault.make_once(self._folder / LOG_KEY, secrets.token_bytes(_SEED_BYTES)))

    def peppers(self) -> set[str]:
        """Name the keys whose pepper is kept."""
        return {name for name in vault.names(self._folder / "pepper") if not name.startswith(".")}

    def _load(self, kid: str) -> PrivateKey:
        try:
            key = PrivateKey.from_pem(vault.read(self._path(kid)))
        except ValueError as fault:
            raise KeysUnavailable(f"{self._path(kid)} holds no private key") from fault
        if key.kid != kid:
            raise KeysUnavailable(f"{self._path(kid)} holds another key than its name says")
        return key

    def _path(self, kid: str) -> Path:
        unb64u(kid, 16)
        return self._folder / "signer" / f"{kid}.pem"

    def _pepper(self, kid: str) -> Path:
        unb64u(kid, 16)
        return self._folder / "pepper" / kid
