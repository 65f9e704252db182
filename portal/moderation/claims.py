"""Who reads a post just now, so that two do not judge the same; forgotten after minutes."""

from datetime import timedelta

from sqlalchemy import delete, select

from portal.core import clock
from portal.core.access import Actor
from portal.core.db import reading, writing
from portal.core.directory import directory
from portal.moderation.models import CLAIM

LASTS = timedelta(minutes=5)


def claim(actor: Actor, post_id: str) -> None:
    """Say that this moderator reads a post, and no other one any more."""
    now = int(clock.now().timestamp())
    mine = (CLAIM.c.until <= now) | (CLAIM.c.account_id == actor.id)
    row = {"post_id": post_id, "account_id": actor.id, "until": now + int(LASTS.total_seconds())}
    with writing("search") as connection:
        connection.execute(delete(CLAIM).where(mine | (CLAIM.c.post_id == post_id)))
        connection.execute(CLAIM.insert(), row)


def end() -> None:
    """Forget who read what, as soon as it is over."""
    with writing("search") as connection:
        connection.execute(delete(CLAIM).where(CLAIM.c.until <= int(clock.now().timestamp())))


def reader_of(actor: Actor, post_id: str) -> str | None:
    """The name of another moderator who reads this post just now."""
    query = select(CLAIM.c.account_id).where(CLAIM.c.post_id == post_id)
    query = query.where(CLAIM.c.account_id != actor.id)
    with reading("search") as connection:
        found = connection.scalar(query.where(CLAIM.c.until > int(clock.now().timestamp())))
    return directory().names({found}).get(found) if found else None
