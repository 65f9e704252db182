import json
import stat
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.anonymity.sealing import Destroyed, KeysUnavailable, SealBroken, Sealer

PLACE = {"table": "post", "column": "body", "row": "a" * 26, "epoch": "2026-11"}
SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "keys").mkdir(mode=0o700)
    return tmp_path / "keys"


@pytest.fixture
def sealer(folder):
    return Sealer(folder)


@given(value=JSON)
@settings(SHARED, max_examples=25)
def test_what_was_sealed_is_opened(sealer, value):
    assert sealer.unseal(sealer.seal(value, **PLACE), **PLACE) == value


def test_sealed_bytes_have_the_published_form(sealer, folder):
    sealed = sealer.seal({"body": "太吵"}, **PLACE)
    dek = AESGCM(unwrapped(folder, "2026-11"))
    aad = b"post|body|aaaaaaaaaaaaaaaaaaaaaaaaaa|2026-11"
    plain = dek.decrypt(sealed[1:13], sealed[13:], aad)
    text = '{"body":"太吵"}'.encode()
    assert sealed[:1] == b"\x01"
    assert plain == (len(text).to_bytes(4, "big") + text).ljust(256, b"\0")


def unwrapped(folder, epoch):
    kek, wrapped = (folder / "kek").read_bytes(), (folder / "dek" / epoch).read_bytes()
    return AESGCM(kek).decrypt(wrapped[:12], wrapped[12:], b"portal/dek/1|" + epoch.encode())


@pytest.mark.parametrize(
    ("letters", "size"),
    [(0, 256), (250, 256), (251, 1024), (1018, 1024), (1019, 4096), (4090, 4096)],
)
def test_only_three_lengths_exist(sealer, letters, size):
    assert len(sealer.seal("x" * letters, **PLACE)) == 1 + 12 + size + 16


def test_what_does_not_fit_is_refused(sealer):
    with pytest.raises(ValueError, match="do not fit into 4096"):
        sealer.seal("x" * 4091, **PLACE)


def test_equal_values_are_sealed_to_different_bytes(sealer):
    assert sealer.seal("x", **PLACE) != sealer.seal("x", **PLACE)


@given(position=st.integers(0, 1 + 12 + 256 + 16 - 1), mask=st.integers(1, 255))
@SHARED
def test_one_changed_byte_is_noticed(sealer, position, mask):
    changed = bytearray(sealer.seal("x", **PLACE))
    changed[position] ^= mask
    with pytest.raises(SealBroken):
        sealer.unseal(bytes(changed), **PLACE)


@pytest.mark.parametrize("length", [0, 1, 13, 28, 284, 286])
def test_other_lengths_are_noticed(sealer, length):
    sealed = sealer.seal("x", **PLACE)
    with pytest.raises(SealBroken):
        sealer.unseal((sealed + b"\0" * 9)[:length], **PLACE)


@pytest.mark.parametrize("part", list(PLACE))
def test_sealed_bytes_open_in_their_own_place_alone(sealer, part):
    elsewhere = PLACE | {part: "2026-12" if part == "epoch" else "other"}
    sealer.seal("x", **elsewhere)
    with pytest.raises(SealBroken):
        sealer.unseal(sealer.seal("x", **PLACE), **elsewhere)


def test_places_cannot_be_spelt_into_each_other(sealer):
    with pytest.raises(ValueError, match="without"):
        sealer.seal("x", **PLACE | {"table": "post|body"})


@pytest.mark.parametrize(("size", "steps"), [(0, 1), (65532, 1), (65533, 2), (200_000, 4)])
def test_photos_are_sealed_in_steps_of_64_kib(sealer, size, steps):
    photo = b"\xff" * size
    sealed = sealer.seal_photo(photo, **PLACE)
    assert len(sealed) == 1 + 12 + steps * 65536 + 16
    assert sealer.unseal_photo(sealed, **PLACE) == photo


def test_a_destroyed_epoch_opens_nothing_in_any_process(sealer, folder):
    other, sealed = Sealer(folder), sealer.seal("x", **PLACE)
    assert other.unseal(sealed, **PLACE) == "x"
    sealer.keys.destroy("2026-11")
    for one in (sealer, other, Sealer(folder)):
        with pytest.raises(Destroyed):
            one.unseal(sealed, **PLACE)
    assert sealer.keys.epochs() == set()


def test_a_new_key_of_a_destroyed_epoch_does_not_open_the_old(sealer, folder):
    other, sealed = Sealer(folder), sealer.seal("x", **PLACE)
    other.keys.destroy("2026-11")
    again = other.seal("y", **PLACE)
    assert sealer.unseal(again, **PLACE) == "y"
    with pytest.raises(SealBroken):
        sealer.unseal(sealed, **PLACE)


