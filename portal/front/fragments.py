"""Posts as HTML, each drawn once while it says the same: lists are joined from what was drawn."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.answers import cards
from portal.answers import service as answers
from portal.answers.marks import marks
from portal.core import clock, memory
from portal.core.directory import directory
from portal.core.languages import locale
from portal.okr import service as okr
from portal.okr.models import GOALS
from portal.voice import photos, rendering
from portal.voice import service as voice
from portal.voice.models import Post
from portal.voice.rows import Row
from portal.voice.words import people

KEPT = 20_000
Drawn = Mapping[str, Markup]
_drawn: dict[Hashable, Markup] = {}


def once(keys: Mapping[str, Hashable], draw: Callable[[list[str]], Drawn]) -> Drawn:
    """What `draw` makes of these ids: each made once per key, which names all that it hangs by."""
    if memory.state() is None:
        return draw(list(keys))
    absent = [id_ for id_, key in keys.items() if key not in _drawn]
    if absent:
        if len(_drawn) > KEPT:
            _drawn.clear()
        _drawn.update((keys[id_], html) for id_, html in draw(absent).items())
    return {id_: _drawn[key] for id_, key in keys.items()}


def drawn(rows: Sequence[Row], *, goal: bool) -> list[Markup]:
    """Each of these posts as HTML, in the same order; `goal` is False on the page of the goal."""
    made = once(keys_of(rows, goal), lambda absent: _draw(absent, goal=goal))
    return [made[row.id] for row in rows]


def keys_of(rows: Iterable[Row], *others: Hashable) -> dict[str, Hashable]:
    """All that the HTML of each post hangs by."""
    told = list(rows)
    ids = tuple(row.id for row in told if row.kind == "blocker")
    found = memory.kept(("marks", ids), lambda: marks(ids), "answers")
    # A clock that runs is told in hours.
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    now = (locale(), clock.today(), hour, called(), others)
    return {row.id: (tuple(row), found.get(row.id), now) for row in told}


def called() -> tuple[int, int]:
    """A value that changes with what any goal or anybody is called."""
    return outline(), memory.kept("names", _names, "people")


def outline() -> int:
    """A value that changes with the goals' titles and places, not with their figures."""
    # Read again after a change of more than figures: a check-in leaves it as it was.
    return memory.kept("outline", okr.outline, GOALS)


def _names() -> int:
    return hash(tuple((one.id, one.name) for one in directory().people()))


def _draw(ids: Sequence[str], *, goal: bool) -> dict[str, Markup]:
    posts = list(voice.find_posts(ids).values())
    blockers = [post for post in posts if post.kind == "blocker"]
    comments = [post for post in posts if post.kind != "blocker"]
    return _cards(blockers, goal=goal) | _comments(comments)


def _cards(blockers: Sequence[Post], *, goal: bool) -> dict[str, Markup]:
    if not blockers:
        return {}
    html = cards.drawn(answers.as_blockers(blockers), goal=goal)
    return dict(zip((post.id for post in blockers), html, strict=True))


def _comments(posts: Sequence[Post]) -> dict[str, Markup]:
    if not posts:
        return {}
    bodies, pictured = rendering.bodies(posts), photos.of_posts(post.id for post in posts)
    return {post.id: _comment(post, bodies[post.id], pictured.get(post.id, ())) for post in posts}


def _comment(post: Post, body: Markup, pictures: Sequence[Any]) -> Markup:
    html = render_template(
        "front/_comment.html",
        post=post,
        body=body,
        people=people(post.supporters),
        pictures=pictures,
    )
    return Markup(html)  # noqa: S704
