"""Posts as HTML: opened and escaped once, kept and indexed in search.db, and in this process.

search.db can be lost at any time: everything is drawn from what is sealed, only slower.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.sqlite import insert

from portal.anonymity.sealing import Destroyed, Place
from portal.core import fulltext, schema
from portal.core.db import alone, batched, db, reading, settle, writing
from portal.core.languages import gettext as _
from portal.detectors.segments import segmented
from portal.voice.keys import sealer
from portal.voice.models import RENDERED, REPLY, Post, State

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
    """The text of a post, or what stands for one whose key is gone."""
    try:
        return str(open_item(post)["body"])
    except Destroyed:
        return _("This text cannot be read any more: its key is gone.")


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
    return {id_: _here.get(id_) or _drawn(post) for id_, post in wanted.items()}


def _drawn(post: Post) -> Markup:
    html = as_html(open_body(post))
    # What stands for a lost text is in the reader's language, and the key may come back.
    if post.epoch in sealer().keys.epochs():
        _here[post.id] = html
    return html


def texts(posts: Iterable[Post]) -> dict[str, str]:
    """The same as plain text."""
    found = bodies(posts).items()
    return {id_: _as_text(html) for id_, html in found}


def _derived(ids: list[str]) -> dict[str, Markup]:
    found = {}
    query = select(RENDERED.c.post_id, RENDERED.c.html)
    with fulltext.dispensable(), reading("search") as connection:
        for some in batched(ids):
            for id_, html in connection.execute(query.where(RENDERED.c.post_id.in_(some))):
                found[id_] = Markup(html)  # noqa: S704
    return found


def hits(match: str, targets: Sequence[str] | None, *, page: int, size: int) -> Sequence[str]:
    """The ids of a page of posts that match, the newest release first; one more if there are more.

    Only what pages show is there to be found. Without search.db it raises DatabaseError.
    """
    where = [] if targets is None else [RENDERED.c.target.in_(targets)]
    with reading("search") as connection:
        return fulltext.hits(connection, RENDERED, match, *where, page=page, size=size)


def derive(*posts: Post) -> None:
    """Keep published posts' HTML in search.db; of a text whose key is gone, nothing."""
    rows = [row for post in posts for row in _rows(post)]
    if rows:
        with fulltext.dispensable(), writing("search") as connection:
            connection.execute(insert(RENDERED).on_conflict_do_nothing(), rows)


def _rows(post: Post) -> Iterator[dict[str, object]]:
    try:
        html = as_html(str(open_item(post)["body"]))
    except Destroyed:
        return
    yield {
        "post_id": post.id,
        "epoch": post.epoch,
        "html": str(html),
        "place": fulltext.place(post.batch, post.id),
        "target": _goal(post),
        # What readers see of it, and nothing else, can be found.
        "words": segmented(_as_text(html)),
    }


def _goal(post: Post) -> str:
    """What a post is about; an answer to a question is about what its blocker is."""
    asked = db.session.get(Post, post.target) if post.kind == REPLY else None
    return asked.target if asked else post.target


def _as_text(html: Markup) -> str:
    return Markup("\n").join(html.split("<br>")).unescape()


def forget(post_id: str) -> None:
    """Drop what was derived of a post."""
    _here.pop(post_id, None)
    with fulltext.dispensable(), writing("search") as connection:
        connection.execute(delete(RENDERED).where(RENDERED.c.post_id == post_id))
        fulltext.compact(connection, RENDERED)


def forget_all() -> None:
    """Drop what this process remembers; search.db keeps what it has."""
    _here.clear()


def forget_epochs(epochs: Iterable[str]) -> None:
    """Drop what was derived of all posts of these epochs, from every page of search.db."""
    forget_all()
    with fulltext.dispensable():
        with writing("search") as connection:
            connection.execute(delete(RENDERED).where(RENDERED.c.epoch.in_(set(epochs))))
            fulltext.compact(connection, RENDERED)
        with alone("search") as connection:
            connection.execute(text("VACUUM"))
        settle("search")


def rebuild() -> int:
    """Make search.db anew from what is sealed; how many posts it holds."""
    forget_all()
    schema.renew("search")
    query = select(Post).where(Post.state == State.PUBLISHED).order_by(Post.id)
    found = 0
    for posts in db.session.scalars(query.execution_options(yield_per=500)).partitions():
        derive(*posts)
        found += len(posts)
    return found


def mend() -> bool:
    """Rebuild search.db when it is missing, damaged or of another schema; True when it was."""
    if schema.revision_of("main") != schema.newest() or schema.is_sound("search"):
        return False
    rebuild()
    return True
