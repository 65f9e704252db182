"""Posts as HTML, each drawn once while it says the same: lists are joined from what was drawn."""

from collections.abc import Hashable, Sequence
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
from portal.voice import photos, rendering
from portal.voice import service as voice
from portal.voice.models import Post
from portal.voice.service import Row
from portal.voice.words import people

KEPT = 20_000
_drawn: dict[Hashable, Markup] = {}


def drawn(rows: Sequence[Row], *, goal: bool) -> list[Markup]:
    """Each of these posts as HTML, in the same order; `goal` is False on the page of the goal."""
    if memory.state() is None:
        made = _draw([row.id for row in rows], goal=goal)
        return [made[row.id] for row in rows]
    keys = _keys(rows, goal=goal)
    absent = [row.id for row in rows if keys[row.id] not in _drawn]
    if absent:
        if len(_drawn) > KEPT:
            _drawn.clear()
        _drawn.update((keys[id_], html) for id_, html in _draw(absent, goal=goal).items())
    return [_drawn[keys[row.id]] for row in rows]


def _keys(rows: Sequence[Row], *, goal: bool) -> dict[str, Hashable]:
    """All that the HTML of each post hangs by."""
    ids = tuple(row.id for row in rows if row.kind == "blocker")
    found = memory.kept(("marks", ids), lambda: marks(ids), "answers")
    # A clock that runs is told in hours.
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    now = (locale(), clock.today(), goal, called())
    return {row.id: (tuple(row), found.get(row.id), hour, now) for row in rows}


def called() -> tuple[int, int]:
    """A value that changes with what any goal or anybody is called."""
    return outline(), memory.kept("names", _names, "people")


def outline() -> int:
    """A value that changes with the goals' titles and places, not with their figures."""
    return memory.kept("outline", okr.outline, "okr")


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
