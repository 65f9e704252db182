"""What a session asked all at once, and who is ready: rows of its polls."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class SessionPoll(Base):
    """A round of a poll in a session; what it came to is known once it was counted."""

    __tablename__ = "session_poll"
    __table_args__ = (CheckConstraint("kind in ('safety', 'next', 'worth')", name="kind"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    # The how manieth of the session, from 1.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    topic_id: Mapped[str | None] = mapped_column(ForeignKey("topic.id", ondelete="SET NULL"))
    # How many answers were counted: 0 when there were too few, None while it is asked.
    cast: Mapped[int | None]
    # Of `safety` the median, of `worth` the mean, of `next` the share who want to go on.
    figure: Mapped[Decimal | None] = mapped_column(Numeric(4, 2))

    @property
    def name(self) -> str:
        """What its round is called in acts."""
        return f"{self.kind}-{self.number}"


class SessionReady(Base):
    """That somebody is ready for the next step, by a mark that leads to nobody."""

    __tablename__ = "session_ready"
    __table_args__ = ({"info": {"island": True}, "sqlite_with_rowid": False},)

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
