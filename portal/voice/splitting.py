"""A post that says several things is cut, and each part is judged on its own."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.voice.models import Photo, Post
from portal.voice.rendering import open_item, seal_item
from portal.voice.stages import State

PARTS = range(2, 6)


def read_parts(text: str, given: Any) -> list[str]:
    """The texts between these places (code points), without the space around them. Raises Invalid.

    No letter may get lost: each place lies inside, and each part says something.
    """
    if not isinstance(given, list) or not all(type(one) is int for one in given):
        raise _unread()
    cuts = [0, *sorted(set(given)), len(text)]
    parts = [text[a:b].strip() for a, b in pairwise(cuts)]
    if cuts != sorted(cuts) or len(parts) not in PARTS or not all(parts):
        raise _unread()
    return parts


def _unread() -> Invalid:
    return Invalid(_("Choose where to cut: two to five parts, and each must say something."))


def cuts_after(text: str, endings: Sequence[str]) -> list[int]:
    """The places after these words. Raises Invalid for words that are not there."""
    cuts = []
    for ending in filter(None, endings):
        at = text.find(ending)
        if at < 0:
            raise Invalid(_("“%(word)s” does not stand in the text.", word=ending))
        cuts.append(at + len(ending))
    return cuts


def split(post: Post, parts: Sequence[str]) -> list[Post]:
    """Make a waiting post of each part. The photos go with the first."""
    item = open_item(post)
    made = [_part(post, item, text, number) for number, text in enumerate(parts, start=1)]
    # In the order of their ids, which is none.
    made_ids: dict[str, Post] = {one.id: one for one in made}
    db.session.add_all(made_ids[id_] for id_ in sorted(made_ids))
    db.session.flush()
    for photo in db.session.scalars(select(Photo).where(Photo.post_id == post.id)):
        photo.post_id = made[0].id
    return made


def _part(post: Post, item: dict[str, Any], text: str, number: int) -> Post:
    id_ = new_id()
    kept = ("kind", "target", "cause", "severity", "ask", "site", "batch", "day", "epoch")
    said = item | {"body": text} | ({} if number == 1 else {"photos": []})
    return Post(
        **{name: getattr(post, name) for name in kept},
        id=id_,
        state=State.WAITING.value,
        sealed=seal_item(id_, post.epoch, said),
        # What the author is bound to is the whole.
        commitment=post.commitment,
        by_poster=post.by_poster,
        urgent=post.urgent,
        part_of=post.id,
        part=number,
    )


def parts_of(post: Post) -> Sequence[Post]:
    """What became of a post that was cut, in its own order."""
    if post.state != State.SPLIT:
        return ()
    query = select(Post).where(Post.part_of == post.id).order_by(Post.part)
    return db.session.scalars(query).all()
