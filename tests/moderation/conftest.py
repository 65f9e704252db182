"""What tests of the queue use: posts that wait, receipts, and a second moderator."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive
from portal.core import clock
from portal.core.access import Actor, Role
from portal.core.db import db, transaction
from portal.moderation import cases, judging
from portal.moderation.judging import Asked
from portal.people import service as people
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.voice.models import Post
from tests.making import make_item, make_post

MINE = Receipt(b"0123456789")
MAILBOX, SALT = derive(MINE)
BODY = "阿坤每次都把廢料堆在線上。堆高機過不去，出貨就晚了。"


@pytest.fixture
def minute(app) -> Callable[[int], datetime]:
    """So many minutes after the test began."""
    start = clock.now()
    return lambda number: start + timedelta(minutes=number)


@pytest.fixture
def mine(say, crowd, goal) -> str:
    """One post that waits, with a receipt; its id."""
    item = make_item(goal.id, body=BODY)
    say("/say/posts", make_post(crowd[0], item, mailbox=b64u(MAILBOX), salt=b64u(SALT)))
    jobs.release_at(clock.now())
    return db.session.scalars(select(Post.id)).one()


@pytest.fixture
def judge(actors) -> Callable[..., None]:
    """Judge a post so that it counts at once."""

    def act(who: str, post_id: str, outcome: str, reason: str | None = None, **asked: Any) -> None:
        with transaction():
            judging.apply(actors[who], cases.find_case(post_id), Asked(outcome, reason, **asked))

    return act


@pytest.fixture
def second(actors, cast) -> Actor:
    """Charlie, who moderates too from now on."""
    with transaction():
        account = db.session.get_one(Account, cast.charlie)
        people.set_role(actors["ada"], account, Role.MODERATOR)
    actors["charlie"] = actor_of(db.session.get_one(Account, cast.charlie))
    return actors["charlie"]


@pytest.fixture
def receipt(say) -> Callable[[], dict[str, Any]]:
    """What the receipt shows, without the clocks that begin when a blocker is published."""

    def shown() -> dict[str, Any]:
        found = say("/say/receipts", {"v": 1, "mailbox": b64u(MAILBOX)}).json
        steps = [step for step in found["timeline"] if step["event"] != "due"]
        return {**found, "timeline": steps}

    return shown


def post_of(post_id: str) -> Post:
    """The row as it is now."""
    db.session.expire_all()
    return db.session.get_one(Post, post_id)
