"""What an action is for: shown on the blocker's page and the goal's, with its age and its ways."""

import json
from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.retro import actions, opening, service, ties, topics
from portal.retro.models import Action, Ending
from tests.front.reading import refused
from tests.making import lead, make_goal
from tests.retro.test_deciding import blockers, held, topic

__all__ = ["blockers", "held", "topic"]
pytestmark = pytest.mark.slow


def agree(client, topic, cast, **more):
    due = (clock.today() + timedelta(days=30)).isoformat()
    form = {"what": "急單每天十點排一次", "owner": cast.alice, "due": due, "how": "看板上看得到"}
    return client.post(f"/in/topics/{topic.id}/actions", data=form | more)


def action():
    db.session.expire_all()
    return db.session.query(Action).one()


def test_an_action_is_for_the_goal_of_its_topic_unless_something_is_chosen(
    sign_in, topic, cast, goal
):
    assert agree(sign_in("bob"), topic, cast).status_code == 302
    assert (action().key_result_id, action().post_id) == (goal.id, None)
    page = sign_in("charlie").get(f"/in/krs/{goal.id}").text
    assert "急單每天十點排一次" in page
    assert "看板上看得到" in page


@pytest.mark.everywhere
def test_an_action_on_a_blocker_stands_on_the_blockers_page(sign_in, topic, blockers, cast, goal):
    bob = sign_in("bob")
    address = f"/in/retros/{topic.session_id}?topic={topic.id}&about=blocker.{blockers[1].id}"
    assert f'value="blocker.{blockers[1].id}" selected' in bob.get(address).text
    agree(bob, topic, cast, about=f"blocker.{blockers[1].id}")
    assert (action().key_result_id, action().post_id) == (goal.id, blockers[1].id)
    reads = sign_in("charlie").get
    assert "急單每天十點排一次" in reads(f"/in/blockers/{blockers[1].id}").text
    assert "急單每天十點排一次" in reads(f"/in/krs/{goal.id}").text
    assert "急單每天十點排一次" not in reads(f"/in/blockers/{blockers[0].id}").text


def test_an_action_is_for_nothing_of_another_topic(sign_in, held, topic, blockers, cast):
    foreign = make_goal("charlie", "顧客等超過十分鐘的少一半", team="門市營運")
    for about in (f"kr.{foreign.id}", f"blocker.{blockers[2].id}", "x"):
        refused(agree(sign_in("bob"), topic, cast, about=about), "急單每天十點排一次")
    assert db.session.query(Action).count() == 0


@pytest.mark.parametrize("word", ["kr.{foreign}", "blocker.{comment}", "kr.", "x"])
def test_whatever_asks_what_is_not_there_is_refused(held, topic, blockers, word):
    foreign = make_goal("charlie", "顧客等超過十分鐘的少一半", team="門市營運")
    with pytest.raises(Invalid):
        ties.read(held, topic, word.format(foreign=foreign.id, comment=blockers[2].id))


def test_an_action_of_no_topic_is_for_a_goal_of_the_session(sign_in, held, cast, actors, goal):
    with transaction():
        lead(actors["bob"], db.session.merge(held), "actions")
    due = (clock.today() + timedelta(days=3)).isoformat()
    form = {"what": "急單每天十點排一次", "owner": cast.alice, "due": due}
    sign_in("bob").post(f"/in/retros/{held.id}/actions", data=form)
    assert action().key_result_id == goal.id


@pytest.fixture
def carried(held, topic, cast, actors, goal, monkeypatch):
    """An action that two later sessions began with, nine days old."""
    day = clock.today()
    with transaction():
        due = day + timedelta(days=30)
        topics.add_action(topic, cast.alice, "急單每天十點排一次", due, "看板上看得到")
        end(actors, held)
    monkeypatch.setattr(clock, "today", lambda: day + timedelta(days=9))
    for title in ("第二次", "第三次"):
        with transaction():
            session = opening.open_session(actors["bob"], title, [goal.id])
            if title == "第二次":
                end(actors, session)
    return session


def end(actors, session):
    for one in service.topics_of(session):
        if one.ending is None:
            topics.end(one, Ending.PARKED, "下次")
    lead(actors["bob"], db.session.merge(session), "closed")


def test_how_old_an_action_is_and_how_often_it_was_carried_stands_wherever_it_does(
    sign_in, carried, actors, goal
):
    with transaction():
        lead(actors["bob"], db.session.merge(carried), "review")
    first = actions.last_actions(service.before(carried))[0].session_id
    pages = {
        "alice": ("/in/",),
        "bob": (f"/in/retros/{carried.id}", f"/in/retros/{first}", f"/in/krs/{goal.id}"),
    }
    files = (f"/in/retros/{first}/export.md", f"/in/retros/{carried.id}/export.md")
    for name, addresses in pages.items():
        reads = sign_in(name).get
        for address in (*addresses, *files):
            shown = reads(f"{address}?lang=en").text
            assert "9 days old, carried over 2 times" in shown, address
    told = json.loads(sign_in("bob").get(f"/in/retros/{first}/export.json").text)
    [row] = [row for row in told["rows"] if row["text"] == "急單每天十點排一次"]
    assert (row["age"], row["carried"], row["about"]) == (9, 2, goal.plain)
