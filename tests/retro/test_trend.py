"""How long sessions take, beside the first two of the same team."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.core import charts, clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.retro import trend
from portal.retro.models import Session, SessionPhase
from portal.retro.poll import SessionPoll

pytestmark = pytest.mark.slow


@pytest.fixture
def hold(cast):
    """Closed sessions of a team, so many minutes each, a day apart."""

    def held(team, *minutes, planned=60):
        day = clock.today() - timedelta(days=60)
        made = []
        with transaction() as session:
            for number, one in enumerate(minutes):
                steps = [SessionPhase(phase="review", planned=planned - 10, spent=60 * one // 2)]
                steps += [SessionPhase(phase="actions", planned=10, spent=60 * one - 60 * one // 2)]
                made.append(
                    Session(
                        title=f"第 {number + 1} 場",
                        owner_id=cast.bob,
                        team_id=directory().team(team),
                        phase="closed",
                        started=day,
                        closed=day + timedelta(days=number),
                        phases=steps,
                    )
                )
            session.add_all(made)
        return made

    return held


def shares(found):
    return [(one.taken, one.planned, one.share) for one in found.points]


@pytest.mark.everywhere
def test_each_is_measured_by_the_mean_of_the_teams_first_two(hold):
    hold("生產部", 80, 100, 90, 45)
    hold("門市營運", 10, 10, 10)
    found = trend.of_team(directory().team("生產部"))
    assert found.base == 90
    assert shares(found) == [(80, 60, None), (100, 60, None), (90, 60, 100), (45, 60, 50)]
    assert found.saved == 50


def test_before_two_are_over_there_is_nothing_to_measure_by(hold):
    hold("生產部", 80)
    found = trend.of_team(directory().team("生產部"))
    assert (found.base, found.saved) == (None, None)


def test_a_session_that_nobody_led_says_nothing(hold):
    hold("生產部", 0, 80, 100, 0, 45)
    assert [one[0] for one in shares(trend.of_team(directory().team("生產部")))] == [80, 100, 45]


def test_a_summary_knows_nothing_of_later_ones_and_the_list_shows_the_latest(hold, sign_in):
    made = hold("生產部", *range(100, 60, -2))
    found = trend.of_team(directory().team("生產部"), made[4])
    assert [one[0] for one in shares(found)] == [100, 98, 96, 94, 92]
    assert len(trend.of_team(directory().team("生產部")).points) == trend.SHOWN
    page = sign_in("alice").get(f"/in/retros/{made[4].id}?lang=en").text
    assert "7 % less than the first two" in page
    assert ">92<" in page
    assert ">90<" not in page


def test_the_list_shows_ones_own_team_or_the_chosen_one(hold, sign_in):
    hold("生產部", 80, 100, 45)
    hold("門市營運", 33, 33, 66)
    bob = sign_in("bob").get
    assert "最近這場比前兩場平均短了 50%" in bob("/in/retros").text
    stores = directory().team("門市營運")
    assert "最近這場比前兩場平均長了 100%" in bob(f"/in/retros?team={stores}").text
    # Who has no team with sessions sees the one with the latest.
    assert "前兩場平均" in sign_in("ada").get("/in/retros").text
    assert "每場開多久" not in bob("/in/retros?page=2").text


def test_without_closed_sessions_there_is_no_chart(sign_in):
    assert "每場開多久" not in sign_in("bob").get("/in/retros").text


def test_columns_stand_on_one_scale_with_marks_and_line():
    found = charts.bars([50, 100], [100, 0], 50.0, 360)
    heights = [float(bar.height) for bar in found.bars]
    assert heights == [48.0, 96.0]
    assert found.bars[0].mark == found.bars[1].y
    assert found.line == found.bars[0].y
    edges = [float(bar.x) + float(found.wide) for bar in found.bars]
    assert max(edges) < found.width


def test_whether_sessions_are_worth_it_stands_beside_the_first_two(hold, sign_in):
    made = hold("生產部", 80, 100, 45, 40)
    answered = {0: ("worth", "3.20"), 1: ("worth", "3.80"), 2: ("safety", "1.00")}
    answered[3] = ("worth", "4.40")
    with transaction():
        for place, (kind, figure) in answered.items():
            poll = SessionPoll(session_id=made[place].id, number=1, kind=kind, cast=6)
            poll.figure = Decimal(figure)
            db.session.add(poll)
    found = trend.of_team(directory().team("生產部"))
    assert [one.worth for one in found.points] == [
        Decimal("3.20"),
        Decimal("3.80"),
        None,
        Decimal("4.40"),
    ]
    assert (found.worth, found.first_worth) == (Decimal("4.40"), Decimal("3.5"))
    page = sign_in("bob").get("/in/retros").text
    assert "值不值得：4.4 分（滿分 5 分）。 最初兩場：3.5 分。" in page
