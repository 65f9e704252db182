"""Who is told what of a day: in buckets, once, and only what waits."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.answers import service as answers
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.outbox import Message
from portal.notify import choices, digests
from portal.notify.words import lines_of
from portal.okr import readings
from portal.people.models import Account
from tests.answers.test_service import publish
from tests.making import make_goal, make_item, make_post
from tests.notify.conftest import FRIDAY, THURSDAY, messages

pytestmark = pytest.mark.slow


def told():
    """Everybody's digest by name."""
    names = {row.id: row.identifier for row in db.session.scalars(select(Account))}
    return {names[one.recipient]: one.facts for one in messages(kind="digest")}


@pytest.fixture
def blocked(thursday, say, crowd, goal, actors):
    """Somebody has said what blocks Bob's goal, and it was published."""
    return publish(say, crowd[0], goal.id, actors)


def test_a_manager_is_told_in_a_bucket_that_blockers_wait(blocked, on):
    on(f"{THURSDAY}T09:00")
    assert digests.make() == 1
    assert told() == {"bob": {"decide": "<5"}}


def test_what_waits_too_long_is_told_first_to_who_wants_to_hear(blocked, on, cast, actors):
    jobs.tick()
    on("2026-12-07T09:00")
    found = digests.facts_for(actors["bob"], set(choices.SUBJECTS), clock.today())
    assert (found["decide"], found["overdue"]) == ("<5", "<5")
    assert "overdue" not in digests.facts_for(actors["bob"], {"given"}, clock.today())
    lines = lines_of(found, {}, lambda endpoint, **_words: endpoint)
    assert [one.sentence for one in lines] == [
        "逾期的卡關：不到 5 件",
        "等你決定的卡關：不到 5 件",
    ]


def test_nothing_is_told_in_quiet_hours(blocked, on):
    for instant in (f"{THURSDAY}T19:00", f"{FRIDAY}T07:59", "2026-11-28T10:00"):
        on(instant)
        assert digests.make() == 0
    assert messages() == []


@pytest.mark.everywhere
def test_a_day_has_one_digest_whatever_happens_later(blocked, on, say, crowd, goal, actors):
    on(f"{THURSDAY}T09:00")
    digests.make()
    publish(say, crowd[1], goal.id, actors)
    for hour in ("09:01", "12:00", "18:59"):
        on(f"{THURSDAY}T{hour}")
        assert digests.make() == 0
    assert [one.facts for one in messages()] == [{"decide": "<5"}]


def test_moderators_are_told_after_the_release_and_not_before(thursday, on, say, crowd, goal):
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    digests.make()
    assert told() == {}
    jobs.release_at(clock.now())
    on(f"{FRIDAY}T08:00")
    digests.make()
    assert told()["mona"] == {"review": "<5"}


def test_whoever_was_given_something_is_told_the_next_day(blocked, on, actors, cast):
    day = clock.today().isoformat()
    with transaction():
        decided = {"owner": cast.alice, "by": day}
        answers.decide(actors["bob"], answers.find_blocker(blocked.id), "assign", decided)
    digests.make()
    assert told() == {}
    on(f"{FRIDAY}T09:00")
    digests.make()
    assert told()["alice"] == {"given": "<5"}
    on("2026-11-30T09:00")
    digests.make()
    assert len(messages(recipient=cast.alice)) == 1


def test_on_friday_owners_are_reminded_who_have_not_updated_leaders_included(
    thursday, on, actors, cast
):
    mine, hers = make_goal("bob"), make_goal("mona", "新人留得住", "人資部")
    on(f"{FRIDAY}T09:00")
    with transaction():
        readings.check_in(actors["mona"], hers, 80, 6, "")
    digests.make()
    assert told() == {"bob": {"check_in": [mine.id]}}


def test_on_other_days_nobody_is_reminded(thursday, goal):
    assert digests.make() == 0


def test_what_somebody_does_not_want_to_hear_is_not_told(blocked, cast):
    with transaction():
        choices.choose(cast.bob, {"given", "check_in"})
    assert digests.make() == 0


def test_who_has_no_address_or_is_gone_is_told_nothing(blocked, cast):
    with transaction():
        db.session.get_one(Account, cast.bob).email = None
    assert digests.make() == 0


@pytest.mark.everywhere
def test_a_round_that_was_made_elsewhere_meanwhile_is_not_made_again(blocked, monkeypatch):
    monkeypatch.setattr("portal.core.outbox.is_told", lambda _mark: False)
    assert digests.make() == 1
    assert digests.make() == 0


def test_the_outbox_tells_no_time_of_day():
    kinds = {str(column.type) for column in Message.__table__.columns}
    assert not {kind for kind in kinds if "TIME" in kind.upper()}
