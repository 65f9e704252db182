"""What people do not want to be told, and the chat rooms that are told something."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.ids import new_id

SUBJECTS = ("decide", "given", "check_in", "review", "retro")


class Refusal(Base):
    """A subject of which somebody wants no mail."""

    __tablename__ = "mail_refusal"
    __table_args__ = (
        CheckConstraint(
            "subject in ('decide', 'given', 'check_in', 'review', 'retro')", name="subject"
        ),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)


class ChatRoom(Base):
    """A room of a chat service; whoever knows its address can write there, so it rests sealed."""

    __tablename__ = "chat_room"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    service: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    # The last letters of the address, by which an admin knows it again.
    shown: Mapped[str]
