"""Every write to a room of the main database is counted, by whichever way it comes."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from portal.core import revisions
from portal.core.db import db, reading, transaction
from portal.okr.models import READING, CheckIn, Cycle, KeyResult
from portal.okr.readings import check_in
from portal.people.models import Site

pytestmark = pytest.mark.everywhere

DAY = date(2031, 1, 1)


def numbers():
    with reading("main") as connection:
        return revisions.read(connection)


def changed(before):
    return {room for room, number in numbers().items() if before.get(room) != number}


@pytest.mark.parametrize(
    "write",
    [
        lambda session: session.add(Site(name="四廠")),
        lambda session: session.execute(insert(Site).values(id="a" * 26, name="五廠")),
        lambda session: session.execute(update(Site).values(name=Site.name)),
        lambda session: session.execute(delete(Site).where(Site.name == "nowhere")),
        lambda session: setattr(session.query(Site).first(), "name", "六廠"),
        lambda session: session.query(Site).filter_by(name="x").delete(),
    ],
)
def test_each_way_to_write_is_counted(cast, write):
    before = numbers()
    with transaction() as session:
        write(session)
    assert changed(before) == {"people"}


def test_a_new_figure_leaves_the_outline_of_its_room(goal, actors):
    before = numbers()
    with transaction() as session:
        check_in(actors["bob"], session.get(KeyResult, goal.id), Decimal(90), 7, "機台修好了")
    assert {"okr"} <= changed(before) <= {"okr", "core"}


@pytest.mark.parametrize(
    "write",
    [
        lambda session: setattr(session.query(KeyResult).first(), "plain", "換個說法"),
        lambda session: session.execute(update(KeyResult).values(current=91)),
        lambda session: session.execute(
            update(KeyResult).values(plain="換個說法"), {"current": Decimal(91)}
        ),
        lambda session: session.execute(delete(CheckIn)),
        lambda session: session.add(Cycle(name="2031Q1", starts=DAY, ends=DAY)),
    ],
)
def test_another_write_changes_the_outline(goal, write):
    before = numbers()
    with transaction() as session:
        write(session)
    assert changed(before) == {"okr", revisions.outline("okr")}


def test_what_is_a_reading_is_all_of_a_check_in():
    assert CheckIn.__table__.c.keys() == sorted(READING, key=CheckIn.__table__.c.keys().index)


def fail():
    with transaction() as session:
        session.add(Site(name="四廠"))
        session.flush()
        session.add(Site(name="四廠"))


def test_what_is_not_committed_is_not_counted(cast):
    before = numbers()
    with pytest.raises(IntegrityError):
        fail()
    assert changed(before) == set()
    with transaction() as session:
        session.query(Cycle).all()
    assert changed(before) == set()


def test_a_read_changes_nothing(cast, sign_in):
    client = sign_in("bob")
    before = numbers()
    for address in ("/in/", "/in/objectives", "/in/blockers", "/in/inbox"):
        assert client.get(address).status_code == 200
    assert changed(before) == set()


def test_every_table_belongs_to_a_room():
    known = revisions.rooms()
    assert {"post": "voice", "account": "people", "decision": "answers"}.items() <= known.items()
    assert set(known.values()) <= {
        "core",
        "counts",
        "okr",
        "drafts",
        "tree",
        "voice",
        "answers",
        "moderation",
        "retro",
        "truth",
        "people",
        "notify",
        "remarks",
    }
    assert set(known) == set(db.metadata.tables)
