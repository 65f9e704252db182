"""The release: what moves and what waits, and what a crash leaves for the next run."""

import os

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import keylog, merkle
from portal.anonymity.encoding import b64u
from portal.anonymity.releasing import Kind
from portal.core.db import db, writing
from portal.people import issuance
from portal.people.models import ALLOWANCE
from portal.voice import moving, release
from portal.voice.keys import log_folder
from portal.voice.models import INBOX_ROW, Post, Release, Spent
from portal.voice.rendering import open_body
from tests.making import make_item, make_post
from tests.voice.conftest import inbox, release_lines

pytestmark = pytest.mark.everywhere


def bodies():
    return sorted(open_body(post) for post in db.session.scalars(select(Post)))


def leaves_of(batch):
    row = db.session.get_one(Release, batch)
    return {row.leaves[at : at + 32] for at in range(0, len(row.leaves), 32)}


def log_is_good():
    log = keylog.read(log_folder())
    return keylog.check(log.lines, log.head) == []


def retire(kid):
    line = keylog.Retired(day="2030-01-01", kind="post", kid=kid)
    keylog.append(log_folder(), issuance.folder().log_key(), line)


def test_under_the_floor_posts_wait_and_a_line_is_still_written(queue, few, minute):
    nullifier = queue()
    few()
    moved = jobs.release_at(minute(0))
    assert (moved.batch, moved.moved, moved.kept) == (1, 0, 1)
    assert set(inbox()) == {nullifier}
    assert [batch for _seq, batch, _root in release_lines()] == [1]
    with writing("issuance") as connection:
        connection.execute(ALLOWANCE.update().values(n=10, request=bytes([1]) * 32))
    assert jobs.release_at(minute(1)).moved == 1
    assert inbox() == {}
    assert log_is_good()


def test_the_same_minute_again_moves_nothing_and_keeps_what_came_since(queue, minute):
    queue("早到的")
    assert jobs.release_at(minute(0)).moved == 1
    late = queue("晚到的")
    again = jobs.release_at(minute(0))
    assert (again.batch, again.moved) == (None, 0)
    assert set(inbox()) == {late}
    assert bodies() == ["早到的"]
    assert len(release_lines()) == 1
    assert jobs.release_at(minute(1)).moved == 1
    assert bodies() == ["早到的", "晚到的"]


def test_what_was_said_and_what_was_spent_are_all_there(queue, minute):
    spent = {queue(f"第 {n} 則") for n in range(4)}
    jobs.release_at(minute(0))
    assert bodies() == [f"第 {n} 則" for n in range(4)]
    assert {bytes(row.nullifier) for row in db.session.scalars(select(Spent))} == spent


def broken(*_words):
    raise OSError("the power is gone")


@pytest.mark.parametrize("step", ["_write_lines", "sweep", "move"])
@pytest.mark.parametrize("later", [0, 1])
def test_the_next_run_heals_a_crash(queue, minute, monkeypatch, step, later):
    for n in range(3):
        queue(f"第 {n} 則")
    with monkeypatch.context() as patch:
        patch.setattr(release, step, broken)
        with pytest.raises(OSError, match="power"):
            jobs.release_at(minute(0))
    jobs.release_at(minute(later))
    assert bodies() == [f"第 {n} 則" for n in range(3)]
    assert len(db.session.scalars(select(Spent)).all()) == 3
    assert inbox() == {}
    check_lines()


def check_lines():
    """One line for each fixed release, and every row knows its own."""
    rows = db.session.scalars(select(Release).order_by(Release.batch)).all()
    assert [(row.seq, row.batch, row.root) for row in rows] == release_lines()
    assert log_is_good()


def test_a_crash_between_the_log_and_the_database_writes_no_second_line(queue, minute, monkeypatch):
    queue()
    append = keylog.append

    def append_and_break(*words):
        append(*words)
        broken()

    with monkeypatch.context() as patch:
        patch.setattr(keylog, "append", append_and_break)
        with pytest.raises(OSError, match="power"):
            jobs.release_at(minute(0))
    assert len(release_lines()) == 1
    jobs.release_at(minute(1))
    assert len(release_lines()) == 2
    check_lines()


def test_a_crash_in_the_transaction_leaves_the_inbox_as_it_was(queue, minute, monkeypatch):
    queue()
    before = inbox()
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_leaves", broken)
        with pytest.raises(OSError, match="power"):
            jobs.release_at(minute(0))
    assert inbox() == before
    assert db.session.scalars(select(Spent)).all() == []
    assert bodies() == []


