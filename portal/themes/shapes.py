"""What goes into the room and comes out: posts without authors, edits by hand, themes, states."""

import re
from typing import Any, Literal, NotRequired, TypedDict

# What a state was made by; another version's groups are kept, but never extended unseen.
VERSION = "themes-2"
# What a theme is called whose texts share no phrase: it tells nothing of them.
NUMBERED = re.compile(r"#\d+")
# What stands between the phrases of a label.
JOINT = " · "
Level = Literal["light", "extra"]


class Text(TypedDict):
    """One post; `lang` is its language if known, `topic` what it says of itself.

    A topic (goal and cause) holds together what the texts alone are too few or too odd to. `e5` is
    what `portal.themes.extra.embed` gave for the text, 384 float16 as bytes.
    """

    id: str
    text: str
    lang: str | None
    topic: NotRequired[str]
    e5: NotRequired[bytes]


class Edit(TypedDict):
    """What a person changed by hand, which no later call undoes.

    merge: `theme` becomes part of `into`. split: `posts` of `theme` become a theme of their own,
    named `name` if given. move: `post` goes to `theme`, or out of all when that is None. rename:
    `theme` is called `name`. lock: nothing joins or leaves `theme`.
    """

    kind: Literal["merge", "split", "move", "rename", "lock"]
    theme: str | None
    into: NotRequired[str]
    post: NotRequired[str]
    posts: NotRequired[list[str]]
    name: NotRequired[str]


class Theme(TypedDict):
    """A group: `label_by` is `engine` or `person`, `parent` the theme it is a part of.

    `confidence`, 0 to 1, is how many of its posts' nearest others are in it too. Who shows a theme
    of fewer than `k_min` posts shows it among others, without its label.
    """

    id: str
    label: str
    label_by: str
    count: int
    quotes: list[str]
    confidence: float
    parent: str | None


class Result(TypedDict):
    """Who belongs where, the groups, and what the next call needs to keep them.

    `parts` says for posts of large themes to which theme of the second level they belong too.
    """

    assignments: dict[str, str | None]
    parts: dict[str, str]
    themes: list[Theme]
    state: dict[str, Any]


class Move(TypedDict):
    """A post that a proposal puts elsewhere."""

    post: str
    before: str | None
    after: str | None


class Proposal(TypedDict):
    """What grouping anew would change, and the result to keep if that is wanted."""

    moves: list[Move]
    made: list[str]
    gone: list[str]
    result: Result
