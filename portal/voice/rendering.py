"""Posts as HTML: opened and escaped once, kept and indexed in search.db, and in this process.

search.db can be lost at any time: everything is drawn from what is sealed, only slower.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

from markupsafe import Markup, escape
from sqlalchemy import delete, select, text
from sqlalchemy.dialects.sqlite import insert

from portal.anonymity.sealing import Destroyed, Place
from portal.core import fulltext, schema
from portal.core.db import alone, batched, db, reading, settle, writing
from portal.core.languages import gettext as _
from portal.detectors.segments import segmented
from portal.voice.keys import sealer
from portal.voice.models import RENDERED, Post
from portal.voice.stages import PUBLIC, REPLY

KEPT = 20_000


class Sealed(Protocol):
    """A post as far as its text goes: the row itself, or these columns of it."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def epoch(self) -> str:
        """The epoch whose key opens it."""

    @property
    def sealed(self) -> bytes:
        """The item as it was said."""

    @property
    def masked(self) -> bytes | None:
        """The item as readers get it, where that is another one."""


def _place(post_id: str, epoch: str, column: str = "sealed") -> Place:
    return {"table": "post", "column": column, "row": post_id, "epoch": epoch}


def open_item(post: Sealed) -> dict[str, Any]:
    """The item as it was said, for its author and for moderators.

    Raises SealBroken, or Destroyed when its epoch is shredded, or only what was masked is left.
    """
    if not post.sealed:
        raise Destroyed("only what was masked is left")
    item: dict[str, Any] = sealer().unseal(post.sealed, **_place(post.id, post.epoch))
    return item


def open_shown(post: Sealed) -> dict[str, Any]:
    """The item as readers get it: masked where a moderator has masked it. Raises alike."""
    if post.masked is None:
        return open_item(post)
    place = _place(post.id, post.epoch, "masked")
    item: dict[str, Any] = sealer().unseal(post.masked, **place)
    return item


def seal_item(post_id: str, epoch: str, item: dict[str, Any]) -> bytes:
    """An item as it rests in main."""
    return sealer().seal(item, **_place(post_id, epoch))


def seal_masked(post: Post, item: dict[str, Any]) -> bytes:
    """The same for what readers get of a masked post."""
    return sealer().seal(item, **_place(post.id, post.epoch, "masked"))


def open_body(post: Sealed) -> str:
    """The text of a post for its readers, or what stands for one whose key is gone."""
    try:
        return str(open_shown(post)["body"])
    except Destroyed:
        return _("This text cannot be read any more: its key is gone.")


def open_original(post: Sealed) -> str:
    """The text as it was said, for who judges it; what is left of it once that is destroyed."""
    try:
        return str(open_item(post)["body"])
    except Destroyed:
        return open_body(post)


def as_html(body: str) -> Markup:
    """Plain text as HTML: everything is text, newlines are kept."""
    return Markup("<br>").join(escape(line) for line in body.split("\n"))


# By post, and whether it is masked: what was kept of it before is another text.
Known = tuple[str, bool]
_here: dict[Known, Markup] = {}


def _known(post: Post) -> Known:
    return post.id, post.masked is not None


def bodies(posts: Iterable[Post]) -> dict[str, Markup]:
    """The texts of these posts as HTML, by id; what is not derived yet is derived now."""
    wanted = {_known(post): post for post in posts}
    absent = [key for key in wanted if key not in _here]
    if absent:
        if len(_here) > KEPT:
            _here.clear()
        found = _derived([post_id for post_id, _masked in absent])
        _here.update({key: found[key[0]] for key in absent if key[0] in found})
    return {key[0]: _here.get(key) or _drawn(post) for key, post in wanted.items()}


def _drawn(post: Post) -> Markup:
    html = as_html(open_body(post))
    # What stands for a lost text is in the reader's language, and the key may come back.
    if post.epoch in sealer().keys.epochs():
        _here[_known(post)] = html
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
        html = as_html(str(open_shown(post)["body"]))
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
    for masked in (False, True):
        _here.pop((post_id, masked), None)
    with fulltext.dispensable(), writing("search") as connection:
        gone = connection.execute(delete(RENDERED).where(RENDERED.c.post_id == post_id))
        if gone.rowcount:
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
    query = select(Post).where(Post.state.in_(PUBLIC)).order_by(Post.id)
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
