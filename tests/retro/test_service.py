"""Sessions: what lies on the table, how topics end, and what the next session begins with."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.retro import actions, opening, phases, service, topics
from portal.retro.export import markdown
from portal.retro.models import Ending, Phase, Session
from tests.answers.test_service import publish, publish_all
from tests.making import lead


@pytest.fixture
def said(say, crowd, goal, actors):
    """A blocker, another of the same cause, one of another, and a comment about Bob's goal."""
    causes = ("schedule", "schedule", "machine")
    blockers = [{"cause": cause, "body": f"說法 {n}"} for n, cause in enumerate(causes)]
    comment = {"kind": "comment", "cause": None, "severity": None, "body": "*其實* 大家很拚"}
    return publish_all(say, crowd[:4], goal.id, actors, *blockers, comment)


def open_session(actors, goal, title="準時送到"):
    with transaction():
        return opening.open_session(actors["bob"], title, [goal.id])


def go(actors, session, *way):
    for phase in way:
        with transaction():
            phases.move_to(actors["bob"], db.session.get_one(Session, session.id), phase)


def until(actors, session, phase):
    with transaction():
        lead(actors["bob"], db.session.get_one(Session, session.id), phase)


def end_all(session):
    with transaction():
        for topic in service.topics_of(session):
            topics.end(topic, Ending.PARKED, "下次再談")


def test_what_was_said_is_on_the_table_grouped_by_goal_and_cause(said, goal, actors):
    session = open_session(actors, goal)
    sizes = {topic.title: len(topic.cards) for topic in service.topics_of(session)}
    assert sizes == {"排程": 2, "機台": 1, "其他的話": 1}


def test_a_session_needs_a_goal(actors):
    with pytest.raises(Invalid), transaction():
        opening.open_session(actors["bob"], "空的", ["a" * 26])


def test_the_way_goes_on_and_back_and_leaves_out_nothing_that_is_needed(said, goal, actors):
    session = open_session(actors, goal)
    for phase in ("discuss", "closed", "nonsense"):
        with pytest.raises(Invalid):
            go(actors, session, phase)
    go(actors, session, "review", "group", "review", "figures", "discuss", "group", "actions")
    assert db.session.get_one(Session, session.id).phase == Phase.ACTIONS


def test_every_topic_ends_before_the_session_does(said, goal, actors):
    session = open_session(actors, goal)
    until(actors, session, "actions")
    with pytest.raises(Invalid) as caught:
        go(actors, session, "closed")
    assert "排程" in str(caught.value.message)
    end_all(session)
    go(actors, session, "closed")
    assert db.session.get_one(Session, session.id).closed == clock.today()


def test_a_closed_session_stays_as_it_is(said, goal, actors):
    session = open_session(actors, goal)
    end_all(session)
    until(actors, session, "closed")
    topic = service.topics_of(session)[0]
    for act in (
        lambda: topics.rename(topic, "別的"),
        lambda: topics.write_notes(topic, "別的"),
        lambda: topics.end(topic, Ending.DECISION, "別的"),
    ):
        with pytest.raises(Conflict), transaction():
            act()
    with pytest.raises(Conflict):
        go(actors, session, "discuss")


def test_merging_moves_the_cards_and_keeps_the_notes(said, goal, actors):
    session = open_session(actors, goal)
    first, second, *_rest = service.topics_of(session)
    with transaction():
        topics.write_notes(second, "換模要兩個人")
        topics.merge(second, first)
    first, *rest = service.topics_of(session)
    assert len(first.cards) == 3
    assert first.notes == "換模要兩個人"
    assert len(rest) == 1
    with pytest.raises(Invalid), transaction():
        topics.merge(first, first)


def test_an_end_needs_words(said, goal, actors):
    session = open_session(actors, goal)
    with pytest.raises(Invalid), transaction():
        topics.end(service.topics_of(session)[0], Ending.DECISION, "")


def agree(session, cast):
    with transaction():
        topic = service.topics_of(session)[0]
        due = clock.today() + timedelta(days=7)
        return topics.add_action(topic, cast.alice, "急單每天十點排一次", due).id


def test_the_next_session_begins_with_the_last_ones_actions(said, goal, actors, cast):
    first = open_session(actors, goal, "第一次")
    action = agree(first, cast)
    end_all(first)
    until(actors, first, "closed")
    second = open_session(actors, goal, "第二次")
    [earlier] = actions.last_actions(service.before(second))
    assert (earlier.id, earlier.carried) == (action, 1)
    assert [one.id for one in actions.open_actions_of(cast.alice)] == [action]
    with pytest.raises(Invalid), transaction():
        actions.settle(actors["bob"], earlier, "dropped", "")
    with transaction():
        actions.settle(actors["bob"], actions.find_action(action), "done", "")
    assert actions.open_actions_of(cast.alice) == []


def test_what_was_on_the_table_before_is_not_gathered_again(said, goal, actors):
    first = open_session(actors, goal, "第一次")
    end_all(first)
    until(actors, first, "closed")
    second = open_session(actors, goal, "第二次")
    cards = sum(len(topic.cards) for topic in service.topics_of(second))
    # The three blockers have no answer yet, so they come back; the comment does not.
    assert cards == 3


def test_what_passes_review_after_a_session_comes_to_the_next(say, crowd, said, goal, actors):
    first = open_session(actors, goal, "第一次")
    end_all(first)
    comment = {"kind": "comment", "cause": None, "severity": None, "body": "同一天才通過"}
    late = publish(say, crowd[4], goal.id, actors, **comment)
    until(actors, first, "closed")
    second = open_session(actors, goal, "第二次")
    gathered = {card.post_id for topic in service.topics_of(second) for card in topic.cards}
    assert late.id in gathered
    assert said[3].id not in gathered


def test_the_export_holds_everything_and_no_markup_of_what_was_said(said, goal, actors, cast):
    session = open_session(actors, goal)
    agree(session, cast)
    text = markdown(session)
    assert text.startswith("# 準時送到\n")
    assert "> 說法 0" in text
    assert "\\*其實\\* 大家很拚" in text
    assert "急單每天十點排一次 · 周雅婷" in text
