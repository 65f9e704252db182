"""What one call leaves to the next: who is where, and what people decided. Ids alone, no text."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from portal.themes.shapes import VERSION

ID_LETTERS = 12


@dataclass
class Kept:
    """Assignments and decisions; `dirty` are themes whose posts changed since they were named."""

    assignments: dict[str, str | None] = field(default_factory=dict)
    # Of posts in large themes, the part they are in; of parts, the theme.
    parts: dict[str, str] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)
    # Posts that came after everything was last grouped.
    joined: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    # The most central posts of each theme, which may be quoted.
    central: dict[str, list[str]] = field(default_factory=dict)
    # How alike posts of one theme are, as `joining` learnt it.
    bounds: dict[str, float] = field(default_factory=dict)
    # By people: names, themes that stay together, themes that stay as they are, posts that stay.
    names: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    locked: set[str] = field(default_factory=set)
    placed: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    dirty: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, state: Mapping[str, Any] | None) -> "Kept":
        """What a state holds; the state stays as it is."""
        told: Mapping[str, Any] = state or {}
        kept = cls()
        for name in (one.name for one in fields(cls) if one.name in told):
            kind = type(getattr(kept, name))
            setattr(kept, name, kind(told[name]))
        return kept

    def written(self, level: str, seen: str) -> dict[str, Any]:
        """The state as JSON has it, sorted, with what it was made of."""
        found: dict[str, Any] = {"version": VERSION, "level": level, "input": seen}
        for name in (one.name for one in fields(self) if one.name != "dirty"):
            value = getattr(self, name)
            order = sorted(value)
            found[name] = order if isinstance(value, set) else _in_order(value, order)
        return found

    def members(self) -> dict[str, list[str]]:
        """The posts of each theme."""
        found: dict[str, list[str]] = {}
        for post, theme in self.assignments.items():
            if theme is not None:
                found.setdefault(theme, []).append(post)
        return found

    def taken(self) -> set[str]:
        """Every id that a theme has or had."""
        return {id_ or "" for id_ in self.assignments.values()} | {*self.merged, *self.parents}

    def inside(self, part: str) -> list[str]:
        """The posts of a part."""
        return [post for post, where in self.parts.items() if where == part]

    def put(self, post: str, theme: str | None) -> None:
        """A post goes from where it was to a theme, or to none."""
        before = self.assignments.get(post)
        self.assignments[post] = theme
        self.dirty |= {where for where in (before, theme) if where is not None}
        self.dirty.discard(self.parts.pop(post, ""))

    def forget_all_but(self, posts: Iterable[str]) -> None:
        """Posts that are no more leave nothing behind, nor do themes without posts."""
        for post in self.assignments.keys() - set(posts):
            theme = self.assignments.pop(post)
            part = self.parts.pop(post, None)
            self.joined.discard(post)
            self.placed.discard(post)
            self.dirty |= {where for where in (theme, part) if where is not None}
        self.drop_empty()

    def drop_empty(self) -> None:
        """Themes without posts are gone; a locked one too, for there is nothing left to lock."""
        there = {*self.assignments.values(), *self.parts.values()} - {None}
        for of_theme in (self.labels, self.confidence, self.central, self.names, self.parents):
            for theme in of_theme.keys() - there:
                del of_theme[theme]
        for themes in (self.held, self.locked, self.dirty):
            themes.intersection_update(there)


def _in_order(value: Mapping[str, Any], order: list[str]) -> dict[str, Any]:
    # Nearly always it is: what was read had been written.
    return dict(value) if list(value) == order else {key: value[key] for key in order}


def mint(posts: Iterable[str], taken: Iterable[str]) -> str:
    """An id for a new theme, by the ids of its first posts; none that is taken."""
    base, number, known = "\n".join(sorted(posts)), 0, set(taken)
    while (found := _digest(f"{base}\n{number}" if number else base)) in known:
        number += 1
    return found


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:ID_LETTERS]


def topic_id(topic: str) -> str:
    """The id of the theme of a topic, the same in every collection."""
    return _digest(topic)
