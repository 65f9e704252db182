"""What is kept is true: it is made anew as soon as anything in the main database changes."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from portal.core import memory
from portal.core.db import db, transaction
from portal.core.memory import kept
from portal.core.schema import engine_of

pytestmark = pytest.mark.everywhere
CHANGE = "update team set name = name || '.'"


@pytest.fixture
def made() -> list[int]:
    return []


@pytest.fixture
def ask(app: Flask, made: list[int]):
    """A request of its own that asks for a thing that is made by counting."""

    def send(key: str = "thing") -> int:
        with app.app_context(), app.test_request_context("/in/"):
            return kept(key, lambda: made.append(1) or len(made))

    return send


def commit() -> None:
    """A change by somebody else: another connection, outside any request."""
    with engine_of("main").begin() as connection:
        connection.execute(text(CHANGE))


def test_a_thing_is_made_once_while_nothing_changes(ask, cast):
    # A snapshot of PostgreSQL moves with what is written to any database beside this one.
    assert any(ask(key) == ask(key) for key in "abcdefgh")


def test_each_key_has_its_own(ask, cast):
    assert len({ask("one"), ask("other")}) == 2


def test_a_commit_of_anybody_makes_it_anew(ask, cast):
    assert ask() == 1
    commit()
    assert [ask(), ask()] == [2, 2]


def test_what_a_request_read_before_it_asked_is_not_kept(app, ask, made, cast):
    with app.app_context(), app.test_request_context("/in/"):
        db.session.execute(text("select count(*) from team"))
        commit()
        assert kept("thing", lambda: "old") == "old"
    assert ask() == 1


def test_nothing_is_kept_after_a_write_in_the_same_request(app, ask, cast):
    assert ask() == 1
    with app.app_context(), app.test_request_context("/in/"):
        assert kept("thing", lambda: "never made") == 1
        with transaction() as session:
            session.execute(text(CHANGE))
            assert kept("thing", lambda: "uncommitted") == "uncommitted"
        assert kept("thing", lambda: "after") == "after"
    assert ask() == 2


def test_a_change_between_two_questions_of_a_request_reaches_the_next_request(app, ask, cast):
    with app.app_context(), app.test_request_context("/in/"):
        assert kept("first", lambda: "first") == "first"
        commit()
        assert kept("thing", lambda: "made from old rows") == "made from old rows"
    assert ask() == 1


def test_outside_a_request_nothing_is_kept(app, made):
    assert [kept("thing", lambda: made.append(1) or len(made)) for _time in range(2)] == [1, 2]


def test_too_many_things_push_the_others_out(ask, cast, monkeypatch):
    monkeypatch.setattr(memory, "MOST", 2)
    assert [ask("a"), ask("b"), ask("c"), ask("a")] == [1, 2, 3, 4]


def test_a_closed_engine_takes_its_watching_connection_along(app, ask, cast):
    assert ask() == 1
    db.session.remove()
    engine_of("main").dispose()
    assert [ask(), ask()] == [2, 2]


def test_who_was_locked_out_is_out_at_the_next_request(app, cast, sign_in):
    browser: FlaskClient = sign_in("alice")
    assert [browser.get("/in/").status_code for _time in range(2)] == [200, 200]
    with transaction() as session:
        session.execute(
            text("update account set active = :no where id = :id"), {"no": False, "id": cast.alice}
        )
    assert browser.get("/in/").status_code == 302


def test_the_page_of_a_goal_changes_with_it_and_keeps_rights_apart(sign_in, goal):
    bob, alice = sign_in("bob"), sign_in("alice")
    update = f"/in/krs/{goal.id}/check-ins"
    pages = [one.get(f"/in/krs/{goal.id}").text for one in (bob, alice, bob)]
    assert [update in page for page in pages] == [True, False, True]
    with transaction():
        goal.plain = "另一句話"
    assert '<h1 lang="zh-Hant-TW">另一句話' in alice.get(f"/in/krs/{goal.id}").text
