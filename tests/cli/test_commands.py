"""Every command: what it says, how it ends, and what it left behind."""

import re
import sqlite3
from contextlib import closing

import pytest

from portal import demo, server, worker
from portal.anonymity import keylog, loglines
from portal.okr.taking_in import COLUMNS
from tests.making import PEOPLE

pytestmark = pytest.mark.slow

OPENING = ["log", "published", "opened"]


@pytest.fixture
def people_file(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


@pytest.fixture
def staffed(portal, organisation, people_file):
    """An organisation of five and its admin."""
    assert portal("people", "import", people_file).exit_code == 0
    return organisation


def ask(folder, query, store="main"):
    with closing(sqlite3.connect(folder / f"{store}.db")) as connection:
        return connection.execute(query).fetchall()


def log_of(folder):
    return keylog.read(folder / "keylog")


def test_init_makes_an_organisation_and_prints_the_way_in(portal, data):
    done = portal("init")
    assert done.exit_code == 0
    assert "http://127.0.0.1:8000/in/link/" in done.output
    assert ask(data, "select identifier, role from account") == [("admin", "admin")]
    assert log_of(data).lines == ()
    assert {path.stat().st_mode & 0o777 for path in (data, data / "keys")} == {0o700}


def test_init_touches_nothing_that_is_there(portal, organisation):
    again = portal("init")
    assert (again.exit_code, again.output) == (
        2,
        "There is an organisation in this data folder already.\n",
    )
    assert len(ask(organisation, "select id from account")) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("people", "import", __file__),
        ("okr", "import", __file__),
        ("keys", "open"),
        ("release",),
        ("worker",),
    ],
)
def test_an_empty_folder_is_named_with_what_fills_it(portal, data, words):
    done = portal(*words)
    assert (done.exit_code, done.output) == (2, "This data folder is empty. Run: portal init\n")


def test_whoever_has_an_address_is_invited_by_mail_when_that_is_asked(
    portal, organisation, people_file, data, monkeypatch
):
    monkeypatch.setenv("PORTAL_SMTP_URL", "smtp://127.0.0.1:1")
    without = PEOPLE.replace(",candor-demo", ",")
    people_file.write_text(without.replace("黃志豪,,", "黃志豪,bob@hecheng.example,"))
    lines = portal("people", "import", people_file, "--mail").output.splitlines()
    assert lines[:2] == ["5 new, 0 brought up to date.", "Invitations by mail: 1."]
    assert [line.partition(",")[0] for line in lines[2:6]] == ["alice", "charlie", "mona", "ada"]
    assert ask(data, "select kind, state from outbox") == [("invitation", "queued")]


def older(folder):
    """Let the data folder look as an earlier version left it."""
    with closing(sqlite3.connect(folder / "main.db")) as connection:
        connection.execute("update alembic_version set version_num = 'long-ago'")
        connection.commit()


@pytest.mark.parametrize("words", [("release",), ("serve", "--port", "1"), ("worker",)])
def test_an_older_schema_is_refused_and_the_way_out_named(portal, organisation, words):
    older(organisation)
    done = portal(*words)
    assert done.exit_code == 2
    assert done.output == "This data folder has an older schema. Run: portal upgrade\n"


def test_upgrade_says_from_where_to_where(portal, data):
    newest = schema_after(portal, data)
    assert portal("upgrade").output == f"Schema: {newest} -> {newest}\n"


def schema_after(portal, data):
    done = portal("upgrade")
    [(newest,)] = ask(data, "select version_num from alembic_version")
    assert (done.exit_code, done.output) == (0, f"Schema: empty -> {newest}\n")
    return newest


def test_people_are_imported_with_links_for_who_has_no_password(
    portal, organisation, people_file, data
):
    people_file.write_text(PEOPLE.replace("manager,candor-demo", "manager,"))
    done = portal("people", "import", people_file)
    assert done.exit_code == 0
    # The next lines tell of the other keys.
    first, link, key, *_others = done.output.splitlines()
    assert first == "5 new, 0 brought up to date."
    assert link.startswith("bob,http://127.0.0.1:8000/in/link/")
    # Five and the first admin: enough for the first key.
    assert key.startswith("Key: opened ")
    assert [loglines.parse(raw).line.type for raw in log_of(data).lines[:3]] == OPENING
    again = portal("people", "import", people_file)
    assert again.output.startswith("0 new, 5 brought up to date.\nbob,http")


