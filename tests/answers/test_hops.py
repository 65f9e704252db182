"""A blocker comes to somebody, climbs when time is up, and is handed over once at most."""

from datetime import date, datetime, timedelta

import pytest

from portal import jobs
from portal.answers import deadlines, hops, service
from portal.answers.chain import chain
from portal.answers.models import Hop, Why
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid
from portal.okr import mounts
from portal.people.actors import actor_of
from portal.people.models import Account
from portal.voice import life
from portal.voice.life import Move
from portal.voice.models import PostEvent
from portal.voice.stages import Progress
from tests.answers.test_service import publish
from tests.making import make_goal, make_manager

MONDAY = date(2026, 11, 23)
ONE = timedelta(days=1)


@pytest.fixture(autouse=True)
def monday():
    """It is the noon of a Monday, far from the ends of a quarter."""
    with clock.as_on(MONDAY):
        yield


@pytest.fixture
def boss(cast):
    """The manager of the whole company."""
    return make_manager("林佩君", "公司")


@pytest.fixture
def blocker(say, crowd, goal, boss, actors):
    return publish(say, crowd[0], goal.id, actors)


def tick(day):
    """Let the clocks look at noon of this day."""
    with clock.as_on(day):
        jobs.tick()


def now(post):
    """Who is to decide, why it came there, and until when."""
    return [(hop.account_id, hop.why, hop.due) for hop in hops.open_hops([post.id])[post.id]]


def with_whom(post):
    return [account for account, _why, _due in now(post)]


def utc(day, hour):
    """An instant in Taipei, as it is stored."""
    return datetime.combine(day, datetime.min.time()) + timedelta(hours=hour - 8)


def told(post, event):
    query = db.session.query(PostEvent).filter_by(post_id=post.id, event=event)
    return [one.words["zh_Hant"] for one in query.order_by(PostEvent.step)]


def decide(actors, post, kind, **details):
    with transaction():
        service.decide(actors["bob"], service.find_blocker(post.id), kind, details)


def test_it_comes_to_the_owner_until_noon_of_the_next_working_day(blocker, cast):
    assert now(blocker) == [(cast.bob, "first", utc(MONDAY + ONE, 12))]
    assert told(blocker, "due") == ["黃志豪：11 月 24 日（二）中午以前要決定。"]


@pytest.mark.parametrize(("severity", "days", "hour"), [(1, 5, 17), (2, 2, 17), (3, 1, 12)])
def test_how_long_it_may_wait_hangs_by_how_badly_it_blocks(
    say, crowd, goal, actors, severity, days, hour
):
    post = publish(say, crowd[0], goal.id, actors, severity=severity)
    friday_over = days if days < 5 else 7
    assert [due for *_rest, due in now(post)] == [utc(MONDAY + friday_over * ONE, hour)]


@pytest.mark.everywhere
def test_it_climbs_only_when_the_time_is_over(blocker, boss, cast):
    tick(MONDAY + ONE)
    assert with_whom(blocker) == [cast.bob]
    tick(MONDAY + 2 * ONE)
    assert now(blocker) == [(boss, "overdue", utc(MONDAY + 3 * ONE, 12))]
    assert told(blocker, "climbed") == ["林佩君：11 月 26 日（四）中午以前要決定。"]
    tick(MONDAY + 2 * ONE)
    assert with_whom(blocker) == [boss]


def test_at_the_top_it_stays_overdue(blocker, boss):
    for days in (2, 4, 7, 9):
        tick(MONDAY + days * ONE)
    assert with_whom(blocker) == [boss]
    assert len(hops.hops_of(blocker.id)) == 2


def test_a_decision_stops_the_clock_and_a_word_does_not(blocker, actors, cast):
    with transaction():
        service.reply(actors["bob"], service.find_blocker(blocker.id), "我看看。")
    assert with_whom(blocker) == [cast.bob]
    decide(actors, blocker, "decline", reason="no-budget", text="今年沒有。")
    tick(MONDAY + 9 * ONE)
    assert hops.open_hops([blocker.id]) == {}
    assert len(hops.hops_of(blocker.id)) == 1


