"""No text under a blocker asks who wrote it."""

from html import unescape

import pytest

from portal.answers import service
from portal.answers.models import Decision, Reply
from portal.core.db import db
from portal.core.errors import Invalid
from portal.remarks import guarding
from portal.voice.models import Post
from tests.answers.test_service import publish
from tests.front.reading import refused

ASKS = "這是哪一班的人說的？"


@pytest.fixture
def blocker(say, crowd, goal, actors):
    return publish(say, crowd[0], goal.id, actors)


FORMS = {
    "replies": {"body": ASKS},
    "work": {"body": ASKS, "move": "start"},
    "decisions": {"kind": "ask", "question": ASKS},
}


@pytest.mark.parametrize("where", FORMS)
def test_asking_who_is_stopped_however_often_it_is_sent(sign_in, blocker, where):
    bob, address = sign_in("bob"), f"/in/blockers/{blocker.id}/{where}"
    for _again in range(2):
        answer = bob.post(address, data=FORMS[where])
        said = refused(answer, ASKS, "改問發生什麼事")
        # The advice is calm, and stands beside the field.
        assert "note note-ask" in answer.text
        assert any("哪一班的人說" in one and "不問是誰" in one for one in said)
    assert db.session.query(Reply).count() == db.session.query(Decision).count() == 0
    assert db.session.get_one(Post, blocker.id).progress == "open"


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "decline", "reason": "no-budget", "text": ASKS},
        {"kind": "decline", "reason": "no-budget", "text": "訂單排滿了。", "note": ASKS},
    ],
)
def test_no_other_free_word_of_a_decision_asks_it_either(sign_in, blocker, form):
    answer = sign_in("bob").post(f"/in/blockers/{blocker.id}/decisions", data=form)
    refused(answer, ASKS)
    assert db.session.query(Decision).count() == 0


def test_the_note_speaks_the_readers_language(sign_in, blocker):
    address = f"/in/blockers/{blocker.id}/replies?lang=en"
    page = unescape(sign_in("bob").post(address, data={"body": "Who wrote this?"}).text)
    assert "Who wrote this?</textarea>" in page
    assert "“Who wrote” asks who said it. That is not asked here." in page
    assert "One such question, and nobody speaks any more." in page


def test_words_that_come_by_no_form_are_stopped_too(app, blocker, actors):
    found = service.find_blocker(blocker.id)
    with pytest.raises(Invalid):
        service.reply(actors["bob"], found, ASKS)
    with pytest.raises(Invalid):
        service.decide(actors["bob"], found, "ask", {"question": ASKS})


def test_asking_about_the_work_is_free(app):
    assert guarding.asking("哪一班最常缺料？誰負責這台機器？") is None
