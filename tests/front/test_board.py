"""You said, we did: nobody's own words hang there, and every result is the blocker's own."""

from datetime import timedelta

import pytest

from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.moderation import paraphrasing
from portal.okr import readings
from portal.voice.life import Move
from portal.voice.models import Post
from tests.answers.test_service import publish, publish_all
from tests.front.reading import refused

pytestmark = pytest.mark.slow

CAST = ("alice", "bob", "charlie", "mona", "ada")
SAID = "不是機器老，是排程一天改三次。"


@pytest.fixture
def blocker(say, crowd, goal, actors):
    return publish(say, crowd[0], goal.id, actors)


@pytest.fixture
def board(sign_in):
    alice = sign_in("alice")
    return lambda query="": alice.get(f"/in/board{query}").text


def decide(actors, post, kind="assign", **details):
    given = {"owner": actors["alice"].id, "by": "2099-01-31"} | details
    with transaction():
        answers.decide(actors["bob"], answers.find_blocker(post.id), kind, given)


def tell(actors, post, move, body="做了"):
    with transaction():
        answers.report(actors["bob"], answers.find_blocker(post.id), move, body)


def test_a_board_without_anything_says_what_comes(board, cast):
    assert "主管一做決定" in board()
    assert "現在沒有等答覆的卡關。" in board()


def test_the_writers_own_words_never_hang_there(board, blocker, actors):
    assert "有關排程（客人訂的貨，準時送到）" in board()
    decide(actors, blocker)
    for query in ("", "?tv=1"):
        assert SAID[:6] not in board(query)
        assert "有關排程（客人訂的貨，準時送到）" in board(query)


def test_a_moderators_words_hang_there(board, blocker, actors, sign_in):
    form = {"words": "單子改太多次"}
    answer = sign_in("mona").post(f"/in/moderation/paraphrases/{blocker.id}", data=form)
    assert answer.status_code == 302
    assert "單子改太多次" in board()
    assert "有關排程" not in board()


def test_what_quotes_the_writer_is_refused_and_stays(board, blocker, sign_in):
    form = {"words": "排程一天改三次啦"}
    page = sign_in("mona").post(f"/in/moderation/paraphrases/{blocker.id}", data=form)
    refused(page, "排程一天改三次啦")
    assert "改三次" not in board()


@pytest.mark.parametrize("name", CAST)
def test_only_moderators_say_it_in_other_words(sign_in, blocker, name):
    client = sign_in(name)
    able = name == "mona"
    assert client.get("/in/moderation/paraphrases/").status_code == (200 if able else 403)
    way = f"/in/moderation/paraphrases/{blocker.id}"
    assert client.post(way, data={"words": "改太多"}).status_code == (302 if able else 403)
    assert client.get("/in/board").status_code == 200


def test_a_text_hangs_there_when_enough_say_the_same(board, blocker):
    with transaction():
        db.session.get_one(Post, blocker.id).supporters = "<5"
    assert SAID[:6] not in board()
    with transaction():
        db.session.get_one(Post, blocker.id).supporters = "5+"
    assert SAID[:6] in board()
    assert "5+ 人" in board()


def test_the_figure_before_is_that_of_the_day_of_the_decision(board, blocker, actors, goal):
    with transaction():
        readings.check_in(actors["bob"], goal, 81, 5, "")
    decide(actors, blocker)
    assert "81 →" not in board()
    for move in (Move.START, Move.CLAIM):
        tell(actors, blocker, move)
    with clock.as_on(clock.today() + timedelta(days=1)), transaction():
        readings.check_in(actors["bob"], goal, 93, 8, "")
    page = board()
    assert "81 →" in page
    assert "</span> 93%" in page


def test_what_nobody_confirms_is_counted_apart_after_two_weeks(board, blocker, actors):
    decide(actors, blocker)
    tell(actors, blocker, Move.CLAIM)
    assert "待寫的人確認" in board()
    assert "沒有人確認" not in board()
    with clock.as_on(clock.today() + timedelta(days=14)):
        assert "沒有人確認" not in board()
    with clock.as_on(clock.today() + timedelta(days=15)):
        assert "沒有人確認" in board()


@pytest.mark.everywhere
def test_the_last_answer_stands_and_a_question_is_none(board, blocker, actors):
    decide(actors, blocker, "ask", question="一週幾次？")
    assert "一週幾次" not in board()
    decide(actors, blocker, "decline", reason="no-budget", text="今年沒有。")
    assert "今年沒有。" in board()
    decide(actors, blocker, "resources", what="師傅", amount="一位")
    page = board()
    assert "師傅，一位" in page
    assert "今年沒有。" not in page


@pytest.mark.everywhere
def test_the_most_overdue_comes_first(board, say, crowd, goal, actors):
    publish_all(
        say,
        crowd[:2],
        goal.id,
        actors,
        {"severity": 1, "cause": "people", "body": "人不夠"},
        {"severity": 3, "cause": "rule", "body": "章太多"},
    )
    page = board()
    assert page.index("有關規定") < page.index("有關人手")


def test_a_television_turns_its_pages_by_itself(board, blocker, actors):
    decide(actors, blocker)
    page = board("?tv=1")
    assert 'data-next="/in/board?tv=1&amp;page=1" data-seconds="20"' in page
    assert "主選單" not in page
    assert "data-next" not in board()


def test_words_that_are_there_are_not_asked_for_again(blocker, actors, sign_in):
    mona = sign_in("mona")
    assert SAID in mona.get("/in/moderation/paraphrases/").text
    with transaction():
        paraphrasing.paraphrase(actors["mona"], answers.find_blocker(blocker.id), "改太多次")
    assert SAID not in mona.get("/in/moderation/paraphrases/").text
