"""What was said and what is spent. No table here can point at a person or tell a time of day."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import fulltext
from portal.core.db import DERIVED, INBOX, Base
from portal.core.ids import new_id
from portal.core.revisions import ROOM
from portal.voice.stages import State

# Numbers are written at releases alone, so that what is kept by them outlives a post.
COUNTS = "counts"
ISLAND: dict[str, Any] = {"info": {"island": True}, "sqlite_with_rowid": False}

INBOX_ROW = Table(
    "inbox",
    INBOX,
    Column("nullifier", LargeBinary(32), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
    # All photos as one, apart: most looks at a row have no use for megabytes.
    Column("photos", LargeBinary),
    **ISLAND,
)

# How many came by the posters of a site since the last fixed release; which ones, nothing says.
POSTER_TALLY = Table(
    "poster_tally",
    INBOX,
    Column("site_id", String(26), primary_key=True),
    Column("posts", Integer, nullable=False),
    **ISLAND,
)

RENDERED = Table(
    "rendered",
    DERIVED,
    Column("post_id", String(26), primary_key=True),
    Column("epoch", String, nullable=False, index=True),
    Column("html", String, nullable=False),
    # For the search: by release, and within one by no order; the goal; the text as tokens.
    Column("place", BigInteger, nullable=False, unique=True),
    Column("target", String, nullable=False),
    Column("words", String, nullable=False),
    **ISLAND,
)
fulltext.index(RENDERED)


class Spent(Base):
    """A token that was used. Shares no column with a post."""

    __tablename__ = "spent"
    __table_args__ = (ISLAND,)

    nullifier: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    kid: Mapped[str] = mapped_column(String(22))
    # Of what no key let in: the Monday when it may be forgotten, which tells no day of release.
    until: Mapped[date | None]


class CodeBatch(Base):
    """Codes that were printed together for a site, which no post ever learns."""

    __tablename__ = "code_batch"
    __table_args__ = (ISLAND,)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str]
    day: Mapped[date]
    count: Mapped[int]
    revoked: Mapped[bool] = mapped_column(default=False)


class Code(Base):
    """A printed code that lets in once, by its mark (anonymity.codes); gone with its release."""

    __tablename__ = "code"
    __table_args__ = (ISLAND,)

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("code_batch.id"), index=True)


class Poster(Base):
    """The key of a site's wall posters in one month, by its mark (anonymity.posters)."""

    __tablename__ = "poster"
    __table_args__ = (UniqueConstraint("site_id", "month"), ISLAND)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str]
    month: Mapped[str]
    mark: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)


class ActRow(Base):
    """That somebody supported, reported, voted or judged, by its mark (anonymity.acts).

    The object is a post, for a poll its key result and round, for a verdict the post and the claim
    that it is solved. Gone with the post; pages show what a release worked out of these rows.
    """

    __tablename__ = "act"
    __table_args__ = (
        CheckConstraint("act in ('support', 'report', 'poll', 'verdict')", name="act"),
        Index("ix_act_object", "object", "act"),
        ISLAND,
    )

    mark: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    act: Mapped[str]
    object: Mapped[str]
    # The reason of a report, the figure of a vote, the word of a verdict that counts.
    value: Mapped[str | None]


class PollView(Base):
    """What a release found of one round of a poll: a bucket of people, and with enough the mean."""

    __tablename__ = "poll_view"

    object: Mapped[str] = mapped_column(primary_key=True)
    people: Mapped[str]
    mean: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))


class CountView(Base):
    """One number of published posts as the last release found it, or that it may not be told.

    All that pages, exports and charts know of how many there are (voice.counts reads it).
    """

    __tablename__ = "count_view"
    __table_args__ = (
        CheckConstraint("shown in ('number', 'few', 'withheld', 'parent')", name="shown"),
        {**ISLAND, "info": {**ISLAND["info"], ROOM: COUNTS}},
    )

    # Empty: the whole organisation; else a team, a key result or an objective.
    scope: Mapped[str] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    shown: Mapped[str]
    count: Mapped[int | None]
    # Where a group that is too small is counted.
    parent: Mapped[str | None]
    # The thresholds in force, and the release.
    numbers: Mapped[int]
    texts: Mapped[int]
    batch: Mapped[int]


