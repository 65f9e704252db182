"""The worst blockers first, without a look at all that there are."""

from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, select, union_all

from portal.voice.models import Post
from portal.voice.stages import PUBLIC

# A blocker has one of these (items.check_item).
SEVERITIES = (3, 2, 1)
ORDER = (Post.severity.desc(), Post.batch, Post.id)


@cache
def ids(progress: Iterable[str]) -> CompoundSelect[Any]:
    """The first `most` of each state, stage and severity, as their index has them, in no order.

    The first `most` of all are among them; all of all would have to be sorted for each page.
    """
    each = [
        select(Post.id)
        .where(Post.kind == "blocker", Post.state == state, Post.progress == stage)
        .where(Post.severity == severity)
        .order_by(Post.batch, Post.id)
        .limit(bindparam("most"))
        .subquery()
        for state, stage, severity in product(PUBLIC, progress, SEVERITIES)
    ]
    return union_all(*(select(one.c.id) for one in each))
