"""An organisation in which very many have spoken: what was said of one goal, said of others."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from benchmarks.fixtures import House
from portal import jobs, server
from portal.answers.models import Decision, Hop
from portal.core import clock, fulltext
from portal.core.db import batched, db, transaction, writing
from portal.core.ids import new_id
from portal.okr.models import KeyResult
from portal.people.models import Account
from portal.voice.models import RENDERED, Post

GOALS = 400
A_RELEASE = 200
Rows = list[dict[str, Any]]


def multiply(home: House, count: int) -> None:
    """Let the posts of this organisation be said again, of other goals, until there are so many.

    A third of the blockers is decided on. Texts are known as HTML alone: no copy can be opened.
    """
    with home.app.app_context():
        jobs.tick()
        _multiply(home.key_result, count)
    server.let_go(home.app)


def _multiply(key_result: str, count: int) -> None:
    goals = _goals(key_result)
    posts, hops = _rows(Post.__table__), _rows(Hop.__table__)
    texts = _texts([post["id"] for post in posts])
    by = db.session.scalars(select(Account.id).where(Account.identifier == "bob")).one()
    owners = {row["id"]: row["owner_id"] for row in _rows(KeyResult.__table__)}
    copies = list(_copies(posts, goals, count - len(posts)))
    _put(Post.__table__, [{name: post[name] for name in post if name != "of"} for post in copies])
    _put(
        Decision.__table__,
        [_decision(post, by) for post in copies if post["progress"] == "decided"],
    )
    _put(Hop.__table__, list(_hops(copies, hops, owners)))
    with writing("search") as connection:
        for some in batched(_rendered(copies, texts)):
            connection.execute(RENDERED.insert(), some)


def _goals(key_result: str) -> Sequence[str]:
    """As many goals as a large house has, each person's the same number."""
    row = next(row for row in _rows(KeyResult.__table__) if row["id"] == key_result)
    owners = list(db.session.scalars(select(Account.id).order_by(Account.identifier)))
    rows = [
        {
            **row,
            "id": new_id(),
            "plain": f"{row['plain']} {number}",
            "place": number + 1,
            "owner_id": owners[number % len(owners)],
        }
        for number in range(GOALS)
    ]
    _put(KeyResult.__table__, rows)
    return [one["id"] for one in rows]


def _rows(table: Any) -> Rows:
    return [dict(row) for row in db.session.execute(select(table)).mappings()]


def _put(table: Any, rows: Rows) -> None:
    with transaction() as session:
        for some in batched(rows):
            session.execute(table.insert(), some)


def _copies(posts: Rows, goals: Sequence[str], count: int) -> Iterator[dict[str, Any]]:
    for number in range(count):
        post = posts[number % len(posts)]
        decided = post["kind"] == "blocker" and number % 3 == 0
        yield {
            **post,
            "of": post["id"],
            "id": new_id(),
            "target": goals[number % len(goals)],
            "batch": post["batch"] + 1 + number // A_RELEASE,
            "mailbox": None,
            "commitment": secrets.token_bytes(32),
            "progress": "decided" if decided else post["progress"],
        }


def _decision(post: dict[str, Any], by: str) -> dict[str, Any]:
    day = clock.today() - timedelta(days=post["batch"] % 300)
    details = {"what": "夜間換模人力", "amount": "2 人", "by": clock.today().isoformat()}
    row = {"id": new_id(), "post_id": post["id"], "account_id": by, "number": 1}
    return {**row, "kind": "resources", "details": details, "day": day}


def _hops(copies: Rows, hops: Rows, owners: dict[str, str]) -> Iterator[dict[str, Any]]:
    first = {hop["post_id"]: hop for hop in hops}
    for post in copies:
        if hop := first.get(post["of"]):
            new = {"id": new_id(), "post_id": post["id"], "account_id": owners[post["target"]]}
            new["due"] = hop["due"] + timedelta(hours=post["batch"] % 500)
            yield {**hop, **new, "open": post["progress"] != "decided"}


def _texts(ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    with db.engines["search"].connect() as connection:
        rows = connection.execute(RENDERED.select().where(RENDERED.c.post_id.in_(ids)))
        return {row["post_id"]: dict(row) for row in rows.mappings()}


def _rendered(copies: Rows, texts: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for post in copies:
        yield {
            **texts[post["of"]],
            "post_id": post["id"],
            "place": fulltext.place(post["batch"], post["id"]),
            "target": post["target"],
        }
