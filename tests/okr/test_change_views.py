"""The pages that change goals and tell how they ended."""

import pytest
from sqlalchemy import select

from portal.core.db import db, transaction
from portal.okr.models import KeyResult
from portal.okr.versions import GoalVersion

FIELDS = {"kind": "reach", "unit": "%", "baseline": "78", "due": "2030-12-31", "source": "hand"}
LEARNED = {"what": "夾具換了兩次", "why": "料太硬", "next": "先試料再買"}


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def aim(bob, goal, **fields):
    words = FIELDS | {"title": goal.title, "plain": goal.plain, "target": "90", "reason": "換規格"}
    return bob.post(f"/in/krs/{goal.id}/edit", data=words | fields)


def test_a_change_stands_on_the_page_with_its_reason_and_is_counted(bob, goal, sign_in):
    done = aim(bob, goal)
    aim(bob, goal, target="80", reason="又換規格")
    page = sign_in("alice").get(done.location).text
    assert "換規格" in page
    assert "換了 2 次方向" in page
    assert "換了 2 次方向" in sign_in("alice").get(f"/in/krs/{goal.id}").text


def test_without_a_reason_nothing_changes_and_what_was_typed_stays(bob, goal):
    page = aim(bob, goal, reason="", title="退件率")
    assert page.status_code == 422
    assert 'value="退件率"' in page.text
    assert db.session.scalars(select(GoalVersion)).all() == []
    assert db.session.get_one(KeyResult, goal.id).target == 95


@pytest.mark.parametrize(
    "bad", [{"target": "很多"}, {"baseline": ""}, {"due": "明天"}, {"kind": "x"}]
)
def test_bad_fields_are_refused(bob, goal, bad):
    assert aim(bob, goal, **bad).status_code == 422


def test_an_objective_gets_another_title(bob, goal):
    address = f"/in/objectives/{goal.objective_id}/edit"
    assert goal.objective.title in bob.get(address).text
    before = goal.objective.title
    page = bob.get(bob.post(address, data={"title": "讓客人放心", "reason": "清楚"}).location).text
    assert "讓客人放心" in page
    assert f'">{before}</del>' in page


def test_a_failure_is_honoured_wherever_the_goal_stands(bob, goal, sign_in):
    address = f"/in/objectives/{goal.objective_id}/outcome"
    done = bob.post(address, data=LEARNED | {"ending": "failed"})
    pages = (done.location, "/in/objectives", f"/in/krs/{goal.id}", "/in/objectives/learnings")
    for place in pages:
        page = sign_in("alice").get(place).text
        assert "失敗但學到了" in page, place
        assert "#sprout" in page, place
    assert "先試料再買" in sign_in("alice").get("/in/objectives/learnings").text
    assert "先試料再買" in bob.get("/in/drafts").text
    bob.post(address, data={"ending": "open"})
    assert "失敗但學到了" not in bob.get("/in/objectives").text


def test_a_failure_without_a_word_is_refused(bob, goal):
    address = f"/in/objectives/{goal.objective_id}/outcome"
    page = bob.post(address, data={"ending": "failed", "what": "夾具換了兩次"})
    assert page.status_code == 422
    assert "夾具換了兩次" in page.text
    assert bob.post(address, data={}).status_code == 422


def test_a_figure_that_is_written_anew_needs_no_number_any_more(bob, goal):
    with transaction():
        goal.needs_number = True
    aim(bob, goal, target="95", plain="準時就好")
    assert goal.needs_number
    aim(bob, goal, target="90")
    assert not goal.needs_number


def test_the_portal_reads_what_it_is_told_to_read(bob, goal):
    aim(bob, goal, source="solved")
    assert db.session.get_one(KeyResult, goal.id).source == "solved"
    assert aim(bob, goal, source="x").status_code == 422
