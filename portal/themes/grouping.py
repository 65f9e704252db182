"""Grouping posts: the shape every engine answers in, and the grouping by a common word."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NotRequired, TypedDict

VERSION = "topic-1"
ID_LETTERS = 12


class Text(TypedDict):
    """One post; `topic` is what it says of itself (its goal and cause), `lang` its language."""

    id: str
    text: str
    lang: str | None
    topic: NotRequired[str]


class Edit(TypedDict):
    """What a person changed by hand: a post put under a theme, or a theme's name."""

    kind: Literal["move", "rename"]
    post: NotRequired[str]
    theme: str
    name: NotRequired[str]


class Theme(TypedDict):
    """A group: `label_by` is `engine` or `person`; `confidence` 0 to 1; `parent` a theme."""

    id: str
    label: str
    label_by: str
    count: int
    quotes: list[str]
    confidence: float
    parent: str | None


class Result(TypedDict):
    """Who belongs where, the groups, and what the next call needs to keep them."""

    assignments: dict[str, str | None]
    themes: list[Theme]
    state: dict[str, Any]


def group(
    posts: Iterable[Text],
    state: Mapping[str, Any] | None = None,
    edits: Iterable[Edit] = (),
    *,
    level: Literal["light", "extra"] = "light",
    k_min: int = 5,
) -> Result:
    """Group posts into themes: the same input gives the same bytes, in any order of posts.

    `state` is what an earlier call gave: posts keep their theme, themes their id and a person's
    name. A theme under `k_min` posts gets no quotes. This engine joins posts of one `topic`;
    `level` chooses between engines and is kept in the state.
    """
    known = dict((state or {}).get("assignments", {}))
    names = dict((state or {}).get("names", {}))
    for edit in edits:
        if edit["kind"] == "move":
            known[edit["post"]] = edit["theme"]
        else:
            names[edit["theme"]] = edit["name"]
    found = sorted(
        posts, key=lambda post: (hashlib.sha256(post["text"].encode()).digest(), post["id"])
    )
    assignments = {post["id"]: known.get(post["id"], _theme_id(post)) for post in found}
    themes = _themes(found, assignments, names, k_min)
    kept = {"version": VERSION, "level": level, "assignments": assignments, "names": names}
    return {"assignments": assignments, "themes": themes, "state": kept}


def _theme_id(post: Text) -> str | None:
    topic = post.get("topic")
    return hashlib.sha256(topic.encode()).hexdigest()[:ID_LETTERS] if topic else None


def _themes(
    posts: list[Text], assignments: Mapping[str, str | None], names: Mapping[str, str], k_min: int
) -> list[Theme]:
    members: dict[str, list[Text]] = defaultdict(list)
    for post in posts:
        theme = assignments[post["id"]]
        if theme is not None:
            members[theme].append(post)
    found = [_theme(id_, inside, names, k_min) for id_, inside in members.items()]
    return sorted(found, key=lambda theme: (-theme["count"], theme["id"]))


def _theme(id_: str, posts: list[Text], names: Mapping[str, str], k_min: int) -> Theme:
    enough = len(posts) >= k_min
    return {
        "id": id_,
        "label": names.get(id_) or _topic(id_, posts),
        "label_by": "person" if id_ in names else "engine",
        "count": len(posts),
        "quotes": [post["text"] for post in posts[:1]] if enough else [],
        "confidence": 1.0,
        "parent": None,
    }


def _topic(id_: str, posts: list[Text]) -> str:
    """What a theme is called by its own posts; those that were moved here have the last word."""
    topics = [post.get("topic", "") for post in posts]
    own = (post.get("topic", "") for post in posts if _theme_id(post) == id_)
    return next(own, topics[0])
