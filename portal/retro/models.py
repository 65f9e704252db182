"""Sessions, their topics, and actions that outlive them."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portal.core import clock
from portal.core.db import Base
from portal.core.ids import new_id


class Phase(StrEnum):
    """The way through a session; it can be gone back, until it is closed."""

    SAFETY = "safety"
    ICEBREAKER = "icebreaker"
    REVIEW = "review"
    FIGURES = "figures"
    COLLECT = "collect"
    GROUP = "group"
    VOTE = "vote"
    DISCUSS = "discuss"
    ACTIONS = "actions"
    CLOSING = "closing"
    CLOSED = "closed"


class Ending(StrEnum):
    """How a topic ends; every one does."""

    ACTION = "action"
    DECISION = "decision"
    PARKED = "parked"


class Judged(StrEnum):
    """Whether a topic was found by the portal, is one, or holds a card that belongs to none."""

    SUGGESTED = "suggested"
    KEPT = "kept"
    LOOSE = "loose"


class Session(Base):
    """A retrospective over some key results, led by one person."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint(
            "phase in ('safety', 'icebreaker', 'review', 'figures', 'collect', 'group', 'vote',"
            " 'discuss', 'actions', 'closing', 'closed')",
            name="phase",
        ),
        Index("ix_session_started", "started"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    title: Mapped[str]
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    # In which way it collects: its questions are its columns.
    format: Mapped[str] = mapped_column(default="four-steps")
    phase: Mapped[str] = mapped_column(default=Phase.REVIEW.value)
    started: Mapped[date]
    closed: Mapped[date | None]
    # When its phase began and is to end, in UTC: of the facilitator; what is said is not timed.
    began: Mapped[datetime | None]
    ends: Mapped[datetime | None]
    # Which question breaks the ice.
    question: Mapped[int] = mapped_column(default=0)
    # How many dots a ballot has, and how many of them one topic may get.
    dots: Mapped[int] = mapped_column(default=5)
    most: Mapped[int] = mapped_column(default=3)
    # How many ballots were counted; 0 when there were too few to count.
    cast: Mapped[int | None]
    # Too few dared to speak under their names: from then on nothing here shows one, for good.
    anonymous: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Until which day cards are written and votes cast in one's own time; else the room does it.
    collect_until: Mapped[date | None]
    vote_until: Mapped[date | None]
    # How many may sit down by the room's QR, and in UTC until when it lets in.
    seats: Mapped[int] = mapped_column(default=0, server_default="0")
    seats_until: Mapped[datetime | None]
    # A topic was named, merged or talked about: from then on nothing is grouped anew.
    grouped: Mapped[bool] = mapped_column(default=False)
    # The session whose actions this one begins with.
    before_id: Mapped[str | None] = mapped_column(ForeignKey("session.id"))
    # Which tool it was held with, when it was brought from there; empty when it was held here.
    origin: Mapped[str] = mapped_column(default="", server_default="")
    # How often what its page shows was changed.
    version: Mapped[int] = mapped_column(default=0, server_default="0")

    topics: Mapped[list["Topic"]] = relationship(
        back_populates="session", order_by="Topic.place", lazy="select"
    )
    phases: Mapped[list["SessionPhase"]] = relationship(lazy="select")
    columns: Mapped[list["SessionColumn"]] = relationship(
        lazy="select", order_by="SessionColumn.place"
    )

    @validates("anonymous")
    def _never_back(self, _name: str, anonymous: bool) -> bool:  # noqa: FBT001 - SQLAlchemy's
        if self.anonymous and not anonymous:
            raise ValueError("a session that is anonymous stays so")
        return anonymous

    @property
    def team_ids(self) -> frozenset[str]:
        """The team for which it is held."""
        return frozenset({self.team_id} - {None})  # type: ignore[arg-type]


class SessionPhase(Base):
    """A phase of a session: how many minutes it was given, and how many seconds it took."""

    __tablename__ = "session_phase"

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    phase: Mapped[str] = mapped_column(primary_key=True)
    planned: Mapped[int]
    spent: Mapped[int] = mapped_column(default=0)


class SessionColumn(Base):
    """A question under which cards are written; `name` is empty where the product has words."""

    __tablename__ = "session_column"

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int]
    name: Mapped[str]


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
        CheckConstraint("judged in ('suggested', 'kept', 'loose')", name="judged"),
        Index("ix_topic_session_id", "session_id", "place"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"))
    place: Mapped[int]
    theme: Mapped[str]
    title: Mapped[str]
    key_result_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))
    # What it got on ballots, and apart from that by hands in the room.
    votes: Mapped[int | None]
    hands: Mapped[int] = mapped_column(default=0)
    notes: Mapped[str] = mapped_column(default="")
    ending: Mapped[str | None]
    # The decision, or why it was parked.
    outcome: Mapped[str] = mapped_column(default="")
    # The topic of the session before that was about the same; found when the session closes.
    before_id: Mapped[str | None] = mapped_column(ForeignKey("topic.id"))
    judged: Mapped[str] = mapped_column(default=Judged.KEPT.value, server_default=Judged.KEPT.value)
    # The words for which it was suggested, as its label has them; none where none are shared.
    terms: Mapped[str] = mapped_column(default="", server_default="")

    session: Mapped[Session] = relationship(back_populates="topics", lazy="joined")
    cards: Mapped[list["TopicPost"]] = relationship(lazy="select", order_by="TopicPost.post_id")
    written: Mapped[list["TopicCard"]] = relationship(lazy="select", order_by="TopicCard.card_id")

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


