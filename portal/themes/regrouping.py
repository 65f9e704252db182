"""Everything grouped anew around what people decided, with old ids where groups are the same."""

from collections import Counter
from collections.abc import Sequence

from portal.themes.base import Base
from portal.themes.founding import groups_of
from portal.themes.kept import Kept, mint, topic_id
from portal.themes.partition import SMALLEST
from portal.themes.shapes import Move, Text


def found_again(before: Kept, posts: Sequence[Text], base: Base) -> Kept:
    """New assignments; what people merged, split, named, locked or moved stays."""
    after = Kept(
        assignments={post["id"]: _fixed(before, post["id"]) for post in posts},
        names=dict(before.names),
        held=set(before.held),
        locked=set(before.locked),
        placed=set(before.placed),
        merged=dict(before.merged),
    )
    topics = {topic_id(post["topic"]) for post in posts if post.get("topic")}
    free: list[Sequence[str]] = []
    for members in groups_of(posts, base):
        left = [post for post in members if not _is_fixed(before, post)]
        into = _majority(before, members)
        if into is None:
            free.append(left)
            continue
        after.assignments |= dict.fromkeys(left, into)
    for same, id_ in _matched(before, topics, [one for one in free if len(one) >= SMALLEST]):
        after.assignments |= dict.fromkeys(same, id_)
    after.drop_empty()
    return after


def _is_fixed(before: Kept, post: str) -> bool:
    return post in before.placed or before.assignments.get(post) in before.held


def _fixed(before: Kept, post: str) -> str | None:
    return before.assignments.get(post) if _is_fixed(before, post) else None


def _majority(before: Kept, members: Sequence[str]) -> str | None:
    """The theme made by people, open to others, that more than half of a group belongs to."""
    held = Counter(before.assignments.get(post) for post in members)
    theme, count = max(held.items(), key=lambda one: (one[1], one[0] or ""))
    takes = theme in before.held - before.locked and count * 2 > len(members)
    return theme if takes else None


def _matched(
    before: Kept, topics: set[str], groups: Sequence[Sequence[str]]
) -> list[tuple[Sequence[str], str]]:
    """Each group with an id: of the old theme it shares most with, at least half of either's."""
    ids = _old_ids(before, topics, groups)
    taken = before.taken()
    for number, members in enumerate(groups):
        if number not in ids:
            ids[number] = mint(members, taken)
            taken.add(ids[number])
    return [(members, ids[number]) for number, members in enumerate(groups)]


def _old_ids(before: Kept, topics: set[str], groups: Sequence[Sequence[str]]) -> dict[int, str]:
    sizes = Counter(before.assignments.values())
    pairs = sorted(
        (-count, theme, number)
        for number, members in enumerate(groups)
        for theme, count in _shared(before, members)
        if theme not in before.held | topics and count * 2 >= min(len(members), sizes[theme])
    )
    ids: dict[int, str] = {}
    for _count, theme, number in pairs:
        if number not in ids and theme not in ids.values():
            ids[number] = theme
    return ids


def _shared(before: Kept, members: Sequence[str]) -> list[tuple[str, int]]:
    """The old themes of these posts, each with how many."""
    themes = (before.assignments.get(post) for post in members)
    return list(Counter(theme for theme in themes if theme is not None).items())


def moves(before: Kept, after: Kept) -> list[Move]:
    """Each post whose theme is another than it was, by its id."""
    return [
        {"post": post, "before": before.assignments.get(post), "after": theme}
        for post, theme in sorted(after.assignments.items())
        if theme != before.assignments.get(post)
    ]
