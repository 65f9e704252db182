"""What somebody said in the words of a moderator: for walls, where nobody's own words may hang."""

from collections.abc import Iterable, Sequence

from sqlalchemy import exists, select

from portal.answers.outliving import quotes
from portal.answers.service import Blocker, as_blockers
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import among, db
from portal.core.errors import Forbidden, Invalid
from portal.core.languages import gettext as _
from portal.detectors import mentions
from portal.moderation.models import Paraphrase
from portal.voice import rendering
from portal.voice.models import Post
from portal.voice.stages import PUBLIC


def paraphrase(actor: Actor, blocker: Blocker, words: str) -> Paraphrase:
    """Say in other words what a blocker says. Raises Invalid when they quote it."""
    text = rendering.texts([blocker.post])[blocker.post.id]
    if quotes(words, text):
        raise Invalid(
            _("Six characters or words in a row are the writer's own. Say it differently.")
        )
    if mentions(text, actor.name):
        raise Forbidden(_("This post is about you or your own goal. Another moderator decides."))
    found = db.session.get(Paraphrase, blocker.post.id) or Paraphrase(post_id=blocker.post.id)
    found.account_id, found.words, found.day = actor.id, words, clock.today()
    db.session.add(found)
    audit.record(actor, "paraphrase", blocker.post.id)
    return found


WORDS = select(Paraphrase.post_id, Paraphrase.words).where(Paraphrase.post_id.in_(among()))


def words_of(post_ids: Iterable[str]) -> dict[str, str]:
    """The moderators' words for these posts; what has none is left out."""
    rows = db.session.execute(WORDS, {"ids": set(post_ids)})
    return {row.post_id: row.words for row in rows}


def missing(*, page: int = 1, size: int = 20) -> Sequence[Blocker]:
    """Published blockers that have no such words yet, the latest release first."""
    has = exists().where(Paraphrase.post_id == Post.id)
    query = select(Post).where(Post.kind == "blocker", Post.state.in_(PUBLIC), ~has)
    query = query.order_by(Post.batch.desc(), Post.id)
    return as_blockers(db.session.scalars(query.limit(size).offset((page - 1) * size)).all())
