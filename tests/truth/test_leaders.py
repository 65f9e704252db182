"""The leaders' page: when they last updated their own goals beside their teams, and no ranking."""

import re
from datetime import timedelta
from html import unescape

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.people.models import Account, Team
from portal.truth import gathering, leading
from portal.truth.tree import Tree
from tests.making import make_manager
from tests.truth.reported import LAST, WALK, cycle_of, objective, result, running

pytestmark = pytest.mark.everywhere


def read(browser, address="/in/leaders"):
    return unescape(browser.get(address).text)


def aged(owner, title, team, days, **more):
    """An objective of the running quarter, updated so many days ago."""
    one = objective(owner, title, team, running(), **more)
    kr = result(one, 0, [0.5])
    kr.updated = clock.today() - timedelta(days=days)
    return one


@pytest.fixture
def goals(cast, time_machine):
    """Bob, who leads the works, twelve days late; his press shop three."""
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    with transaction():
        own = aged(cast.bob, "讓師傅想再買", "生產部", 12)
        aged(cast.alice, "換模快一點", "沖壓課", 3, parent_id=own.id)
    return own


def test_a_leader_stands_beside_the_teams(goals, sign_in):
    page = read(sign_in("alice"))
    assert "黃志豪" in page
    assert "自己的目標：12 天前更新。底下各組的目標：3 天前更新。是底下的 4 倍。" in page
    assert f"/in/objectives/{goals.id}" in page


def test_in_english_too(goals, sign_in):
    page = read(sign_in("alice"), "/in/leaders?lang=en")
    assert "Own goals: 12 days ago. The teams' goals: 3 days ago. That is 4 times as long." in page


def test_of_teams_that_are_of_today_no_leader_is_a_multiple(goals, sign_in):
    with transaction():
        for one in db.session.query(KeyResult).filter_by(title="換模快一點 0"):
            one.updated = clock.today()
    page = read(sign_in("alice"))
    assert "底下各組的目標：今天更新。</p>" in page


def test_what_the_portal_updates_makes_no_leader_fresh(goals, sign_in):
    with transaction():
        kr = result(goals, 1, [0.5])
        kr.source, kr.updated = "hours", clock.today()
    assert "自己的目標：12 天前更新。" in read(sign_in("alice"))


def test_nobody_below_leader_level_is_named(goals, sign_in):
    page = read(sign_in("ada"))
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    for name in ("周雅婷", "陳建宏", "何詠詩", "林雅琪"):
        assert name not in main


def test_leaders_stand_by_name_whatever_their_figures(goals, sign_in, cast):
    make_manager("丁一", "公司")
    make_manager("王二", "公司")
    with transaction():
        boss = db.session.query(Account).filter_by(name="王二").one()
        aged(boss.id, "公司的目標", "公司", 40)
    found = re.findall(r'<h2 class="h-small">(\S+)', read(sign_in("alice")))
    assert found == sorted(found)
    assert set(found) == {"丁一", "王二", "黃志豪"}


def test_a_leader_without_a_goal_is_told_of(sign_in, cast):
    assert "這一季沒有自己的目標" in read(sign_in("alice"))


def test_an_owner_at_the_top_leads_whatever_the_role(cast, sign_in, goals):
    with transaction():
        top = aged(cast.ada, "系統不當機", "資訊部", 5)
        aged(cast.charlie, "門市不斷線", "門市營運", 1, parent_id=top.id)
    main = read(sign_in("alice"))
    assert "林雅琪" in main
    assert "陳建宏" not in main


def test_nobody_leads_where_no_team_has_teams(sign_in, cast):
    with transaction():
        for account in db.session.query(Account).filter_by(role="manager"):
            account.role = "member"
    page = read(sign_in("alice"))
    assert "目前沒有人帶其他組" in page
    assert "沒有落後的關鍵結果" in page


def test_the_three_furthest_behind_stand_there_with_no_name(cast, sign_in, time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    with transaction():
        one = objective(cast.charlie, "目標", "門市營運", running())
        for number, share in enumerate((0.5, 0.1, 0.7, 0.2, 0.3)):
            result(one, number, [share])
    page = read(sign_in("alice")).split('id="worst"')[1]
    assert re.findall(r">(目標 \d)<", page) == ["目標 1", "目標 3", "目標 4"]
    assert "走了 10% 的路，過了 60% 的時間" in page
    assert "陳建宏" not in page


def test_what_is_ahead_of_its_time_is_not_behind(cast, time_machine):
    time_machine.move_to("2026-11-25T10:00:00+08:00")
    with transaction():
        one = objective(cast.charlie, "目標", "門市營運", running())
        result(one, 0, [0.9])
    assert leading.worst(okr.objectives_of(cycle_of(running())), clock.today()) == []


def test_slow_leaders_are_a_sign_of_their_department(cast, sign_in):
    with transaction():
        own = objective(cast.bob, "部門的目標")
        result(own, 0, [0.5], weeks=[0])
        below = objective(cast.alice, "組的目標", "沖壓課")
        result(below, 0, WALK)
    [leader] = gathering.quarter(cycle_of()).leaders
    assert leader.department == own.team_id
    assert (leader.own > 30, leader.teams < 5) == (True, True)
    page = read(sign_in("charlie"), f"/in/radar?cycle={LAST}")
    assert "帶人的人比底下晚更新" in page
    assert "部門" in page


def test_departments_stand_under_a_single_top(cast):
    tree, team = Tree(), {name: id_ for id_, name in names().items()}
    assert tree.department(team["沖壓課"]) == team["生產部"]
    assert tree.department(team["生產部"]) == team["生產部"]
    assert tree.department(team["公司"]) == team["公司"]
    assert tree.under([team["生產部"]]) == {team["沖壓課"]}


def names():
    return {one.id: one.name for one in db.session.query(Team)}


def test_with_several_tops_each_is_a_department():
    lines = {"a": {"a"}, "b": {"b"}, "c": {"b", "c"}, "d": {"b", "c", "d"}}
    tree = Tree({team: frozenset(above) for team, above in lines.items()})
    assert [tree.department(team) for team in "abcd"] == ["a", "b", "b", "b"]
    assert tree.roots == {"a", "b"}
    assert tree.over_others == {"b", "c"}
