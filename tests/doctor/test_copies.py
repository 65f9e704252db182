"""Backups and copies of keys: what must not be in one, and what must not grow old."""

import os
import sqlite3
import tarfile
import time
import zipfile
from contextlib import closing

import pytest

from portal.doctor import copies
from portal.doctor.findings import Level


def make(path, content=b"x", days=0):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(content)
    then = time.time() - days * copies.DAY
    os.utime(path, (then, then))


def make_store(path, table):
    make(path, b"")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute(f"create table {table} (id)")
        connection.commit()


@pytest.fixture
def folder(tmp_path):
    """A backup as it should be."""
    path = tmp_path / "backup"
    path.mkdir(mode=0o700)
    make_store(path / "state-1" / "main.db", "post")
    make(path / "state-1" / "log.ndjson")
    make(path / "uploads" / "a")
    for inner in path.iterdir():
        inner.chmod(0o700)
    return path


def broken(findings):
    return [found.said for found in findings if found.level is Level.BROKEN]


def test_a_backup_that_is_right_is_fine(folder):
    assert {found.level for found in copies.backups(folder)} == {Level.FINE}


@pytest.mark.parametrize(
    "name",
    ["keys/kek", "state-1/signer/x.pem", "dek/2026-11", "inbox.db", "inbox.db-wal", "issuance.db"],
)
def test_a_backup_with_keys_or_what_waits_is_found(folder, name):
    make(folder / name)
    assert any(f"holds {name}" in said for said in broken(copies.backups(folder)))


@pytest.mark.parametrize("table", ["inbox", "allowance", "rendered"])
def test_a_store_under_another_name_is_found(folder, table):
    make_store(folder / "copy", table)
    assert any(f"holds the table {table}" in said for said in broken(copies.backups(folder)))
    # The look itself left nothing.
    assert not list(folder.glob("copy-*"))


def test_keys_inside_an_archive_are_found(folder):
    make(folder.parent / "keys" / "kek")
    with tarfile.open(folder / "all.tar.gz", "w:gz") as tar:
        tar.add(folder.parent / "keys", "keys")
    with zipfile.ZipFile(folder / "all.zip", "w") as archive:
        archive.writestr("data/inbox.db", "x")
    said = broken(copies.backups(folder))
    assert any("all.tar.gz holds keys" in one for one in said)
    assert any("all.zip holds data/inbox.db" in one for one in said)


def test_an_old_backup_is_found(folder):
    for path in folder.rglob("*"):
        os.utime(path, (0, time.time() - 3 * copies.DAY))
    assert any("3 days old" in said for said in broken(copies.backups(folder)))


def test_no_backup_at_all_is_found(tmp_path):
    assert broken(copies.backups(tmp_path)) == [f"There is no backup in {tmp_path}."]


def test_what_cannot_be_looked_into_is_said(folder):
    make(folder / "copy", copies.SQLITE + b"nothing more")
    assert Level.UNSEEN in {found.level for found in copies.backups(folder)}


@pytest.mark.parametrize("check", [copies.backups, copies.key_copies])
def test_what_nobody_named_is_not_taken_for_fine(check, tmp_path):
    assert [found.level for found in check(None)] == [Level.UNASKED]
    assert [found.level for found in check(tmp_path / "nowhere")] == [Level.UNSEEN]


def test_a_copy_of_a_key_may_live_a_week(tmp_path):
    tmp_path.chmod(0o700)
    make(tmp_path / "kek", days=7)
    assert {found.level for found in copies.key_copies(tmp_path)} == {Level.FINE}
    make(tmp_path / "kek", days=8)
    [said] = broken(copies.key_copies(tmp_path))
    assert "from 8 days ago" in said


def test_a_copy_of_a_key_that_others_may_read_is_found(tmp_path):
    make(tmp_path / "kek")
    tmp_path.chmod(0o700)
    (tmp_path / "kek").chmod(0o604)
    [said] = broken(copies.key_copies(tmp_path))
    assert "open to others (0604)" in said
