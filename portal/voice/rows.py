"""Published posts as rows: what lists hang by. No text is read, and nothing is an object."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import Select, SelectBase, bindparam, select

from portal.core.db import among, db
from portal.voice import worst
from portal.voice.models import Post
from portal.voice.stages import PUBLIC, REPLY, UNANSWERED


class Row(NamedTuple):
    """All of a published post that its place in a list hangs by, without its text."""

    id: str
    kind: str
    state: str
    progress: str | None
    cause: str | None
    severity: int | None
    by_poster: bool
    supporters: str | None
    judged_by_others: bool
    target: str
    batch: int


# Of the table, not of the class: rows that are no objects take a third of the time.
POSTS = Post.__table__.c
ROWS = select(*(POSTS[name] for name in Row._fields))
READABLE = ROWS.where(POSTS.state.in_(PUBLIC))
PUBLISHED = (
    READABLE.where(POSTS.target.in_(among()), POSTS.kind != REPLY)
    .order_by(POSTS.batch.desc(), POSTS.id)
    .limit(bindparam("size"))
    .offset(bindparam("before"))
)
# That they are published is asked where their ids are found: asked twice, SQLite looks at all.
STUCK = (
    ROWS.where(POSTS.id.in_(worst.ids(UNANSWERED)))
    .order_by(*worst.ORDER)
    .limit(bindparam("size"))
    .offset(bindparam("before"))
)
THESE = ROWS.where(POSTS.id.in_(among()))


def published(targets: Iterable[str], *, page: int = 1, size: int = 50) -> list[Row]:
    """What is published about these goals, the latest release first, in no order within one."""
    return _rows(PUBLISHED, page, size, ids=set(targets))


def stuck(
    targets: Collection[str] | SelectBase | None = None, *, page: int = 1, size: int = 50
) -> list[Row]:
    """Published blockers without an answer, about these goals (None: any), the worst first."""
    if targets is None:
        return _rows(STUCK, page, size, most=page * size)
    query = READABLE.where(POSTS.kind == "blocker", POSTS.progress.in_(UNANSWERED))
    query = query.where(POSTS.target.in_(targets)).order_by(*worst.ORDER)
    return _rows(query.limit(size).offset((page - 1) * size), page, size)


def of(ids: Iterable[str]) -> dict[str, Row]:
    """Those of these posts that are published, by id."""
    # By id alone: a database that is asked for both would begin with all that are published.
    found = map(Row._make, db.session.execute(THESE, {"ids": set(ids)}))
    return {row.id: row for row in found if row.state in PUBLIC}


def _rows(query: Select[Any], page: int, size: int, **asked: Any) -> list[Row]:
    asked |= {"size": size, "before": (page - 1) * size}
    return list(map(Row._make, db.session.execute(query, asked)))
