"""Drafts: who may begin one, what is found in it, and what becomes of it when it is published."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.drafts import carrying, checking, publishing, service
from portal.drafts.filling import due_of, filled
from portal.drafts.models import Draft, DraftResult
from portal.okr import outcomes, readings
from portal.okr import service as okr
from portal.okr.models import Cycle, KeyResult, Objective
from portal.okr.outcomes import Ending, Learning
from portal.okr.versions import Waiver
from tests.drafts.conftest import written
from tests.making import make_goal

DAY = date(2026, 11, 27)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def add(draft, **changes):
    with transaction():
        return service.add_result(draft, written(**changes))


def publish(actors, draft, reason=""):
    with transaction():
        return publishing.publish(actors["bob"], draft, reason)


def test_one_sentence_fills_the_fields():
    fields = filled("本季將 NPS 從 30 提升至 50", "2026Q4", DAY)
    assert (fields["baseline"], fields["target"], fields["kind"]) == (30, 50, "reach")
    assert fields["due"] == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("", date(2026, 12, 31)),
        ("this-week", date(2026, 11, 29)),
        ("next-month", date(2026, 12, 31)),
        ("next-quarter", date(2027, 3, 31)),
        ("Q2", date(2026, 6, 30)),
        ("2027Q1", date(2027, 3, 31)),
        ("M02", date(2026, 2, 28)),
        ("12-15", date(2026, 12, 15)),
        ("02-30", date(2026, 12, 31)),
        ("2026-11-30", date(2026, 11, 30)),
        ("weekly", date(2026, 12, 31)),
    ],
)
def test_a_period_ends_on_a_day(period, day):
    assert due_of(period, "2026Q4", DAY) == day


def test_a_draft_stands_in_no_list_of_goals(draft, actors):
    assert (count(Draft), count(DraftResult)) == (1, 1)
    assert (count(Objective), count(KeyResult), count(Cycle)) == (0, 0, 0)
    assert okr.titles() == ()


@pytest.mark.parametrize("who", ["alice", "charlie", "mona", "ada"])
def test_who_leads_nothing_and_owns_nothing_drafts_nothing(begin, who):
    with pytest.raises(Forbidden):
        begin(who=who)


def test_whoever_owns_a_goal_drafts_for_the_own_team_only(begin):
    make_goal("charlie")
    assert begin(who="charlie", team="門市營運").owner_id
    with pytest.raises(Forbidden):
        begin(who="charlie", team="生產部")


def test_a_manager_sees_the_drafts_of_the_own_part_and_nobody_else_does(draft, actors):
    assert [one.id for one in service.drafts_of(actors["bob"])] == [draft.id]
    for name in ("alice", "charlie", "mona", "ada"):
        assert list(service.drafts_of(actors[name])) == []


def test_published_it_is_an_objective_and_no_draft_any_more(draft, actors):
    objective = publish(actors, draft)
    assert (count(Draft), count(DraftResult), count(Waiver)) == (0, 0, 0)
    [result] = objective.key_results
    assert (result.baseline, result.current, result.target, result.unit) == (30, 30, 18, "天")
    assert (objective.owner_id, result.owner_id) == (actors["bob"].id, actors["alice"].id)
    assert result.owner_team_id == actors["alice"].team
    assert objective.cycle.name == okr.quarter_of(clock.today())
    assert "publish-goal" in [row.action for row in audit.rows_about(actors["bob"].id)]


def test_what_the_portal_is_to_read_it_reads_once_it_is_published(draft, actors):
    add(draft, title="說出來的卡關有多少被確認解決", kind="reach", unit="%", source="solved")
    by_hand, by_portal = publish(actors, draft).key_results
    assert (by_hand.source, by_portal.source) == ("hand", "solved")
    assert [row.subject for row in told_of(actors["bob"], "goal-source")] == [by_portal.id]


def told_of(actor, action):
    """What the audit says that somebody did of this kind."""
    return [row for row in audit.rows_about(actor.id) if row.action == action]


def test_without_a_key_result_it_is_not_published(begin, actors):
    with pytest.raises(Invalid):
        publish(actors, begin())


@pytest.mark.parametrize("half", [{"baseline": None}, {"target": None}])
def test_half_of_the_figures_is_too_little_whatever_the_reason(draft, actors, half):
    add(draft, title="客訴件數", **half)
    with pytest.raises(Invalid):
        publish(actors, draft, "先這樣")


def test_what_is_found_needs_a_reason_that_is_kept(draft, actors):
    add(draft, title="新倉庫啟用", baseline=None, target=None, unit="")
    with pytest.raises(Invalid):
        publish(actors, draft)
    assert count(Draft) == 1
    objective = publish(actors, draft, "蓋好才有數字。")
    waived = db.session.get_one(Waiver, objective.id)
    assert (waived.faults, waived.reason) == ("no-number", "蓋好才有數字。")
    done = objective.key_results[1]
    assert (done.baseline, done.target) == (0, 1)
    assert done.unit
    assert [one.needs_number for one in objective.key_results] == [False, True]


def test_a_sixth_key_result_needs_a_reason(draft, actors):
    for number in range(4):
        add(draft, title=f"第 {number} 條線的等料時間")
    assert checking.check(draft).faults == []
    add(draft, title="交接遺漏件數")
    assert checking.check(draft).faults == ["too-many-results"]


def test_a_sixth_objective_of_a_team_needs_a_reason(begin, draft, actors):
    for number in range(5):
        made = begin(f"讓第 {number} 班準時下班")
        add(made)
        publish(actors, made)
    assert checking.check(draft).faults == ["too-many-objectives"]


def test_a_target_that_the_last_cycle_reached_is_too_easy(draft, actors):
    goal = make_goal("bob", plain="等料時間")
    with transaction():
        cycle = goal.objective.cycle
        cycle.name, cycle.starts, cycle.ends = "2020Q1", date(2020, 1, 1), date(2020, 3, 31)
        for value in ("20", "12", "11", "10"):
            readings.check_in(actors["bob"], goal, Decimal(value), 5, "")
    result = add(draft, title="等料時間", target=Decimal(12))
    found = checking.check(draft).results[result.id]
    assert [one.fault.value for one in found] == ["too-easy"]


@pytest.fixture
def last(actors):
    """Bob's objective of last quarter: one key result is met, one stands halfway."""
    goal = make_goal("bob")
    met = make_goal("bob", plain="退件少一半")
    with transaction():
        cycle, today = goal.objective.cycle, clock.today()
        cycle.starts, cycle.ends = today - timedelta(days=100), today - timedelta(days=9)
        cycle.name = okr.quarter_of(cycle.starts)
        goal.source = "hours"
        readings.check_in(actors["bob"], met, Decimal(96), 5, "")
    return goal.objective


