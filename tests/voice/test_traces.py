"""What a release leaves behind: no bytes of what moved, no order, nothing that joins two tables."""

from contextlib import contextmanager
from itertools import combinations

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import db as stores
from portal.core.db import alone, db
from portal.core.directory import directory
from portal.voice import posters
from portal.voice.models import INBOX_ROW, Post, Spent
from portal.voice.rendering import open_body
from tests.making import make_item
from tests.voice.conftest import inbox
from tests.voice.scanning import BITS, by_poster

RUNS, POSTS = 8, 10


def on_disk(app):
    folder = app.extensions["portal"].data
    return b"".join(path.read_bytes() for path in sorted(folder.glob("inbox.db*")))


def pieces(sealed):
    return [sealed[at : at + 16] for at in range(0, len(sealed) - 16, 64)]


def test_no_byte_of_a_moved_row_stays_in_the_files_of_the_inbox(app, queue, minute):
    moves = [queue(f"第 {n} 則") for n in range(5)]
    stays = queue("等到月底", hold="epoch")
    rows = inbox()
    before = on_disk(app)
    assert all(nullifier in before for nullifier in moves)
    # One piece may be cut in two where a row goes on in another page.
    assert all(sum(piece in before for piece in pieces(rows[one])) >= 14 for one in moves)
    jobs.release_at(minute(0))
    after = on_disk(app)
    assert not any(nullifier in after for nullifier in moves)
    assert not any(piece in after for nullifier in moves for piece in pieces(rows[nullifier]))
    assert stays in after
    assert rows[stays][:200] in after


def test_which_sites_posters_were_used_stays_no_longer_than_their_count(
    app, say, cast, open_posting, goal, minute, monkeypatch
):
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 40)
    monkeypatch.setattr(posters, "BITS", BITS)
    site = next(iter(directory().sites()))
    request = by_poster(posters.key_of(site), make_item(goal.id))
    assert say("/say/posts", request).status_code == 202
    assert site.encode() in on_disk(app)
    jobs.release_at(minute(0))
    assert site.encode() not in on_disk(app)


@contextmanager
def impatient(store):
    """A connection for checkpoints that gives up waiting for others at once."""
    with alone(store) as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
        yield connection
        connection.exec_driver_sql("PRAGMA busy_timeout=5000")


def test_a_reader_of_the_inbox_only_delays_the_sweep(app, queue, minute, monkeypatch):
    queue()
    monkeypatch.setattr(stores, "alone", impatient)
    with db.engines["inbox"].connect() as reader:
        [row] = reader.execute(select(INBOX_ROW)).all()
        # Whoever waits for the reader sees it leave.
        monkeypatch.setattr(stores.time, "sleep", lambda _seconds: reader.rollback())
        jobs.release_at(minute(0))
        assert not reader.in_transaction()
    assert bytes(row.nullifier) not in on_disk(app)


def tau(first, second):
    """Kendall's rank correlation of two orders of the same things: 1 alike, -1 reversed."""
    places = {thing: place for place, thing in enumerate(second)}
    pairs = list(combinations(first, 2))
    alike = sum(1 if places[a] < places[b] else -1 for a, b in pairs)
    return alike / len(pairs)


@pytest.fixture
def orders(queue, minute):
    """Of several releases: the order of arrival, of the posts stored, and of what was spent."""
    found, before = [], set()
    for run in range(RUNS):
        arrived = {queue(str(n)): n for n in range(POSTS)}
        jobs.release_at(minute(run))
        posts = db.session.scalars(select(Post).where(Post.batch == run + 1)).all()
        spent = [bytes(row.nullifier) for row in db.session.scalars(select(Spent))]
        fresh = [arrived[one] for one in spent if one not in before]
        before |= set(spent)
        found.append(([int(open_body(post)) for post in posts], fresh))
        db.session.rollback()
    return found


@pytest.mark.everywhere
def test_neither_posts_nor_spent_tokens_keep_the_order_of_arrival(orders):
    arrival = list(range(POSTS))
    for which in (0, 1):
        mean = sum(tau(arrival, order[which]) for order in orders) / RUNS
        assert abs(mean) < 0.5


@pytest.mark.everywhere
def test_the_order_of_posts_is_not_the_order_of_what_was_spent(orders):
    assert abs(sum(tau(posts, spent) for posts, spent in orders) / RUNS) < 0.5
    assert not any(posts == spent for posts, spent in orders)


def test_spent_and_post_share_no_column():
    spent, post = set(Spent.__table__.columns.keys()), set(Post.__table__.columns.keys())
    assert spent == {"nullifier", "kid", "until"}
    assert spent & post == set()


def test_spent_and_post_share_no_value(queue, minute):
    queue()
    jobs.release_at(minute(0))
    spent, post = db.session.scalars(select(Spent)).one(), db.session.scalars(select(Post)).one()
    values = {getattr(post, column.key) for column in Post.__table__.columns}
    assert {spent.nullifier, spent.kid} & values == set()
    assert bytes(spent.nullifier) not in bytes(post.sealed)
