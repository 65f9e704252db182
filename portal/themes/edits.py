"""What people change by hand, written into what is kept so that no later call undoes it."""

from collections.abc import Callable, Iterable

from portal.themes.kept import Kept, mint
from portal.themes.shapes import Edit


class Unknown(ValueError):
    """An edit names a post or a theme that is not there."""


def apply(kept: Kept, edits: Iterable[Edit]) -> None:
    """Do them in their order. Raises Unknown."""
    for edit in edits:
        _ACTS[edit["kind"]](kept, edit)
    kept.drop_empty()


def _theme(kept: Kept, id_: str | None) -> str:
    """The theme of this id, or the one it was merged into. Raises Unknown."""
    seen: set[str] = set()
    while id_ in kept.merged and id_ not in seen:
        seen.add(id_)
        id_ = kept.merged[id_]
    if id_ is None or id_ not in (*kept.assignments.values(), *kept.parents):
        raise Unknown(f"There is no theme {id_}.")
    return id_


def _whole(kept: Kept, id_: str | None) -> str:
    """The same of themes that are no part of another. Raises Unknown."""
    found = _theme(kept, id_)
    if found in kept.parents:
        raise Unknown(f"{found} is a part of a theme; split it off first.")
    return found


def _post(kept: Kept, id_: str) -> str:
    if id_ not in kept.assignments:
        raise Unknown(f"There is no post {id_}.")
    return id_


def _merge(kept: Kept, edit: Edit) -> None:
    gone, into = _whole(kept, edit["theme"]), _whole(kept, edit["into"])
    if gone == into:
        return
    for post, theme in kept.assignments.items():
        if theme == gone:
            kept.assignments[post] = into
    kept.parents = {part: into if of == gone else of for part, of in kept.parents.items()}
    kept.merged[gone] = into
    kept.held.add(into)
    kept.dirty.add(into)


def _split(kept: Kept, edit: Edit) -> None:
    theme = _whole(kept, edit["theme"])
    posts = sorted({_post(kept, post) for post in edit["posts"]})
    if not posts or any(kept.assignments[post] != theme for post in posts):
        raise Unknown(f"Not all of these posts are in the theme {theme}.")
    made = mint([theme, *posts], kept.taken())
    for post in posts:
        kept.put(post, made)
    # Both halves: else grouping anew would put together what somebody parted.
    kept.held |= {theme, made}
    if edit.get("name"):
        kept.names[made] = edit["name"]


def _move(kept: Kept, edit: Edit) -> None:
    post = _post(kept, edit["post"])
    kept.put(post, None if edit["theme"] is None else _whole(kept, edit["theme"]))
    kept.placed.add(post)


def _rename(kept: Kept, edit: Edit) -> None:
    theme = _theme(kept, edit["theme"])
    kept.names[theme] = edit["name"]
    # Whoever gave it a name means what is in it.
    kept.held.add(theme)


def _lock(kept: Kept, edit: Edit) -> None:
    theme = _whole(kept, edit["theme"])
    kept.locked.add(theme)
    kept.held.add(theme)


_ACTS: dict[str, Callable[[Kept, Edit], None]] = {
    "merge": _merge,
    "split": _split,
    "move": _move,
    "rename": _rename,
    "lock": _lock,
}
