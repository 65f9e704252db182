"""What lies on the table is grouped, until somebody has worked on it."""

import random

import pytest

from portal.core.db import transaction
from portal.retro import grouping, service
from portal.retro import topics as retopics
from portal.voice import cards
from tests.answers.test_service import publish_all
from tests.retro.test_collecting import again, everybody, kid, reveal, session, until, write

__all__ = ["everybody", "kid", "session", "write"]
pytestmark = pytest.mark.slow


def test_a_few_cards_lie_under_the_question_that_they_answer(session, write, actors):
    for column in ("cause", "rule", "cause"):
        write(column=column, body=f"{column} {random.random()}")  # noqa: S311 - any words
    reveal(actors, session)
    topics = service.topics_of(again(session))
    found = {one.title: len(one.written) for one in topics if one.written}
    assert found == {"分析原因：為什麼會這樣？": 2, "總結規律：學到什麼？": 1}


def test_many_are_grouped_with_what_was_published(session, write, actors):
    said = ("排程一天改三次，換模白換", "排程又改了，換模換到一半", "下午改排程，早上的換模白做")
    other = ("倉庫找不到料", "料架上沒有料，倉庫說有", "倉庫的料和系統對不起來")
    for body in (*said, *other):
        for column in ("cause", "rule"):
            write(column=column, body=f"{body}。{'原因' if column == 'cause' else '學到'}")
    reveal(actors, session)
    topics = service.topics_of(again(session))
    texts = [{cards.text_of(cards.find_card(one.card_id)) for one in t.written} for t in topics]
    together = [sum("排程" in text for text in some) for some in texts]
    assert max(together) >= 5
    assert sum(len(some) for some in texts) == 12


@pytest.mark.everywhere
def test_what_was_named_by_hand_is_not_grouped_anew(session, write, actors):
    until(actors, session, "collect")
    with transaction():
        retopics.rename(service.topics_of(again(session))[0], "這個要留著")
    write()
    reveal(actors, session)
    assert {"這個要留著", "分析原因：為什麼會這樣？"} == {
        one.title for one in service.topics_of(again(session))
    }


def test_what_is_published_after_the_opening_comes_along(say, crowd, goal, session, actors):
    publish_all(say, crowd[1:2], goal.id, actors, {"cause": "machine", "body": "又停了"})
    with transaction():
        grouping.lay_out(again(session))
    assert sum(len(one.cards) for one in service.topics_of(again(session))) == 2


def test_no_topic_is_called_by_a_number(session, write, actors, monkeypatch):
    def numbered(texts):
        found = {text["id"]: "ab"[place % 2] for place, text in enumerate(texts)}
        named = [{"id": id_, "label": f"#{n}", "parent": None} for n, id_ in enumerate("ab")]
        return {"assignments": found, "themes": named}

    for number in range(5):
        write(body=f"第 {number} 張")
    monkeypatch.setattr(grouping.themes, "group", numbered)
    reveal(actors, session)
    titles = sorted(one.title for one in service.topics_of(again(session)))
    assert titles == ["分析原因：為什麼會這樣？", "分析原因：為什麼會這樣？ 2"]