def test_a_post_held_for_its_epoch_waits_until_the_key_is_retired(queue, open_posting, minute):
    held = queue("等到月底", hold="epoch")
    assert jobs.release_at(minute(0)).kept == 1
    assert set(inbox()) == {held}
    retire(open_posting)
    assert jobs.release_at(minute(1)).moved == 1
    assert bodies() == ["等到月底"]


def test_an_urgent_release_moves_what_is_urgent_and_writes_no_line(queue, minute):
    calm, long = queue("不急"), queue("等到月底", hold="epoch")
    queue("很急", hold="urgent")
    moved = jobs.release_at(minute(0), Kind.URGENT)
    assert (moved.moved, moved.kept) == (1, 2)
    assert bodies() == ["很急"]
    assert set(inbox()) == {calm, long}
    assert release_lines() == []


def test_the_leaf_of_an_urgent_post_stands_in_the_next_line(queue, minute):
    queue("很急", hold="urgent")
    jobs.release_at(minute(0), Kind.URGENT)
    leaf = merkle.received_leaf(bytes(db.session.scalars(select(Post.commitment)).one()))
    batch = jobs.release_at(minute(1)).batch
    assert leaf in leaves_of(batch)
    assert leaf not in leaves_of(jobs.release_at(minute(2)).batch)
    assert log_is_good()


def test_nothing_urgent_is_no_release_at_all(queue, minute):
    queue("不急")
    assert jobs.release_at(minute(0), Kind.URGENT).batch is None
    assert db.session.scalars(select(Release)).all() == []


def test_an_urgent_post_waits_for_the_floor_too(queue, few, minute):
    queue("很急", hold="urgent")
    few()
    assert jobs.release_at(minute(0), Kind.URGENT).batch is None
    assert len(inbox()) == 1


def test_a_fixed_release_moves_urgent_posts_with_the_others(queue, minute):
    queue("不急")
    queue("很急", hold="urgent")
    assert jobs.release_at(minute(0)).moved == 2


def test_without_a_log_the_line_comes_when_there_is_one(app, minute, request):
    assert jobs.release_at(minute(0)).batch == 1
    assert release_lines() == []
    request.getfixturevalue("crowd")
    jobs.release_at(minute(1))
    assert [batch for _seq, batch, _root in release_lines()] == [1, 2]
    check_lines()


def test_the_author_who_sends_again_after_the_release_reads_that_it_arrived(
    say, crowd, goal, minute
):
    post = make_post(crowd[0], make_item(goal.id))
    first = say("/say/posts", post)
    again = say("/say/posts", post)
    assert (again.status_code, again.json["commitment"]) == (202, first.json["commitment"])
    jobs.release_at(minute(0))
    late, english = say("/say/posts", post), say("/say/posts?lang=en", post)
    assert (late.status_code, late.json["error"]) == (409, "spent")
    assert "你的話已經收到" in late.json["message"]
    assert "If you pressed send before, your post has arrived." in english.json["message"]
    assert inbox() == {}


def test_a_receipt_that_was_sent_twice_stops_no_release(app, say, crowd, goal, minute):
    mailbox = b64u(bytes(range(32)))
    for number in range(2):
        item = make_item(goal.id, body=f"第 {number} 次")
        say("/say/posts", make_post(crowd[number], item, mailbox=mailbox))
    assert jobs.release_at(minute(0)).moved == 2
    say("/say/posts", make_post(crowd[2], make_item(goal.id, body="又一次"), mailbox=mailbox))
    say("/say/posts", make_post(crowd[3], make_item(goal.id, body="別人的話")))
    assert jobs.release_at(minute(1)).moved == 2
    found = db.session.scalars(select(Post.mailbox)).all()
    assert len(found) == 4
    assert sum(one is not None for one in found) == 1
    assert [batch for _seq, batch, _root in release_lines()] == [1, 2]


def test_a_row_that_cannot_be_opened_stays_and_stops_no_release(queue, minute, caplog):
    queue("別人的話")
    spoilt = os.urandom(32)
    with writing("inbox") as connection:
        row = {"nullifier": spoilt, "sealed": b"\x01" + bytes(300)}
        connection.execute(INBOX_ROW.insert(), row)
    assert jobs.release_at(minute(0)).moved == 1
    assert set(inbox()) == {spoilt}
    assert [one.getMessage() for one in caplog.records] == ["a row of the inbox cannot be opened"]
