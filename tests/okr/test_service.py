"""Cycles, key results, check-ins, and taking in a file of OKRs."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal.core import audit, clock
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Invalid, Missing
from portal.core.tables import Faults
from portal.okr import progress, readings, service
from portal.okr.models import KeyResult, Objective
from portal.okr.taking_in import COLUMNS, read_okrs, take_okrs
from tests.making import make_goal

GOOD = {
    "cycle": "2026Q4",
    "team": "生產部",
    "objective": "讓師傅一拿到就想再買",
    "parent_objective": "",
    "owner": "bob",
    "key_result": "交貨準時率",
    "plain": "客人訂的貨，準時送到",
    "kind": "reach",
    "unit": "%",
    "baseline": "78",
    "target": "95",
    "current": "86",
    "due": "2026-12-31",
}


def okr_file(*rows):
    lines = [",".join(COLUMNS)]
    lines += [",".join((GOOD | row)[name] for name in COLUMNS) for row in rows]
    return "\n".join(lines).encode()


def take(*rows):
    found = read_okrs(okr_file(*rows))
    with transaction():
        return take_okrs(found)


def key_result():
    return db.session.scalars(select(KeyResult)).one()


def test_a_file_makes_cycle_objective_and_key_result(cast):
    take({})
    found = key_result()
    assert (found.baseline, found.target, found.current) == (78, 95, 86)
    assert found.objective.cycle.name == "2026Q4"
    assert (found.objective.cycle.starts, found.objective.cycle.ends) == (
        date(2026, 10, 1),
        date(2026, 12, 31),
    )
    assert found.owner_id == cast.bob


def test_empty_cells_take_the_sensible_value(cast):
    take({"plain": "", "current": "", "due": ""})
    found = key_result()
    assert (found.plain, found.current, found.due) == ("交貨準時率", 78, date(2026, 12, 31))


def test_children_stand_under_their_parents_in_any_order(cast):
    take({"objective": "下", "parent_objective": "上"}, {"objective": "上"})
    titles = {one.title: one for one in db.session.scalars(select(Objective))}
    assert titles["下"].parent_id == titles["上"].id


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cycle", "2026-4"),
        ("cycle", "2026Q5"),
        ("team", "沒有這課"),
        ("owner", "nobody"),
        ("objective", ""),
        ("objective", "x" * 121),
        ("key_result", ""),
        ("kind", "grow"),
        ("unit", ""),
        ("baseline", "many"),
        ("baseline", "NaN"),
        ("target", "1e99"),
        ("target", ""),
        ("current", "soon"),
        ("due", "31.12.2026"),
        ("parent_objective", "沒有這個"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column_and_nothing_is_written(cast, column, value):
    with pytest.raises(Faults) as caught:
        take({"objective": "好的"}, {column: value})
    [(line, sentence)] = list(caught.value)
    assert line == 3
    assert sentence.startswith(column)
    assert db.session.scalars(select(Objective)).all() == []


def test_objectives_in_a_circle_are_refused(cast):
    with pytest.raises(Faults):
        take(
            {"objective": "甲", "parent_objective": "乙"},
            {"objective": "乙", "parent_objective": "甲"},
        )


def test_the_same_key_result_twice_is_refused(cast):
    with pytest.raises(Faults):
        take({}, {})


def test_figures_may_be_written_as_people_write_them(cast):
    take({"baseline": "78%", "target": "95 ", "unit": "%"})
    assert key_result().baseline == 78


def test_a_check_in_moves_the_figure_and_stays(goal, cast, actors):
    with transaction():
        readings.check_in(actors["bob"], goal, Decimal("88.5"), 7, "多一位會換模的師傅")
        readings.check_in(actors["bob"], goal, Decimal(87), 6, "")
    assert (goal.current, goal.updated) == (87, clock.today())
    assert [one.value for one in readings.latest(goal.id)] == [Decimal(87), Decimal("88.5")]
    assert readings.values([goal.id]) == {goal.id: [Decimal("88.5"), Decimal(87)]}
    assert len(audit.rows_about(cast.bob)) == 2


def test_a_correction_stands_beside_what_it_puts_right(goal, cast, actors):
    with transaction():
        first = readings.check_in(actors["bob"], goal, Decimal(80), 7, "")
        readings.check_in(actors["bob"], goal, Decimal(82), 7, "")
        db.session.flush()
        readings.correct(actors["bob"], first, Decimal(79), 6, "少算一天")
        readings.correct(actors["bob"], first, Decimal("79.5"), 6, "")
    assert goal.current == 82
    assert readings.values([goal.id]) == {goal.id: [Decimal("79.5"), Decimal(82)]}
    newest, oldest = readings.latest(goal.id)
    assert (newest.was, oldest.was, oldest.value) == ([], [80, 79], Decimal("79.5"))
    assert [row.action for row in audit.rows_about(cast.bob)].count("check-in-corrected") == 2


def test_correcting_the_last_reading_moves_the_figure(goal, actors):
    with transaction():
        last = readings.check_in(actors["bob"], goal, Decimal(80), 7, "")
        db.session.flush()
        mended = readings.correct(actors["bob"], last, Decimal(78), 7, "")
    assert goal.current == 78
    with pytest.raises(Conflict), transaction():
        readings.correct(actors["bob"], mended, Decimal(77), 7, "")


@pytest.mark.parametrize("confidence", [-1, 11])
def test_confidence_goes_from_0_to_10(goal, actors, confidence):
    with pytest.raises(Invalid), transaction():
        readings.check_in(actors["bob"], goal, Decimal(1), confidence, "")


def test_only_running_cycles_can_be_spoken_about(goal):
    after = goal.objective.cycle.ends.replace(year=goal.objective.cycle.ends.year + 1)
    assert service.is_open(goal.id)
    assert service.is_open(goal.objective_id)
    assert not service.is_open(goal.id, after)
    assert not service.is_open("a" * 26)
    assert service.open_key_results(after) == []


def test_the_current_cycle_is_the_running_one_else_the_newest(cast):
    assert service.current_cycle() is None
    take({"cycle": "2026Q3"}, {"cycle": "2026Q4", "objective": "新的"})
    assert service.current_cycle(date(2026, 11, 22)).name == "2026Q4"
    assert service.current_cycle(date(2026, 8, 1)).name == "2026Q3"
    assert service.current_cycle(date(2027, 8, 1)).name == "2026Q4"


def test_what_is_not_there_is_missing(app):
    for find in (service.find_key_result, service.find_objective, service.find_cycle):
        with pytest.raises(Missing):
            find("nothing")


def test_owners_find_their_own(cast, goal):
    make_goal("ada", plain="零受傷")
    assert [one.id for one in service.owned_by(cast.bob)] == [goal.id]


@pytest.mark.parametrize(
    ("kind", "baseline", "target", "current", "share"),
    [
        ("reach", 78, 95, 78, "0"),
        ("reach", 78, 95, 95, "1"),
        ("reach", 78, 95, 200, "1.2"),
        ("reach", 78, 95, 60, "0"),
        ("reduce", 10, 2, 6, "0.5"),
        ("reduce", 10, 2, 0, "1.2"),
        ("rate", 10, 50, 25, "0.5"),
        ("reach", 5, 5, 5, "1"),
        ("reach", 5, 5, 4, "0"),
    ],
)
def test_the_share_of_the_way(kind, baseline, target, current, share):
    found = progress.ratio(kind, Decimal(baseline), Decimal(target), Decimal(current))
    assert found == Decimal(share)


def test_a_week_without_a_word_is_stale(goal):
    cycle = goal.objective.cycle
    goal.updated = cycle.starts
    assert not progress.freshness(goal, cycle.starts.replace(day=8)).stale
    assert progress.freshness(goal, cycle.starts.replace(day=9)).stale
    assert not progress.freshness(goal, cycle.ends.replace(year=cycle.ends.year + 1)).stale
    db.session.rollback()
