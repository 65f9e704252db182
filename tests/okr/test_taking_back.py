"""An import of goals, taken back while nobody can have worked on it or spoken about it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import audit, clock
from portal.core.db import db, transaction
from portal.core.present import day
from portal.okr import mounts, readings
from portal.okr.models import CheckIn, Cycle, KeyResult, Objective, OkrImport
from portal.okr.service import quarter_of
from portal.remarks import service as remarks
from portal.remarks.models import Place
from portal.voice import service as voice
from tests.front.reading import refused
from tests.making import make_goal, make_item, make_post
from tests.okr.files import DINGTALK, count, csv, results, take

pytestmark = pytest.mark.everywhere


@pytest.fixture
def brought(choose, browser):
    """An import of the quarter that runs, and its first key result."""
    rows = (("目標", "關鍵結果"), ("快", "準時率"), ("快", "退件率"))
    take(browser, choose(csv(*rows)).text)
    return db.session.scalars(select(OkrImport)).one()


def back(browser, brought):
    return browser.post(f"/in/objectives/imports/{brought.id}/take-back")


def test_what_nobody_has_worked_on_is_taken_back_whole(brought, browser, cast, sign_in):
    page = browser.get("/in/objectives/imports").text
    assert "收回" in page
    address = f"/in/objectives/imports/{brought.id}/take-back"
    assert browser.post(address).status_code == 302
    assert [count(one) for one in (KeyResult, Objective, Cycle, OkrImport)] == [0, 0, 0, 0]
    assert {one.action for one in audit.rows_about(cast.ada)} == {"import", "import-back"}
    assert browser.post(address).status_code == 404
    assert sign_in("bob").get("/in/objectives/imports").status_code == 403


def test_goals_that_were_there_before_stay(choose, browser):
    goal = make_goal("bob")
    rows = (("目標", "關鍵結果"), (goal.objective.title, "退件率"))
    take(browser, choose(csv(*rows)).text, team=goal.objective.team_id)
    mine = db.session.scalars(select(KeyResult).where(KeyResult.title == "退件率")).one()
    assert mine.objective_id == goal.objective_id
    back(browser, db.session.get(OkrImport, mine.batch))
    assert [one.title for one in results().values()] == [goal.title]


def checks_in(actors, result):
    readings.check_in(actors["ada"], result, Decimal(1), 5, "")


def speaks(actors, result):
    remarks.say(actors["bob"], Place.KR, result.id, "我來看。")


def hangs(actors, result):
    above = db.session.scalars(select(Objective).where(Objective.title == "門市營運")).one()
    mounts.ask(actors["ada"], result.objective, above.id)


def adds(actors, result):
    result.objective.key_results.append(
        KeyResult(
            owner_id=actors["ada"].id,
            title="加的",
            plain="加的",
            kind="reach",
            unit="",
            baseline=Decimal(0),
            target=Decimal(1),
            current=Decimal(0),
            due=clock.today(),
        )
    )


@pytest.mark.parametrize("act", [checks_in, speaks, adds, hangs])
def test_what_somebody_worked_on_stays_and_the_page_says_why(brought, browser, actors, act):
    make_goal("charlie", "別的", "門市營運")
    with transaction():
        act(actors, results()["準時率"])
    page = browser.get("/in/objectives/imports").text
    assert "所以保留" in page
    [said, *_rest] = refused(back(browser, brought), status=409)
    assert said in page
    assert "準時率" in results()


def test_once_people_could_have_spoken_an_import_stays_whether_they_did_or_not(brought, browser):
    jobs.release_at(clock.now() + timedelta(minutes=5))
    assert refused(back(browser, brought), status=409)
    assert count(KeyResult) == 2


def test_goals_of_another_quarter_are_taken_back_after_a_release_too(choose, browser):
    rows = (("週期", "目標", "關鍵結果"), ("2019Q1", "快", "準時率"))
    take(browser, choose(csv(*rows)).text)
    jobs.release_at(clock.now() + timedelta(minutes=5))
    assert back(browser, db.session.scalars(select(OkrImport)).one()).status_code == 302
    assert count(KeyResult) == 0


def test_the_page_of_imports_is_empty_at_first_and_named_for_the_day_later(browser, choose):
    assert "還沒有匯入過" in browser.get("/in/objectives/imports").text
    take(browser, choose(csv(*DINGTALK)).text)
    assert day(clock.today()) in browser.get("/in/objectives/imports").text
    assert quarter_of(clock.today()) in browser.get("/in/objectives/imports").text
    assert count(CheckIn) == 0


def test_what_was_said_of_a_goal_that_is_gone_stands_under_none(say, crowd, brought, browser):
    item = make_item(results()["準時率"].id, body="還沒有人看過")
    assert say("/say/posts", make_post(crowd[0], item)).status_code == 202
    assert back(browser, brought).status_code == 302
    jobs.release_at(clock.now() + timedelta(minutes=5))
    [waiting] = voice.waiting()
    assert waiting.target == "unsure"
