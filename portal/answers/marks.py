"""Whether what is shown of a blocker is still what was drawn, asked without reading any of it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable

from sqlalchemy import case, func, select

from portal.answers.models import Decision, Hop, Reply
from portal.core.db import db


def marks(post_ids: Iterable[str]) -> dict[str, Hashable]:
    """By post a value that changes with its decisions, the work on it, and its clock."""
    ids = set(post_ids)
    running = func.count(case((Hop.open, 1)))
    parts = (
        select(Decision.post_id, func.max(Decision.number)).where(Decision.post_id.in_(ids)),
        select(Reply.post_id, func.max(Reply.number)).where(Reply.post_id.in_(ids)),
        select(Hop.post_id, func.max(Hop.number), func.max(Hop.due), running).where(
            Hop.post_id.in_(ids)
        ),
    )
    found: dict[str, list[Hashable]] = defaultdict(list)
    for part in parts:
        for post_id, *values in db.session.execute(part.group_by(part.selected_columns[0])):
            found[post_id] += [part.selected_columns[0].table, *values]
    return {post_id: tuple(values) for post_id, values in found.items()}
