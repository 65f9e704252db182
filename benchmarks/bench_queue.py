"""The moderators' queue with thousands of waiting posts: CPU of its page, first and later.

.venv/bin/python -m benchmarks.bench_queue [POSTS]
"""

import sys
import time
from statistics import median

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from benchmarks.fixtures import house, texts
from benchmarks.harness import say
from portal.core.db import db, transaction
from portal.moderation import cases, listing
from portal.people.models import Account
from portal.voice.models import Post

POSTS = 5000
ROUNDS = 9
LIMIT = 300.0


def run(posts: int = POSTS) -> bool:
    """Tell both; True when the first look stays under the limit."""
    with house(texts(posts)) as home:
        with home.app.app_context(), transaction():
            db.session.execute(update(Post).values(state="waiting", progress=None))
        client = _moderator(home.app)
        first, later = [], []
        for _round in range(ROUNDS):
            cases.forget_all()
            listing.forget_all()
            first.append(_milliseconds(client))
            later.append(_milliseconds(client))
    say(f"{posts} posts wait: {median(first):.0f} ms of CPU at the first look of a process,")
    say(f"{median(later):.0f} ms later (limit {LIMIT:.0f})")
    return median(first) < LIMIT


def _moderator(app: Flask) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        account = db.session.scalars(select(Account).filter_by(identifier="mona")).one()
        words = {"account": account.id, "epoch": account.session_epoch, "own_device": False}
    with client.session_transaction("/in/") as cookie:
        cookie.update(words)
    return client


def _milliseconds(client: FlaskClient) -> float:
    before = time.process_time()
    answer = client.get("/in/moderation")
    spent = (time.process_time() - before) * 1000
    if answer.status_code != 200 or b'class="item"' not in answer.data:
        raise RuntimeError(f"no queue: {answer.status}")
    return spent


if __name__ == "__main__":
    sys.exit(0 if run(*map(int, sys.argv[1:2])) else 1)
