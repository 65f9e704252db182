"""A portal in full life: a goal, a blocker, a session with an action, a post to review."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal import jobs
from portal.answers import hunting
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.okr import readings
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import collecting, opening, topics
from portal.retro import service as retro
from portal.voice import cards, photos
from portal.voice.models import Post
from tests.answers.test_service import publish
from tests.making import make_item, make_post, pictured


@pytest.fixture
def words(say, crowd, goal, actors, cast):
    """What stands in addresses: one of everything."""
    blocker = publish(say, crowd[0], goal.id, actors, **pictured())
    say("/say/posts", make_post(crowd[1], make_item(goal.id, body="還沒有人看過", **pictured())))
    jobs.release_at(clock.now() + timedelta(minutes=5))
    waiting = db.session.query(Post).filter_by(state="waiting").one()
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        topic = retro.topics_of(session)[0]
        due = clock.today() + timedelta(days=7)
        action = topics.add_action(topic, cast.alice, "急單每天十點排一次", due)
        collecting.write_for_room(actors["bob"], session, "cause", "料太硬")
    with transaction():
        said = answers.reply(actors["bob"], answers.find_blocker(blocker.id), "我下週二去現場看。")
        hunting.report(blocker.id, said.id)
        remark = remarks.say(actors["bob"], Place.KR, goal.id, "我週三去現場看。")
        reading = readings.check_in(actors["bob"], goal, Decimal(80), 6, "")
    shown = photos.of_posts([blocker.id, waiting.id])
    return {
        "kr": goal.id,
        "blocker": blocker.id,
        "said": said.id,
        "photo": shown[blocker.id][0],
        "waiting": waiting.id,
        "held": shown[waiting.id][0],
        "retro": session.id,
        "topic": topic.id,
        "card": cards.of_session(session.id)[0].id,
        "action": action.id,
        "account": cast.charlie,
        "objective": goal.objective_id,
        "brought": goal.batch,
        "about": f"kr.{goal.id}",
        "spot": f"{goal.objective.cycle_id}.done.{goal.objective_id}",
        "remark": remark.id,
        "reading": reading.id,
        "site": next(iter(directory().sites())),
    }
