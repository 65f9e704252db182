"""The week's question: answers wait for its end, are counted once, and are then nowhere."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.db import db
from portal.voice import polls, sweeping
from portal.voice.models import ActRow, PollView
from portal.voice.polls import LEAST, MOST, VALUES, Answer
from portal.voice.weekly import week_of
from tests.anonymity.solver import solved
from tests.supporting import presented
from tests.voice.conftest import inbox


def now():
    return week_of(clock.today())


@pytest.fixture
def answer(say, goal):
    """Answer this week's question about Bob's goal."""

    def send(token, value):
        return say("/say/polls", presented(token, poll=goal.id, round=now(), value=value))

    return send


@pytest.fixture
def over(minute):
    """The first releases after this week."""
    monday = minute(0) + timedelta(days=7 - clock.today().weekday())
    return [monday + timedelta(days=number) for number in range(4)]


def seen(goal):
    return polls.outlooks([goal.id], [now()]).get(goal.id, [])


@pytest.mark.everywhere
def test_nothing_of_a_week_leaves_the_inbox_before_its_end_and_then_all_at_once(
    people, goal, answer, minute, over
):
    for token, value in zip(people[:5], (2, 4, 9, 10, 3), strict=True):
        assert (answer(token, value).status_code, answer(token, 0).json["state"]) == (202, "queued")
        jobs.release_at(minute(value))
        assert (db.session.scalars(select(PollView)).all(), seen(goal)) == ([], [])
        assert db.session.scalars(select(ActRow)).all() == []
    assert len(inbox()) == 5
    jobs.release_at(over[0])
    # Who answers twice has answered: the first of the two counts.
    [told] = seen(goal)
    assert (told.week, told.people, told.mean) == (now(), "5+", Decimal("5.5"))
    assert inbox() == {}


@pytest.mark.everywhere
def test_no_value_is_kept_and_no_mark_longer_than_a_release(people, answer, over):
    for token in people:
        answer(token, 7)
    jobs.release_at(over[0])
    kept = db.session.scalars(select(ActRow)).all()
    assert {(row.object, row.value) for row in kept} == {(polls.MARKED, None)}
    jobs.release_at(over[1])
    db.session.expire_all()
    assert db.session.scalars(select(ActRow)).all() == []


def test_of_four_nothing_is_told_then_or_ever(people, goal, answer, over):
    for token in people[:4]:
        answer(token, 9)
    jobs.release_at(over[0])
    assert seen(goal) == []
    # What a fifth said comes too late, by whatever way.
    about = polls.about(goal.id, now())
    polls.tell([Answer(bytes([n]) * 32, "late", about, 9) for n in range(5)])
    assert seen(goal) == []


def test_what_was_told_of_a_week_never_changes(people, goal, answer, over, monkeypatch):
    for token in people[:5]:
        answer(token, 8)
    monkeypatch.setattr(jobs, "under_floor", lambda: {people[5].kid})
    jobs.release_at(over[0])
    # A key of too few waits; meanwhile the week is told of another key's.
    assert seen(goal) == []
    about = polls.about(goal.id, now())
    polls.tell([Answer(bytes([n]) * 32, "other", about, 3) for n in range(5)])
    db.session.commit()
    monkeypatch.undo()
    jobs.release_at(over[1])
    assert [one.mean for one in seen(goal)] == [3]
    assert inbox() == {}


def test_a_release_that_breaks_off_counts_nobody_twice(people, goal, answer, over, monkeypatch):
    for token in people[:5]:
        answer(token, 4)
    monkeypatch.setattr("portal.voice.release.sweep", lambda: None)
    jobs.release_at(over[0])
    assert len(inbox()) == 5
    jobs.release_at(over[1])
    monkeypatch.undo()
    jobs.release_at(over[2])
    sweeping.sweep()
    assert ([one.mean for one in seen(goal)], inbox()) == ([4], {})


def test_who_answers_by_tokens_of_two_quarters_is_one_person(goal):
    about = polls.about(goal.id, now())
    polls.tell([Answer(bytes([n]) * 32, "old" if n < 4 else "new", about, 6) for n in range(8)])
    assert seen(goal) == []


@pytest.mark.everywhere
def test_a_week_is_over_on_its_next_monday():
    days = ("2026-11-29", "2026-11-30", "2027-01-03", "2027-01-04")
    weeks = ("2026-W48", "2026-W48", "2026-W53", "2026-W53")
    ended = [
        polls.is_over(polls.about("a", week), date.fromisoformat(day))
        for day, week in zip(days, weeks, strict=True)
    ]
    assert ended == [False, True, False, True]


def told_of(total, number):
    return polls._told(Decimal(total) / number)  # noqa: SLF001


@pytest.mark.parametrize("number", [5, 6, 7, 11, 40])
def test_whatever_is_told_each_of_them_may_have_said_anything(number):
    most = VALUES[-1]
    sums = {}
    for total in range(most * number + 1):
        sums.setdefault(told_of(total, number), []).append(total)
    assert min(sums) == LEAST
    assert max(sums) == MOST
    for totals in sums.values():
        # With the others anywhere between all 0 and all 10, one of them may be at either end.
        for own in (0, most):
            assert any(0 <= t - own <= most * (number - 1) for t in totals), totals


def told_views(batches):
    """What pages tell over time: each sum of answers that was ever told, as the cells in it."""
    counted, found = {}, {}
    for batch in batches:
        for one in batch:
            counted.setdefault(one.about, set()).add(one.mark.hex())
        polls.tell(batch)
        for asked, cells in counted.items():
            goal, _slash, week = asked.partition("/")
            for one in polls.outlooks([goal], [week]).get(goal, []):
                found.setdefault((asked, one.mean), frozenset(cells))
    return set(found.values())


def weeks_of_the_same_few():
    """Five answer, then one more; then three of these and three others, in the week after."""

    def said(week, *people):
        asked = polls.about("a" * 26, f"2026-W{week}")
        return [Answer(f"{week}{one:02d}".encode().ljust(32), "k", asked, one) for one in people]

    return [said(40, 1, 2, 3, 4, 5), said(40, 10), said(41, 3, 4, 5, 6, 7), said(41, 0), []]


def test_from_all_that_is_ever_told_nobody_and_no_group_under_five_is_solved_for(app):
    batches = weeks_of_the_same_few()
    views = told_views(batches)
    cells = {one.mark.hex(): 1 for batch in batches for one in batch}
    assert len(views) == 2
    assert solved(views, cells, 5) == set()


def test_told_anew_with_each_release_it_would_solve_for_whoever_came_last(app, monkeypatch):
    # Positive control: what the page would tell without waiting, and without holding to it.
    kept, real = [], polls.tell

    def anew(answers):
        kept.extend(answers)
        db.session.query(PollView).delete()
        real(kept)

    monkeypatch.setattr(polls, "tell", anew)
    batches = weeks_of_the_same_few()
    cells = {one.mark.hex(): 1 for batch in batches for one in batch}
    last = {frozenset({batch[0].mark.hex()}) for batch in (batches[1], batches[3])}
    assert last <= solved(told_views(batches), cells, 5)
