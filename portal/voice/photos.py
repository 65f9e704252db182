"""The photos of released posts: a row each, and a sealed file that tells nothing but its epoch."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import select

from portal.anonymity import durable
from portal.anonymity.sealing import Destroyed, Place
from portal.core.db import among, db
from portal.core.errors import Missing
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.voice.keys import sealer
from portal.voice.models import Photo, Post
from portal.voice.stages import PUBLIC, State


def stand_in(photo: bytes) -> str:
    """What stands for a photo in its item: the hash of the bytes that were sent, in hex."""
    return hashlib.sha256(photo).hexdigest()


def folder() -> Path:
    """Where the sealed files lie, each named by its row."""
    return settings().data / "uploads"


def _place(photo_id: str, epoch: str) -> Place:
    return {"table": "photo", "column": "file", "row": photo_id, "epoch": epoch}


def lay(photo: bytes, epoch: str, day: date) -> str:
    """Lay a sealed file beside its place, under a new name; `settle` decides about it.

    The file says that it is of that day's midnight: when a release ran is nobody's business, and
    the order of its files less.
    """
    id_ = new_id()
    sealed = sealer().seal_photo(photo, **_place(id_, epoch))
    midnight = datetime.combine(day, time(), settings().zone).timestamp()
    durable.draft(folder() / id_, sealed, midnight)
    return id_


def settle() -> None:
    """Put in place what was laid and has a row; take away what a release that failed had laid.

    Only what lies beside its place is ever taken away, so that a wrong database costs no photo.
    """
    laid = list(folder().glob(".*"))
    known = set(db.session.scalars(select(Photo.id).where(Photo.id.in_(map(_name, laid)))))
    for path in laid:
        if _name(path) in known:
            path.replace(folder() / _name(path))
        else:
            path.unlink()
    durable.settle(folder())


def _name(laid: Path) -> str:
    """The id in the name of a file that lies beside its place: `.<id>.<random>`."""
    return laid.name.split(".")[1]


def read(photo: Photo) -> bytes:
    """The picture. Raises Missing when its file or its epoch's key is gone, SealBroken."""
    # Beside its place it lies while a release that broke off waits for the next.
    places = (folder() / photo.id, *folder().glob(f".{photo.id}.*"))
    found = next((path for path in places if path.is_file()), None)
    if found is None:
        raise missing()
    try:
        return sealer().unseal_photo(found.read_bytes(), **_place(photo.id, photo.epoch))
    except Destroyed:
        raise missing() from None


def missing() -> Missing:
    """What answers for a photo that is not there, or not for whoever asks."""
    return Missing(_("There is no such photo."))


OF_POSTS = select(Photo.post_id, Photo.id).where(Photo.post_id.in_(among())).order_by(Photo.place)


def of_posts(post_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The photos' ids of these posts in their authors' order; posts without any are left out."""
    found: dict[str, tuple[str, ...]] = {}
    for post_id, photo_id in db.session.execute(OF_POSTS, {"ids": set(post_ids)}):
        found[post_id] = (*found.get(post_id, ()), photo_id)
    return found


def find(photo_id: str, states: Iterable[State] = tuple(State)) -> tuple[Photo, Post]:
    """A photo and its post, if the post is in one of these states. Raises Missing."""
    query = select(Photo, Post).join(Post, Post.id == Photo.post_id)
    query = query.where(Photo.id == photo_id, Post.state.in_(tuple(states)))
    row = db.session.execute(query).first()
    if row is None:
        raise missing()
    return row[0], row[1]


def find_published(photo_id: str) -> Photo:
    """A photo that every member may see. Raises Missing."""
    return find(photo_id, PUBLIC)[0]
