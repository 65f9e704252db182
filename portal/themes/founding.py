"""Everything grouped anew: themes, and parts of the large ones."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from portal.themes.base import Base
from portal.themes.kept import Kept, mint, topic_id
from portal.themes.partition import partition
from portal.themes.shapes import Text

# Fewer posts than this tell nothing by their texts; what they say of themselves groups them.
FEW = 8
# A theme of more posts has parts.
LARGE = 40
MOST_INSIDE = 1000


def groups_of(posts: Sequence[Text], base: Base) -> list[list[str]]:
    """The ids of the posts of each group, by their texts; small groups are none."""
    if len(posts) < FEW:
        return []
    found = partition(base.space, base.rows(posts))
    return _ids(posts, found.tolist())


def _ids(posts: Sequence[Text], groups: Sequence[int]) -> list[list[str]]:
    members: dict[int, list[str]] = defaultdict(list)
    for post, group in zip(posts, groups, strict=True):
        if group >= 0:
            members[group].append(post["id"])
    return list(members.values())


def found(kept: Kept, posts: Sequence[Text], base: Base) -> None:
    """Give every post its first theme."""
    kept.assignments = dict.fromkeys((post["id"] for post in posts), None)
    free = [post for post in posts if post["id"] not in kept.placed]
    taken = kept.taken()
    for members in groups_of(free, base):
        made = mint(members, taken)
        taken.add(made)
        for post in members:
            kept.put(post, made)
    kept.joined, kept.bounds = set(), {}


def by_topic(kept: Kept, posts: Sequence[Text]) -> None:
    """What the texts left over goes where its topic says."""
    for post in posts:
        left = kept.assignments[post["id"]] is None and post["id"] not in kept.placed
        if left and post.get("topic"):
            kept.put(post["id"], topic_id(post["topic"]))


def divide(kept: Kept, posts: Sequence[Text], base: Base) -> None:
    """Give large themes parts where they have none yet."""
    sizes = Counter(kept.assignments.values())
    large = {theme for theme, size in sizes.items() if size > LARGE}
    large -= {None, *kept.parents.values()}
    members: dict[str, list[Text]] = defaultdict(list)
    for post in posts if large else ():
        if (theme := kept.assignments[post["id"]]) in large:
            members[theme or ""].append(post)
    for theme, inside in members.items():
        _divide(kept, theme, inside, base)


def _divide(kept: Kept, theme: str, posts: Sequence[Text], base: Base) -> None:
    groups = partition(base.space, base.rows(posts), MOST_INSIDE)
    if groups.max(initial=-1) < 1:
        return
    taken = kept.taken()
    for members in _ids(posts, groups.tolist()):
        part = mint([theme, *members], taken)
        taken.add(part)
        kept.parents[part] = theme
        kept.parts |= dict.fromkeys(members, part)
        kept.dirty.add(part)
