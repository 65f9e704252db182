"""A card as it rests in main, once it was revealed."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.ids import new_id
from portal.voice.models import ISLAND


class Card(Base):
    """What somebody wrote for a retrospective, revealed with the others of it, in no order."""

    __tablename__ = "card"
    __table_args__ = (
        CheckConstraint("state in ('shown', 'held', 'withdrawn')", name="state"),
        Index("ix_card_session_id", "session_id", "id"),
        ISLAND,
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"))
    # Under which question of the session it was written.
    column: Mapped[str]
    state: Mapped[str]
    # Why it was withdrawn; its text is gone then.
    reason: Mapped[str | None]
    # The facilitator wrote it for somebody in the room.
    for_room: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[str]
    sealed: Mapped[bytes]
