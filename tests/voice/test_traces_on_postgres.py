"""What a release leaves on a PostgreSQL server's disk: files are searched, not only tables."""

from pathlib import Path
from time import time

import pytest
from sqlalchemy import text

from portal import jobs
from portal.core.db import alone
from portal.people.models import ALLOWANCE
from tests.voice.conftest import inbox
from tests.voice.test_traces import pieces

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.parametrize("backend", ["postgres"], indirect=True),
]


@pytest.fixture
def server(app):
    """Where a server that is set as docs/operations.md says keeps its files."""
    with alone("inbox") as connection:
        connection.execute(text("alter system set wal_recycle = off"))
        connection.execute(text("select pg_reload_conf()"))
        return connection.scalar(text("show data_directory"))


def on_disk(server, what="**/*", since=0.0):
    paths = [path for path in Path(server).glob(what) if path.is_file()]
    touched = [path for path in paths if path.stat().st_mtime >= since]
    return b"".join(path.read_bytes() for path in sorted(touched))


def test_no_byte_of_a_moved_row_stays_in_the_files_of_the_inbox(server, queue, minute):
    # What nobody has written to since holds none of it; of the rest there is plenty.
    begun = time() - 1
    moves = [queue(f"第 {n} 則") for n in range(5)]
    rows = inbox()
    before = on_disk(server, since=begun)
    assert all(sum(piece in before for piece in pieces(rows[one])) >= 14 for one in moves)
    jobs.release_at(minute(0))
    after = on_disk(server, since=begun)
    assert not any(piece in after for one in moves for piece in pieces(rows[one]))


def test_no_earlier_row_of_an_allowance_stays_in_its_table(server, crowd, cast, minute):
    jobs.release_at(minute(0))
    with alone("issuance") as connection:
        path = connection.scalar(text("select pg_relation_filepath('allowance')"))
        connection.execute(text("checkpoint"))
        rows = connection.execute(ALLOWANCE.select()).all()
    heap = on_disk(server, path)
    for id_ in vars(cast).values():
        held = [row for row in rows if row.account_id == id_]
        assert heap.count(id_.encode()) == len(held)
