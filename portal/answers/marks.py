"""Whether what is shown of a blocker is still what was drawn, asked without reading any of it."""

from collections import defaultdict
from collections.abc import Hashable, Iterable

from sqlalchemy import case, func, select

from portal.answers.models import Decision, Hop, Reply
from portal.core.db import among, db

RUNNING = func.count(case((Hop.open, 1)))
PARTS = tuple(
    select(table.post_id, *values).where(table.post_id.in_(among())).group_by(table.post_id)
    for table, values in (
        (Decision, (func.max(Decision.number),)),
        (Reply, (func.max(Reply.number),)),
        (Hop, (func.max(Hop.number), func.max(Hop.due), RUNNING)),
    )
)


def marks(post_ids: Iterable[str]) -> dict[str, Hashable]:
    """By post a value that changes with its decisions, the work on it, and its clock."""
    ids = set(post_ids)
    found: dict[str, list[Hashable]] = defaultdict(list)
    for number, part in enumerate(PARTS):
        for post_id, *values in db.session.execute(part, {"ids": ids}):
            found[post_id] += [number, *values]
    return {post_id: tuple(values) for post_id, values in found.items()}