class Post(Base):
    """Something said: content, the day of its release, and nothing about whoever said it."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint("kind in ('comment', 'blocker', 'reply')", name="kind"),
        # The posts about a goal by release; blockers by stage, with all that a list leaves out by.
        Index("ix_post_target", "target", "state", "batch", "kind"),
        Index("ix_post_progress", "kind", "state", "progress", "target", "severity"),
        # And the worst of a stage first, without a look at the others.
        Index("ix_post_worst", "kind", "state", "progress", "severity", "batch", "id", "target"),
        Index("ix_post_state", "state", "batch"),
        Index("ix_post_batch", "batch"),
        Index("ix_post_flagged", "flagged"),
        Index("ix_post_part_of", "part_of", "part"),
        Index("ix_post_merged_into", "merged_into"),
        ISLAND,
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    # A key result, an objective, or `unsure`; of a reply the post. No foreign key: it may be any.
    target: Mapped[str]
    cause: Mapped[str | None]
    severity: Mapped[int | None]
    ask: Mapped[str | None]
    site: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=State.WAITING.value)
    progress: Mapped[str | None]
    batch: Mapped[int]
    day: Mapped[date]
    epoch: Mapped[str]
    # The whole item as it was said, sealed; nothing once the original of a mask is destroyed.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    mailbox: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    # Whether a poster let it in, where nothing limits who speaks; of which site, nothing says.
    by_poster: Mapped[bool] = mapped_column(default=False, server_default=false())
    # How many say the same, and for which reasons it was reported: buckets, as of a release.
    supporters: Mapped[str | None]
    reported: Mapped[dict[str, str] | None] = mapped_column(JSON)
    # Whether those who say the same, and not its author, said last whether it is solved.
    judged_by_others: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Reported for a reason that no moderator has looked at, and the reasons for which it was kept.
    flagged: Mapped[bool] = mapped_column(default=False, server_default=false())
    cleared: Mapped[list[str] | None] = mapped_column(JSON)
    # To be read before the others.
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    # Its author wants it one level up: until the clocks have looked at it.
    pushed: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The item as readers get it, sealed, when a moderator has masked a part of it.
    masked: Mapped[bytes | None] = mapped_column(LargeBinary)
    # Of a text that was cut: from which post it is, and its how-manieth part, from 1.
    part_of: Mapped[str | None] = mapped_column(ForeignKey("post.id"))
    part: Mapped[int | None]
    # The published post that says the same, whose life its author follows.
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("post.id"))


class Photo(Base):
    """A photo of a post; the sealed picture is the file of this name in uploads/."""

    __tablename__ = "photo"
    __table_args__ = (UniqueConstraint("post_id", "place"), ISLAND)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    # The how-manieth of its post, from 0.
    place: Mapped[int]
    epoch: Mapped[str]


class PostEvent(Base):
    """A step on a post's way, in both languages, for the author who comes back."""

    __tablename__ = "post_event"
    __table_args__ = (Index("ix_post_event_post_id", "post_id", "step"), ISLAND)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    step: Mapped[int]
    event: Mapped[str]
    day: Mapped[date]
    words: Mapped[dict[str, str]] = mapped_column(JSON)


class Outcome(Base):
    """What moderation decided of a post, waiting to become a leaf of the next release line."""

    __tablename__ = "outcome"
    __table_args__ = (Index("ix_outcome_batch", "batch"), ISLAND)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"))
    # The how-manieth of its post, from 1.
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    outcome: Mapped[str]
    reason: Mapped[str | None]
    # The release whose line holds the leaf; empty until then.
    batch: Mapped[int | None]


class Appeal(Base):
    """That an author asked for a second look at a post, once, and what came of it."""

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint("outcome in ('uphold', 'overturn')", name="outcome"),
        Index("ix_appeal_outcome", "outcome"),
        ISLAND,
    )

    post_id: Mapped[str] = mapped_column(ForeignKey("post.id"), primary_key=True)
    # What the author said to it, sealed as its post is; nothing when nothing was said.
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # The day of its release.
    day: Mapped[date]
    outcome: Mapped[str | None]


class Release(Base):
    """One release: its slot, and the leaves of its line in the key log. Public, like the log."""

    __tablename__ = "release"

    batch: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    slot: Mapped[str] = mapped_column(unique=True)
    day: Mapped[date]
    leaves: Mapped[bytes] = mapped_column(LargeBinary)
    root: Mapped[str]
    # Line of the key log; empty between the transaction and the line.
    seq: Mapped[int | None]
