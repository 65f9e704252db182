"""What a backup and a restore refuse, before anything is touched."""

import shutil
from pathlib import Path

import pytest

from portal import jobs
from portal.anonymity import keylog, vault
from portal.anonymity.keyring import Keyring
from portal.core import clock, locks
from portal.core.errors import Conflict
from portal.keeping import backup, keycopies, manifest, restore
from portal.keeping.manifest import Unusable
from portal.people import issuance
from portal.voice import release
from portal.voice.keys import keys_folder, log_folder
from tests.keeping.conftest import everything

pytestmark = pytest.mark.slow


@pytest.fixture
def here(app):
    return app.extensions["portal"]


def test_before_the_first_release_there_is_no_backup(migrated, tmp_path):
    with pytest.raises(Conflict, match="Run: portal release"):
        backup.back_up(tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


@pytest.mark.parametrize("step", ["sweep", "_write_lines"])
def test_what_is_half_moved_is_not_backed_up(published, queue, minute, monkeypatch, tmp_path, step):
    queue("還在路上")
    with monkeypatch.context() as patch:
        patch.setattr(release, step, broken)
        with pytest.raises(OSError, match="power"):
            jobs.release_at(minute(1))
    with pytest.raises(Conflict, match="half way"):
        backup.back_up(tmp_path / "backup")
    jobs.release_at(minute(1))
    assert backup.back_up(tmp_path / "backup").batch == 2


def broken(*_words):
    raise OSError("the power is gone")


@pytest.mark.parametrize("other", ["notes.txt", "main.db"])
def test_a_folder_of_other_things_is_left_alone(published, tmp_path, other):
    (tmp_path / other).write_text("mine")
    with pytest.raises(Unusable, match=other):
        backup.back_up(tmp_path)
    with pytest.raises(Unusable, match="no folder"):
        backup.back_up(tmp_path / other)
    assert everything(tmp_path) == {other: b"mine"}


@pytest.mark.parametrize(
    ("one", "other"), [("a", "a"), ("a", "a/b"), ("a/b", "a"), ("a", "c/../a")]
)
def test_keys_are_never_kept_beside_the_texts(tmp_path, one, other):
    with pytest.raises(Unusable, match="apart"):
        keycopies.check_apart(tmp_path / one, tmp_path / other)
    keycopies.check_apart(tmp_path / "ab", tmp_path / "a")


def damage(folder: Path, pattern: str) -> None:
    [path] = folder.glob(pattern)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("pattern", ["state-*/main.db", "state-*/log.ndjson", "state-*/head.json"])
def test_one_wrong_bit_is_refused(saved, here, pattern):
    damage(saved, pattern)
    before = everything(here.data)
    with pytest.raises(Unusable, match="damaged"):
        restore.plan(saved, None, here)
    assert everything(here.data) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"v":1', b'"v":2'),
        (b'"files"', b'"filed"'),
        (b"main.db", b"/../../x"),
        (b"log.ndjson", b"other.json"),
        (b"{", b"["),
    ],
)
def test_a_manifest_that_was_changed_is_refused(saved, here, old, new):
    path = saved / manifest.NAME
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(Unusable):
        restore.plan(saved, None, here)


def test_without_a_manifest_it_is_no_backup(saved, here):
    (saved / manifest.NAME).unlink()
    with pytest.raises(Unusable, match="no whole backup"):
        restore.plan(saved, None, here)


def test_a_lost_file_is_refused(saved, here):
    shutil.rmtree(next(saved.glob("state-*")))
    with pytest.raises(Unusable, match="damaged"):
        restore.plan(saved, None, here)


def test_a_backup_of_a_newer_version_is_refused(saved, here):
    found = manifest.read(saved)
    manifest.write(saved, type(found)(**{**vars(found), "schema": "zzzzzzzzzzzz"}))
    with pytest.raises(Unusable, match="newer version"):
        restore.plan(saved, None, here)


def test_two_logs_that_part_are_for_people_to_judge(saved, here, minute):
    log, head = (log_folder() / name for name in ("log.ndjson", "head.json"))
    lines = keylog.read(log_folder()).lines
    log.write_bytes(b"".join(line + b"\n" for line in lines[:-1]))
    head.unlink()
    keylog.append(
        log_folder(),
        issuance.folder().log_key(),
        keylog.Release(day="2030-01-01", batch=9, root="0" * 64),
    )
    before = everything(here.data)
    with pytest.raises(Conflict, match="part at line") as refused:
        restore.plan(saved, None, here)
    assert "Nothing was changed" in str(refused.value)
    assert everything(here.data) == before


def test_a_folder_that_is_served_is_not_restored(saved, here):
    made = restore.plan(saved, None, here)
    with locks.serving(here.data), pytest.raises(Conflict, match="Stop it first"):
        restore.perform(made)
    with locks.nobody_serving(here.data), pytest.raises(Conflict, match="being restored"):
        locks.serving(here.data).__enter__()
    assert restore.perform(made) == 3


def test_keys_that_differ_for_one_epoch_are_refused(saved, copies, here):
    ring = Keyring(keycopies.latest(copies))
    # At the end of a day or a month there is more than one.
    epoch = min(ring.epochs() & Keyring(keys_folder()).epochs())
    strange, apart = copies.with_name("strange"), copies.with_name("apart")
    strange.mkdir()
    Keyring(strange).find_or_make(epoch)
    keycopies.keep(strange, apart, clock.today())
    with pytest.raises(Conflict, match=f"differ for {epoch}"):
        restore.plan(saved, apart, here)


def test_an_inbox_that_is_none_stops_before_anything_is_touched(saved, elsewhere):
    new = elsewhere()
    data = new.extensions["portal"].data
    (data / "inbox.db").write_bytes(b"no database at all " * 100)
    with new.app_context():
        made = restore.plan(saved, None, new.extensions["portal"])
        with pytest.raises(Conflict, match="inbox cannot be read"):
            restore.perform(made)
    assert not (data / "main.db").exists()
    assert not restore.is_unfinished(data)


def test_a_plan_touches_nothing(saved, copies, app, tmp_path):
    before = everything(tmp_path)
    here = app.extensions["portal"].model_copy(update={"data": tmp_path / "nowhere"})
    said = restore.described(restore.plan(saved, copies, here), here)
    assert len(said) == 6
    assert everything(tmp_path) == before
    assert not (tmp_path / "nowhere").exists()


def test_no_copy_of_keys_is_said(saved, here, tmp_path):
    for folder in (tmp_path / "nowhere", saved):
        with pytest.raises(Unusable, match="no copy of keys"):
            restore.plan(saved, folder, here)


def test_keys_that_are_no_folder_are_said(published, tmp_path):
    (tmp_path / "copies").write_text("a file")
    with pytest.raises(vault.KeysUnavailable):
        keycopies.keep(keys_folder(), tmp_path / "copies", clock.today())
    assert [path.name for path in tmp_path.iterdir()] == ["copies"]
