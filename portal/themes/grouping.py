"""Grouping posts into themes: the first time, with what came later, and all anew."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.themes import edits as by_hand
from portal.themes.base import Base, base_of, ordered
from portal.themes.founding import FEW, by_topic, divide, found
from portal.themes.joining import join, learn
from portal.themes.kept import Kept
from portal.themes.regrouping import found_again, moves
from portal.themes.shapes import Edit, Level, Proposal, Result, Text
from portal.themes.showing import describe, members_of, shown


def group(
    posts: Iterable[Text],
    state: Mapping[str, Any] | None = None,
    edits: Iterable[Edit] = (),
    *,
    level: Level = "light",
    k_min: int = 5,
) -> Result:
    """Group posts into themes: the same input gives the same bytes, in any order of posts.

    `state` is what an earlier call gave: its posts keep their theme, themes their id and label;
    new posts join, or become themes where three are left over. `edits` come before the new posts.
    A theme under `k_min` posts gets no quotes. Posts that no text theme takes are grouped by
    `topic`, if they have one; so are all where there are fewer than eight. Level "extra" needs
    `portal[themes]` or posts with `e5`.
    Raises Unavailable, Unknown, and ValueError when two posts have one id.
    """
    all_posts, seen = ordered(posts)
    kept = Kept.read(state)
    kept.forget_all_but(post["id"] for post in all_posts)
    base = _base(kept, all_posts, level)
    if _grouped(kept):
        by_hand.apply(kept, edits)
        _add(kept, all_posts, base)
    else:
        found(kept, all_posts, base)
        by_topic(kept, all_posts)
        by_hand.apply(kept, edits)
    return _result(kept, all_posts, base, k_min, seen)


def regroup(
    posts: Iterable[Text],
    state: Mapping[str, Any],
    *,
    level: Level = "light",
    k_min: int = 5,
) -> Proposal:
    """What grouping everything anew would change. Nothing is changed until its result is kept.

    A new group takes the id of the theme it shares most posts with. What people merged, split,
    named, locked or moved stays as they left it. Raises Unavailable.
    """
    all_posts, seen = ordered(posts)
    before = Kept.read(state)
    before.forget_all_but(post["id"] for post in all_posts)
    base = base_of(all_posts, level)
    after = found_again(before, all_posts, base)
    by_topic(after, all_posts)
    result = _result(after, all_posts, base, k_min, seen)
    old, new = before.members().keys(), after.members().keys()
    return {
        "moves": moves(before, after),
        "made": sorted(new - old),
        "gone": sorted(old - new),
        "result": result,
    }


def _grouped(kept: Kept) -> bool:
    return any(theme is not None for theme in kept.assignments.values())


def _base(kept: Kept, posts: Sequence[Text], level: Level) -> Base:
    """What was learnt when all was last grouped, so that no later post shifts the others."""
    if not _grouped(kept):
        return base_of(posts, level)
    old = kept.assignments.keys() - kept.joined
    return base_of([post for post in posts if post["id"] in old] or posts, level)


def _add(kept: Kept, posts: Sequence[Text], base: Base) -> None:
    new = [post for post in posts if post["id"] not in kept.assignments]
    if not new:
        return
    old = [post for post in posts if post["id"] in kept.assignments]
    kept.joined |= {post["id"] for post in new}
    kept.assignments |= {post["id"]: None for post in new}
    if len(old) >= FEW:
        join(kept, old, new, base)
    by_topic(kept, new)


def _result(kept: Kept, posts: Sequence[Text], base: Base, k_min: int, seen: str) -> Result:
    divide(kept, posts, base)
    learn(kept, posts, base)
    members = members_of(kept, posts)
    describe(kept, members, base)
    state = kept.written(base.level, seen)
    return {
        "assignments": dict(state["assignments"]),
        "parts": dict(state["parts"]),
        "themes": shown(kept, members, k_min),
        "state": state,
    }
