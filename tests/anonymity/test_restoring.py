"""What a restore asks of logs and keys: the longer history, and data keys under another KEK."""

import pytest

from portal.anonymity import durable, keylog, keystore
from portal.anonymity.keylog import LogRefused, Release
from portal.anonymity.keyring import Keyring
from portal.anonymity.keystore import Keystore
from portal.anonymity.sealing import Destroyed, KeysUnavailable, Sealer
from tests.anonymity.logs import DAY, KEY, ROOT, whole_life

PLACE = {"table": "post", "column": "sealed", "row": "a", "epoch": "2026-11"}


@pytest.fixture
def logs(tmp_path, signer):
    """A log as it was, and as it went on."""
    life = whole_life(signer)
    short = keylog.append(tmp_path / "log", KEY, *life[:4])
    return short, keylog.append(tmp_path / "log", KEY, *life[4:])


def test_of_two_logs_the_longer_one_stands(logs):
    short, long = logs
    empty = keylog.KeyLog((), b"")
    assert keylog.longer(short, long) == keylog.longer(long, short) == long
    assert keylog.longer(empty, short) == keylog.longer(short, empty) == short
    assert keylog.longer(empty, empty) == empty


def test_of_equal_logs_the_second_one_stands_with_its_own_head(logs):
    _short, long = logs
    late = keylog.KeyLog(long.lines, b"")
    assert keylog.longer(long, late) is late


def test_logs_that_part_are_not_chosen_from(logs, tmp_path):
    short, long = logs
    keylog.put(tmp_path / "log", short)
    other = keylog.append(tmp_path / "log", KEY, Release(day=DAY, batch=9, root=ROOT))
    with pytest.raises(LogRefused, match="part at line 4"):
        keylog.longer(other, long)


def test_a_log_that_its_head_does_not_close_is_not_taken(logs):
    short, long = logs
    with pytest.raises(LogRefused, match="does not go on from its head"):
        keylog.longer(long, keylog.KeyLog(short.lines, long.head))


def test_a_log_that_was_put_back_goes_on(logs, tmp_path):
    _short, long = logs
    (tmp_path / "new").mkdir()
    keylog.put(tmp_path / "new", long)
    assert keylog.read(tmp_path / "new") == long
    grown = keylog.append(tmp_path / "new", KEY, Release(day=DAY, batch=5, root=ROOT))
    assert keylog.check(grown.lines, grown.head) == []
    keylog.put(tmp_path / "new", keylog.KeyLog((), b""))
    assert keylog.read(tmp_path / "new").lines == ()


def test_the_log_names_who_signs_it(logs, tmp_path):
    _short, long = logs
    public = KEY.public_key().public_bytes_raw()
    assert keylog.log_key(long.lines) == public
    assert keylog.log_key(()) == b""
    (tmp_path / "keys").mkdir()
    assert not keystore.signs(tmp_path / "keys", public)
    (tmp_path / "keys" / keystore.LOG_KEY).write_bytes(KEY.private_bytes_raw())
    assert keystore.signs(tmp_path / "keys", public)
    assert not keystore.signs(tmp_path / "keys", bytes(32))
    (tmp_path / "keys" / keystore.LOG_KEY).write_bytes(b"short")
    with pytest.raises(KeysUnavailable):
        keystore.signs(tmp_path / "keys", public)


def test_peppers_are_named(tmp_path, signer):
    store = Keystore(tmp_path)
    assert store.peppers() == set()
    store.add_pepper(signer.kid)
    assert store.peppers() == {signer.kid}


@pytest.fixture
def rings(tmp_path):
    """The ring that is here, and the one that is brought."""
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    return Keyring(tmp_path / "here"), Keyring(tmp_path / "there")


def test_keys_are_taken_over_under_the_ring_s_own_kek(rings, tmp_path):
    here, there = rings
    sealed = Sealer(tmp_path / "there").seal("words", **PLACE)
    there.find_or_make("2026-10")
    here.adopt(there, {"2026-11", "2030-01"})
    assert here.epochs() == {"2026-11"}
    assert Sealer(tmp_path / "here").unseal(sealed, **PLACE) == "words"
    assert (tmp_path / "here" / "kek").read_bytes() != (tmp_path / "there" / "kek").read_bytes()
    assert here.clashes(there) == set()


def test_a_key_that_is_here_is_never_replaced(rings, tmp_path):
    here, there = rings
    sealed = Sealer(tmp_path / "here").seal("mine", **PLACE)
    there.find_or_make("2026-11")
    assert here.clashes(there) == {"2026-11"}
    here.adopt(there, {"2026-11"})
    assert Sealer(tmp_path / "here").unseal(sealed, **PLACE) == "mine"


def test_a_key_that_is_gone_is_not_revealed(rings):
    with pytest.raises(Destroyed):
        rings[0].reveal("2026-11")


def test_a_file_that_another_program_wrote_can_be_made_to_last(tmp_path):
    (tmp_path / "file").write_bytes(b"bytes")
    durable.sync(tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"bytes"
