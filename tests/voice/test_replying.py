"""A question is answered by the receipt alone, once, and its answer goes the way of every post."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.moderation import service as moderation
from portal.voice import thread
from portal.voice.models import Post, Spent
from tests.making import make_item, make_post
from tests.voice.conftest import inbox

pytestmark = pytest.mark.everywhere
MINE = Receipt(b"0123456789")
MAILBOX, SALT = derive(MINE)
SAID = "一週三次，多半在週五。"


def judge(actors, post_id, outcome="approve", reason=None):
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post_id), outcome, reason)


@pytest.fixture
def asked(say, crowd, goal, actors, minute):
    """A blocker about which Bob wants to know something; its id."""
    item = make_item(goal.id)
    say("/say/posts", make_post(crowd[0], item, mailbox=b64u(MAILBOX), salt=b64u(SALT)))
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    judge(actors, post.id)
    ask(actors, post.id)
    return post.id


def ask(actors, post_id):
    with transaction():
        blocker = answers.find_blocker(post_id)
        answers.decide(actors["bob"], blocker, "ask", {"question": "一週幾次？"})


def question():
    return next(one.id for one in thread.find(MAILBOX).steps if one.event == "asked")


def reply(say, body=SAID, **changes):
    request = {"v": 1, "mailbox": b64u(MAILBOX), "question": question(), "body": body}
    return say("/say/receipts/reply", request | changes)


def shown(say):
    return say("/say/receipts", {"v": 1, "mailbox": b64u(MAILBOX)}).json


def replies():
    return db.session.scalars(select(Post).where(Post.kind == "reply")).all()


def test_an_answer_is_released_reviewed_and_passed_on(say, asked, actors, minute, sign_in):
    answer = reply(say)
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert jobs.release_at(minute(1)).moved == 1
    [said] = replies()
    assert (said.target, said.state, said.mailbox) == (asked, "waiting", None)
    [case] = moderation.queue(actors["mona"], "")
    assert "不是機器老" in case.answers
    assert case.owner_id == actors["bob"].id
    assert SAID not in sign_in("bob").get(f"/in/blockers/{asked}").text
    judge(actors, said.id)
    for name in ("bob", "charlie"):
        assert SAID in sign_in(name).get(f"/in/blockers/{asked}").text
    found = shown(say)
    assert found["progress"] == "seen"
    assert found["questions"] == []
    assert "answered" in [step["event"] for step in found["timeline"]]


def test_an_answer_that_is_sent_back_is_told_with_its_reason(say, asked, actors, minute, sign_in):
    reply(say)
    jobs.release_at(minute(1))
    [said] = replies()
    judge(actors, said.id, "reject", "personal")
    assert SAID not in sign_in("bob").get(f"/in/blockers/{asked}").text
    found = shown(say)
    assert "answer-rejected" in [step["event"] for step in found["timeline"]]
    assert found["state"] == "published"
    assert found["questions"] == []
    assert reply(say, "換個說法").status_code == 409


def test_the_same_answer_again_is_a_retry_and_another_one_is_refused(say, asked, minute):
    assert [reply(say).status_code for _ in range(2)] == [202, 202]
    other = reply(say, "不是三次，是四次。")
    assert (other.status_code, other.json["error"]) == (409, "answered")
    assert len(inbox()) == 1
    jobs.release_at(minute(1))
    late = reply(say, "不是三次，是四次。")
    assert (late.status_code, late.json["error"]) == (409, "answered")
    assert inbox() == {}


@pytest.mark.parametrize(
    ("changes", "status", "slug"),
    [
        ({"body": ""}, 422, "item"),
        ({"body": " 前面有空格"}, 422, "item"),
        ({"body": "字" * 501}, 422, "item"),
        ({"body": 7}, 422, "item"),
        ({"question": "a" * 26}, 422, "question"),
        ({"question": None}, 400, "malformed"),
        ({"mailbox": b64u(bytes(32))}, 404, "no-receipt"),
        ({"mailbox": "A"}, 400, "malformed"),
        ({"more": 1}, 400, "malformed"),
    ],
)
def test_what_cannot_be_taken_is_refused(say, asked, changes, status, slug):
    answer = reply(say, **changes)
    assert (answer.status_code, answer.json["error"]) == (status, slug)
    assert inbox() == {}


def test_nobody_answers_what_was_decided_meanwhile(say, asked, actors, goal):
    with transaction():
        details = {"reason": "not-now", "text": "三月再看。"}
        answers.decide(actors["bob"], answers.find_blocker(asked), "decline", details)
    assert reply(say).status_code == 422


def test_one_asks_once_even_after_an_answer(say, asked, actors, minute):
    reply(say)
    jobs.release_at(minute(1))
    judge(actors, replies()[0].id)
    with pytest.raises(Conflict):
        ask(actors, asked)


def test_without_javascript_the_page_takes_the_answer_and_keeps_what_it_cannot(app, asked):
    browser = app.test_client(use_cookies=False)
    form = {"receipt": letters(MINE), "question": question(), "answer": ""}
    empty = browser.post("/say/return", data=form)
    assert empty.status_code == 422
    assert "先寫幾個字" in empty.text
    long = browser.post("/say/return", data=form | {"answer": "字" * 501})
    assert long.status_code == 422
    assert "字" * 501 in long.text
    done = browser.post("/say/return", data=form | {"answer": f"{SAID}\r\n"})
    assert done.status_code == 200
    assert "收到了" in done.text
    assert len(inbox()) == 1


def test_what_no_key_let_in_is_forgotten_after_a_week(say, asked, minute, time_machine):
    reply(say)
    jobs.release_at(minute(1))
    assert len(db.session.scalars(select(Spent)).all()) == 2
    time_machine.move_to(clock.now() + timedelta(days=6))
    jobs.purge()
    assert len(db.session.scalars(select(Spent)).all()) == 2
    time_machine.move_to(clock.now() + timedelta(days=8))
    jobs.purge()
    assert [bool(one.kid) for one in db.session.scalars(select(Spent))] == [True]