def test_who_is_away_or_named_is_passed_over(say, crowd, goal, boss, actors, cast):
    named = publish(say, crowd[0], goal.id, actors, body="志豪說這台不用修，所以沒人修。")
    assert with_whom(named) == [boss]
    with transaction():
        db.session.get_one(Account, cast.bob).away_until = MONDAY + 3 * ONE
    away = publish(say, crowd[1], goal.id, actors)
    assert with_whom(away) == [boss]


@pytest.mark.everywhere
def test_it_climbs_into_every_department_that_let_the_goal_hang_there(blocker, actors, cast, boss):
    there, over = make_manager("陳總監", "門市營運"), make_manager("鄭總監", "人資部")
    above = make_goal("陳總監", "門市的訂單，當天回覆", "門市營運")
    parent = make_goal("鄭總監", "新人三天內上手", "人資部").objective
    with transaction():
        goal_of(blocker).parent_id = parent.id
        mounted = mounts.ask(actors["bob"], goal_of(blocker), above.id)
        mounts.answer(actor(there), mounted, accept=True)
    tick(MONDAY + 2 * ONE)
    assert sorted(with_whom(blocker)) == sorted([there, over])
    tick(MONDAY + 4 * ONE)
    assert with_whom(blocker) == [boss]


def test_a_goal_that_was_not_let_hang_there_brings_nothing_up(blocker, actors, boss):
    make_manager("陳總監", "門市營運")
    above = make_goal("陳總監", "門市的訂單，當天回覆", "門市營運")
    with transaction():
        mounts.ask(actors["bob"], goal_of(blocker), above.id)
    tick(MONDAY + 2 * ONE)
    assert with_whom(blocker) == [boss]


def goal_of(post):
    return service.find_blocker(post.id).about.objective


@pytest.mark.everywhere
def test_a_question_stops_the_clock_until_the_answer(blocker, actors, cast):
    decide(actors, blocker, "ask", question="一週幾次？")
    tick(MONDAY + 2 * ONE)
    assert with_whom(blocker) == [cast.bob]
    with clock.as_on(MONDAY + ONE), transaction():
        life.answered(blocker)
    tick(MONDAY + ONE)
    # Asked on Monday and answered on Tuesday: all of Tuesday was stopped.
    assert now(blocker) == [(cast.bob, "first", utc(MONDAY + 2 * ONE, 12))]


def test_without_an_answer_the_clock_goes_on_after_three_working_days(blocker, boss, actors, cast):
    decide(actors, blocker, "ask", question="一週幾次？")
    assert now(blocker) == [(cast.bob, "first", utc(MONDAY + 4 * ONE, 12))]
    tick(MONDAY + 7 * ONE)
    assert with_whom(blocker) == [boss]


def test_who_is_to_decide_has_read_it_once(blocker, actors, cast):
    with transaction():
        hops.see(actors["charlie"], blocker)
    assert blocker.progress == Progress.OPEN
    for _look in range(2):
        with transaction():
            hops.see(actors["bob"], blocker)
    assert blocker.progress == Progress.SEEN
    assert told(blocker, "seen") == ["黃志豪：看過了。"]


