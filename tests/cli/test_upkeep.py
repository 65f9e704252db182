"""The commands that keep and destroy: what they say, how they end, what they leave."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from portal.anonymity import keylog
from portal.app import create_app
from portal.core import schema
from portal.keeping import manifest
from portal.opening import settings_of
from portal.people.organisation import Organisation
from tests.cli.conftest import let_go
from tests.keeping.conftest import everything
from tests.making import PEOPLE

BEFORE = "i2t7dzrqourk"


def ask(folder, query, store="main"):
    with closing(sqlite3.connect(folder / f"{store}.db")) as connection:
        return connection.execute(query).fetchall()


pytestmark = pytest.mark.slow


@pytest.fixture
def staffed(portal, organisation, tmp_path):
    """An organisation of five and its admin, with a release behind it."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    assert portal("people", "import", path).exit_code == 0
    assert portal("release").exit_code == 0
    return organisation


@pytest.fixture
def saved(portal, staffed, tmp_path):
    """A backup, and copies of the keys apart."""
    done = portal("backup", tmp_path / "backup", "--keys", tmp_path / "copies")
    assert done.exit_code == 0, done.output
    return tmp_path / "backup"


def test_a_backup_says_what_it_holds(portal, staffed, tmp_path):
    done = portal("backup", tmp_path / "backup")
    assert done.output == f"Backup of release 1, 3 files: {tmp_path / 'backup'}\n"
    done = portal("backup", tmp_path / "backup", "--keys", tmp_path / "copies")
    [copy] = (tmp_path / "copies").iterdir()
    assert done.output.endswith(f"Keys: {copy}\n")


def test_a_backup_before_any_release_ends_with_2(portal, organisation, tmp_path):
    done = portal("backup", tmp_path / "backup")
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1
    assert "portal release" in done.output


def test_keys_beside_the_texts_end_with_2(portal, staffed, tmp_path):
    done = portal("backup", tmp_path / "b", "--keys", tmp_path / "b" / "keys")
    assert done.exit_code == 2
    assert not (tmp_path / "b").exists()


EVERYBODY = "select identifier from account order by id"


def test_a_restore_is_shown_first_and_then_done(portal, staffed, saved, tmp_path, monkeypatch):
    new = tmp_path / "new"
    monkeypatch.setenv("PORTAL_DATA", str(new))
    words = ("restore", saved, "--keys", tmp_path / "copies")
    shown = portal(*words, "--dry-run")
    assert shown.exit_code == 0
    assert shown.output.endswith("Nothing was written.\n")
    assert not new.exists()
    done = portal(*words)
    assert done.output.splitlines()[:6] == shown.output.splitlines()[:6]
    assert done.output.endswith("0 published posts can be read. New keys open when it serves.\n")
    assert ask(new, EVERYBODY) == ask(staffed, EVERYBODY)
    closed = (new, new / "main.db", *(new / "keys").rglob("*"), *(new / "keylog").iterdir())
    assert {path.stat().st_mode & 0o077 for path in closed} == {0}
    assert portal("keys", "open").output.count("early") == 2
    log = keylog.read(new / "keylog")
    assert keylog.check(log.lines, log.head) == []
    assert portal("release", "--at", "2030-01-01T17:00:00").output.startswith("Release 2:")


def test_a_damaged_backup_ends_with_2_and_touches_nothing(portal, saved, data):
    main = manifest.read(saved).path(saved, manifest.MAIN)
    main.write_bytes(main.read_bytes()[:-1] + b"x")
    before = everything(data)
    done = portal("restore", saved)
    assert done.exit_code == 2
    assert "damaged" in done.output
    assert everything(data) == before


@pytest.mark.parametrize("words", [("release",), ("serve", "--port", "1"), ("backup", "b")])
def test_nothing_starts_on_half_a_restore(portal, staffed, words):
    (staffed / "restoring").touch()
    done = portal(*words)
    assert done.exit_code == 2
    assert done.output == (
        "A restore of this data folder broke off. Run it again: portal restore DIR\n"
    )


def test_retention_says_when_there_is_nothing_to_end(portal, staffed):
    nothing = "No text has reached the end of its time.\n"
    assert portal("retention").output == nothing
    assert portal("retention", "--dry-run").output == f"{nothing}Nothing was destroyed.\n"


def test_a_new_key_wraps_the_others(portal, staffed):
    assert portal("keys", "rotate").output == "0 keys of texts are wrapped under a new key.\n"


def spoil(path):
    path.write_bytes(b"no database " * 999)


@pytest.mark.parametrize("how", [Path.unlink, spoil])
def test_a_lost_search_store_is_made_anew_by_the_next_command(portal, staffed, how):
    how(staffed / "search.db")
    done = portal("keys", "open")
    assert done.exit_code == 0
    assert "search.db was missing or damaged, and was made anew." in done.output
    assert portal("search", "rebuild").output == "search.db holds 0 posts.\n"


def test_a_person_is_erased_after_a_look_at_what_goes(portal, staffed):
    shown = portal("people", "erase", "BOB", "--dry-run")
    assert shown.exit_code == 0
    assert "0 decisions, 0 replies, 0 check-ins" in shown.output
    assert ask(staffed, "select name from account where identifier = 'bob'") == [("黃志豪",)]
    done = portal("people", "erase", "bob")
    assert done.output.endswith("Erased.\n")
    assert ask(staffed, "select id from account where identifier = 'bob'") == []
    capped = "select count(*) from allowance where n in (30, 2)"
    assert ask(staffed, capped, "issuance")[0][0] >= 2
    again = portal("people", "erase", "bob")
    assert (again.exit_code, again.output) == (2, "Nobody signs in as bob.\n")