def test_a_rehearsal_writes_nothing(portal, organisation, people_file):
    done = portal("people", "import", "--dry-run", people_file)
    assert (done.exit_code, done.output) == (0, "5 people can be taken in. Nothing was written.\n")
    assert len(ask(organisation, "select id from account")) == 1


def test_a_bad_people_file_is_refused_line_by_line(portal, organisation, people_file):
    people_file.write_text(PEOPLE + "x,,,,,,boss,\n" + "alice,又一個,,,,,member,\n")
    done = portal("people", "import", people_file)
    assert done.exit_code == 2
    assert [line.split(": ")[0] for line in done.output.splitlines()] == ["7", "7", "8"]
    assert len(ask(organisation, "select id from account")) == 1


def test_what_is_no_csv_is_refused_in_one_sentence(portal, organisation, people_file):
    people_file.write_bytes(b"\xff\xfe")
    done = portal("people", "import", people_file)
    assert done.exit_code == 2
    assert len(done.output.splitlines()) == 1


def test_a_file_that_is_not_there_is_said(portal, organisation):
    done = portal("people", "import", "nowhere.csv")
    assert done.exit_code == 2
    assert "nowhere.csv" in done.output


@pytest.fixture
def okr_file(tmp_path):
    path = tmp_path / "okr.csv"
    cells = "2026Q4,生產部,讓客人滿意,,bob,交貨準時率,,reach,%,78,95,86,"
    path.write_text(f"{','.join(COLUMNS)}\n{cells}\n", encoding="utf-8")
    return path


def test_goals_are_shown_and_then_taken_in(portal, staffed, okr_file):
    shown = portal("okr", "import", "--dry-run", okr_file)
    assert shown.exit_code == 0
    assert "讓客人滿意 / 交貨準時率: 78 -> 95" in shown.output
    assert shown.output.endswith("1 key results can be taken in. Nothing was written.\n")
    assert ask(staffed, "select id from objective") == []
    done = portal("okr", "import", okr_file)
    [(batch,)] = ask(staffed, "select batch from objective")
    assert done.output == f"1 key results taken in. Import {batch}\n"


def test_bad_goals_are_refused_line_by_line(portal, staffed, okr_file):
    okr_file.write_text(okr_file.read_text().replace("bob", "nobody"))
    done = portal("okr", "import", okr_file)
    assert done.exit_code == 2
    assert done.output.startswith("2: owner")
    assert ask(staffed, "select id from objective") == []


def test_keys_open_once_and_then_there_is_nothing_to_do(portal, staffed):
    lines = len(log_of(staffed).lines)
    assert portal("keys", "open", "--now").output == "Key: nothing to do\n"
    assert portal("keys", "open").output == "Key: nothing to do\n"
    assert len(log_of(staffed).lines) == lines


def heads(folder):
    return folder / "keylog" / "log.ndjson", folder / "keylog" / "head.json"


def test_an_audit_finds_nothing_wrong_with_a_good_log(portal, staffed):
    done = portal("audit", *heads(staffed), "--pin", log_of(staffed).pin)
    assert done.exit_code == 0
    lines = len(log_of(staffed).lines)
    assert re.fullmatch(rf"{lines} lines, [2-4] keys: nothing is wrong\.\n", done.output)


def test_an_audit_says_what_is_wrong_and_ends_with_1(portal, staffed):
    log, head = heads(staffed)
    log.write_bytes(log.read_bytes().replace(b'"early":true', b'"early":fals'))
    assert portal("audit", log, head).exit_code == 1
    gone = portal("audit", log, head, "--pin", "0" * 8)
    assert "pin: this log does not go on from the head you saw" in gone.output


@pytest.mark.parametrize("words", [("--pin", "nonsense"), ("--pin", "ab")])
def test_a_pin_that_is_none_is_refused(portal, staffed, words):
    assert portal("audit", *heads(staffed), *words).exit_code == 2


def test_an_audit_of_no_file_ends_with_2(portal, data):
    assert portal("audit", data / "nothing", data / "nothing").exit_code == 2


