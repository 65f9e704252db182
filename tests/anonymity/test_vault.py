import pytest

from portal.anonymity import durable, vault
from portal.anonymity.vault import Destroyed, KeysUnavailable


def test_the_first_secret_stays(tmp_path):
    assert vault.make_once(tmp_path / "key", b"one") == b"one"
    assert vault.make_once(tmp_path / "key", b"two") == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_of_two_who_make_it_at_once_both_get_the_first(tmp_path, monkeypatch):
    draft = durable.draft

    def overtaken(path, secret):
        path.write_bytes(b"theirs")
        return draft(path, secret)

    monkeypatch.setattr(durable, "draft", overtaken)
    assert vault.make_once(tmp_path / "key", b"mine") == b"theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_replaced_secret_is_whole_and_alone(tmp_path):
    vault.make_once(tmp_path / "key", b"one")
    before = vault.stamp(tmp_path / "key")
    vault.replace(tmp_path / "key", b"two")
    assert vault.read(tmp_path / "key") == b"two"
    assert vault.stamp(tmp_path / "key") != before
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_destroyed_secret_is_overwritten_before_it_goes(tmp_path):
    vault.make_once(tmp_path / "key", b"one-secret")
    (tmp_path / "witness").hardlink_to(tmp_path / "key")
    vault.destroy(tmp_path / "key")
    assert not (tmp_path / "key").exists()
    assert b"secret" not in (tmp_path / "witness").read_bytes()


def test_what_a_crash_left_of_a_secret_is_destroyed_with_it(tmp_path):
    (tmp_path / ".key.0123456789abcdef").write_bytes(b"one")
    (tmp_path / ".key2.0123456789abcdef").write_bytes(b"another")
    vault.destroy(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == [".key2.0123456789abcdef"]


def test_destroying_twice_is_no_error(tmp_path, monkeypatch):
    vault.destroy(tmp_path / "key")
    monkeypatch.setattr(vault, "names", lambda folder: {"key"})
    vault.destroy(tmp_path / "key")


def test_an_absent_secret_and_an_absent_folder_are_different_news(tmp_path):
    for look in (vault.read, vault.stamp):
        with pytest.raises(Destroyed):
            look(tmp_path / "key")
        with pytest.raises(KeysUnavailable):
            look(tmp_path / "folder" / "key")


def test_a_folder_is_made_for_its_owner_alone(tmp_path):
    vault.create_folder(tmp_path / "keys")
    vault.create_folder(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
