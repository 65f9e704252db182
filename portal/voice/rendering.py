"""Posts as HTML: opened and escaped once, kept in search.db and in this process."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert

from portal.anonymity.sealing import Place
from portal.core.db import reading, writing
from portal.voice.keys import sealer
from portal.voice.models import RENDERED, Post

KEPT = 20_000


def _place(post_id: str, epoch: str) -> Place:
    return {"table": "post", "column": "sealed", "row": post_id, "epoch": epoch}


def open_item(post: Post) -> dict[str, Any]:
    """The item as it was said. Raises SealBroken, or Destroyed when its epoch is shredded."""
    item: dict[str, Any] = sealer().unseal(post.sealed, **_place(post.id, post.epoch))
    return item


def seal_item(post_id: str, epoch: str, item: dict[str, Any]) -> bytes:
    """An item as it rests in main."""
    return sealer().seal(item, **_place(post_id, epoch))


def open_body(post: Post) -> str:
    """The text of a post."""
    return str(open_item(post)["body"])


def as_html(body: str) -> Markup:
    """Plain text as HTML: everything is text, newlines are kept."""
    return Markup("<br>").join(escape(line) for line in body.split("\n"))


_here: dict[str, Markup] = {}


def bodies(posts: Iterable[Post]) -> dict[str, Markup]:
    """The texts of these posts as HTML, by id; what is not derived yet is derived now."""
    wanted = {post.id: post for post in posts}
    absent = [id_ for id_ in wanted if id_ not in _here]
    if absent:
        if len(_here) > KEPT:
            _here.clear()
        _here.update(_derived(absent))
        for id_ in absent:
            if id_ not in _here:
                _here[id_] = as_html(open_body(wanted[id_]))
    return {id_: _here[id_] for id_ in wanted}


def texts(posts: Iterable[Post]) -> dict[str, str]:
    """The same as plain text."""
    found = bodies(posts).items()
    return {id_: Markup("\n").join(html.split("<br>")).unescape() for id_, html in found}


def _derived(ids: list[str]) -> dict[str, Markup]:
    query = select(RENDERED.c.post_id, RENDERED.c.html).where(RENDERED.c.post_id.in_(ids))
    with reading("search") as connection:
        return {id_: Markup(html) for id_, html in connection.execute(query)}  # noqa: S704


def derive(post: Post) -> None:
    """Keep a published post's HTML in search.db."""
    row = {"post_id": post.id, "epoch": post.epoch, "html": str(as_html(open_body(post)))}
    with writing("search") as connection:
        connection.execute(insert(RENDERED).values(row).on_conflict_do_nothing())


def forget(post_id: str) -> None:
    """Drop what was derived of a post."""
    _here.pop(post_id, None)
    with writing("search") as connection:
        connection.execute(delete(RENDERED).where(RENDERED.c.post_id == post_id))
