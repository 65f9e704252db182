"""Objectives and key results, and the check-ins that move them; numbers are Decimals."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.db import Base
from portal.core.ids import new_id
from portal.core.revisions import FIGURES, outline

Figure = Numeric(18, 4)
# The room without its figures: what is kept of goals stands while people check in.
GOALS = outline("okr")
# Of a check-in, all is a reading.
READING = {"id", "key_result_id", "account_id", "number", "day", "value", "confidence", "note"}
READING |= {"corrects_id", "source"}


class Kind(StrEnum):
    """How a key result is read: grow to a target, shrink to one, or keep a rate per period."""

    REACH = "reach"
    REDUCE = "reduce"
    RATE = "rate"


class Source(StrEnum):
    """Where the readings of a key result come from: people, a file, or the portal's own figures."""

    HAND = "hand"
    FILE = "file"
    # What was said about goals in a week; working hours to a decision; what was confirmed solved.
    POSTED = "posted"
    HOURS = "hours"
    SOLVED = "solved"


class Cycle(Base):
    """A quarter, by the name people give it: 2026Q4."""

    __tablename__ = "cycle"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    starts: Mapped[date]
    ends: Mapped[date]


class Objective(Base):
    """What a team wants in a cycle; it may stand under an objective of another team."""

    __tablename__ = "objective"
    __table_args__ = (Index("ix_objective_cycle_id", "cycle_id"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.id"))
    team_id: Mapped[str] = mapped_column(ForeignKey("team.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("objective.id"))
    title: Mapped[str]
    batch: Mapped[str | None]
    # Whom a table named that nobody here is; until somebody takes it over, the importer answers.
    owner_text: Mapped[str] = mapped_column(default="", server_default="")

    cycle: Mapped[Cycle] = relationship(lazy="joined")
    parent: Mapped["Objective | None"] = relationship(remote_side="Objective.id", lazy="select")
    key_results: Mapped[list["KeyResult"]] = relationship(
        back_populates="objective", lazy="select", order_by="KeyResult.place"
    )

    @property
    def team_ids(self) -> frozenset[str]:
        """The team whose manager, and whoever stands over it, may act on this."""
        return frozenset({self.team_id})


class KeyResult(Base):
    """A measured result: from a baseline to a target, in a unit, until a day."""

    __tablename__ = "key_result"
    __table_args__ = (
        CheckConstraint("kind in ('reach', 'reduce', 'rate')", name="kind"),
        CheckConstraint("source in ('hand', 'posted', 'hours', 'solved')", name="source"),
        Index("ix_key_result_objective_id", "objective_id"),
        Index("ix_key_result_owner_id", "owner_id"),
        {"info": {FIGURES: {"current", "updated"}}},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    objective_id: Mapped[str] = mapped_column(ForeignKey("objective.id"))
    owner_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    owner_team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    place: Mapped[int] = mapped_column(default=0)
    title: Mapped[str]
    # The same in words that a shop floor uses; it stands on posters.
    plain: Mapped[str]
    kind: Mapped[str]
    unit: Mapped[str]
    baseline: Mapped[Decimal] = mapped_column(Figure)
    target: Mapped[Decimal] = mapped_column(Figure)
    current: Mapped[Decimal] = mapped_column(Figure)
    # Day of the last check-in, so that a list needs no second look.
    updated: Mapped[date | None]
    due: Mapped[date]
    listed: Mapped[bool] = mapped_column(default=True)
    # Which of the portal's own figures it is read from, or that people do it.
    source: Mapped[str] = mapped_column(default=Source.HAND.value, server_default="hand")
    # As on an objective; then the import that made it, and what its table said besides.
    owner_text: Mapped[str] = mapped_column(default="", server_default="")
    batch: Mapped[str | None]
    brought: Mapped[str] = mapped_column(default="", server_default="")
    # It came without a figure, as 0 to 1: somebody is to say how it is measured.
    needs_number: Mapped[bool] = mapped_column(default=False, server_default=false())

    objective: Mapped[Objective] = relationship(back_populates="key_results", lazy="joined")

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams whose managers answer for it: the objective's, and the owner's."""
        return frozenset({self.objective.team_id, self.owner_team_id or ""} - {""})


class OkrImport(Base):
    """A file of goals that was taken in, until it is taken back; who did it stands in the audit."""

    __tablename__ = "okr_import"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    # From which tool, by its code.
    origin: Mapped[str]
    # The minute, written like that of a release: only what was said since is of interest.
    minute: Mapped[str]


class CheckIn(Base):
    """One reading of a key result; never changed, never deleted."""

    __tablename__ = "check_in"
    __table_args__ = (
        CheckConstraint("confidence between 0 and 10", name="confidence"),
        CheckConstraint("source in ('hand', 'file', 'posted', 'hours', 'solved')", name="source"),
        Index("ix_check_in_key_result_id", "key_result_id", "day", "number"),
        {"info": {FIGURES: READING}},
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    key_result_id: Mapped[str] = mapped_column(ForeignKey("key_result.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    # The how-manieth of this key result, since a day may hold several.
    number: Mapped[int]
    day: Mapped[date]
    value: Mapped[Decimal] = mapped_column(Figure)
    confidence: Mapped[int]
    note: Mapped[str] = mapped_column(default="")
    # The reading that this one puts right; it takes its place, at its day, and both stay.
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("check_in.id"))
    source: Mapped[str] = mapped_column(default=Source.HAND.value, server_default="hand")

    key_result: Mapped[KeyResult] = relationship(lazy="select")

    @property
    def owner_id(self) -> str:
        """Who answers for the key result."""
        return self.key_result.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams whose managers may act on the key result."""
        return self.key_result.team_ids


class MountState(StrEnum):
    """What became of a wish to hang an objective under a goal of another team."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Mount(Base):
    """An objective that hangs under a goal of another team: asked for, then accepted or not."""

    __tablename__ = "mount"
    __table_args__ = (
        CheckConstraint("state in ('asked', 'accepted', 'declined')", name="state"),
        CheckConstraint("(over_objective_id is null) != (over_key_result_id is null)", name="over"),
        UniqueConstraint("objective_id", "over_objective_id"),
        UniqueConstraint("objective_id", "over_key_result_id"),
        Index("ix_mount_over_objective_id", "over_objective_id"),
        Index("ix_mount_over_key_result_id", "over_key_result_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    objective_id: Mapped[str] = mapped_column(ForeignKey("objective.id"))
    over_objective_id: Mapped[str | None] = mapped_column(ForeignKey("objective.id"))
    over_key_result_id: Mapped[str | None] = mapped_column(ForeignKey("key_result.id"))
    state: Mapped[str] = mapped_column(default=MountState.ASKED.value)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date]
    # Who accepted or declined it, when, and in which words.
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answered: Mapped[date | None]
    words: Mapped[str] = mapped_column(default="")

    objective: Mapped[Objective] = relationship(foreign_keys=objective_id, lazy="joined")
    over_objective: Mapped[Objective | None] = relationship(
        foreign_keys=over_objective_id, lazy="joined"
    )
    over_key_result: Mapped[KeyResult | None] = relationship(lazy="joined")

    @property
    def over(self) -> Objective | KeyResult:
        """The goal under which it hangs."""
        found = self.over_objective or self.over_key_result
        assert found is not None  # noqa: S101 - the table's own rule
        return found

    @property
    def owner_id(self) -> str:
        """Who accepts or declines: the owner of the goal above."""
        return self.over.owner_id

    @property
    def team_ids(self) -> frozenset[str]:
        """The teams whose managers may answer for that owner."""
        return self.over.team_ids


class Question(Base):
    """What somebody who answers for a key result asks the floor about it, until a day."""

    __tablename__ = "question"
    __table_args__ = (
        # One at a time: who asks three things at once is answered none.
        Index(
            "ix_question_open",
            "key_result_id",
            unique=True,
            sqlite_where=text("closed IS NULL"),
            postgresql_where=text("closed IS NULL"),
        ),
        Index("ix_question_key_result_id", "key_result_id", "day"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    key_result_id: Mapped[str] = mapped_column(ForeignKey("key_result.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str]
    day: Mapped[date]
    # The last day on which it stands, and the day on which it was closed before that, or renewed.
    until: Mapped[date]
    closed: Mapped[date | None]

    @property
    def owner_id(self) -> str:
        """Whoever asked, and nobody else, closes it."""
        return self.account_id

    @property
    def team_ids(self) -> frozenset[str]:
        """No team's manager closes what somebody else asks."""
        return frozenset()
