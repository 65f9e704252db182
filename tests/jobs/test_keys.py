"""The life of posting keys over months: published, opened, retired, closed, each on its day."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from portal.anonymity import keylog, loglines
from portal.anonymity.vault import Destroyed
from portal.core.db import db, reading, transaction
from portal.people import issuance, keys, service
from portal.people.models import ALLOWANCE, Account
from portal.voice.keys import entries, log_folder
from tests.anonymity.logs import publication
from tests.jobs.conftest import turn

pytestmark = pytest.mark.slow


def days(first, last):
    at, end = date.fromisoformat(first), date.fromisoformat(last)
    return [(at + timedelta(days=n)).isoformat() for n in range((end - at).days + 1)]


def lines():
    return [loglines.parse(raw).line for raw in keylog.read(log_folder()).lines]


def story(kind="post"):
    """Every line about keys of a kind: its day, what was done, and to which key."""
    return [(line.day, line.type, line.kid) for line in lines()[1:] if line.kind == kind]


def shrink(actors, cast, *names):
    with transaction():
        for name in names:
            service.deactivate(actors["ada"], db.session.get_one(Account, getattr(cast, name)))


def test_two_months_turn_their_keys_each_on_its_day(made, cast):
    for day in days("2026-11-01", "2027-01-02"):
        turn(day)
        assert turn(day) == []
    november, december, january = made
    assert story() == [
        ("2026-11-01", "published", november),
        ("2026-11-01", "opened", november),
        ("2026-11-24", "published", december),
        ("2026-12-01", "retired", november),
        ("2026-12-01", "opened", december),
        ("2026-12-08", "closed", november),
        ("2026-12-25", "published", january),
        ("2027-01-01", "retired", december),
        ("2027-01-01", "opened", january),
    ]
    opened = [line for line in lines() if isinstance(line, keylog.Opened)]
    assert [line.early for line in opened if line.kind == "post"] == [True, False, False]
    assert {entries()[kid].scope: entries()[kid].opens for kid in made} == {
        "2026-11": "2026-11-01",
        "2026-12": "2026-12-01",
        "2027-01": "2027-01-01",
    }


def test_weeks_turn_their_keys_too(made, cast, choose):
    choose(epoch="week")
    for day in days("2026-12-21", "2027-01-04"):
        turn(day)
    scopes = [entries()[kid].scope for kid in made]
    # 2026 has 53 weeks.
    assert scopes == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]
    states = [entries()[kid].state for kid in made]
    assert states == ["closed", "retired", "open", "published"]


def test_a_retired_key_can_sign_nothing_any_more(made, cast):
    for day in ("2026-11-01", "2026-11-24"):
        turn(day)
    folder = issuance.folder()
    assert set(made) <= folder.kids()
    turn("2026-12-01")
    assert folder.kids() & set(made) == {made[1]}
    with pytest.raises(Destroyed):
        folder.signer(made[0])


def test_the_closing_line_says_how_many_were_issued_and_came_back(made, cast, signer):
    turn("2026-11-01")
    with issuance.writing("issuance") as connection:
        mine = issuance.ALLOWANCE.c.account_id == cast.alice
        of_key = issuance.ALLOWANCE.c.kid == made[0]
        connection.execute(
            issuance.ALLOWANCE.update().where(mine, of_key).values(n=20, request=bytes([1]) * 32)
        )
    for day in ("2026-11-24", "2026-12-01", "2026-12-08"):
        turn(day)
    closed = next(line for line in lines() if isinstance(line, keylog.Closed))
    assert (closed.issued, closed.redeemed, closed.roster) == (20, 0, 5)


def test_a_roster_under_the_floor_gets_no_key(made, cast, actors):
    shrink(actors, cast, "alice")
    for day in days("2026-11-01", "2026-11-30"):
        assert turn(day) == []
    assert made == []


def test_the_first_key_opens_when_the_roster_reaches_the_floor(made, cast, actors):
    shrink(actors, cast, "alice")
    assert turn("2026-11-12") == []
    with transaction():
        service.activate(actors["ada"], db.session.get_one(Account, cast.alice))
    [done] = turn("2026-11-13")
    assert done == f"opened {made[0]} for 2026-11, early"
    assert lines()[1].roster == 5


def test_an_epoch_ends_though_too_few_are_left_for_the_next(made, cast, actors):
    turn("2026-11-01")
    shrink(actors, cast, "alice")
    for day in days("2026-11-20", "2026-12-10"):
        turn(day)
    assert story()[2:] == [
        ("2026-12-01", "retired", made[0]),
        ("2026-12-08", "closed", made[0]),
    ]


def test_a_key_published_today_opens_tomorrow_or_at_once_and_says_so(made, cast, stock):
    turn("2026-11-01")
    today = {"day": "2026-12-01", "scope": "2026-12", "opens": "2026-12-01"}
    line = publication(stock[7], roster=5, floor=5, **today)
    issuance.folder().add(stock[7])
    keylog.append(log_folder(), issuance.folder().log_key(), line)
    assert turn("2026-12-01") == []
    assert entries()[made[0]].state == "open"
    assert turn("2026-12-01", at_once=True) == [f"opened {stock[7].kid} for 2026-12"]
    assert lines()[-1] == keylog.Opened(day="2026-12-01", kind="post", kid=stock[7].kid, early=True)


def test_a_server_that_slept_for_months_begins_anew_with_one_key(made, cast):
    turn("2026-11-01")
    turn("2027-03-15")
    states = {entries()[kid].scope: entries()[kid].state for kid in made}
    assert states == {"2026-11": "retired", "2027-03": "open"}
    turn("2027-03-22")
    assert entries()[made[0]].state == "closed"


def test_everybody_may_collect_what_is_published(made, supporting, cast):
    turn("2026-11-24")
    [quarter] = supporting
    assert keys.live() == {**dict.fromkeys(made, 30), quarter: 2}
    assert len(made) == 2
    with issuance.reading("issuance") as connection:
        rows = connection.execute(issuance.select(issuance.ALLOWANCE)).all()
    assert {(row.kid, row.account_id) for row in rows} == {
        (kid, who) for kid in (*made, quarter) for who in vars(cast).values()
    }


def test_a_quarter_turns_the_keys_of_support_and_ends_their_pepper(supporting, cast):
    for day in ("2026-11-01", "2026-12-25", "2027-01-01", "2027-01-08"):
        turn(day)
    autumn, winter = supporting
    assert story("support") == [
        ("2026-11-01", "published", autumn),
        ("2026-11-01", "opened", autumn),
        ("2026-12-25", "published", winter),
        ("2027-01-01", "retired", autumn),
        ("2027-01-01", "opened", winter),
        ("2027-01-08", "closed", autumn),
    ]
    assert [entries()[kid].scope for kid in supporting] == ["2026-Q4", "2027-Q1"]
    assert len(issuance.folder().pepper(winter)) == 32
    with pytest.raises(Destroyed):
        issuance.folder().pepper(autumn)


def test_a_crash_before_the_rows_are_written_is_healed_by_the_next_turn(made, cast, monkeypatch):
    def broken(*_words):
        raise OSError("the power failed")

    with monkeypatch.context() as patch:
        patch.setattr(issuance, "rewrite", broken)
        with pytest.raises(OSError, match="power"):
            turn("2026-11-01")
    assert turn("2026-11-01") == []
    with reading("issuance") as connection:
        rows = connection.scalar(select(func.count()).select_from(ALLOWANCE))
    assert rows == len(keys.live()) * len(vars(cast)) > 0
