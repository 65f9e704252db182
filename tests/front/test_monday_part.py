"""Monday of a department: a team and every team under it, and nothing of the others."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from sqlalchemy import select

from portal.answers import promises
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.okr import readings
from portal.okr import service as okr
from portal.okr.models import KeyResult
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from portal.retro import actions, meetings, opening
from tests.answers.test_service import publish
from tests.front.test_monday import late, monday, of_retrospectives, promise
from tests.making import make_goal

__all__ = ["late", "monday"]
pytestmark = pytest.mark.slow
LARGE = "整家店都準時"


@pytest.fixture
def shop(cast):
    """A goal of Charlie's shop, beside Bob's."""
    return make_goal("charlie", "門市的訂單，當天回覆", "門市營運")


@pytest.fixture
def of(monday, cast):
    """What the screen shows of the team with this name; each page of it."""
    return lambda name, who="alice": monday(who, f"?team={directory().team(name)}")


def page_of(pages, head):
    return unescape(next(one for one in pages if f"<h2>{head}" in one))


def test_of_a_department_stands_what_is_of_it_and_of_the_teams_under_it(of, late, shop):
    deeper = make_goal("bob", "換模只要二十分", "沖壓課")
    shown = {team: "".join(of(team)) for team in ("公司", "生產部", "沖壓課", "門市營運")}
    found = {
        team: [one.plain in pages for one in (late, deeper, shop)] for team, pages in shown.items()
    }
    assert found == {
        "公司": [True, True, True],
        "生產部": [True, True, False],
        "沖壓課": [False, True, False],
        "門市營運": [False, False, True],
    }


def test_what_nobody_updated_is_its_own(of, late, shop, actors):
    with transaction():
        readings.check_in(actors["bob"], late, Decimal(94), 6, "")
    assert shop.plain in page_of(of("門市營運"), "這些沒有人更新")
    assert shop.plain not in page_of(of("生產部"), "這些沒有人更新")


def test_what_is_stuck_is_its_own_and_not_counted(of, goal, shop, say, crowd, actors):
    publish(say, crowd[0], goal.id, actors)
    publish(say, crowd[1], shop.id, actors, cause="system")
    team = directory().team("門市營運")
    page = page_of(of("門市營運"), "卡住了")
    assert "有關系統（門市的訂單，當天回覆）" in page
    assert goal.plain not in page
    assert f'<a href="/in/blockers?team={team}">全部</a>' in page
    assert goal.plain in page_of(of("生產部"), "卡住了")


def test_what_nobody_answered_is_not_over_with_its_quarter(of, goal, say, crowd, actors, sign_in):
    publish(say, crowd[0], goal.id, actors)
    with transaction():
        cycle = goal.objective.cycle
        cycle.starts, cycle.ends = clock.today() - timedelta(days=99), clock.today() - timedelta(1)
    board = sign_in("alice").get(f"/in/blockers?team={directory().team('生產部')}").text
    for page in (board, page_of(of("生產部"), "卡住了")):
        assert goal.plain in page


@pytest.fixture
def small(app, monkeypatch, cast):
    """Bob's goal for the press shop, which is too small, under Ada's for the whole company."""
    others = app.extensions["portal"].model_copy(update={"k": (1, 5)})
    monkeypatch.setitem(app.extensions, "portal", others)
    quarter = okr.quarter_of(clock.today())
    rows = [
        f"{quarter},公司,{LARGE},,ada,準時率,準時,reach,%,78,95,86,",
        f"{quarter},生產部,模具準時換,{LARGE},bob,換模時間,換得快,reduce,分,40,20,30,",
    ]
    with transaction():
        take_okrs(read_okrs("\n".join([",".join(COLUMNS), *rows]).encode()))
    return db.session.scalars(select(KeyResult).where(KeyResult.plain == "換得快")).one()


def test_what_few_people_say_stands_where_it_is_kept_and_not_under_their_department(
    of, small, say, crowd, actors
):
    post = publish(say, crowd[0], small.id, actors)
    assert f"/in/blockers/{post.id}" in page_of(of("公司"), "卡住了")
    page = page_of(of("生產部"), "卡住了")
    assert post.id not in page
    assert f"人數少，大家說的話掛在「{LARGE}」底下" in page


@pytest.mark.everywhere
def test_decisions_are_of_its_goals_and_not_counted(of, goal, shop, say, crowd, actors):
    for number in range(4):
        promise(
            actors,
            publish(say, crowd[number], goal.id, actors, body=f"第{number}件"),
            clock.today(),
        )
    bobs, shops = goal.team_ids, shop.team_ids
    assert len(promises.due(clock.today(), bobs)) == 4
    assert promises.due(clock.today(), shops) == []
    head = "答應這週要好的"
    assert '<a href="/in/board">看更多</a>' in page_of(of("生產部"), head)
    assert "這週沒有到期的決定" in page_of(of("門市營運"), head)


def test_what_is_overdue_since_the_quarter_before_is_still_of_its_department(
    of, goal, say, crowd, actors, time_machine
):
    promise(actors, publish(say, crowd[0], goal.id, actors), clock.today())
    time_machine.move_to(clock.now() + timedelta(days=100), tick=False)
    pages = of("生產部")
    assert goal.plain in pages[0]
    assert "逾期 100 天" in page_of(pages, "答應這週要好的")
    assert "逾期" not in "".join(of("門市營運")).replace("已經逾期的", "")


@pytest.mark.everywhere
def test_actions_were_agreed_on_there_or_are_of_somebody_from_there(of, goal, cast, actors):
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        actions.add(session, cast.charlie, "門市先試一週", clock.today())
        actions.add(session, cast.alice, "急單每天十點排一次", clock.today() - timedelta(days=1))
    found = {
        team: re.findall(r"門市先試一週|急單每天十點排一次", of_retrospectives(of(team)))
        for team in ("公司", "生產部", "沖壓課", "門市營運", "人資部")
    }
    both = ["急單每天十點排一次", "門市先試一週"]
    assert found == {
        "公司": both,
        "生產部": both,
        "沖壓課": both[:1],
        "門市營運": both[1:],
        "人資部": [],
    }
    team = directory().team("門市營運")
    assert [one.what for one in actions.still_open(team=team)] == ["門市先試一週"]
    assert actions.count_open(team=team) == 1


def test_the_way_to_all_actions_keeps_the_department(of, goal, cast, actors, sign_in):
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        for number in range(actions.PAGE + 1):
            actions.add(session, cast.charlie, f"第{number}件", clock.today())
        actions.add(session, cast.alice, "沖壓課的", clock.today())
    way = f"/in/actions?team={directory().team('門市營運')}"
    assert f'href="{way}"' in of_retrospectives(of("門市營運"))
    page = sign_in("alice").get(way).text
    assert "沖壓課的" not in page
    assert f"{way.replace('?', '?page=2&amp;')}" in page


def test_leaders_are_those_of_its_teams(of, goal):
    assert "黃志豪" in page_of(of("生產部"), "帶人的人自己的目標")
    assert all("<h2>帶人的人自己的目標" not in one for one in of("門市營運"))


def test_its_pages_turn_within_the_department_whose_name_they_bear(sign_in, goal):
    team = directory().team("生產部")
    page = sign_in("bob").get(f"/in/monday?team={team}&page=2").text
    assert f'url=/in/monday?team={team}&amp;page=3"' in page
    for number in (1, 3):
        assert f'href="/in/monday?team={team}&amp;page={number}"' in page
    assert "<span>生產部</span>" in page
    assert f'<option value="{team}" selected>　生產部</option>' in page


def test_every_team_may_be_chosen_behind_the_one_over_it(sign_in, cast):
    page = sign_in("alice").get("/in/monday").text
    found = re.findall(r"<option value=\"\w*\">(.*?)</option>", page)
    assert found[:2] == ["整個組織", "公司"]
    assert found[found.index("　生產部") + 1] == "　　沖壓課"
    assert sorted(one.strip("　") for one in found[1:]) == sorted(directory().teams().values())


def test_an_unknown_department_is_the_whole_organisation_and_says_so(sign_in, late, shop):
    page = sign_in("alice").get("/in/monday?team=x").text
    assert "沒有這個部門" in page
    assert late.plain in page
    assert shop.plain in page
    assert "team=x" not in page


def test_the_meeting_stays_that_of_the_own_team_and_the_page_that_of_the_department(
    sign_in, actors
):
    bob, team = sign_in("bob"), directory().team("門市營運")
    answer = bob.post(f"/in/monday/meetings?team={team}", data={"minutes": "25"})
    assert answer.location == f"/in/monday?team={team}"
    running = meetings.running(actors["bob"].team)
    way = f"/in/monday/meetings/{running.id}/end?team={team}"
    assert f'action="{way}"' in bob.get(answer.location).text
    assert f"team={team}" in bob.post(way).location


def test_what_one_department_was_shown_is_not_shown_to_another(sign_in, late, shop):
    browser = sign_in("alice")
    pages = [
        browser.get(f"/in/monday?team={directory().team(name)}").text
        for name in ("生產部", "門市營運")
    ]
    assert [[one.plain in page for one in (late, shop)] for page in pages] == [
        [True, False],
        [False, True],
    ]