def test_too_few_people_get_no_key(portal, organisation):
    assert portal("keys", "open", "--now").output == "Key: nothing to do\n"
    assert log_of(organisation).lines == ()


def test_a_release_says_what_it_moved(portal, staffed):
    done = portal("release", "--at", "2030-01-01T17:00:00")
    assert (done.exit_code, done.output) == (0, "Release 1: 0 moved, 0 wait.\n")
    assert ask(staffed, "select slot, day from release") == [("2030-01-01T17:00", "2030-01-01")]
    again = portal("release", "--at", "2030-01-01T17:00:59")
    assert again.output == "This minute was released before. Nothing was moved.\n"
    assert portal("release").exit_code == 0
    assert portal("release", "--at", "soon").exit_code == 2


def test_the_demo_is_for_an_empty_folder_only(portal, organisation):
    done = portal("demo")
    assert (done.exit_code, done.output) == (
        2,
        "There is an organisation in this data folder already.\n",
    )
    assert not (organisation / "demo").exists()


def test_a_folder_that_was_made_as_a_demo_stays_one(portal, data, monkeypatch):
    monkeypatch.setattr(demo, "load", lambda: None)
    done = portal("demo")
    assert done.exit_code == 0
    assert "not anonymous" in done.output
    assert (data / "demo").exists()
    served = []
    monkeypatch.setattr(server, "serve", lambda app, port: served.append((app, port)) or 0)
    assert portal("serve", "--port", "8123").exit_code == 0
    [(app, port)] = served
    settings = app.extensions["portal"]
    assert (settings.demo, settings.floor, settings.release_at) == (True, (1, 1), "*")
    assert (settings.url, port) == ("http://127.0.0.1:8123", 8123)


def test_serving_an_empty_folder_begins_with_the_demo_or_without(portal, data, monkeypatch):
    loaded, served = [], []
    monkeypatch.setattr(demo, "load", lambda: loaded.append(1))
    monkeypatch.setattr(server, "serve", lambda app, port: served.append(app) or 0)
    empty = data.with_name("empty")
    done = portal("serve", "--no-demo", "--data", empty)
    assert "The first admin signs in once" in done.output
    assert loaded == []
    done = portal("serve")
    assert "Loaded the demo" in done.output
    assert loaded == [1]
    assert [app.extensions["portal"].demo for app in served] == [False, True]


def test_the_status_of_serving_is_the_status_of_the_command(portal, organisation, monkeypatch):
    monkeypatch.setattr(server, "serve", lambda _app, _port: 3)
    assert portal("serve").exit_code == 3


def test_web_and_worker_open_the_same_folder(portal, organisation, monkeypatch):
    seen = []
    monkeypatch.setattr(worker, "work", lambda app: seen.append(app.extensions["portal"].data))
    monkeypatch.setattr(server.Web, "run", lambda self: seen.append(self.port))
    assert portal("worker").exit_code == 0
    assert portal("web", "--port", "8124").exit_code == 0
    assert seen == [organisation, 8124]


def test_keys_that_are_a_file_are_said_in_one_sentence(portal, staffed):
    keys = staffed / "keys"
    keys.rename(staffed / "away")
    keys.write_text("no folder")
    done = portal("release")
    assert done.exit_code == 1
    assert str(keys) in done.output
    assert len(done.output.splitlines()) == 1


def test_a_store_that_is_none_is_said_in_one_sentence(portal, organisation):
    (organisation / "main.db").write_bytes(b"this is no database at all" * 100)
    done = portal("release")
    assert done.exit_code == 1
    assert done.output == "The database refused: file is not a database\n"


def test_every_command_has_help(portal, data):
    words = [(), ("people", "import"), ("okr", "import"), ("keys", "open"), ("serve",), ("doctor",)]
    for word in words:
        done = portal(*word, "--help")
        assert done.exit_code == 0
        assert "Usage:" in done.output
    assert not data.exists()


def test_a_command_that_does_not_exist_is_no_success(portal, data):
    assert portal("destroy").exit_code == 2


def test_what_a_command_writes_is_for_its_owner_alone(portal, data, umask):
    umask(0o022)
    assert portal("init").exit_code == 0
    modes = {path.stat().st_mode & 0o777 for path in data.rglob("*")}
    assert modes == {0o600, 0o700}
