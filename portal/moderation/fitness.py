"""Whether somebody is there to judge: of everything that waits, and of every appeal."""

from sqlalchemy import select

from portal.core.db import db
from portal.core.directory import directory
from portal.moderation import listing
from portal.voice.models import Appeal


def lacks_moderator() -> bool:
    """True when something waits that no moderator may judge; how much, nobody needs to know."""
    waiting = set(listing.waiting())
    fit: set[str] = set()
    for one in directory().moderators():
        fit |= listing.free(one, waiting)
    return bool(waiting - fit)


def lacks_second() -> bool:
    """True when an appeal waits for which there is no moderator but the first."""
    open_ = set(db.session.scalars(select(Appeal.post_id).where(Appeal.outcome.is_(None))))
    first, fit = listing.first_judges(open_), set()
    for one in directory().moderators():
        fit |= listing.free(one, {id_ for id_ in open_ if first.get(id_) != one.id})
    return bool(open_ - fit)
