"""A browser that has a page already is told so, and never when anything about it has changed."""

from datetime import timedelta

import pytest

from portal.core import clock, revisions
from portal.core.db import transaction
from portal.okr import readings
from portal.people import service as people
from portal.people.models import Account


@pytest.fixture
def ask(sign_in, goal):
    """Asks for the goal's page with what the browser has; the answer."""
    browsers = {name: sign_in(name) for name in ("alice", "bob")}

    def again(name="alice", tag=None, page=f"/in/krs/{goal.id}"):
        headers = {"If-None-Match": tag} if tag else {}
        return browsers[name].get(page, headers=headers)

    return again


@pytest.fixture
def tag(ask):
    assert "ETag" not in ask().headers
    return ask().headers["ETag"]


@pytest.mark.everywhere
def test_the_same_page_is_not_sent_again(ask, tag, goal):
    answer = ask(tag=tag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "private, no-cache"
    for page in (
        "/in/objectives",
        f"/in/objectives/{goal.objective_id}",
        "/in/blockers",
        "/in/board",
    ):
        assert ask(tag=ask(page=page).headers["ETag"], page=page).status_code == 304


@pytest.mark.everywhere
def test_any_write_makes_it_another_page(ask, tag, actors, goal):
    with transaction():
        readings.check_in(actors["bob"], goal, 90, 7, "")
    answer = ask(tag=tag)
    assert answer.status_code == 200
    assert ask(tag=answer.headers["ETag"]).status_code == 304


def test_another_reader_language_address_hour_or_day_has_another_page(ask, tag, goal):
    page = f"/in/krs/{goal.id}"
    assert ask("bob", tag).status_code == 200
    assert ask(tag=tag, page=f"{page}?lang=en").status_code == 200
    assert ask(tag=tag, page=f"{page}?page=2").status_code == 200
    with clock.as_on(clock.today() + timedelta(days=1)):
        assert ask(tag=tag).status_code == 200


def test_whoever_was_signed_out_is_told_nothing(app, ask, tag, actors, cast, goal):
    with transaction() as session:
        people.sign_out_everywhere(actors["alice"], session.get_one(Account, cast.alice))
    assert ask(tag=tag).location.startswith("/in/login")
    stranger = app.test_client().get(f"/in/krs/{goal.id}", headers={"If-None-Match": tag})
    assert stranger.location.startswith("/in/login")


def test_a_restore_makes_every_page_another_one(ask, tag, app):
    with transaction() as session:
        revisions.begin_anew(session.connection())
    assert ask(tag=tag).status_code == 200


def test_what_writes_while_it_is_looked_at_has_no_tag(sign_in, goal):
    bob = sign_in("bob")
    for page in ("/in/", "/in/inbox", "/in/account", f"/in/krs/{goal.id}/check-ins"):
        assert "ETag" not in bob.get(page).headers


def test_what_was_answered_before_is_answered_before_flask(app, ask, tag, monkeypatch):
    monkeypatch.setattr(app, "full_dispatch_request", None)
    answer = ask(tag=tag)
    assert (answer.status_code, answer.data, answer.headers["ETag"]) == (304, b"", tag)


def test_the_shortcut_knows_one_browser_one_page_and_one_state(app, ask, tag, sign_in, goal):
    other = sign_in("alice")
    headers = {"If-None-Match": tag}
    assert other.get(f"/in/krs/{goal.id}", headers=headers).status_code == 200
    assert other.post(f"/in/krs/{goal.id}", headers=headers).status_code == 405
    assert app.test_client().get(f"/in/krs/{goal.id}", headers=headers).status_code == 302
    with transaction() as session:
        session.get_one(Account, people.by_identifier("ada").id).name = "林大琪"
    assert ask(tag=tag).status_code == 200
