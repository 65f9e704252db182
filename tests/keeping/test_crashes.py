"""The power fails at any step: the next run heals it, and half a backup is none."""

import shutil
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from portal.anonymity import durable, keylog
from portal.anonymity.keyring import Keyring
from portal.core import clock, schema
from portal.core.db import db, transaction
from portal.keeping import backup, copying, keycopies, manifest, restore, retention
from portal.people import keys, service
from portal.people.models import Site
from portal.voice import rendering
from portal.voice.keys import keys_folder, log_folder
from tests.keeping.conftest import TEXTS, bring_back, everything, inside, texts
from tests.keeping.test_refusals import broken

# Every instant, twice over: left to the full gate.
pytestmark = pytest.mark.slow

BACKING_UP = [
    (copying, "snapshot"),
    (backup, "_copy_log"),
    (backup, "_copy_uploads"),
    (backup, "hash_of"),
    (backup, "write"),
    (backup, "_sweep"),
    (durable, "replace"),
]
RESTORING = [
    (restore, "_bring_keys"),
    (restore, "_bring_uploads"),
    (restore, "_bring_main"),
    (restore, "_replace_main"),
    (schema, "migrate_engine"),
    (schema, "migrate"),
    (keylog, "put"),
    (keylog, "append"),
    (keys, "end_all"),
    (service, "sign_out_everybody"),
    (retention, "retain"),
    (rendering, "rebuild"),
]


@pytest.mark.parametrize(("module", "step"), BACKING_UP, ids=lambda value: str(value)[:30])
def test_a_broken_off_backup_is_none_and_the_next_one_is_whole(
    published, tmp_path, monkeypatch, module, step
):
    with monkeypatch.context() as patch:
        patch.setattr(module, step, broken)
        with pytest.raises(OSError, match="power"):
            backup.back_up(tmp_path / "backup")
    if step != "_sweep":
        with pytest.raises(manifest.Unusable):
            manifest.read(tmp_path / "backup")
    whole(backup.back_up(tmp_path / "backup"), tmp_path / "backup")


def whole(found, folder):
    """The folder holds this backup and nothing else."""
    manifest.check(folder, found)
    assert everything(folder).keys() == {*found.files, manifest.NAME}


@pytest.mark.parametrize(("module", "step"), BACKING_UP, ids=lambda value: str(value)[:30])
def test_until_the_new_one_is_whole_the_old_one_is_there(saved, monkeypatch, module, step):
    before = manifest.read(saved)
    with monkeypatch.context() as patch:
        patch.setattr(module, step, broken)
        with pytest.raises(OSError, match="power"):
            backup.back_up(saved)
    found = manifest.read(saved)
    manifest.check(saved, found)
    assert (found == before) == (step != "_sweep")
    whole(backup.back_up(saved), saved)


@pytest.mark.parametrize(("module", "step"), RESTORING, ids=lambda value: str(value)[:30])
def test_a_broken_off_restore_is_healed_by_another(
    saved, copies, elsewhere, published, monkeypatch, module, step
):
    new = elsewhere()
    data = new.extensions["portal"].data
    with monkeypatch.context() as patch:
        patch.setattr(module, step, broken)
        with pytest.raises(OSError, match="power"):
            bring_back(new, saved, copies)
    assert restore.is_unfinished(data)
    assert bring_back(new, saved, copies) == len(TEXTS)
    assert not restore.is_unfinished(data)
    with inside(new):
        assert texts() == published
        log = keylog.read(log_folder())
        assert keylog.check(log.lines, log.head) == []
        assert log.raw.count(b'"restored"') == 1
    assert not [name for name in everything(data) if "restoring" in name]


def test_doing_it_twice_changes_nothing_more(saved, copies, elsewhere):
    new = elsewhere()
    bring_back(new, saved, copies)
    lines = keylog.read(new.extensions["portal"].data / "keylog").lines
    assert bring_back(new, saved, copies) == len(TEXTS)
    assert keylog.read(new.extensions["portal"].data / "keylog").lines == lines


def test_over_a_broken_database_with_a_log_of_its_own(saved, app, published):
    data = app.extensions["portal"].data
    db.session.remove()
    db.engine.dispose()
    (data / "main.db").write_bytes(b"this is no database at all" * 500)
    (data / "main.db-wal").write_bytes(b"nor is this its log" * 500)
    with inside(app) as here:
        said = restore.described(restore.plan(saved, None, here), here)
        assert any("replaces what is here" in line for line in said)
    assert bring_back(app, saved) == len(TEXTS)
    assert texts() == published
    with db.engine.connect() as connection:
        assert connection.execute(text("pragma integrity_check")).scalar() == "ok"


def test_the_log_of_the_lost_database_is_not_played_into_the_restored_one(saved, app, published):
    wal = app.extensions["portal"].data / "main.db-wal"
    with transaction() as session:
        session.add(Site(name="一個備份裡沒有的據點" * 99))
    left = wal.read_bytes()
    db.session.remove()
    app.extensions.pop("memory", None)
    db.engine.dispose()
    wal.write_bytes(left)
    assert len(left) > 4096
    bring_back(app, saved)
    assert db.session.scalars(select(Site.name).where(Site.name.startswith("一個"))).all() == []
    assert texts() == published
    with db.engine.connect() as connection:
        assert connection.execute(text("pragma integrity_check")).scalar() == "ok"


def test_when_the_keys_are_lost_too_the_rest_is_there_and_says_so(saved, elsewhere, cast):
    new = elsewhere()
    assert bring_back(new, saved) == len(TEXTS)
    with inside(new):
        assert service.find_account(cast.alice).name
        bodies = rendering.bodies(db.session.query(rendering.Post).all())
        assert not any(word in str(bodies) for word in TEXTS)
        log = keylog.read(log_folder())
        assert keylog.check(log.lines, log.head) == []
        assert log.raw.count(b'"type":"log"') == 2


def test_copies_of_keys_end_after_seven_days(published, tmp_path):
    folder, today = tmp_path / "copies", clock.today()
    made = [keycopies.keep(keys_folder(), folder, today - timedelta(days=n)) for n in (9, 8, 7, 1)]
    assert [path.is_dir() for path in made] == [False, True, True, True]
    first = keycopies.keep(keys_folder(), folder, today)
    second = keycopies.keep(keys_folder(), folder, today)
    assert [path.is_dir() for path in (*made, first, second)] == [
        False,
        False,
        True,
        True,
        False,
        True,
    ]
    assert keycopies.latest(folder) == second


def test_a_broken_off_copy_of_keys_is_none_and_goes(published, tmp_path, monkeypatch):
    folder = tmp_path / "copies"
    with monkeypatch.context() as patch:
        patch.setattr(keycopies, "flatten", broken)
        with pytest.raises(OSError, match="power"):
            keycopies.keep(keys_folder(), folder, clock.today())
    with pytest.raises(manifest.Unusable):
        keycopies.latest(folder)
    keycopies.keep(keys_folder(), folder, clock.today())
    assert len(list(folder.iterdir())) == 1


def test_a_copy_of_keys_signs_nothing_and_opens_texts(saved, copies):
    copy = keycopies.latest(copies)
    assert {name.partition("/")[0] for name in everything(copy)} == {"kek", "dek", "keylog.key"}
    assert Keyring(copy).epochs() == Keyring(keys_folder()).epochs()
    shutil.rmtree(copy / "dek")