def test_a_key_is_unwrapped_once_and_then_remembered(sealer):
    assert sealer.keys.find_or_make("2026-11") is sealer.keys.find("2026-11")


def test_opening_makes_no_key(sealer, folder):
    with pytest.raises(Destroyed):
        sealer.unseal(b"\x01" + bytes(300), **PLACE)
    assert list((folder / "dek").iterdir()) == []


def test_processes_racing_for_a_new_epoch_agree_on_one_key(folder):
    together = Barrier(8)

    def seal(count):
        sealer = Sealer(folder)
        together.wait()
        return sealer.seal(count, **PLACE)

    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(seal, range(8)))
    assert [Sealer(folder).unseal(each, **PLACE) for each in sealed] == list(range(8))
    assert [path.name for path in (folder / "dek").iterdir()] == ["2026-11"]


def test_files_are_for_their_owner_alone(sealer, folder):
    sealer.seal("x", **PLACE)
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in [folder / "dek", *folder.rglob("*")]
    }
    assert modes == {"dek": 0o700, "kek": 0o600, "2026-11": 0o600}


def test_rotation_changes_every_wrapping_and_loses_nothing(sealer, folder):
    sealed = {
        epoch: sealer.seal(epoch, **PLACE | {"epoch": epoch}) for epoch in ("2026-10", "2026-11")
    }
    before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    sealer.keys.rotate()
    after = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after.keys() == before.keys()
    assert all(after[name] != before[name] for name in before)
    for one in (sealer, Sealer(folder)):
        assert [one.unseal(sealed[e], **PLACE | {"epoch": e}) for e in sealed] == list(sealed)


def test_a_rotation_cut_short_loses_nothing_and_can_be_repeated(sealer, folder, monkeypatch):
    sealed = {
        epoch: sealer.seal(epoch, **PLACE | {"epoch": epoch}) for epoch in ("2026-10", "2026-11")
    }
    with monkeypatch.context() as patch:
        patch.setattr("portal.anonymity.vault.promote", power_cut)
        with pytest.raises(PowerCut):
            sealer.keys.rotate()
    for again in (False, True):
        if again:
            sealer.keys.rotate()
        for epoch, each in sealed.items():
            assert Sealer(folder).unseal(each, **PLACE | {"epoch": epoch}) == epoch
    assert not (folder / "kek.next").exists()


class PowerCut(Exception):
    pass


def power_cut(*_):
    raise PowerCut


def test_a_lost_kek_is_reported_and_never_replaced(sealer, folder):
    sealed = sealer.seal("x", **PLACE)
    (folder / "kek").unlink()
    with pytest.raises(KeysUnavailable, match="missing"):
        Sealer(folder).unseal(sealed, **PLACE)
    with pytest.raises(KeysUnavailable, match="missing"):
        Sealer(folder).seal("x", **PLACE | {"epoch": "2026-12"})
    assert not (folder / "kek").exists()


@pytest.mark.parametrize("content", [b"", b"short", bytes(60)])
def test_a_damaged_key_is_reported(sealer, folder, content):
    sealed = sealer.seal("x", **PLACE)
    (folder / "dek" / "2026-11").write_bytes(content)
    with pytest.raises(KeysUnavailable, match="does not fit"):
        Sealer(folder).unseal(sealed, **PLACE)


def test_a_missing_folder_is_reported(tmp_path):
    with pytest.raises(KeysUnavailable, match="No such file"):
        Sealer(tmp_path / "keys")


def test_a_file_in_place_of_the_folder_is_reported(tmp_path):
    (tmp_path / "keys").write_text("")
    with pytest.raises(KeysUnavailable, match="Not a directory"):
        Sealer(tmp_path / "keys")


def test_a_folder_that_goes_away_later_is_reported(sealer, folder):
    sealed = sealer.seal("x", **PLACE)
    folder.rename(folder.with_name("moved"))
    with pytest.raises(KeysUnavailable):
        sealer.unseal(sealed, **PLACE)
    with pytest.raises(KeysUnavailable):
        sealer.seal("x", **PLACE)


@pytest.mark.parametrize("epoch", ["", "../kek", ".hidden", "a/b", "2026-11\n", "x" * 65])
def test_an_epoch_is_never_a_path(sealer, epoch):
    with pytest.raises(ValueError, match="named by letters"):
        sealer.seal("x", **PLACE | {"epoch": epoch})


def test_numbers_come_back_as_they_were(sealer):
    value = json.loads('{"severity":3,"half":0.5}')
    assert sealer.unseal(sealer.seal(value, **PLACE), **PLACE) == value
