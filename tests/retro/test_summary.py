"""The page of a closed session as a report: goal, minutes, what was said, and what is left."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.retro import deciding, leading, opening, service, topics
from portal.retro.models import Ending, Phase, Session
from tests.answers.test_service import details_of, publish_all

pytestmark = pytest.mark.slow


@pytest.fixture
def session(say, crowd, goal, actors, cast):
    causes = ("schedule", "machine", "rule")
    said = [{"cause": cause, "body": f"{cause} 的話"} for cause in causes]
    posts = publish_all(say, crowd[:3], goal.id, actors, *said)
    with transaction():
        held = opening.open_session(actors["bob"], "準時送到", [goal.id])
        first, second, third = (under(held, post) for post in posts)
        due = clock.today() + timedelta(days=7)
        topics.add_action(first, cast.alice, "急單每天十點排一次", due, "看板上看得到")
        topics.write_notes(first, "**換模**要兩個人")
        topics.end(second, Ending.PARKED, "等新的機台")
        asked = deciding.find(f"{third.id}.{posts[2].id}")
        deciding.decide(actors["bob"], asked, "decline", details_of("decline", cast, goal))
        for step in held.phases:
            step.spent = 60 * 5
    leading.go_to(actors["bob"], held, Phase.CLOSED, early=True)
    return db.session.get_one(Session, held.id)


def under(session, post):
    found = service.topics_of(session)
    return next(one for one in found if any(card.post_id == post.id for card in one.cards))


@pytest.fixture
def page(session, sign_in):
    return sign_in("charlie").get(f"/in/retros/{session.id}").text


def test_it_tells_goal_minutes_what_was_said_and_what_came_of_it(page, goal):
    for word in (
        goal.plain,
        "用了 50 分鐘，預定 86 分鐘",
        "schedule 的話",
        "急單每天十點排一次",
        "周雅婷",
        "看板上看得到",
        "<strong>換模</strong>",
        "今年訂單排到一月。",
    ):
        assert word in page


def test_what_is_carried_stands_at_the_end_and_what_is_decided_does_not(page):
    left = page.partition('aria-labelledby="next"')[2].partition("</section>")[0]
    for word in ("急單每天十點排一次", "schedule 的話", "machine 的話", "等新的機台"):
        assert word in left
    assert "rule 的話" not in left


def test_nothing_is_left_of_what_is_done(session, sign_in, actors):
    with transaction():
        held = opening.open_session(actors["bob"], "空的", service.key_result_ids(session))
        for topic in service.topics_of(held):
            for card in topic.cards:
                db.session.delete(card)
            db.session.flush()
            db.session.expire(topic, ["cards"])
            db.session.delete(topic)
        held.before_id = None
        db.session.flush()
        db.session.expire(held, ["topics"])
    leading.go_to(actors["bob"], held, Phase.CLOSED, early=True)
    page = sign_in("charlie").get(f"/in/retros/{held.id}").text
    assert "沒有留下沒結的事。" in page
    assert "這場沒有約定行動。" in page


def test_only_who_led_it_finds_the_way_to_the_board(session, sign_in):
    way = f'href="/in/retros/{session.id}/board"'
    found = {name: way in sign_in(name).get(f"/in/retros/{session.id}").text for name in CAST}
    assert found == {name: name == "bob" for name in CAST}


CAST = ("alice", "bob", "charlie", "mona", "ada")


def test_every_file_names_what_was_decided_from_a_topic(session, sign_in):
    for kind in ("md", "csv", "json"):
        text = sign_in("charlie").get(f"/in/retros/{session.id}/export.{kind}").text
        assert "今年訂單排到一月。" in text
        assert "用了 50 分鐘，預定 86 分鐘" in text
        assert "看板上看得到" in text