def test_what_is_not_met_goes_on_from_where_it_stands(last, actors):
    assert carrying.left_over(actors["bob"]) == [last]
    with transaction():
        draft = carrying.carry_over(actors["bob"], last)
    [result] = draft.results
    assert (result.baseline, result.target) == (86, 95)
    assert result.responsible_id == last.key_results[0].owner_id
    assert result.before_id == last.key_results[0].id
    assert result.source == "hours"
    assert draft.cycle == okr.quarter_of(clock.today())
    assert last.key_results[0].baseline == 78


def test_it_goes_on_once(last, actors):
    with transaction():
        carrying.carry_over(actors["bob"], last)
    assert carrying.left_over(actors["bob"]) == []
    with pytest.raises(Conflict):
        carrying.carry_over(actors["bob"], last)


def test_what_was_reached_does_not_go_on_and_what_failed_may(last, actors):
    with transaction():
        outcomes.end(actors["bob"], last, Ending.REACHED, Learning("做到了"))
    assert carrying.left_over(actors["bob"]) == []
    with transaction():
        learned = Learning("試了兩種夾具", "料太硬", "先試料")
        outcomes.end(actors["bob"], last, Ending.FAILED, learned)
    assert carrying.left_over(actors["bob"]) == [last]


def test_nobody_carries_over_what_others_answer_for(last, actors):
    assert carrying.left_over(actors["charlie"]) == []


def test_the_running_quarter_goes_on_in_the_next():
    assert carrying.target_of("2026Q4", DAY) == "2027Q1"
    assert carrying.target_of("2026Q3", DAY) == "2026Q4"
    assert carrying.target_of("2025Q1", DAY) == "2026Q4"
