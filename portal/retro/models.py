"""Sessions, their topics, and actions that outlive them."""

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.ids import new_id


class Phase(StrEnum):
    """The way through a session; it can be gone back, until it is closed."""

    REVIEW = "review"
    GROUP = "group"
    DISCUSS = "discuss"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a topic ends; every one does."""

    ACTION = "action"
    DECISION = "decision"
    PARKED = "parked"


class Session(Base):
    """A retrospective over some key results, led by one person."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("phase in ('review', 'group', 'discuss', 'closed')", name="phase"),
        Index("ix_session_started", "started"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    title: Mapped[str]
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    phase: Mapped[str] = mapped_column(default=Phase.REVIEW.value)
    started: Mapped[date]
    closed: Mapped[date | None]
    # The session whose actions this one begins with.
    before_id: Mapped[str | None] = mapped_column(ForeignKey("session.id"))
    # How often what its page shows was changed.
    version: Mapped[int] = mapped_column(default=0, server_default="0")

    topics: Mapped[list["Topic"]] = relationship(
        back_populates="session", order_by="Topic.place", lazy="select"
    )

    @property
    def team_ids(self) -> frozenset[str]:
        """The team for which it is held."""
        return frozenset({self.team_id} - {None})  # type: ignore[arg-type]


class SessionKeyResult(Base):
    """A key result that a session is about."""

    __tablename__ = "session_key_result"
    __table_args__ = (Index("ix_session_key_result_key_result_id", "key_result_id"),)

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    key_result_id: Mapped[str] = mapped_column(ForeignKey("key_result.id"), primary_key=True)


class Topic(Base):
    """A group of posts that is talked about as one."""

    __tablename__ = "topic"
    __table_args__ = (
        CheckConstraint("ending in ('action', 'decision', 'parked')", name="ending"),
        Index("ix_topic_session_id", "session_id", "place"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"))
    place: Mapped[int]
    theme: Mapped[str]
    title: Mapped[str]
    key_result_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))
    notes: Mapped[str] = mapped_column(default="")
    ending: Mapped[str | None]
    # The decision, or why it was parked.
    outcome: Mapped[str] = mapped_column(default="")

    session: Mapped[Session] = relationship(back_populates="topics", lazy="joined")
    cards: Mapped[list["TopicPost"]] = relationship(lazy="select", order_by="TopicPost.post_id")

    @property
    def owner_id(self) -> str:
        """Who leads the session."""
        return self.session.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The session's team."""
        return self.session.team_ids


class TopicPost(Base):
    """A published post that lies under a topic; in the order of random ids, which is none."""

    __tablename__ = "topic_post"

    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)


class Action(Base):
    """What somebody will do by a day, and how it will be seen."""

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'dropped')", name="state"),
        Index("ix_action_session_id", "session_id"),
        Index("ix_action_owner_id", "owner_id", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"))
    topic_id: Mapped[str | None] = mapped_column(ForeignKey("topic.id"))
    key_result_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str]
    due: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    why: Mapped[str] = mapped_column(default="")
    # In how many later sessions it was still open.
    carried: Mapped[int] = mapped_column(default=0)

    session: Mapped[Session] = relationship(lazy="joined")

    @property
    def team_ids(self) -> frozenset[str]:
        """The team in whose session it was agreed on."""
        return self.session.team_ids