class TestHandingOver:
    """The clock goes on, a yes is due in a working day, and the second time it climbs."""

    @pytest.fixture
    def other(self, cast):
        return make_manager("陳總監", "門市營運")

    @pytest.fixture
    def handed(self, blocker, actors, other):
        decide(actors, blocker, "transfer", to=other)
        return blocker

    def test_the_clock_goes_on(self, handed, other):
        assert now(handed) == [(other, "transfer", utc(MONDAY + ONE, 12))]

    def test_a_yes_is_told(self, handed, other, actors):
        with transaction():
            hops.accept(actor(other), handed)
        assert told(handed, "accepted") == ["陳總監：接手了。"]
        with pytest.raises(Conflict):
            hops.accept(actor(other), handed)

    def test_a_no_brings_it_back(self, handed, other, cast):
        with transaction():
            hops.refuse(actor(other), handed)
        assert now(handed) == [(cast.bob, "refused", utc(MONDAY + ONE, 12))]
        with pytest.raises(Conflict):
            hops.refuse(actor(other), handed)

    def test_nobody_else_can_answer_for_the_receiver(self, handed, actors):
        for name in ("bob", "charlie", "ada"):
            with pytest.raises(Conflict):
                hops.accept(actors[name], handed)

    @pytest.mark.everywhere
    def test_without_a_word_it_comes_back_after_a_working_day(
        self, say, crowd, goal, actors, other, cast
    ):
        slow = publish(say, crowd[1], goal.id, actors, severity=1)
        decide(actors, slow, "transfer", to=other)
        tick(MONDAY + ONE)
        assert with_whom(slow) == [other]
        tick(MONDAY + 2 * ONE)
        assert [(who, why) for who, why, _due in now(slow)] == [(cast.bob, "unaccepted")]
        assert now(slow)[0][2] == utc(MONDAY + 7 * ONE, 17)

    def test_the_second_time_it_goes_up(self, handed, other, boss, actors, cast):
        with transaction():
            hops.refuse(actor(other), handed)
        third = make_manager("吳經理", "資訊部")
        decide(actors, handed, "transfer", to=third)
        assert [(who, why) for who, why, _due in now(handed)] == [(boss, Why.TWICE)]
        last = service.decisions_on([handed.id])[handed.id][-1]
        assert last.details["to"] == boss
        query = db.session.query(PostEvent).filter_by(post_id=handed.id)
        steps = [one.event for one in query.order_by(PostEvent.step)]
        assert steps[-2:] == ["transferred", "climbed"]

    def test_to_whom_both_are_under_when_goals_say_so(self, blocker, actors, cast, boss, other):
        """Not one level up, but where it meets the way up from the receiver's own goals."""
        near, far = make_manager("鄭總監", "人資部"), make_manager("遠經理", "資訊部")
        middle = make_goal("鄭總監", "新人三天內上手", "人資部").objective
        top = make_goal("林佩君", "公司賺錢", "公司").objective
        theirs = make_goal("遠經理", "系統不當機", "資訊部").objective
        with transaction():
            goal_of(blocker).parent_id, middle.parent_id = middle.id, top.id
            theirs.parent_id = top.id
        decide(actors, blocker, "transfer", to=other)
        with transaction():
            hops.refuse(actor(other), blocker)
        decide(actors, blocker, "transfer", to=far)
        assert [link.people for link in chain(blocker)][:3] == [(cast.bob,), (near,), (boss,)]
        assert with_whom(blocker) == [boss]

    def test_it_is_not_handed_to_who_has_it(self, blocker, actors, cast):
        with pytest.raises(Invalid):
            decide(actors, blocker, "transfer", to=cast.bob)


def actor(account_id):
    return actor_of(db.session.get_one(Account, account_id))


@pytest.mark.everywhere
def test_a_no_of_the_author_starts_the_clock_again(blocker, actors, cast):
    decide(actors, blocker, "decline", reason="no-budget", text="今年沒有。")
    with transaction():
        life.go(blocker, Move.DECIDE)
        life.go(blocker, Move.CLAIM)
        life.go(blocker, Move.DENY)
    tick(MONDAY + 4 * ONE)
    assert now(blocker) == [(cast.bob, "reopened", utc(MONDAY + 7 * ONE, 12))]


def test_no_hour_of_anything_said_can_be_worked_out(blocker):
    """Whatever the hour, a clock that began on a day ends at the same instant."""
    [hop] = hops.open_hops([blocker.id])[blocker.id]
    assert (hop.day, hop.due) == (MONDAY, deadlines.due(hop, blocker.severity))
    assert {
        column.name for column in Hop.__table__.columns if "time" in str(column.type).lower()
    } == {
        "due",
        "accept_by",
    }
