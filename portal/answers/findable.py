"""What managers wrote, indexed in search.db: decisions and replies, read as they are added."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import BigInteger, Column, Date, Integer, String, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from portal.answers.models import Decision, Reply
from portal.answers.outliving import WORDS
from portal.core import clock, fulltext, revisions
from portal.core.db import DERIVED, db, reading, writing
from portal.core.text import plain
from portal.detectors.segments import segmented
from portal.voice.models import Post

Kind = TypeVar("Kind", Decision, Reply)

WRITTEN = Table(
    "written",
    DERIVED,
    Column("id", String(26), primary_key=True),
    # By day; the goal of the blocker below which it stands; the words as tokens.
    Column("place", BigInteger, nullable=False, unique=True),
    Column("target", String),
    Column("words", String, nullable=False),
    sqlite_with_rowid=False,
)
fulltext.index(WRITTEN)

# Up to where the rows above were read: how often the room had been written to, and the day.
WRITTEN_UNTIL = Table(
    "written_until",
    DERIVED,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
)


def catch_up() -> None:
    """Index what was written since the last search; both kinds are only ever added."""
    with reading("main") as connection:
        number = revisions.read(connection).get("answers", 0)
    with reading("search") as connection:
        last = connection.execute(select(WRITTEN_UNTIL)).first()
    if last is not None and last.number == number:
        return
    rows = list(_rows(last.day if last else date.min))
    with writing("search") as connection:
        if rows:
            connection.execute(insert(WRITTEN).on_conflict_do_nothing(), rows)
        connection.execute(delete(WRITTEN_UNTIL))
        connection.execute(WRITTEN_UNTIL.insert(), {"number": number, "day": clock.today()})


def _rows(since: date) -> Iterator[dict[str, Any]]:
    """What was written from this day on; what was read before is passed over when it comes."""
    for decision, target in _since(Decision, since):
        yield _row(decision, target)
    for reply, target in _since(Reply, since):
        yield _row(reply, target)


def _since(kind: type[Kind], since: date) -> Iterator[tuple[Kind, str | None]]:
    query = select(kind, Post.target).outerjoin(Post, Post.id == kind.post_id)
    yield from db.session.execute(query.where(kind.day >= since))


def _row(one: Decision | Reply, target: str | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "place": fulltext.place(one.day.toordinal(), one.id),
        "target": target,
        "words": segmented(_words(one)),
    }


def _words(one: Decision | Reply) -> str:
    if isinstance(one, Reply):
        return plain(one.body)
    return "\n".join(str(one.details.get(name) or "") for name in WORDS)


def written(ids: Iterable[str]) -> dict[str, Decision | Reply]:
    """The decisions and replies among these ids."""
    wanted = set(ids)
    decisions = db.session.scalars(select(Decision).where(Decision.id.in_(wanted)))
    replies = db.session.scalars(select(Reply).where(Reply.id.in_(wanted)))
    return {one.id: one for one in (*decisions, *replies)}


def hits(match: str, targets: Sequence[str] | None, *, page: int, size: int) -> Sequence[str]:
    """The ids of a page of what matches, the newest day first, and one more if there are more."""
    catch_up()
    where = [] if targets is None else [WRITTEN.c.target.in_(targets)]
    with reading("search") as connection:
        return fulltext.hits(connection, WRITTEN, match, *where, page=page, size=size)


def forget_all() -> None:
    """Drop the index, from every segment: words have been taken out of what was written."""
    with fulltext.dispensable(), writing("search") as connection:
        connection.execute(delete(WRITTEN))
        connection.execute(delete(WRITTEN_UNTIL))
        fulltext.compact(connection, WRITTEN)
