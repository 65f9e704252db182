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
from portal.drafts import service as drafts
from portal.okr import readings
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.retro import collecting, meetings, opening, topics
from portal.retro import service as retro
from portal.voice import cards, photos
from portal.voice.models import Post
from tests.answers.test_service import publish
from tests.drafts.conftest import written
from tests.making import make_item, make_post, pictured


def drafted(actor, goal):
    """A key result of a draft for the team of this goal."""
    objective = goal.objective
    with transaction():
        words = (objective.cycle.name, objective.team_id, "讓新人敢上機")
        return drafts.add_result(drafts.begin(actor, *words), written())


def of_goal(goal, actors):
    """What of a goal stands in addresses."""
    with transaction():
        reading = readings.check_in(actors["bob"], goal, Decimal(80), 6, "")
    result = drafted(actors["bob"], goal)
    return {
        "kr": goal.id,
        "objective": goal.objective_id,
        "brought": goal.batch,
        "draft": result.draft_id,
        "result": result.id,
        "about": f"kr.{goal.id}",
        "spot": f"{goal.objective.cycle_id}.done.{goal.objective_id}",
        "reading": reading.id,
    }


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
        meeting = meetings.begin(actors["bob"], 30)
        collecting.write_for_room(actors["bob"], session, "cause", "料太硬")
    with transaction():
        said = answers.reply(actors["bob"], answers.find_blocker(blocker.id), "我下週二去現場看。")
        hunting.report(blocker.id, said.id)
        remark = remarks.say(actors["bob"], Place.KR, goal.id, "我週三去現場看。")
    shown = photos.of_posts([blocker.id, waiting.id])
    return {
        **of_goal(goal, actors),
        "blocker": blocker.id,
        "said": said.id,
        "photo": shown[blocker.id][0],
        "waiting": waiting.id,
        "held": shown[waiting.id][0],
        "retro": session.id,
        "meeting": meeting.id,
        "topic": topic.id,
        "card": cards.of_session(session.id)[0].id,
        "action": action.id,
        "account": cast.charlie,
        "remark": remark.id,
        "site": next(iter(directory().sites())),
    }
