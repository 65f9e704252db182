"""There and back: what was published is there again, byte for byte, and nothing else is inside."""

import hashlib
import os
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import keylog, loglines
from portal.anonymity.encoding import b64u
from portal.core import clock, schema
from portal.core.db import STORES, Base, db, on_file, reading, transaction, writing
from portal.detectors.segments import sought
from portal.keeping import backup, manifest, restore
from portal.people import issuance, keys, links
from portal.people.models import Account, SignInLink
from portal.voice import rendering
from portal.voice.keys import entries, keys_folder, log_folder
from portal.voice.models import Release
from tests.keeping.conftest import TEXTS, bring_back, inside, texts
from tests.making import make_item, make_post, padded
from tests.voice.conftest import inbox

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]


def rows():
    """Every row of the main database but what a restore changes by design."""
    found = {}
    with reading("main") as connection:
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.columns if c.name != "session_epoch"]
            found[table.name] = sorted(map(repr, connection.execute(select(*columns)).all()))
    changed = {"sign_in_link", "revision"}
    return {name: there for name, there in found.items() if name not in changed}


def test_every_row_and_every_text_is_there_again(saved, copies, elsewhere, published):
    before, lines = rows(), keylog.read(log_folder()).lines
    new = elsewhere()
    assert bring_back(new, saved, copies) == len(TEXTS)
    with inside(new):
        assert rows() == before
        assert texts() == published
        assert schema.is_current()
        log = keylog.read(log_folder())
        assert log.lines[: len(lines)] == lines
        assert keylog.check(log.lines, log.head) == []


def types(lines):
    return [loglines.parse(raw).line.type for raw in lines]


def test_every_key_is_closed_and_new_ones_open_early(saved, copies, elsewhere, crowd, say, goal):
    lines = len(keylog.read(log_folder()).lines)
    late = padded(make_post(crowd[9], make_item(goal.id)))
    new = elsewhere()
    bring_back(new, saved, copies)
    with inside(new):
        fresh = keylog.read(log_folder()).lines[lines:]
        assert types(fresh) == ["restored", *["closed"] * (len(fresh) - 1)]
        assert {one.state for one in entries().values()} == {"closed"}
        assert issuance.folder().kids() == issuance.folder().peppers() == set()
        answer = new.test_client().post("/say/posts", data=late, content_type="application/json")
        assert answer.status_code == 410
        closed = set(entries())
        keys.turn()
        opened = [one for one in entries().values() if one.kid not in closed]
        assert {one.state for one in opened if one.kind == "post"} >= {"open"}
        early = [loglines.parse(raw).line for raw in keylog.read(log_folder()).lines]
        assert all(one.early for one in early if one.type == "opened" and one.kid not in closed)
        log = keylog.read(log_folder())
        assert keylog.check(log.lines, log.head) == []


def test_releases_go_on_after_a_restore(saved, copies, elsewhere, minute):
    new = elsewhere()
    bring_back(new, saved, copies)
    with inside(new):
        assert jobs.release_at(minute(5)).batch == 2
        log = keylog.read(log_folder())
        assert keylog.check(log.lines, log.head) == []
        seqs = db.session.scalars(select(Release.seq).order_by(Release.batch)).all()
        assert seqs[-1] == len(log.lines) - 1


def test_a_line_of_a_lost_release_is_not_taken_for_the_next_one(saved, minute, app, queue):
    """The folder's log goes on after the backup; the number of its last release comes again."""
    jobs.release_at(minute(1))
    longer = keylog.read(log_folder()).lines
    restore.perform(restore.plan(saved, None, app.extensions["portal"]))
    assert jobs.release_at(minute(2)).batch == 2
    log = keylog.read(log_folder())
    assert log.lines[: len(longer)] == longer
    assert types(log.lines[len(longer) :])[-1] == "release"
    assert keylog.check(log.lines, log.head) == []


def test_what_waits_in_the_inbox_stays_and_is_released(saved, app, queue, minute):
    waiting = queue("晚到的話")
    restore.perform(restore.plan(saved, None, app.extensions["portal"]))
    assert set(inbox()) == {waiting}
    assert jobs.release_at(minute(3)).moved == 1
    assert inbox() == {}


