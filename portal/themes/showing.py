"""What is shown of themes: their labels, a few sentences, how sure they are."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from portal.themes.base import Base
from portal.themes.kept import Kept, topic_id
from portal.themes.labels import labels
from portal.themes.partition import confidences
from portal.themes.quotes import QUOTES, Heard, quoted
from portal.themes.shapes import Text, Theme
from portal.themes.space import middles
from portal.themes.table import shipped

Members = Mapping[str, Sequence[Text]]
# So many of a theme's posts are asked whether a word is common among them.
MOST_HEARD = 50
# So many posts tell how sure their themes are.
MOST_ASKED = 1000


def members_of(kept: Kept, posts: Sequence[Text]) -> dict[str, list[Text]]:
    """The posts of each theme and each part, in their order."""
    found: dict[str, list[Text]] = defaultdict(list)
    for post in posts:
        id_ = post["id"]
        if (theme := kept.assignments[id_]) is not None:
            found[theme].append(post)
        if (part := kept.parts.get(id_)) is not None:
            found[part].append(post)
    return found


def describe(kept: Kept, members: Members, base: Base) -> None:
    """Name what is new or changed, and find its most central posts. Other labels stay."""
    dirty = sorted((kept.dirty | members.keys() - kept.labels.keys()) & members.keys())
    if not dirty:
        return
    _label(kept, members, dirty)
    for theme in dirty:
        kept.central[theme] = _central(members[theme], base)
    _weigh(kept, members, base)
    kept.dirty.clear()


def _label(kept: Kept, members: Members, dirty: Sequence[str]) -> None:
    """Labels of themes among themes, then of parts among the parts of their theme."""
    kept.labels = {id_: label for id_, label in kept.labels.items() if id_ not in dirty}
    families: dict[str, list[str]] = defaultdict(list)
    for theme in sorted(members):
        families[kept.parents.get(theme, "")].append(theme)
    for family in sorted(set(families) & {kept.parents.get(theme, "") for theme in dirty}):
        texts = {theme: [post["text"] for post in members[theme]] for theme in families[family]}
        wanted = [theme for theme in families[family] if theme in dirty]
        taken = {*kept.labels.values(), *kept.names.values()}
        kept.labels |= _topics(labels(texts, wanted, taken), members)


def _topics(found: Mapping[str, str], members: Members) -> dict[str, str]:
    """The same, but a theme whose own posts name one topic is called by it."""
    return {id_: topic_of(id_, members[id_]) or label for id_, label in found.items()}


def topic_of(id_: str, posts: Sequence[Text]) -> str:
    """The topic that this theme was made of; nothing if its texts made it."""
    topics = (post.get("topic", "") for post in posts)
    return next((topic for topic in topics if topic and topic_id(topic) == id_), "")


def _central(posts: Sequence[Text], base: Base) -> list[str]:
    """The ids of the posts nearest to the middle of all, no text twice."""
    rows = base.rows(posts)
    near = base.space.nearness(rows, middles(rows, np.zeros(len(posts), dtype=np.int64), 1))
    order = np.argsort(-np.round(near[:, 0], 6), kind="stable")
    texts = {posts[place]["text"]: posts[place]["id"] for place in reversed(order.tolist())}
    return list(reversed(texts.values()))[:QUOTES]


def _weigh(kept: Kept, members: Members, base: Base) -> None:
    """How sure each theme is among themes, and each part among parts."""
    for parts in (False, True):
        order = sorted(theme for theme in members if (theme in kept.parents) is parts)
        pairs = [(post, place) for place, theme in enumerate(order) for post in members[theme]]
        # Every so many of those in a row: of each theme its share.
        chosen = pairs[:: max(1, len(pairs) // MOST_ASKED)]
        if chosen:
            groups = np.array([place for _post, place in chosen], dtype=np.int64)
            sure = confidences(base.space, base.rows([post for post, _place in chosen]), groups)
            kept.confidence |= dict.fromkeys(order, 0.0) | dict(zip(order, sure, strict=False))


def shown(kept: Kept, members: Members, k_min: int) -> list[Theme]:
    """The themes, large ones first, then their parts; quotes only of at least `k_min` posts."""
    found = [_theme(kept, id_, posts, k_min) for id_, posts in members.items()]
    return sorted(found, key=lambda one: (one["parent"] is not None, -one["count"], one["id"]))


def _theme(kept: Kept, id_: str, posts: Sequence[Text], k_min: int) -> Theme:
    # What a part would quote its theme quotes already, or it is of few.
    quotable = len(posts) >= k_min and id_ not in kept.parents
    return {
        "id": id_,
        "label": kept.names.get(id_) or kept.labels[id_],
        "label_by": "person" if id_ in kept.names else "engine",
        "count": len(posts),
        "quotes": _quotes(kept, id_, posts) if quotable else [],
        "confidence": kept.confidence[id_],
        "parent": kept.parents.get(id_),
    }


def _quotes(kept: Kept, id_: str, posts: Sequence[Text]) -> list[str]:
    chosen = set(kept.central[id_])
    by_id = {post["id"]: post["text"] for post in posts if post["id"] in chosen}
    heard = Heard([post["text"] for post in posts[:MOST_HEARD]])
    return [quoted(by_id[post], heard, shipped()) for post in kept.central[id_]]
