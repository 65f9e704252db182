"""`kill -9` in short: what was accepted is there afterwards, once, and no token speaks again."""

import sqlite3
from contextlib import closing

import pytest

from tests.adversary.stores import PostgresStores, SqliteStores
from tests.crashes.killing import TheInbox, TheProgram, killed
from tests.crashes.operations import Release, Submission, Turn
from tests.crashes.organisation import Lost, Organisation

pytestmark = [pytest.mark.slow, pytest.mark.uncounted, pytest.mark.long]


@pytest.fixture
def founded(tmp_path):
    made = []

    def found(stores):
        made.append(Organisation(tmp_path, stores, people=5))
        made[0].found()
        return made[0]

    yield found
    made[0].kill_web()
    made[0].stores.close()


def test_a_killed_program_loses_nothing_and_is_finished_by_another(founded, tmp_path):
    organisation = founded(SqliteStores(tmp_path / "data"))
    # Backups are killed in tests/cli.
    found = [
        killed(make(organisation), times, TheProgram(), 1)
        for make, times in ((Submission, 1), (Release, 2), (Turn, 1))
    ]
    assert organisation.audit().endswith("nothing is wrong.\n")
    assert all(one.inside for one in found)
    for table, change, fault in TAKEN:
        _notices(organisation, table, change, fault)
    organisation.check()


TAKEN = (
    ("spent", "delete from spent where nullifier = (select max(nullifier) from spent)", "1 lost"),
    ("post", "delete from post where id = (select max(id) from post)", "1 lost"),
    ("post", "update post set commitment = (select max(commitment) from post)", "too many"),
)


def _notices(organisation, table, change, fault):
    """The same look finds what was taken from a store, or stands there twice."""
    with closing(sqlite3.connect(organisation.stores.data / "main.db")) as main:
        main.execute(f"create temp table kept as select * from {table}")  # noqa: S608
        main.execute(change)
        main.commit()
        with pytest.raises(Lost, match=fault):
            organisation.check()
        main.execute(f"delete from {table}")  # noqa: S608
        main.execute(f"insert into {table} select * from kept")  # noqa: S608
        main.execute("drop table kept")
        main.commit()


@pytest.mark.postgres
def test_a_killed_server_of_the_inbox_loses_nothing(founded, tmp_path):
    stores = PostgresStores.made(tmp_path / "data")
    found = killed(Submission(founded(stores)), 1, TheInbox(stores), 1)
    assert found.inside == 1