class TopicCard(Base):
    """A card that lies under a topic; in the order of random ids, which is none."""

    __tablename__ = "topic_card"
    __table_args__ = ({"info": {"island": True}, "sqlite_with_rowid": False},)

    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    card_id: Mapped[str] = mapped_column(ForeignKey("card.id"), primary_key=True)


class TopicDecision(Base):
    """A typed decision on a blocker that was made while this topic was talked about."""

    __tablename__ = "topic_decision"

    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decision.id"), primary_key=True)


class Publication(Base):
    """A topic as it hangs on the board, in the words of whoever led its session."""

    __tablename__ = "publication"
    __table_args__ = (Index("ix_publication_day", "day", "topic_id"),)

    topic_id: Mapped[str] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    said: Mapped[str]
    done: Mapped[str]
    day: Mapped[date]

    topic: Mapped[Topic] = relationship(lazy="joined")


class GroupingStep(Base):
    """What was done while grouping, and how the topics were before it; gone with the phase."""

    __tablename__ = "grouping_step"

    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    # Of what it tells: the topic's name then, another one's, and the cards that were moved.
    title: Mapped[str]
    other: Mapped[str]
    cards: Mapped[list[str]] = mapped_column(JSON)
    # The topics as they were, and the ids of those that it made.
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    made: Mapped[list[str]] = mapped_column(JSON)


class Action(Base):
    """What somebody will do by a day, and how it will be seen."""

    __tablename__ = "action"
    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'dropped')", name="state"),
        Index("ix_action_session_id", "session_id"),
        Index("ix_action_owner_id", "owner_id", "state"),
        Index("ix_action_key_result_id", "key_result_id"),
        Index("ix_action_post_id", "post_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"))
    topic_id: Mapped[str | None] = mapped_column(ForeignKey("topic.id"))
    # What it is for: a key result, or a blocker and the key result that this is about.
    key_result_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))
    post_id: Mapped[str | None] = mapped_column(ForeignKey("post.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    what: Mapped[str]
    # By what everybody will see that it was done and helped.
    how: Mapped[str] = mapped_column(default="")
    due: Mapped[date]
    state: Mapped[str] = mapped_column(default="open")
    why: Mapped[str] = mapped_column(default="")
    # In how many later sessions it was still open.
    carried: Mapped[int] = mapped_column(default=0)

    session: Mapped[Session] = relationship(lazy="joined")

    @property
    def days(self) -> int:
        """For how many days it has been agreed on; none while its session still runs."""
        return (clock.today() - self.session.closed).days if self.session.closed else 0

    @property
    def team_ids(self) -> frozenset[str]:
        """The team in whose session it was agreed on."""
        return self.session.team_ids
