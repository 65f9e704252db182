"""Asking the floor: one question at a time, until a day, about the work and never about who."""

from datetime import timedelta
from html import unescape

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict
from portal.okr import questions
from portal.okr.models import Question
from tests.making import make_goal

pytestmark = pytest.mark.everywhere
ASKED = "什麼會讓我們做不到？"


def in_days(number):
    return clock.today() + timedelta(days=number)


@pytest.fixture
def asked(goal, actors):
    """Bob's question about his goal, for a week."""
    with transaction():
        return questions.ask(actors["bob"], goal, ASKED, in_days(7))


def read(browser, address):
    return unescape(browser.get(address).text)


def ask(browser, goal, body=ASKED, until=None):
    form = {"body": body, "until": until or in_days(7).isoformat()}
    return browser.post(f"/in/krs/{goal.id}/questions", data=form)


def test_a_question_stands_on_the_page_and_over_the_field_in_which_people_write(goal, sign_in, app):
    assert ask(sign_in("bob"), goal).status_code == 302
    for page in (
        read(sign_in("alice"), f"/in/krs/{goal.id}"),
        read(app.test_client(use_cookies=False), f"/say/kr/{goal.id}"),
    ):
        assert ASKED in page
        assert "黃志豪 想問：" in page
    assert ASKED not in read(app.test_client(use_cookies=False), "/say/")
    assert ASKED not in app.test_client().get("/say/krs.json").get_data(as_text=True)


def test_with_its_day_it_is_gone_and_another_may_be_asked(goal, asked, actors, app):
    with clock.as_on(in_days(7)):
        assert questions.standing(goal.id).id == asked.id
    with clock.as_on(in_days(8)):
        assert questions.standing(goal.id) is None
        assert ASKED not in read(app.test_client(use_cookies=False), f"/say/kr/{goal.id}")
        with transaction():
            other = questions.ask(actors["bob"], goal, "還缺什麼？", in_days(3))
        assert questions.standing(goal.id).id == other.id
    assert db.session.get_one(Question, asked.id).closed == asked.until


def test_one_at_a_time_and_what_was_typed_stays(goal, asked, sign_in):
    answer = ask(sign_in("bob"), goal, "另一個問題？")
    page = unescape(answer.text)
    assert answer.status_code == 409
    assert "還有一個提問掛著，先把它收起來。" in page
    assert "另一個問題？" in page
    assert db.session.query(Question).count() == 1


def test_two_at_the_same_moment_are_one(goal, asked, actors):
    with pytest.raises(Conflict), transaction():
        questions.ask(actors["bob"], goal, "另一個？", in_days(2))


def test_who_asked_closes_it_and_nobody_else(goal, asked, sign_in):
    address = f"/in/questions/{asked.id}/close"
    for name in ("alice", "charlie", "mona", "ada"):
        assert sign_in(name).post(address).status_code == 403
    assert sign_in("bob").post(address).status_code == 302
    page = read(sign_in("alice"), f"/in/krs/{goal.id}")
    assert ASKED not in page
    assert "已收起" in read(sign_in("alice"), f"/in/krs/{goal.id}/questions")
    assert sign_in("bob").post(address).status_code == 409


def test_a_question_that_asks_who_said_it_is_not_taken(goal, sign_in):
    answer = ask(sign_in("bob"), goal, "這是誰說的？")
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "是在問誰說的。這裡不問是誰。" in page
    assert "這是誰說的？" in page
    assert db.session.query(Question).count() == 0


@pytest.mark.parametrize(
    ("body", "until", "words"),
    [
        ("", 7, "這裡要填。"),
        ("問" * 201, 7, "200"),
        (ASKED, -1, "已經過了"),
        (ASKED, 40, "最多從今天起 31 天。"),
    ],
)
def test_what_is_wrong_is_said_in_words(goal, sign_in, body, until, words):
    answer = ask(sign_in("bob"), goal, body, in_days(until).isoformat())
    assert answer.status_code == 422
    assert words in unescape(answer.text)


def test_of_a_goal_that_is_over_nothing_is_asked(goal, sign_in, actors):
    with clock.as_on(goal.objective.cycle.ends + timedelta(days=1)):
        with pytest.raises(Conflict), transaction():
            questions.ask(actors["bob"], goal, ASKED, in_days(3))
        assert "問題" in read(sign_in("bob"), f"/in/krs/{goal.id}/questions")


def test_questions_page_the_last_first_and_say_when_there_is_none(goal, actors, sign_in):
    assert "還沒有人問過。" in read(sign_in("alice"), f"/in/krs/{goal.id}/questions")
    for number in range(21):
        with clock.as_on(in_days(number)), transaction():
            one = questions.ask(actors["bob"], goal, f"第 {number:02} 題？", in_days(number))
            questions.close(actors["bob"], one)
    first, second = (
        read(sign_in("alice"), f"/in/krs/{goal.id}/questions?page={n}") for n in (1, 2)
    )
    assert ("第 20 題" in first, "第 00 題" in first) == (True, False)
    assert ("第 00 題" in second, "第 20 題" in second) == (True, False)


def test_a_question_is_about_one_goal(goal, asked, app):
    other = make_goal("charlie", "出貨當天到")
    assert questions.standing(other.id) is None
    assert ASKED not in read(app.test_client(use_cookies=False), f"/say/kr/{other.id}")
