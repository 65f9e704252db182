"""The canary in the stores as databases, their schema, and how PostgreSQL is set."""

import pytest
from sqlalchemy import text

from portal.core import schema
from portal.core.db import transaction, writing
from portal.doctor import tables
from portal.doctor.canary import Canary
from portal.doctor.findings import Level
from portal.people.models import Account
from portal.voice.models import INBOX_ROW

pytestmark = pytest.mark.everywhere
CANARY = Canary("bcdfghjklmnpqrstvwxzbcdfgh")


def test_stores_without_it_are_fine(app, cast):
    [found] = tables.search(CANARY)
    assert found.level is Level.FINE
    assert int(found.said.split()[2]) > 10


@pytest.mark.parametrize("words", ["{0}", "a {0} b", "{1}"])
def test_it_is_found_in_a_table_of_main(app, words):
    words = words.format(CANARY.word, CANARY.word.encode().hex())
    with transaction() as session:
        session.add(Account(identifier=words, name="x"))
    said = [found.said for found in tables.search(CANARY)]
    # On PostgreSQL issuance shares the database of main.
    assert said[0].startswith("The table account of main holds what a request carried")


def test_it_is_found_in_the_bytes_of_the_inbox(app):
    row = {"nullifier": bytes(32), "sealed": b"\0\xff" + CANARY.word.encode()}
    with writing("inbox") as connection:
        connection.execute(INBOX_ROW.insert(), row)
    [found] = tables.search(CANARY)
    assert (found.level, "inbox" in found.said) == (Level.BROKEN, True)


def test_a_table_that_the_portal_does_not_know_is_searched_too(app):
    with writing("inbox") as connection:
        connection.execute(text('create table "odd one" (said text)'))
        connection.execute(text('insert into "odd one" values (:word)'), {"word": CANARY.word})
    try:
        assert "odd one" in tables.search(CANARY)[0].said
    finally:
        with writing("inbox") as connection:
            connection.execute(text('drop table "odd one"'))


def test_an_old_schema_is_named_with_the_way_out(app, monkeypatch):
    monkeypatch.setattr(schema, "revision_of", lambda _store: "0" * 12)
    found = tables.versions()
    assert (found.level, "portal upgrade" in found.remedy) == (Level.BROKEN, True)
    monkeypatch.setattr(schema, "revision_of", lambda _store: schema.newest())
    assert tables.versions().level is Level.FINE


def test_a_server_that_keeps_what_the_inbox_let_go_is_found(app, backend, monkeypatch):
    on_postgres = backend == "postgres"
    said = [found.said for found in tables.servers()]
    assert any("wal_recycle = on" in one for one in said) is on_postgres
    assert not any("log_statement" in one for one in said)
    monkeypatch.setattr(tables, "SERVER", {"log_statement": {"all"}})
    said = [found.said for found in tables.servers()]
    assert any("main has log_statement = none" in one for one in said) is on_postgres
