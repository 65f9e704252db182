"""What people do not want to be told."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base

SUBJECTS = ("decide", "given", "check_in", "review")


class Refusal(Base):
    """A subject of which somebody wants no mail."""

    __tablename__ = "mail_refusal"
    __table_args__ = (
        CheckConstraint("subject in ('decide', 'given', 'check_in', 'review')", name="subject"),
    )

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
