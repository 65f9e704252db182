"""Erasing a person: who it was is nowhere any more, what was done stays under the role."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from portal import jobs
from portal.answers import service as answers
from portal.core import clock
from portal.core.audit import AuditRow
from portal.core.db import db, reading, transaction
from portal.core.errors import Invalid, Missing
from portal.moderation import service as moderation
from portal.okr import service as okr
from portal.people import admission, erasing, issuance, links, service
from portal.people.models import ALLOWANCE, Account, SignInLink
from portal.voice.models import Post, PostEvent
from tests.making import make_item, make_post

BOB = "黃志豪"


@pytest.fixture
def answered(say, crowd, goal, actors, cast):
    """A blocker that Bob decided on and replied to."""
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    jobs.release_at(clock.now())
    post = db.session.scalars(select(Post)).one()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    with transaction():
        answers.decide(actors["bob"], answers.find_blocker(post.id), "ask", {"question": "幾次？"})
        answers.reply(actors["bob"], answers.find_blocker(post.id), "謝謝你說出來。")
        links.make_reset(actors["ada"], account(cast.bob))
        account(cast.bob).email = "bob@example.org"
    return post.id


def account(id_):
    return db.session.get_one(Account, id_)


def erase(id_, by=None):
    with transaction():
        erasing.erase(account(id_), by)
    admission.settle(account(id_))


def test_nothing_of_the_person_is_in_the_database(answered, cast, app):
    erase(cast.bob)
    db.session.remove()
    with closing(sqlite3.connect(app.extensions["portal"].data / "main.db")) as connection:
        everything = "\n".join(connection.iterdump())
    assert [word for word in (BOB, "bob@example.org", "'bob'", "argon2") if word in everything] == [
        "argon2"
    ]
    found = account(cast.bob)
    assert (found.name, found.email, found.password_hash, found.team_id) == ("", None, None, None)
    assert (found.role, found.active) == ("manager", False)
    assert db.session.scalars(select(SignInLink).filter_by(account_id=cast.bob)).all() == []


@pytest.mark.parametrize(
    ("lang", "called"), [("zh_Hant", "以前的主管"), ("en", "a former manager")]
)
def test_what_was_done_stands_under_the_role(answered, cast, sign_in, lang, called):
    erase(cast.bob)
    reader = sign_in("alice")
    for address in (f"/in/blockers/{answered}", "/in/blockers"):
        page = reader.get(f"{address}?lang={lang}").text
        assert BOB not in page
        assert called in page, address
    words = [event.words[lang] for event in db.session.scalars(select(PostEvent))]
    assert sum(said.startswith(called) for said in words) == 3


def test_a_session_ends_and_nobody_signs_in_by_that_name(answered, cast, sign_in, app):
    bob = sign_in("bob")
    erase(cast.bob)
    assert bob.get("/in/account").status_code == 302
    form = {"identifier": "bob", "password": "candor-demo", "own_device": "no"}
    assert app.test_client().post("/in/login", data=form).status_code != 302


def test_nothing_more_can_be_collected(answered, cast, open_posting):
    erase(cast.bob)
    mine = (ALLOWANCE.c.account_id == cast.bob) & (ALLOWANCE.c.kid == open_posting)
    with reading("issuance") as connection:
        assert connection.scalar(select(ALLOWANCE.c.n).where(mine)) == 30
    jobs.turn_keys()
    assert issuance.collected(open_posting) == 5


def test_pages_for_people_know_nobody_there(cast, sign_in):
    erase(cast.alice)
    ada = sign_in("ada")
    assert service.count_accounts() == 4
    assert "周雅婷" not in ada.get("/in/people/").text
    for word in ("", "/role", "/active", "/link", "/erase"):
        ask = ada.post if word not in {"", "/erase"} else ada.get
        assert ask(f"/in/people/{cast.alice}{word}", data={"role": "admin"}).status_code == 404
    with pytest.raises(Missing):
        service.find_account(cast.alice)


def test_there_is_a_second_step_that_says_what_goes_and_stays(answered, cast, sign_in):
    ada = sign_in("ada")
    assert f"/in/people/{cast.bob}/erase" in ada.get(f"/in/people/{cast.bob}").text
    asked = ada.get(f"/in/people/{cast.bob}/erase")
    assert "1 個決定" in asked.text
    assert account(cast.bob).name == BOB
    assert ada.post(f"/in/people/{cast.bob}/erase").location == "/in/people/"
    assert db.session.get_one(Account, cast.bob).name == ""
    [row] = db.session.scalars(select(AuditRow).where(AuditRow.action == "erase"))
    assert (row.account_id, row.subject) == (cast.ada, cast.bob)
    assert "刪除了一個人" in ada.get("/in/account").text


def test_the_only_admin_stays(cast, sign_in):
    with pytest.raises(Invalid):
        erase(cast.ada)
    answer = sign_in("ada").post(f"/in/people/{cast.ada}/erase")
    assert answer.status_code == 422
    assert account(cast.ada).name != ""


def test_check_ins_and_goals_keep_their_owner_by_role(answered, cast, goal, sign_in, actors):
    erase(cast.bob)
    page = sign_in("alice").get(f"/in/krs/{goal.id}").text
    assert BOB not in page
    assert okr.find_key_result(goal.id).owner_id == cast.bob
