"""How the hub hears of changes, and goes on after its database was away."""

import time

import pytest
from sqlalchemy import text

from portal.core.db import db
from portal.hub import watching
from tests.cli.test_serving import until

SAID = "canary"
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
LISTENING = text(
    "select pid from pg_stat_activity where query = 'LISTEN retro' and pid != pg_backend_pid()"
    " and datname = current_database()"
)


def listening():
    db.session.rollback()
    return list(db.session.scalars(LISTENING))


@pytest.mark.parametrize("backend", [POSTGRES], indirect=True)
def test_a_connection_that_was_cut_is_opened_again(backend, app, listen, go, caplog):
    stream = listen()
    stream.message()
    [before] = listening()
    db.session.execute(text("select pg_terminate_backend(:pid)"), {"pid": before})
    until(lambda: listening() and before not in listening())
    go("group")
    assert stream.message()["phase"] == "group"
    assert "in the job live" in caplog.text
    assert "retros" not in caplog.text


@pytest.mark.parametrize("backend", [POSTGRES], indirect=True)
def test_a_word_that_was_lost_is_made_up_for(backend, app, listen, go, monkeypatch):
    monkeypatch.setattr("portal.retro.versions.CHANNEL", "nobody_listens")
    stream = listen()
    stream.message()
    go("group")
    begun = time.monotonic()
    assert stream.message()["phase"] == "group"
    assert time.monotonic() - begun < watching.SOMETIMES + 5


@pytest.mark.everywhere
def test_what_breaks_once_comes_later(app, listen, go, monkeypatch, caplog):
    stream = listen()
    stream.message()
    really, broken = watching.make, []

    def break_once(*words):
        if not broken:
            broken.append(words)
            raise KeyError(SAID)
        return really(*words)

    monkeypatch.setattr(watching, "make", break_once)
    go("group")
    assert stream.message()["phase"] == "group"
    assert broken
    assert "KeyError in the job live" in caplog.text
    assert SAID not in caplog.text
