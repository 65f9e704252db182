"""Reports that a manager's words ask who wrote something: who reported is written down nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from portal.answers.models import Decision, Reply
from portal.answers.words import sentence
from portal.core import audit, clock
from portal.core.access import Actor
from portal.core.db import Base, db
from portal.core.errors import Conflict, Missing
from portal.core.ids import new_id
from portal.core.languages import gettext as _
from portal.voice.models import ISLAND

SIZE = 20


class HuntingReport(Base):
    """An open report: one for each of a manager's sentences, however many people tapped."""

    __tablename__ = "hunting_report"
    __table_args__ = (ISLAND,)

    said_id: Mapped[str] = mapped_column(primary_key=True)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))


class HuntingWord(Base):
    """What a moderator wrote to the manager about a report, and with it settled the report."""

    __tablename__ = "hunting_word"
    __table_args__ = (Index("ix_hunting_word_told_id", "told_id", "day"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    said_id: Mapped[str] = mapped_column(unique=True)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    # The manager who reads it, and the moderator who wrote it.
    told_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    words: Mapped[str]
    day: Mapped[date]


@dataclass(frozen=True)
class Said:
    """A decision or a reply: a manager's sentence under a blocker."""

    id: str
    post_id: str
    account_id: str
    words: str
    day: date

    @property
    def owner_id(self) -> str:
        """Whose sentence it is; that person does not judge it."""
        return self.account_id


def find_said(said_id: str) -> Said:
    """The decision or reply with this id, while its blocker is there. Raises Missing."""
    if found := _said([said_id]):
        return found[said_id]
    raise Missing(_("There is no such decision or reply."))


def find_reported(said_id: str) -> Said:
    """The same, while a report about it is open. Raises Missing."""
    if db.session.get(HuntingReport, said_id) is None:
        raise Missing(_("There is no such report, or it was settled."))
    return find_said(said_id)


def _said(ids: Sequence[str]) -> dict[str, Said]:
    replies = db.session.scalars(select(Reply).where(Reply.id.in_(ids)))
    decisions = db.session.scalars(select(Decision).where(Decision.id.in_(ids)))
    found = [Said(one.id, one.post_id, one.account_id, one.body, one.day) for one in replies]
    found += [
        Said(one.id, one.post_id, one.account_id, sentence(one.kind, one.details), one.day)
        for one in decisions
        if one.post_id
    ]
    return {one.id: one for one in found}


def report(post_id: str, said_id: str) -> None:
    """Open a report about a sentence under this post. Raises Missing.

    Whether there is one already, or was, is not told: nobody shall learn that somebody reported.
    """
    said = find_said(said_id)
    if said.post_id != post_id:
        raise Missing(_("There is no such decision or reply."))
    if _word_about(said_id) is None and db.session.get(HuntingReport, said_id) is None:
        _open(said)


def _open(said: Said) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(HuntingReport(said_id=said.id, post_id=said.post_id))
    except IntegrityError:
        # Somebody else tapped at the same moment: it is reported.
        return


def _word_about(said_id: str) -> HuntingWord | None:
    return db.session.scalar(select(HuntingWord).where(HuntingWord.said_id == said_id))


def reported(*, page: int = 1) -> list[Said]:
    """What open reports are about, one page of them, in an order that says nothing of when."""
    query = select(HuntingReport).order_by(HuntingReport.said_id)
    rows = db.session.scalars(query.limit(SIZE).offset((page - 1) * SIZE))
    ids = [row.said_id for row in rows]
    found = _said(ids)
    return [found[id_] for id_ in ids if id_ in found]


def settle(actor: Actor, said: Said, words: str) -> HuntingWord:
    """Write to the manager about what was reported; the report is then closed. Raises Conflict."""
    found = db.session.get(HuntingReport, said.id)
    if found is None:
        raise Conflict(_("Another moderator settled this already."))
    db.session.delete(found)
    word = HuntingWord(
        said_id=said.id,
        post_id=said.post_id,
        told_id=said.account_id,
        account_id=actor.id,
        words=words,
        day=clock.today(),
    )
    db.session.add(word)
    _flush()
    audit.record(actor, "settle-hunting", said.id)
    return word


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Conflict(_("Another moderator settled this already.")) from error


def words_to(actor: Actor, *, size: int = 3) -> Sequence[HuntingWord]:
    """What moderators wrote to this manager last."""
    query = select(HuntingWord).where(HuntingWord.told_id == actor.id)
    return db.session.scalars(query.order_by(HuntingWord.day.desc()).limit(size)).all()


def words_under(actor: Actor, post_id: str) -> dict[str, HuntingWord]:
    """What moderators wrote to this manager about sentences under a post, by sentence."""
    query = select(HuntingWord).where(
        HuntingWord.post_id == post_id, HuntingWord.told_id == actor.id
    )
    return {one.said_id: one for one in db.session.scalars(query)}