def test_everybody_signs_in_anew_and_no_link_works_twice(saved, copies, elsewhere, cast, actors):
    alice = db.session.get_one(Account, cast.alice)
    before = alice.session_epoch
    with transaction():
        links.make_reset(actors["ada"], alice)
    backup.back_up(saved)
    new = elsewhere()
    bring_back(new, saved, copies)
    with inside(new):
        assert db.session.get_one(Account, cast.alice).session_epoch > before
        assert db.session.scalars(select(SignInLink)).all() == []


FORBIDDEN = "這句話還沒有被打散"


@pytest.fixture
def canaries(published, crowd, say, goal, open_posting):
    """Things that no backup may hold, each in every spelling in which it could lie there."""
    token = crowd[5]
    assert (
        say("/say/posts", make_post(token, make_item(goal.id, body=FORBIDDEN))).status_code == 202
    )
    [waiting] = inbox()
    with writing("issuance") as connection:
        request = os.urandom(32)
        mine = issuance.ALLOWANCE.c.n == 10
        connection.execute(issuance.ALLOWANCE.update().where(mine).values(request=request))
    secrets = [path.read_bytes() for path in keys_folder().rglob("*") if path.is_file()]
    raw = [token.msg, token.sig, waiting, inbox()[waiting], request, *filter(None, secrets)]
    raw += [text.encode() for text in (FORBIDDEN, *TEXTS)]
    return [form for one in raw for form in (one, one.hex().encode(), b64u(one).encode())]


def test_nothing_of_inbox_issuance_derived_rows_or_keys_is_inside(canaries, tmp_path):
    backup.back_up(tmp_path / "backup")
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert len(files) == 4
    for path in files:
        content = path.read_bytes()
        assert [one for one in canaries if one in content] == [], path.name


def test_what_must_not_be_inside_would_be_found(canaries, tmp_path, app):
    """The same search, where those things are."""
    data = app.extensions["portal"].data
    content = b"".join(p.read_bytes() for p in data.rglob("*") if p.is_file())
    assert any(one in content for one in canaries)


def test_a_backup_is_for_its_owner_and_tells_no_hour(saved, copies):
    for folder in (saved, copies):
        for path in (folder, *folder.rglob("*")):
            found = path.stat()
            assert found.st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
            local = clock.local(clock.now().fromtimestamp(found.st_mtime, clock.now().tzinfo))
            assert (local.hour, local.minute, local.second) == (0, 0, 0), path


def test_the_main_database_inside_is_one_plain_file_of_this_schema(saved):
    found = manifest.read(saved)
    path = found.path(saved, manifest.MAIN)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("delete",)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        [(revision,)] = connection.execute("select version_num from alembic_version")
        tables = {name for (name,) in connection.execute("select name from sqlite_master")}
    assert revision == found.schema == schema.newest()
    assert not tables & set(STORES["inbox"].tables)
    assert hashlib.sha256(path.read_bytes()).hexdigest() in found.files.values()


def test_an_older_backup_is_upgraded(saved, copies, elsewhere, published):
    found = manifest.read(saved)
    path = found.path(saved, manifest.MAIN)
    with on_file(path) as engine:
        schema.migrate_engine(engine, "main", "i2t7dzrqourk", down=True)
    name = f"{found.state}/{manifest.MAIN}"
    files = {**found.files, name: manifest.hash_of(path)}
    manifest.write(saved, type(found)(**{**vars(found), "files": files, "schema": "i2t7dzrqourk"}))
    new = elsewhere()
    with inside(new) as here:
        said = restore.described(restore.plan(saved, copies, here), here)
    assert any("upgraded" in line for line in said)
    bring_back(new, saved, copies)
    with inside(new):
        assert schema.is_current()
        assert texts() == published


def test_pages_show_what_was_published(saved, copies, elsewhere, goal):
    new = elsewhere()
    bring_back(new, saved, copies)
    with inside(new):
        derived = rendering.bodies(db.session.scalars(select(rendering.Post)).all())
        assert set(map(str, derived.values())) == set(TEXTS)
        found = rendering.hits(sought(TEXTS[1][:2]).match, None, page=1, size=5)
        assert [str(derived[id_]) for id_ in found] == [TEXTS[1]]
