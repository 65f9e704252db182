"""The proof that a post was received and judged as its author is told, against the key log."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from portal.anonymity import merkle
from portal.core.db import db
from portal.voice.models import Outcome, Post, Release

Leaf = dict[str, Any]


def proof_of(post: Post) -> dict[str, Any]:
    """The proof of a receipt's answer (contract: `proof`).

    `released` is None until the next fixed release when the post came with an urgent one, and so
    is a decision that no line carries yet.
    """
    commitment = bytes(post.commitment)
    return {
        "commitment": commitment.hex(),
        "released": _under(_line_from(post.batch), merkle.received_leaf(commitment)),
        "decided": [
            place | {"outcome": one.outcome, "reason": one.reason}
            for one in _outcomes(post)
            if (place := _decided(commitment, one))
        ],
    }


def _outcomes(post: Post) -> Sequence[Outcome]:
    """What was decided, in its order; nothing while the last of it is in no line yet.

    What was decided before would contradict where the post stands now.
    """
    query = select(Outcome).where(Outcome.post_id == post.id).order_by(Outcome.number)
    found = db.session.scalars(query).all()
    return [] if any(one.batch is None for one in found) else found


def _decided(commitment: bytes, one: Outcome) -> Leaf | None:
    leaf = merkle.decided_leaf(commitment, one.outcome, one.reason)
    return _under(_line_from(one.batch or 0), leaf)


def _line_from(batch: int) -> Release | None:
    """The first release from this one on that wrote a line: an urgent one's leaves wait for it."""
    query = select(Release).where(Release.batch >= batch, Release.root != "")
    return db.session.scalars(query.order_by(Release.batch).limit(1)).first()


def _under(release: Release | None, leaf: bytes) -> Leaf | None:
    """Where in a release's tree a leaf stands, with its way up to the root in hex."""
    if release is None or release.seq is None:
        return None
    size = merkle.HASH_BYTES
    leaves = bytes(release.leaves)
    grown = merkle.tree(leaves[at : at + size] for at in range(0, len(leaves), size))
    index = grown.index(leaf)
    return {"seq": release.seq, "index": index, "path": [one.hex() for one in grown.path(index)]}
