"""What is said is an island: nothing in its tables leads to a person or tells when it was said."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

import pytest
from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, MetaData, String, Table, Time

import portal
from portal.core.db import STORES, Base

ROOMS = ("portal.voice", "portal.anonymity")
# Public: the line of each release, and what a release found of a poll. They hold nobody's words.
PUBLIC = {"poll_view", "release"}
# Spoken or counted without a name, wherever the table lives.
SPOKEN = ("ballot", "card", "nullifier", "photo", "poster", "report", "spent", "support")
PERSONAL = ("account", "actor", "person", "user")
DATED = ("created", "updated")


def flaws(table: Table) -> Iterator[str]:
    """Yield what ties a table's rows to a person, or to an instant or order of arrival."""
    yield from ties(table)
    key = list(table.primary_key.columns)
    if len(key) == 1 and isinstance(key[0].type, Integer):
        yield "has an integer primary key"
    if table.dialect_options["sqlite"]["with_rowid"] is not False:
        yield "keeps rowids"


def ties(table: Table) -> Iterator[str]:
    """Yield what in a table's columns is a person or an instant; a day (Date) is coarse enough."""
    if any(key.column.table.name == "account" for key in table.foreign_keys):
        yield "refers to account"
    for column in table.columns:
        if isinstance(column.type, DateTime | Time):
            yield f"{column.name} is an instant"
        if any(word in column.name for word in (*PERSONAL, *DATED)):
            yield f"{column.name} is named for a person or an instant"


def unmarked(tables: Iterable[Table]) -> set[str]:
    """Return the names of the tables that do not say that they are of the island."""
    return {table.name for table in tables if table.info.get("island") is not True}


def modules() -> list[str]:
    """Import the whole package; return its modules' names."""
    found = pkgutil.walk_packages(portal.__path__, "portal.")
    names = [name for _finder, name, _package in found if not name.endswith("__main__")]
    for name in names:
        importlib.import_module(name)
    return names


def tables_of(room: str) -> set[Table]:
    """Return the tables that a room maps or holds."""
    mapped = {m.local_table for m in Base.registry.mappers if m.class_.__module__.startswith(room)}
    own = [importlib.import_module(name) for name in modules() if name.startswith(room)]
    return mapped | {thing for m in own for thing in vars(m).values() if isinstance(thing, Table)}


def every_table() -> list[Table]:
    """Return the tables of all stores."""
    modules()
    return [table for metadata in STORES.values() for table in metadata.tables.values()]


def test_no_table_of_the_island_leads_to_a_person_or_an_instant():
    island = [table for table in every_table() if table.info.get("island") is True]
    assert island != []
    assert {t.name: found for t in island if (found := list(flaws(t)))} == {}


@pytest.mark.parametrize("room", ROOMS)
def test_every_table_of_what_is_said_is_of_the_island(room):
    assert unmarked(tables_of(room)) - PUBLIC == set()


def test_what_is_public_leads_to_nobody_either():
    public = [table for table in every_table() if table.name in PUBLIC]
    assert {table.name for table in public} == PUBLIC
    assert {t.name: found for t in public if (found := list(ties(t)))} == {}


def test_every_table_named_for_something_spoken_is_of_the_island():
    spoken = [t for t in every_table() if any(word in t.name for word in SPOKEN)]
    assert unmarked(spoken) == set()


def test_each_tie_to_a_person_or_an_instant_is_found():
    metadata = MetaData()
    Table("account", metadata, Column("id", String, primary_key=True))
    tied = Table(
        "said",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("teller", ForeignKey("account.id")),
        Column("account_id", String),
        Column("at", DateTime),
        Column("hour", Time(timezone=True)),
        Column("created_on", Date),
    )
    assert list(flaws(tied)) == [
        "refers to account",
        "account_id is named for a person or an instant",
        "at is an instant",
        "hour is an instant",
        "created_on is named for a person or an instant",
        "has an integer primary key",
        "keeps rowids",
    ]
    assert unmarked([tied]) == {"said"}


def test_a_table_without_such_ties_is_left_alone():
    free = Table(
        "said",
        MetaData(),
        Column("id", String, primary_key=True),
        Column("day", Date),
        Column("key_result_id", ForeignKey("key_result.id")),
        info={"island": True},
        sqlite_with_rowid=False,
    )
    Table("key_result", free.metadata, Column("id", String, primary_key=True))
    assert list(flaws(free)) == []
    assert unmarked([free]) == set()
