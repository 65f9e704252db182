"""A session's version counts whatever its page shows anew."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.retro import actions, service, topics
from portal.retro.models import Ending, Session, Topic
from tests.retro.test_service import end_all, go, open_session, said, until

__all__ = ["said"]
EVERYWHERE = pytest.mark.everywhere
POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)
ACTS = {
    "rename": lambda topic, other: topics.rename(topic, "新名字"),
    "merge": topics.merge,
    "notes": lambda topic, other: topics.write_notes(topic, "談過了"),
    "end": lambda topic, other: topics.end(topic, Ending.PARKED, "下次"),
    "action": lambda topic, other: topics.add_action(
        topic, topic.session.owner_id, "換夾具", clock.today() + timedelta(days=3)
    ),
}


def version(session_id):
    db.session.rollback()
    return db.session.get_one(Session, session_id).version


@EVERYWHERE
@pytest.mark.parametrize("name", ACTS)
def test_whatever_is_done_to_a_topic_counts(name, said, goal, actors):
    session = open_session(actors, goal)
    topic, other, *_rest = [one.id for one in service.topics_of(session)]
    before = version(session.id)
    with transaction():
        ACTS[name](db.session.get_one(Topic, topic), db.session.get_one(Topic, other))
    assert version(session.id) == before + 1


@EVERYWHERE
def test_another_phase_counts_and_a_refused_one_does_not(said, goal, actors):
    session = open_session(actors, goal)
    go(actors, session, "review", "figures")
    assert version(session.id) == 2
    with pytest.raises(Invalid):
        go(actors, session, "closed")
    assert version(session.id) == 2


@EVERYWHERE
def test_what_becomes_of_an_action_is_shown_in_every_later_session(said, goal, actors):
    first = open_session(actors, goal)
    with transaction():
        topic = service.topics_of(first)[0]
        action = topics.add_action(topic, actors["alice"].id, "換夾具", clock.today())
    end_all(first)
    until(actors, first, "closed")
    before = version(first.id)
    second = open_session(actors, goal)
    # It was carried over, which the first one shows.
    assert version(first.id) == before + 1
    since = version(second.id)
    with transaction():
        actions.settle(actors["alice"], db.session.merge(action), "done", "")
    assert version(first.id) == before + 2
    assert version(second.id) == since + 1


@pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_postgres_tells_which_session_has_which_version(backend, said, goal, actors):
    session = open_session(actors, goal)
    listener = db.engine.raw_connection()
    connection = listener.driver_connection
    listener.detach()
    connection.autocommit = True
    connection.execute("LISTEN retro")
    go(actors, session, "review")
    heard = list(connection.notifies(timeout=5, stop_after=1))
    connection.close()
    assert [one.payload for one in heard] == [f"{session.id}:1"]
    assert db.session.scalar(text("select 1")) == 1
