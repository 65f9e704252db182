import pytest

from portal.anonymity.blindrsa import PrivateKey
from portal.anonymity.keystore import Destroyed, Keystore, KeysUnavailable

UNKNOWN = "AAECAwQFBgcICQoLDA0ODw"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)
    return tmp_path / "keys"


@pytest.fixture
def keystore(folder):
    return Keystore(folder)


def test_a_signer_is_kept_for_its_owner_alone(keystore, folder, signer):
    keystore.add(signer)
    keystore.add(signer)
    file = folder / "signer" / f"{signer.kid}.pem"
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert keystore.signer(signer.kid).p == signer.p
    assert keystore.kids() == {signer.kid}


def test_a_signer_is_read_once_and_then_remembered(keystore, signer):
    keystore.add(signer)
    assert keystore.signer(signer.kid) is keystore.signer(signer.kid)


def test_a_destroyed_signer_is_gone_in_every_process(keystore, folder, signer):
    keystore.add(signer)
    other = Keystore(folder)
    assert other.signer(signer.kid).kid == signer.kid
    keystore.destroy(signer.kid)
    keystore.destroy(signer.kid)
    for one in (keystore, other, Keystore(folder)):
        with pytest.raises(Destroyed):
            one.signer(signer.kid)
    assert list((folder / "signer").iterdir()) == []


def test_an_unfinished_file_is_no_signer(keystore, folder, signer):
    (folder / "signer" / f".{signer.kid}.pem.0123").write_bytes(b"half")
    assert keystore.kids() == set()


def test_an_unknown_signer_is_said_to_be_gone(keystore):
    with pytest.raises(Destroyed):
        keystore.signer(UNKNOWN)


@pytest.mark.parametrize("kid", ["", "../../etc/passwd", "A" * 23])
def test_a_key_id_is_never_a_path(keystore, kid):
    with pytest.raises(ValueError, match=r"canonical|where 16"):
        keystore.signer(kid)


def test_a_damaged_or_exchanged_file_is_reported(keystore, folder, signer, rfc_signer):
    file = folder / "signer" / f"{signer.kid}.pem"
    file.write_bytes(b"not a key")
    with pytest.raises(KeysUnavailable, match="no private key"):
        keystore.signer(signer.kid)
    file.write_bytes(rfc_signer.to_pem())
    with pytest.raises(KeysUnavailable, match="another key"):
        keystore.signer(signer.kid)


def test_the_log_key_is_made_once(keystore, folder):
    first, second = keystore.log_key(), Keystore(folder).log_key()
    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert (folder / "keylog.key").stat().st_mode & 0o777 == 0o600


def test_a_damaged_log_key_is_reported(keystore, folder):
    (folder / "keylog.key").write_bytes(b"short")
    with pytest.raises(KeysUnavailable, match="Ed25519"):
        keystore.log_key()


def test_a_missing_folder_or_a_file_is_reported(tmp_path):
    with pytest.raises(KeysUnavailable):
        Keystore(tmp_path / "keys")
    (tmp_path / "keys").write_text("")
    with pytest.raises(KeysUnavailable):
        Keystore(tmp_path / "keys")


def test_generated_keys_survive_the_folder(keystore, signer):
    keystore.add(signer)
    assert isinstance(keystore.signer(signer.kid), PrivateKey)


def test_a_pepper_is_made_once_and_destroyed_in_every_process(keystore, folder):
    keystore.add_pepper(UNKNOWN)
    pepper = keystore.pepper(UNKNOWN)
    keystore.add_pepper(UNKNOWN)
    assert (Keystore(folder).pepper(UNKNOWN), len(pepper)) == (pepper, 32)
    assert (folder / "pepper" / UNKNOWN).stat().st_mode & 0o777 == 0o600
    keystore.destroy_pepper(UNKNOWN)
    keystore.destroy_pepper(UNKNOWN)
    with pytest.raises(Destroyed):
        Keystore(folder).pepper(UNKNOWN)


def test_a_pepper_is_found_by_no_path(keystore):
    with pytest.raises(ValueError, match=r"canonical|where 16"):
        keystore.pepper("../kek")
