"""Who may read a folder: every file and folder that is open to others is named."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal.doctor.findings import Level
from portal.doctor.folder import private


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "data"
    (path / "keys").mkdir(mode=0o700, parents=True)
    path.chmod(0o700)
    (path / "keys" / "kek").touch(mode=0o600)
    return path


def test_what_is_its_owners_alone_is_fine(folder):
    assert [found.level for found in private(folder)] == [Level.FINE]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("keys/kek", 0o644), ("keys/kek", 0o640), ("keys", 0o701), (".", 0o755)],
)
def test_what_others_may_read_is_found(folder, name, mode):
    (folder / name).chmod(mode)
    [found] = private(folder)
    assert found.level is Level.BROKEN
    assert f"{folder / name} is open to others ({mode:04o})" in found.said
    assert str(folder / name) in found.remedy


def test_what_belongs_to_another_is_found(folder, monkeypatch):
    # Only root can give a file away; so the folder is seen as another's.
    seen = Path.stat

    def stat(path, **how):
        found = seen(path, **how)
        another = path == folder and not how
        return SimpleNamespace(st_uid=found.st_uid + 1) if another else found

    monkeypatch.setattr(Path, "stat", stat)
    found = private(folder)
    assert {one.level for one in found} == {Level.BROKEN}
    assert "kek belongs to another user" in found[-1].said


def test_a_folder_that_cannot_be_looked_at_is_said(folder):
    [found] = private(folder / "nowhere")
    assert found.level is Level.UNSEEN


def test_a_file_that_goes_meanwhile_is_no_fault(folder, monkeypatch):
    monkeypatch.setattr(os, "walk", lambda *_words, **_named: [(str(folder), [], ["gone"])])
    assert [found.level for found in private(folder)] == [Level.FINE]
