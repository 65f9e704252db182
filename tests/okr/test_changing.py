"""A published goal is not changed into a wish unless somebody says that it is to be one."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.okr import changing, readings, versions
from portal.okr.models import Cycle, KeyResult, Objective
from portal.okr.versions import GoalVersion
from tests.making import make_goal

pytestmark = pytest.mark.everywhere
WISH = "努力把品質做好"


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def kept():
    """What every change let stand, in their order."""
    return [one.faults for one in db.session.scalars(select(GoalVersion))]


def aim(goal, **changes):
    return replace(versions.aim_of(goal), **changes)


def change(actors, goal, despite=(), **changes):
    with transaction():
        words = (aim(goal, **changes), "客戶換了規格", despite)
        changing.change_key_result(actors["bob"], goal, *words)


def codes(found):
    return [one.fault.value for one in found]


def test_what_is_found_anew_is_let_or_nothing_changes(actors, goal):
    before = goal.title
    for despite in ((), ("vague",)):
        with pytest.raises(Invalid):
            change(actors, goal, despite, title=WISH)
    assert (goal.title, kept()) == (before, [])
    change(actors, goal, ("effort", "vague"), title=WISH)
    assert (goal.title, kept()) == (WISH, ["effort"])


def test_what_was_there_before_asks_nothing_again(actors, goal):
    change(actors, goal, ("effort",), title=WISH)
    change(actors, goal, title=f"{WISH}，全廠都要")
    assert kept() == ["effort", ""]


def test_what_was_let_once_and_mended_is_asked_about_again(actors, goal):
    change(actors, goal, ("effort",), title=WISH)
    change(actors, goal, title="交貨準時率")
    with pytest.raises(Invalid):
        change(actors, goal, title=WISH)


def test_a_target_where_it_starts_is_found(goal):
    assert codes(changing.found_in_aim(goal, aim(goal, target=Decimal(78)))) == ["same"]
    assert changing.found_in_aim(goal, aim(goal, target=Decimal(90))) == []


def test_a_target_that_an_earlier_cycle_reached_is_found(actors, goal):
    old, its = make_goal("bob", plain="等料時間"), goal.objective
    with transaction():
        cycle = Cycle(name="2020Q1", starts=date(2020, 1, 1), ends=date(2020, 3, 31))
        whose = {"team_id": its.team_id, "owner_id": its.owner_id}
        old.objective = Objective(cycle=cycle, title="那一年的目標", **whose)
        old.title = goal.title
        for value in ("88", "89", "90"):
            readings.check_in(actors["bob"], old, Decimal(value), 5, "")
    assert codes(changing.found_in_aim(goal, aim(goal, target=Decimal(80)))) == ["too-easy"]
    assert changing.found_in_aim(goal, aim(goal, target=Decimal(91))) == []


def test_the_figures_that_stand_for_none_are_no_number(goal):
    with transaction():
        goal.needs_number, goal.baseline, goal.target, goal.unit = True, 0, 1, "分"
        goal.title = "客訴降到 5 件"
    assert codes(changing.found_in_aim(goal, aim(goal, title="客訴變少"))) == ["no-number"]
    assert changing.found_in_aim(goal, aim(goal, title="客訴變少", target=Decimal(5))) == []


def test_a_figure_in_an_objective_is_found(actors, goal):
    objective = goal.objective
    with pytest.raises(Invalid), transaction():
        changing.change_objective(actors["bob"], objective, "準時率到 95%", "更清楚")
    with transaction():
        words = (objective, "準時率到 95%", "更清楚", ["number-in-objective"])
        changing.change_objective(actors["bob"], *words)
    assert (objective.title, kept()) == ("準時率到 95%", ["number-in-objective"])


FIELDS = {"kind": "reach", "unit": "%", "baseline": "78", "target": "90", "due": "2030-12-31"}
FIELDS |= {"source": "hand", "title": WISH, "reason": "換規格"}


def despite(page):
    """What the button that saves anyway says was shown; None where there is none."""
    found = re.search(r'name="despite"\s+value="([^"]*)"', page.text)
    return found and found[1]


def test_a_wish_is_shown_with_what_is_wrong_and_saved_by_a_second_press(bob, goal, sign_in):
    address, words = f"/in/krs/{goal.id}/edit", FIELDS | {"target": "78"}
    assert despite(bob.get(address)) is None
    shown = bob.post(address, data=words)
    assert shown.status_code == 422
    assert "原本沒有的提醒" in shown.text
    assert "這句只答應會努力" in shown.text
    assert f'value="{WISH}"' in shown.text
    assert (despite(shown), kept()) == ("effort,same", [])
    done = bob.post(address, data=words | {"despite": despite(shown)})
    page = sign_in("alice").get(done.location).text
    assert "有這些提醒，仍照樣存下：這句只答應會努力" in page
    assert "換規格" in page


def test_a_second_press_needs_the_reason_too(bob, goal):
    address = f"/in/krs/{goal.id}/edit"
    shown = bob.post(address, data=FIELDS | {"reason": "", "despite": "effort"})
    assert (shown.status_code, despite(shown)) == (422, "effort")
    assert "請寫原因" in shown.text
    assert db.session.get_one(KeyResult, goal.id).title != WISH


def test_a_good_change_is_saved_by_one_press(bob, goal):
    done = bob.post(f"/in/krs/{goal.id}/edit", data=FIELDS | {"title": "退件率"})
    assert done.status_code == 302
    assert "照樣存下" not in bob.get(done.location).text


def test_what_cannot_be_read_is_told_before_anything_is_found_in_it(bob, goal):
    shown = bob.post(f"/in/krs/{goal.id}/edit", data=FIELDS | {"target": "很多"})
    assert (shown.status_code, despite(shown)) == (422, None)


def test_an_objective_is_changed_in_the_same_way(bob, goal):
    address, words = f"/in/objectives/{goal.objective_id}/edit", {"reason": "更清楚"}
    words["title"] = "準時率到 95%"
    shown = bob.post(address, data=words)
    assert "數字放到關鍵結果，這裡寫為什麼要做。" in shown.text
    assert (shown.status_code, despite(shown)) == (422, "number-in-objective")
    done = bob.post(address, data=words | {"despite": despite(shown)})
    assert "有這些提醒，仍照樣存下：" in bob.get(done.location).text
