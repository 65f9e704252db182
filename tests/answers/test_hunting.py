"""Reports that somebody asks who wrote it: one for each sentence, and nobody's."""

import re
from html import unescape

import pytest
from sqlalchemy import text

from portal.answers import hunting, service
from portal.answers.hunting import HuntingReport, HuntingWord
from portal.core.access import Permission, allows
from portal.core.audit import AuditRow
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Missing
from tests.answers.test_service import publish
from tests.front.reading import refused

pytestmark = pytest.mark.slow

SAID = "我下週二去現場看，到時候再聊。"
CSRF = re.compile(r'(?<=csrf[-_]token" )(?:content|value)="[^"]*"')
WORD = "這句話聽起來像在打聽，請改問機台。"


@pytest.fixture
def blocker(say, crowd, goal, actors):
    return publish(say, crowd[0], goal.id, actors)


@pytest.fixture
def said(blocker, actors):
    """Bob's reply under the blocker."""
    with transaction():
        return service.reply(actors["bob"], service.find_blocker(blocker.id), SAID)


def report(browser, post, said_id):
    return browser.post(f"/in/blockers/{post.id}/hunting", data={"said": said_id})


def shown(browser, page):
    """A page, but for the token of its forms, which is another one each time."""
    return CSRF.sub("", browser.get(page).text)


def settle(browser, said_id, words=WORD):
    return browser.post(f"/in/moderation/hunting/{said_id}", data={"words": words})


@pytest.mark.everywhere
def test_many_taps_are_one_report_and_hold_nobody(sign_in, blocker, said):
    before = db.session.query(AuditRow).count()
    for name in ("alice", "charlie", "alice"):
        answer = report(sign_in(name), blocker, said.id)
        assert answer.location == f"/in/blockers/{blocker.id}?saved=hunting"
    [row] = db.session.execute(text("select * from hunting_report")).mappings()
    assert dict(row) == {"said_id": said.id, "post_id": blocker.id}
    assert db.session.query(AuditRow).count() == before


def test_a_tap_changes_nothing_that_the_manager_sees(sign_in, blocker, said):
    bob = sign_in("bob")
    pages = [f"/in/blockers/{blocker.id}", "/in/inbox", "/in/"]
    before = [shown(bob, page) for page in pages]
    report(sign_in("alice"), blocker, said.id)
    assert [shown(bob, page) for page in pages] == before


def test_only_what_stands_under_the_blocker_is_reported(sign_in, blocker, said):
    assert report(sign_in("alice"), blocker, "a" * 26).status_code == 404
    assert report(sign_in("alice"), blocker, "").status_code == 404
    other = "b" * 26
    with pytest.raises(Missing):
        hunting.report(other, said.id)
    assert db.session.query(HuntingReport).count() == 0


def test_a_decision_is_reported_as_a_reply_is(sign_in, blocker, actors):
    with transaction():
        question = {"question": "一週幾次？"}
        made = service.decide(actors["bob"], service.find_blocker(blocker.id), "ask", question)
    assert f'value="{made.id}"' in sign_in("alice").get(f"/in/blockers/{blocker.id}").text
    report(sign_in("alice"), blocker, made.id)
    page = unescape(sign_in("mona").get("/in/moderation/hunting").text)
    assert "一週幾次？" in page
    assert "黃志豪" in page


def test_the_moderators_word_reaches_its_manager_and_nobody_else(sign_in, blocker, said):
    report(sign_in("alice"), blocker, said.id)
    done = settle(sign_in("mona"), said.id)
    assert done.location == "/in/moderation/hunting?done=1"
    assert SAID not in sign_in("mona").get(done.location).text
    for page in (f"/in/blockers/{blocker.id}", "/in/inbox"):
        assert WORD in sign_in("bob").get(page).text
    for name in ("alice", "charlie", "ada"):
        assert WORD not in sign_in(name).get(f"/in/blockers/{blocker.id}").text


def test_a_settled_report_is_not_opened_again(sign_in, blocker, said):
    report(sign_in("alice"), blocker, said.id)
    settle(sign_in("mona"), said.id)
    assert report(sign_in("alice"), blocker, said.id).status_code == 302
    assert db.session.query(HuntingReport).count() == 0
    assert settle(sign_in("mona"), said.id).status_code == 404
    assert db.session.query(HuntingWord).count() == 1


def test_two_moderators_settle_it_once(blocker, said, actors):
    with transaction():
        hunting.report(blocker.id, said.id)
    found = hunting.find_reported(said.id)
    with transaction():
        hunting.settle(actors["mona"], found, WORD)
    with pytest.raises(Conflict), transaction():
        hunting.settle(actors["mona"], found, WORD)


@pytest.mark.everywhere
def test_two_taps_at_the_same_moment_are_one_report(blocker, said, monkeypatch):
    post_id, said_id = blocker.id, said.id
    with transaction():
        hunting.report(post_id, said_id)
    db.session.expunge_all()
    # Neither of the two has seen what the other one writes.
    monkeypatch.setattr(db.session, "get", lambda *_words: None)
    with transaction():
        hunting.report(post_id, said_id)
    assert db.session.query(HuntingReport).count() == 1


@pytest.mark.everywhere
def test_two_words_at_the_same_moment_are_one_word(blocker, said, actors):
    mona, bob = actors["mona"], actors["bob"]
    with transaction() as session:
        hunting.report(blocker.id, said.id)
        first = {"told_id": bob.id, "account_id": mona.id, "words": WORD, "day": said.day}
        session.add(HuntingWord(said_id=said.id, post_id=blocker.id, **first))
    with pytest.raises(Conflict), transaction():
        hunting.settle(mona, hunting.find_said(said.id), "另一句")
    assert db.session.query(HuntingWord).one().words == WORD


def test_a_word_without_words_settles_nothing(sign_in, blocker, said):
    report(sign_in("alice"), blocker, said.id)
    answer = settle(sign_in("mona"), said.id, " ")
    refused(answer)
    assert db.session.query(HuntingReport).count() == 1


def test_nobody_settles_a_report_about_the_own_words(blocker, said, actors):
    with transaction():
        hunting.report(blocker.id, said.id)
    found = hunting.find_reported(said.id)
    assert allows(actors["mona"], Permission.HUNTING_SETTLE, found)
    own = hunting.Said(found.id, found.post_id, actors["mona"].id, found.words, found.day)
    assert not allows(actors["mona"], Permission.HUNTING_SETTLE, own)


def test_the_list_pages(sign_in, blocker, actors, monkeypatch):
    monkeypatch.setattr(hunting, "SIZE", 2)
    with transaction():
        found = service.find_blocker(blocker.id)
        ids = [service.reply(actors["bob"], found, f"第 {n} 句").id for n in range(3)]
    with transaction():
        for id_ in ids:
            hunting.report(blocker.id, id_)
    pages = [[one.id for one in hunting.reported(page=page)] for page in (1, 2)]
    assert sorted(pages[0] + pages[1]) == sorted(ids)
    assert "page=2" in sign_in("mona").get("/in/moderation/hunting").text


def test_an_empty_list_says_what_comes_next(sign_in, cast):
    page = sign_in("mona").get("/in/moderation/hunting").text
    assert "沒有待處理的回報。" in page
    assert "不帶名字" in page
