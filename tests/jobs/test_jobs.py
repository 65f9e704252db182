"""What is due at which minute: fixed releases, urgent ones at the full hour, and the purge."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal import jobs, worker
from portal.core import clock
from portal.core.db import db, transaction
from portal.people import issuance, links
from portal.people.models import Account, SignInLink
from portal.voice import release
from portal.voice.keys import entries
from portal.voice.models import Release
from tests.jobs.conftest import turn
from tests.making import make_item, make_post
from tests.voice.conftest import put

TAIPEI = ZoneInfo("Asia/Taipei")


def at(text):
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=TAIPEI)


def slots():
    db.session.rollback()
    return list(db.session.scalars(select(Release.slot).order_by(Release.batch)))


def test_the_release_of_the_day_happens_once_in_its_minute_or_later(app):
    jobs.release_when_due(at("09T17:00"))
    assert jobs.release_when_due(at("10T16:59")) is None
    assert jobs.release_when_due(at("10T17:03")).batch == 2
    assert jobs.release_when_due(at("10T17:04")) is None
    assert jobs.release_when_due(at("11T16:59")) is None
    assert slots() == ["2026-11-09T17:00", "2026-11-10T17:00"]


def test_of_many_missed_releases_the_latest_is_made_up_for(app):
    jobs.release_when_due(at("02T17:00"))
    assert jobs.release_when_due(at("09T08:30")).batch == 2
    assert slots() == ["2026-11-02T17:00", "2026-11-08T17:00"]


def test_several_times_a_day_are_several_releases(app, choose):
    choose(release_at=(time(9), time(17, 30)))
    for hour in range(10, 34):
        jobs.release_when_due(at("10T00:01") + timedelta(hours=hour))
    assert slots() == ["2026-11-10T09:00", "2026-11-10T17:30", "2026-11-11T09:00"]


def test_a_demo_releases_every_minute(app, choose):
    choose(demo=True, floor=(1, 1), release_at="*")
    for minute in (0, 1, 1, 2):
        jobs.release_when_due(at(f"10T12:0{minute}"))
    assert slots() == ["2026-11-10T12:00", "2026-11-10T12:01", "2026-11-10T12:02"]


@pytest.fixture
def urgent(say, crowd, goal):
    jobs.release_when_due(at("09T17:00"))
    for token, hold in zip(crowd, ("urgent", "release"), strict=False):
        assert say("/say/posts", make_post(token, make_item(goal.id), hold=hold)).status_code == 202


def test_what_is_urgent_goes_at_the_next_full_hour(urgent):
    assert jobs.release_when_due(at("10T10:59")) is None
    moved = jobs.release_when_due(at("10T11:00"))
    assert (moved.moved, moved.kept) == (1, 1)
    assert jobs.release_when_due(at("10T11:00")).moved == 0
    assert slots() == ["2026-11-09T17:00", "2026-11-10T11:00!"]
    # An urgent release is none of the fixed ones: these are made all the same.
    assert jobs.release_when_due(at("10T17:00")).moved == 1


def test_an_hour_without_anything_urgent_leaves_no_trace(app, crowd):
    jobs.release_when_due(at("09T17:00"))
    assert jobs.release_when_due(at("10T11:00")).batch is None
    assert slots() == ["2026-11-09T17:00"]


@pytest.mark.parametrize("step", ["_write_lines", "sweep"])
def test_a_release_that_broke_off_is_finished_in_the_next_minute(urgent, monkeypatch, step):
    def broken(*_words):
        raise OSError("the power failed")

    with monkeypatch.context() as patch:
        patch.setattr(release, step, broken)
        with pytest.raises(OSError, match="power"):
            jobs.release_when_due(at("10T17:00"))
    assert not release.is_whole()
    assert jobs.release_when_due(at("10T17:01")) is None
    assert release.is_whole()
    assert slots() == ["2026-11-09T17:00", "2026-11-10T17:00"]
    assert jobs.mend() is False


def test_a_release_rewrites_who_collected_in_the_order_of_the_roster(
    app, cast, crowd, open_posting
):
    assert issuance.collected(open_posting) == 5
    jobs.release_at(at("10T17:00"))
    assert issuance.collected(open_posting) == 5


def everybody_collected():
    with issuance.writing("issuance") as connection:
        connection.execute(issuance.ALLOWANCE.update().values(n=10, request=bytes([1]) * 32))


@pytest.fixture
def ending(made, goal):
    """A retired key from which all have collected, on the last day that it is taken; its kid."""
    turn("2026-11-01")
    everybody_collected()
    for day in ("2026-11-24", "2026-12-01"):
        turn(day)
    jobs.release_at(at("30T17:00") + timedelta(days=7))
    return made[0]


@pytest.mark.parametrize("after", [0, 1, 3])
def test_what_came_in_before_a_key_closed_is_released_after_it(ending, goal, after):
    put(ending, make_item(goal.id))
    turn("2026-12-08")
    assert entries()[ending].state == "closed"
    assert jobs.release_at(at("30T17:00") + timedelta(days=8 + after)).moved == 1


def test_what_too_few_could_have_said_waits_after_the_key_closed_too(ending, goal, cast):
    put(ending, make_item(goal.id))
    with issuance.writing("issuance") as connection:
        mine = issuance.ALLOWANCE.c.account_id == cast.alice
        connection.execute(issuance.ALLOWANCE.update().where(mine).values(request=bytes(32)))
    turn("2026-12-08")
    for days in (8, 9, 10):
        moved = jobs.release_at(at("30T17:00") + timedelta(days=days))
        assert (moved.moved, moved.kept) == (0, 1)


def test_who_collected_from_a_closed_key_is_forgotten_after_the_release(ending):
    turn("2026-12-08")
    for days in (8, 9):
        jobs.release_at(at("30T17:00") + timedelta(days=days))
    assert issuance.collected(ending) == 0
    with issuance.reading("issuance") as connection:
        rows = connection.execute(issuance.select(issuance.ALLOWANCE)).all()
    assert ending not in {row.kid for row in rows}


def test_the_purge_takes_links_that_are_too_old(cast, actors, time_machine):
    with transaction():
        links.make_reset(actors["ada"], db.session.get_one(Account, cast.alice))
    assert jobs.purge() == 0
    time_machine.move_to(clock.now() + links.RESET + timedelta(seconds=1))
    assert jobs.purge() == 1
    assert db.session.scalars(select(SignInLink)).all() == []
    assert jobs.purge() == 0


def test_turning_keys_is_a_job_too(made, cast, time_machine):
    time_machine.move_to(at("12T03:00"), tick=False)
    done = jobs.turn_keys()
    assert f"opened {made[0]} for 2026-11, early" in done
    assert jobs.turn_keys() == []


def test_a_job_that_fails_tells_its_kind_and_place_and_no_word(caplog):
    said = "".join(("can", "ary"))

    def fail():
        raise ValueError(said)

    worker.quietly("release", fail)
    [record] = caplog.records
    assert record.getMessage().startswith("ValueError in the job release\n")
    assert "in fail" in record.getMessage()
    assert said not in caplog.text


def test_a_database_that_refuses_tells_no_value(app, cast):
    account = Account(identifier="alice", name="canary")
    with pytest.raises(IntegrityError) as caught, transaction() as session:
        session.add(account)
    assert "canary" not in str(caught.value)
