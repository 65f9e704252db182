"""What was overdue its author brings one level up, once, by the receipt alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters
from portal.answers import hops
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.moderation import service as moderation
from portal.voice.models import Post, Spent
from tests.making import make_item, make_manager, make_post
from tests.voice.conftest import inbox

MINE = Receipt(b"0123456789")
MAILBOX, SALT = derive(MINE)
MONDAY = date(2026, 11, 23)
WORD = "已經停了三天。"


@pytest.fixture(autouse=True)
def monday():
    with clock.as_on(MONDAY):
        yield


@pytest.fixture
def waiting(say, crowd, goal, actors, minute):
    """A blocker that Bob has until Tuesday noon; its id."""
    item = make_item(goal.id)
    say("/say/posts", make_post(crowd[0], item, mailbox=b64u(MAILBOX), salt=b64u(SALT)))
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    return post.id


@pytest.fixture
def overdue(waiting):
    """The same when it has climbed to the manager of the company, with another one above."""
    make_manager("林佩君", "生產部")
    make_manager("周明德", "公司")
    with clock.as_on(MONDAY + timedelta(days=2)):
        jobs.tick()
    return waiting


def push(say, body=None, mailbox=MAILBOX):
    fields = {"v": 1, "mailbox": b64u(mailbox), "body": body}
    return say("/say/receipts/escalate", fields)


def with_whom(post_id):
    names = directory().names(hop.account_id for hop in hops.open_hops([post_id])[post_id])
    return sorted(names.values())


def events(say):
    found = say("/say/receipts", {"v": 1, "mailbox": b64u(MAILBOX)}).json
    return [step["event"] for step in found["timeline"]]


@pytest.mark.everywhere
def test_it_goes_up_with_the_release_and_without_waiting(say, overdue, minute):
    assert with_whom(overdue) == ["林佩君"]
    answer = push(say)
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    jobs.tick()
    assert with_whom(overdue) == ["林佩君"]
    jobs.release_at(minute(1))
    jobs.tick()
    assert with_whom(overdue) == ["周明德"]
    assert inbox() == {}
    assert events(say)[-3:] == ["climbed", "pushed", "climbed"]
    jobs.tick()
    assert with_whom(overdue) == ["周明德"]


def test_it_is_brought_up_once(say, overdue, minute):
    push(say)
    assert push(say).status_code == 202
    assert push(say, WORD).status_code == 409
    jobs.release_at(minute(1))
    assert len(db.session.scalars(select(Spent).where(Spent.kid == "-")).all()) <= 1
    assert push(say).status_code == 422


def test_what_is_not_overdue_or_is_decided_is_not_brought_up(say, waiting):
    assert push(say).status_code == 422
    with transaction():
        db.session.get_one(Post, waiting).progress = "decided"
    assert push(say).status_code == 422


def test_what_the_author_says_to_it_is_read_by_a_moderator_first(
    say, overdue, minute, actors, sign_in
):
    assert push(say, WORD).status_code == 202
    jobs.release_at(minute(1))
    page = f"/in/blockers/{overdue}"
    assert WORD not in sign_in("bob").get(page).text
    [case] = moderation.queue(actors["mona"], "")
    with transaction():
        moderation.decide(actors["mona"], case, "approve", None)
    assert WORD in sign_in("bob").get(page).text


def test_an_unknown_receipt_gets_the_one_answer(say, overdue):
    unknown = push(say, mailbox=bytes(32))
    assert (unknown.status_code, unknown.json["error"]) == (404, "no-receipt")
    for body in ("", "字" * 501, 7):
        assert push(say, body).status_code == 422


def test_without_javascript_it_is_a_form(app, overdue, minute):
    browser = app.test_client()
    typed = {"receipt": letters(MINE)}
    assert "往上報一層" in browser.post("/say/return", data=typed).text
    page = browser.post("/say/return", data={**typed, "escalate": "字" * 501})
    assert page.status_code == 422
    assert "字" * 501 in page.text
    page = browser.post("/say/return", data={**typed, "escalate": ""})
    assert "收到了，下一次打散時往上報。" in page.text
    jobs.release_at(minute(1))
    jobs.tick()
    assert with_whom(overdue) == ["周明德"]
