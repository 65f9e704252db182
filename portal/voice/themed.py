"""How many posts of each theme there are about each goal: counted after a release, then audited.

What belongs to which theme is handed in: this room knows of no session.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import func, select

from portal.core.db import among, batched, db
from portal.voice.models import Post
from portal.voice.parting import NONE, Cell, Sum, write
from portal.voice.stages import PUBLIC, REPLY

BY = "theme"

OPEN = (Post.state.in_(PUBLIC), Post.kind != REPLY)
POSTS = select(Post.id, Post.target).where(*OPEN, Post.id.in_(among()))
LISTS = select(Post.target, func.count()).where(*OPEN).group_by(Post.target)


def count_anew(themes: Mapping[str, str]) -> None:
    """Count for the last release the posts of each theme (post to theme) by goal; idempotent."""
    write({BY}, lambda: _asked(themes))


def _asked(themes: Mapping[str, str]) -> tuple[Counter[Cell], list[Sum]]:
    found = _numbers(themes)
    told = [cell for cell in found if cell[1] != NONE]
    return found, [Sum(BY, cell[0], cell[1], frozenset({cell})) for cell in told]


def _numbers(themes: Mapping[str, str]) -> Counter[Cell]:
    """How many there are of each theme about each goal, and of none."""
    found: Counter[Cell] = Counter()
    for some in batched(themes):
        for post_id, target in db.session.execute(POSTS, {"ids": some}):
            found[target, themes[post_id]] += 1
    themed: Counter[str] = Counter()
    for (target, _theme), number in found.items():
        themed[target] += number
    for target, number in db.session.execute(LISTS):
        if target in themed and number > themed[target]:
            found[target, NONE] = number - themed[target]
    return found
