"""The end of texts: after so many months an epoch's key is destroyed, and its posts are deleted."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Select, delete, func, select, text

from portal.anonymity import keylog
from portal.anonymity.sealing import Destroyed
from portal.answers import findable, outliving
from portal.core import clock, fulltext
from portal.core.db import CHUNK, Base, alone, db, let_go, settle, transaction
from portal.core.ids import LENGTH
from portal.core.settings import settings
from portal.remarks import service as remarks
from portal.retro import publishing
from portal.retro.models import TopicCard
from portal.voice import photos, rendering, schedule
from portal.voice.card import Card
from portal.voice.cards import text_of
from portal.voice.keys import entries, sealer
from portal.voice.models import ActRow, Post, Spent
from portal.voice.sweeping import give_up


def due(today: date | None = None) -> dict[str, int]:
    """The epochs whose time is over, and how many posts each of them still has."""
    day = today or clock.today()
    query = select(Post.epoch, func.count()).group_by(Post.epoch)
    counted = {row[0]: row[1] for row in db.session.execute(query)}
    found = sorted({*counted, *sealer().keys.epochs()})
    return {epoch: counted.get(epoch, 0) for epoch in found if is_over(epoch, day)}


def is_over(scope: str, day: date) -> bool:
    """True when texts of this epoch, or tokens of this quarter, are kept no longer on a day."""
    until = schedule.kept_until(settings(), scope)
    return until is not None and until <= day


def retain(today: date | None = None) -> dict[str, int]:
    """Destroy whatever is over: the rows, then the key, then what was derived; idempotent.

    A crash is healed by the next run: the key goes when no row needs it any more, and without it
    nobody can read what is left in a derived row or a free page.
    """
    day = today or clock.today()
    over = due(day)
    give_up(set(over) & sealer().keys.epochs())
    for epoch in over:
        _delete_posts(epoch)
        _delete_cards(epoch)
    _delete_spent(day)
    for epoch in over:
        sealer().keys.destroy(epoch)
    if over:
        findable.forget_all()
        rendering.forget_epochs(over)
        compact()
        # Not left to whoever searches next.
        with fulltext.dispensable():
            findable.catch_up()
    return over


def _delete_posts(epoch: str) -> None:
    while posts := db.session.scalars(_some_of(epoch)).all():
        bodies = {post.id: _body(post) for post in posts}
        unlink_files(bodies)
        with transaction() as session:
            outliving.outlive(bodies)
            remarks.forget(bodies)
            publishing.outlive(bodies)
            for column in about_posts():
                _let_go(column, bodies)
            # A verdict is about the post and a claim: its object begins with the post.
            about = func.substr(ActRow.object, 1, LENGTH)
            session.execute(delete(ActRow).where(about.in_(bodies)))
            session.execute(delete(Post).where(Post.id.in_(bodies)))


def _delete_cards(epoch: str) -> None:
    """The cards of sessions end with the texts of their time; their topics stay."""
    over = select(Card.id).where(Card.epoch == epoch)
    with transaction() as session:
        written = session.scalars(select(Card).where(Card.epoch == epoch, Card.sealed != b""))
        publishing.outlive({card.id: text_of(card) or None for card in written})
        session.execute(delete(TopicCard).where(TopicCard.card_id.in_(over)))
        session.execute(delete(Card).where(Card.epoch == epoch))


def _some_of(epoch: str) -> Select[Post]:
    return select(Post).where(Post.epoch == epoch).order_by(Post.id).limit(CHUNK)


def _body(post: Post) -> str | None:
    """The text, or None when its key is gone already."""
    try:
        return str(rendering.open_shown(post)["body"])
    except Destroyed:
        return None


def about_posts() -> Sequence[Column[Any]]:
    """Every column that points at a post, in the order in which their rows can go."""
    tables = reversed(Base.metadata.sorted_tables)
    found = (column for table in tables for column in table.columns)
    return [c for c in found if any(key.column is Post.__table__.c.id for key in c.foreign_keys)]


def _let_go(column: Column[Any], ids: Iterable[str]) -> None:
    """A row that may be without its post outlives it, the others are deleted."""
    about = column.in_(set(ids))
    if column.nullable:
        db.session.execute(column.table.update().where(about).values({column.name: None}))
    else:
        db.session.execute(column.table.delete().where(about))


def unlink_files(ids: Iterable[str]) -> None:
    """Remove the sealed files of these posts; a row without its file says so to who asks."""
    for names in photos.of_posts(ids).values():
        for name in names:
            (photos.folder() / name).unlink(missing_ok=True)


def _delete_spent(day: date) -> None:
    """Nobody can spend with a closed key, and after its time nobody has to ask who did."""
    closed = (one for one in entries().values() if one.state == keylog.State.CLOSED)
    kids = [one.kid for one in closed if is_over(one.scope, day)]
    with transaction() as session:
        session.execute(delete(Spent).where(Spent.kid.in_(kids)))


def compact() -> None:
    """Let no free page keep what was deleted."""
    # What this session reads would keep its own tables from being rewritten, for ever.
    let_go()
    with alone("main") as connection:
        names = {"post", "spent", "act", *(column.table.name for column in about_posts())}
        on_sqlite = connection.dialect.name == "sqlite"
        tables = "" if on_sqlite else f" (FULL) {', '.join(sorted(names))}"
        connection.execute(text(f"VACUUM{tables}"))
    settle("main")
