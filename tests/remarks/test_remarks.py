"""What people say under their own name: everybody reads it, its author alone changes it."""

from datetime import date

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.keeping import retention
from portal.remarks import service
from portal.remarks.models import FormerRemark, Place, Remark
from portal.retro import opening
from portal.retro import service as retro
from tests.answers.test_service import publish
from tests.front.reading import refused

CAST = ("alice", "bob", "charlie", "mona", "ada")
BODY = "我週三可以去現場看。"


@pytest.fixture
def said(actors, goal):
    with transaction():
        return service.say(actors["bob"], Place.KR, goal.id, BODY)


@pytest.mark.parametrize("name", CAST)
def test_everybody_speaks_and_everybody_reads(sign_in, goal, cast, name):
    way = f"/in/remarks/kr.{goal.id}"
    client = sign_in(name)
    assert client.post(way, data={"body": BODY}).location == way
    for address in (way, f"/in/krs/{goal.id}"):
        assert BODY in sign_in("charlie").get(address).text


@pytest.mark.parametrize("name", CAST)
def test_its_author_alone_changes_it_and_takes_it_back(sign_in, said, name):
    client, able = sign_in(name), name == "bob"
    way = f"/in/remarks/{said.id}"
    assert client.get(f"{way}/edit").status_code == (200 if able else 403)
    edited = client.post(f"{way}/edit", data={"body": "改到週四。"})
    assert edited.status_code == (302 if able else 403)
    assert client.post(f"{way}/take-back").status_code == (302 if able else 403)


def test_what_it_said_before_stays_to_be_read(sign_in, said, goal):
    bob = sign_in("bob")
    for body in ("改到週四。", "改到週五。", "改到週五。"):
        bob.post(f"/in/remarks/{said.id}/edit", data={"body": body})
    page = sign_in("alice").get(f"/in/remarks/kr.{goal.id}").text
    assert [page.count(words) for words in (BODY, "改到週四。", "改到週五。")] == [1, 1, 1]
    assert "改之前的內容（2 次）" in page


def test_what_is_taken_back_is_gone_with_all_it_said(sign_in, said, goal, actors):
    bob = sign_in("bob")
    bob.post(f"/in/remarks/{said.id}/edit", data={"body": "改到週四。"})
    bob.post(f"/in/remarks/{said.id}/take-back")
    page = sign_in("alice").get(f"/in/remarks/kr.{goal.id}").text
    assert "已收回" in page
    assert BODY not in page
    assert "改到週四" not in page
    assert db.session.scalars(select(FormerRemark)).all() == []
    with pytest.raises(Conflict):
        service.edit(actors["bob"], db.session.get_one(Remark, said.id), "又來了")


def test_nobody_asks_who_said_it(sign_in, goal, actors):
    page = sign_in("bob").post(f"/in/remarks/kr.{goal.id}", data={"body": "這是誰寫的？"})
    refused(page, "這是誰寫的？")
    with pytest.raises(Invalid):
        service.say(actors["bob"], Place.KR, goal.id, "這是誰寫的？")


@pytest.mark.parametrize("body", ["", "  ", "字" * 1001])
def test_what_is_no_remark_is_refused(sign_in, goal, cast, body):
    refused(sign_in("alice").post(f"/in/remarks/kr.{goal.id}", data={"body": body}))


@pytest.mark.parametrize("about", ["kr.none", "post.x", "kr", "blocker." + "a" * 26])
def test_there_is_nothing_to_say_about_nothing(sign_in, cast, about):
    assert sign_in("alice").get(f"/in/remarks/{about}").status_code == 404


def test_a_blocker_and_a_topic_are_talked_about_too(sign_in, say, crowd, goal, actors):
    post = publish(say, crowd[0], goal.id, actors)
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
    topic = retro.topics_of(session)[0]
    alice = sign_in("alice")
    for word in (f"blocker.{post.id}", f"topic.{topic.id}"):
        assert alice.post(f"/in/remarks/{word}", data={"body": BODY}).status_code == 302
        assert BODY in sign_in("bob").get(f"/in/remarks/{word}").text
    assert BODY in alice.get(f"/in/blockers/{post.id}").text


def test_remarks_come_in_pages(sign_in, goal, actors):
    with transaction():
        for number in range(21):
            service.say(actors["bob"], Place.KR, goal.id, f"第 {number} 句")
    alice = sign_in("alice")
    way = f"/in/remarks/kr.{goal.id}"
    assert "第 20 句" not in alice.get(way).text
    assert "第 20 句" in alice.get(f"{way}?page=2").text


def test_remarks_go_with_the_post_they_are_about(say, crowd, goal, actors):
    post = publish(say, crowd[0], goal.id, actors)
    with transaction():
        service.say(actors["bob"], Place.BLOCKER, post.id, BODY)
    retention.retain(date(2099, 1, 1))
    assert db.session.scalars(select(Remark)).all() == []