def test_the_only_admin_is_not_erased(portal, organisation):
    done = portal("people", "erase", "admin", "--dry-run")
    assert done.exit_code == 2


def run(folder, *words):
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "portal", *map(str, words)],
        env={**os.environ, "PORTAL_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def killed(program, after):
    """Kill a program after so many seconds, unless it ended before."""
    time.sleep(after)
    program.send_signal(signal.SIGKILL)
    program.communicate()


@pytest.mark.uncounted
@pytest.mark.long
def test_kill_9_in_a_backup_harms_nobody(portal, saved, staffed, tmp_path):
    chance = random.Random(7)  # noqa: S311 - instants, no secret
    before = manifest.read(saved)
    words = ("backup", saved, "--keys", tmp_path / "copies")
    for _ in range(4):
        killed(run(staffed, *words), chance.uniform(0.5, 1.6))
        manifest.check(saved, manifest.read(saved))
        assert ask(staffed, "pragma integrity_check") == [("ok",)]
    assert portal(*words).exit_code == 0
    found = manifest.read(saved)
    assert found.state != before.state
    assert everything(saved).keys() == {*found.files, manifest.NAME}


@pytest.mark.uncounted
@pytest.mark.long
def test_kill_9_in_a_restore_is_healed_by_another(portal, saved, staffed, tmp_path, monkeypatch):
    chance, new = random.Random(11), tmp_path / "new"  # noqa: S311 - instants, no secret
    words = ("restore", saved, "--keys", tmp_path / "copies")
    for _ in range(4):
        killed(run(new, *words), chance.uniform(0.6, 1.8))
    monkeypatch.setenv("PORTAL_DATA", str(new))
    assert portal(*words).exit_code == 0
    assert ask(new, "pragma integrity_check") == [("ok",)]
    assert ask(new, EVERYBODY) == ask(staffed, EVERYBODY)
    log = keylog.read(new / "keylog")
    assert keylog.check(log.lines, log.head) == []
    assert portal("keys", "open").exit_code == 0


@contextmanager
def opened():
    """The application on the data folder, as a server has it."""
    app = create_app(settings_of())
    with app.app_context():
        yield app
    let_go(app)


@pytest.fixture
def aged(staffed):
    """The same data folder as the version before decisions could outlive posts left it."""
    with opened():
        schema.migrate(BEFORE, down=True)
    return staffed


def test_a_data_folder_of_the_first_version_upgrades_and_serves(portal, aged):
    for words in (("serve", "--port", "1"), ("release",)):
        done = portal(*words)
        assert (done.exit_code, done.output) == (
            2,
            "This data folder has an older schema. Run: portal upgrade\n",
        )
    names = "select id, identifier, name, role, password_hash, active from account order by id"
    people = ask(aged, names)
    assert portal("upgrade").output.startswith(f"Schema: {BEFORE} -> ")
    assert ask(aged, names) == people
    with opened() as app:
        assert schema.is_current()
        for address in ("/readyz", "/say/", "/say/keys.json", "/in/login"):
            assert app.test_client().get(address).status_code == 200
    assert portal("release").exit_code == 0


def test_slips_are_printed_for_a_site_and_never_over_another_file(
    portal, staffed, tmp_path, monkeypatch
):
    path = tmp_path / "slips.pdf"
    few = portal("codes", "--site", "二廠", "--pdf", path)
    assert (few.exit_code, len(few.output.splitlines()), path.exists()) == (2, 1, False)
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 40)
    done = portal("codes", "--site", "二廠", "--count", "3", "--pdf", path)
    assert done.exit_code == 0, done.output
    written = next(tmp_path.glob("slips.*"))
    assert done.output.startswith(f"3 slips: {written}.")
    assert written.stat().st_mode & 0o077 == 0
    again = portal("codes", "--site", "二廠", "--pdf", path)
    assert (again.exit_code, "there already" in again.output) == (2, True)
    other = portal("codes", "--site", "九廠", "--pdf", tmp_path / "other.pdf")
    assert (other.exit_code, other.output) == (2, "There is no site 九廠.\n")
    assert portal("codes", "--site", "二廠").exit_code == 2


def test_slips_are_listed_by_batch_and_withdrawn(portal, staffed, tmp_path, monkeypatch):
    assert portal("codes").output == "No codes were printed.\n"
    monkeypatch.setattr(Organisation, "crowd_at", lambda *_words: 40)
    portal("codes", "--site", "二廠", "--count", "3", "--pdf", tmp_path / "slips.pdf")
    batch, _day, what = portal("codes").output.split("  ")
    assert what == "二廠: 3 made, 3 not used\n"
    dry = portal("codes", "--revoke", batch, "--dry-run")
    assert dry.output == "Would withdraw: 3. Nothing was changed.\n"
    assert portal("codes").output.endswith("3 made, 3 not used\n")
    assert portal("codes", "--revoke", batch).output == "Withdrawn: 3.\n"
    assert portal("codes").output.endswith("3 made, 0 not used\n")
    assert portal("codes", "--revoke", "0" * 26).exit_code == 2
    assert portal("codes", "--dry-run").exit_code == 2
