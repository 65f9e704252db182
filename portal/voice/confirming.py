"""Those who said the same say whether it is solved, by the token that said so (protocol 7)."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from portal.anonymity.acts import Act, mark
from portal.anonymity.keystore import Keystore
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.ids import ID
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.voice import acts, entry, envelope, inbox, life, service
from portal.voice.acts import Acted
from portal.voice.entry import Presented
from portal.voice.keys import keys_folder
from portal.voice.life import Move
from portal.voice.models import Post, PostEvent
from portal.voice.stages import PUBLIC, Progress

# What enough of them make of a blocker, and the step that its author then reads.
VERDICTS = {
    "solved": (Move.CONFIRM, "confirmed-by-others"),
    "not-solved": (Move.DENY, "denied-by-others"),
}


def read_verdict(found: dict[str, Any]) -> tuple[Presented, str, str]:
    """The token, the post and the word of a verdict. Raises Problem (400) for any other shape."""
    envelope.only(found, (*entry.FIELDS, "post", "verdict"))
    texts = [envelope.taken_text(found, name) for name in ("post", "verdict")]
    return entry.read_token(found), texts[0], texts[1]


def submit(token: Presented, post_id: str, value: str, epoch: str) -> None:
    """Put a verdict into the inbox; until the next release the last one counts.

    Whoever did not say the same is answered alike, after the same work, and counts for nothing.
    Raises Forbidden and Gone like any act, Invalid for another word and where nobody asks.
    """
    entry.check_token(token, "support")
    if value not in VERDICTS:
        raise Invalid(_("Say whether it is solved or not."), "verdict")
    claim = _claim_on(post_id)
    if claim is None:
        raise Invalid(_("Nobody asks this here. Load the page again."), "post")
    if not entry.is_taken(token.kid):
        raise entry.closed(token.kid)
    about = f"{post_id}/{claim}"
    marked = _mark(token, Act.VERDICT, about)
    counts = _said_the_same(token, post_id)
    acts.lay(marked, token.kid, Acted(Act.VERDICT, about, value if counts else None), epoch)


def _mark(token: Presented, act: Act, about: str) -> bytes:
    return mark(Keystore(keys_folder()).pepper(token.kid), token.kid, token.msg, act, about)


def _said_the_same(token: Presented, post_id: str) -> bool:
    """True when this token supported the post, released or not.

    The inbox first: what leaves it in between is in main. Both, always: it takes the same time.
    """
    marked = _mark(token, Act.SUPPORT, post_id)
    waits, moved = inbox.find(marked) is not None, bool(acts.known([marked]))
    return waits or moved


def _claim_on(post_id: str) -> str | None:
    """The id of the claim that this public blocker is solved, while only that is known."""
    post = db.session.get(Post, post_id) if ID.fullmatch(post_id) else None
    if post is None or post.state not in PUBLIC or post.progress != Progress.CLAIMED:
        return None
    query = select(PostEvent.id).where(PostEvent.post_id == post_id, PostEvent.event == "claimed")
    return db.session.scalar(query.order_by(PostEvent.step.desc()).limit(1))


def judge(found: Iterable[Acted]) -> None:
    """Let enough of them decide; in a release's transaction, after the authors' own verdicts."""
    for about in sorted({one.object for one in found if one.act is Act.VERDICT}):
        post_id, _slash, claim = about.partition("/")
        value = _majority(about)
        if value is not None and _claim_on(post_id) == claim:
            move, event = VERDICTS[value]
            post = service.find_post(post_id)
            life.go(post, move)
            post.judged_by_others = True
            service.note(post, event, {})


def _majority(about: str) -> str | None:
    """What more than half of at least k people say; None where nobody may be told."""
    counts = {value: number for (_act, value), number in acts.counts(about).items() if value}
    people = sum(counts.values())
    if people < settings().k[0]:
        return None
    return next((value for value, number in counts.items() if 2 * number > people), None)
