"""Support, reports and polls: one per person and object, through the inbox, counted at release."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select

from portal.anonymity.acts import Act, mark
from portal.anonymity.keystore import Keystore
from portal.anonymity.thresholds import bucket
from portal.core.db import batched, db
from portal.core.errors import Invalid
from portal.core.ids import ID
from portal.core.languages import gettext as _
from portal.voice import entry, envelope, inbox, polls
from portal.voice.entry import Presented
from portal.voice.items import REASONS
from portal.voice.keys import keys_folder
from portal.voice.models import ActRow, Post
from portal.voice.stages import PUBLIC


@dataclass(frozen=True)
class Acted:
    """Somebody's act on something: what it was, and for a report or an answer its value."""

    act: Act
    object: str
    value: str | None = None


def read_support(found: dict[str, Any]) -> tuple[Presented, Acted]:
    """The fields of a support. Raises Problem (400) for any other shape, Invalid for no post."""
    envelope.only(found, (*entry.FIELDS, "post"))
    return entry.read_token(found), Acted(Act.SUPPORT, _text(found, "post"))


def read_report(found: dict[str, Any]) -> tuple[Presented, Acted]:
    """The fields of a report; raises alike."""
    envelope.only(found, (*entry.FIELDS, "post", "reason"))
    return entry.read_token(found), Acted(Act.REPORT, _text(found, "post"), _text(found, "reason"))


def read_vote(found: dict[str, Any]) -> tuple[Presented, Acted]:
    """The fields of an answer: the poll is a key result, the round a week like 2026-W48."""
    envelope.only(found, (*entry.FIELDS, "poll", "round", "value"))
    if type(found["value"]) is not int:
        raise envelope.malformed()
    about = f"{_text(found, 'poll')}/{_text(found, 'round')}"
    return entry.read_token(found), Acted(Act.POLL, about, str(found["value"]))


def _text(found: dict[str, Any], name: str) -> str:
    return envelope.taken_text(found, name)


def submit(
    token: Presented, acted: Acted, epoch: str, is_open: Callable[[str], bool], today: date
) -> None:
    """Put an act into the inbox; the same again changes nothing and is answered alike.

    Raises Forbidden for a token that no key of support has signed, Invalid for an object or value
    that there is not, Gone for a key that is closed or not open yet.
    """
    entry.check_token(token, "support")
    _check(acted, is_open, today)
    if not entry.is_taken(token.kid):
        raise entry.closed(token.kid)
    pepper = Keystore(keys_folder()).pepper(token.kid)
    marked = mark(pepper, token.kid, token.msg, acted.act, acted.object)
    lay(marked, token.kid, acted, epoch)


def lay(marked: bytes, kid: str, acted: Acted, epoch: str) -> None:
    """Put an act under its mark into the inbox; of a verdict the last one stands, else the first.

    One that a release has moved already changes nothing, and leaves with the next sweep.
    """
    held = {"kid": kid, "act": acted.act, "object": acted.object, "value": acted.value}
    last = acted.act is Act.VERDICT
    inbox.lay(marked, held | {"hold": "release"}, epoch, replacing=last)


def _check(acted: Acted, is_open: Callable[[str], bool], today: date) -> None:
    if acted.act is Act.POLL:
        polls.check(acted.object, acted.value, is_open, today)
        return
    post = db.session.get(Post, acted.object) if ID.fullmatch(acted.object) else None
    if post is None or post.state not in PUBLIC:
        raise Invalid(_("There is no such post."), "post")
    if acted.act is Act.REPORT and acted.value not in REASONS:
        raise Invalid(_("Choose a reason from the list."), "reason")


def known(marks: Iterable[bytes]) -> set[bytes]:
    """Which of these marks a release has moved already."""
    found: set[bytes] = set()
    for some in batched(marks):
        query = select(ActRow.mark).where(ActRow.mark.in_(some))
        found |= {bytes(one) for one in db.session.scalars(query)}
    return found


def keep(rows: Sequence[tuple[bytes, Acted]]) -> None:
    """Move acts on posts into main and count them anew; in a release's transaction."""
    if not rows:
        return
    # In the order of their marks, which is none.
    ordered = sorted(rows, key=lambda row: row[0])
    values = [{"mark": m, "act": a.act, "object": a.object, "value": a.value} for m, a in ordered]
    db.session.execute(insert(ActRow), values)
    _view_posts({a.object for _m, a in rows if a.act in {Act.SUPPORT, Act.REPORT}})


def _view_posts(ids: set[str]) -> None:
    for some in batched(sorted(ids)):
        for post in db.session.scalars(select(Post).where(Post.id.in_(some))):
            found = counts(post.id)
            supporters = sum(n for (act, _value), n in found.items() if act == Act.SUPPORT)
            post.supporters = bucket(supporters)
            reports = {v: bucket(n) for (act, v), n in found.items() if act == Act.REPORT and v}
            post.reported = reports or None
            # Kept once, it comes back for a reason that nobody has looked at yet.
            post.flagged = bool(reports.keys() - set(post.cleared or ()))


def counts(about: str) -> dict[tuple[str, str | None], int]:
    """How many acts there are about something, by act and value: a release alone may ask."""
    query = select(ActRow.act, ActRow.value, func.count()).where(ActRow.object == about)
    rows = db.session.execute(query.group_by(ActRow.act, ActRow.value)).all()
    return {(row[0], row[1]): row[2] for row in rows}
