"""People, their teams and sites, and the one-time links that let them in."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.access import Role
from portal.core.db import ISSUANCE, Base
from portal.core.ids import new_id


class Team(Base):
    """A team; teams form a tree."""

    __tablename__ = "team"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))


class Site(Base):
    """A place where people work: a plant, a shop, an office."""

    __tablename__ = "site"

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)


class WorkHours(Base):
    """When people work at a site; the row without one is for everybody else (people.calendars)."""

    __tablename__ = "work_hours"

    # Empty: the whole organisation. No foreign key for that reason.
    site_id: Mapped[str] = mapped_column(primary_key=True)
    zone: Mapped[str]
    # Whose public holidays are days off: a country, or nobody's.
    region: Mapped[str]
    # By weekday, 0 is Monday: ["08:00-12:00", "13:00-17:00"].
    shifts: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Further days off, as YYYY-MM-DD.
    off: Mapped[list[str]] = mapped_column(JSON)


class Account(Base):
    """Somebody who may sign in. There is no column for when they last did."""

    __tablename__ = "account"
    __table_args__ = (
        CheckConstraint("role in ('member', 'manager', 'moderator', 'admin')", name="role"),
        CheckConstraint("candles in ('east', 'west')", name="candles"),
        Index("ix_account_team_id", "team_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    identifier: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    role: Mapped[str] = mapped_column(default=Role.MEMBER.value)
    team_id: Mapped[str | None] = mapped_column(ForeignKey("team.id"))
    site_id: Mapped[str | None] = mapped_column(ForeignKey("site.id"))
    password_hash: Mapped[str | None]
    locale: Mapped[str | None]
    # Which colour of a candle is better: red (east), green (west), or as the language has it.
    candles: Mapped[str | None]
    # Part of every session: raising it signs out everywhere at the next request.
    session_epoch: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
    # The last day of an absence that this person told: nothing waits for them until then.
    away_until: Mapped[date | None]

    team: Mapped[Team | None] = relationship(lazy="raise")
    site: Mapped[Site | None] = relationship(lazy="raise")


class SignInLink(Base):
    """A one-time link, known here by its digest only; gone when used."""

    __tablename__ = "sign_in_link"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    expires: Mapped[datetime]


class CalendarFeed(Base):
    """The secret address of somebody's calendar, known by its digest only; the newest alone."""

    __tablename__ = "calendar_feed"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)


class SecondStep(Base):
    """The secret that somebody's telephone makes codes of, sealed; no trace of when they did."""

    __tablename__ = "second_step"

    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed: Mapped[bool]


class RecoveryCode(Base):
    """A code on paper for whoever lost the telephone, known by its digest only; gone when used."""

    __tablename__ = "recovery_code"

    digest: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)


def allowance_table(metadata: MetaData) -> Table:
    """Who may still collect how many of a key; no time column, rows of one width (protocol 4)."""
    return Table(
        "allowance",
        metadata,
        Column("kid", String(22), primary_key=True),
        Column("account_id", String(26), primary_key=True),
        Column("n", Integer, nullable=False),
        Column("request", LargeBinary(32), nullable=False),
        sqlite_with_rowid=False,
    )


ALLOWANCE = allowance_table(ISSUANCE)
