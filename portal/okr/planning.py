"""What becomes of a table of goals: key results under objectives, before it is so."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import select

from portal.core.books import Table
from portal.core.db import db
from portal.core.errors import Invalid
from portal.core.grids import Grid, written
from portal.core.languages import gettext as _
from portal.core.tables import Faults
from portal.okr.columns import Role, guess
from portal.okr.models import Cycle, KeyResult, Objective
from portal.okr.reading import NUMBERED, About, Plan, Reader
from portal.okr.row import Row
from portal.okr.taking_in import check_once, check_parents, is_ours, read_okrs


def leveled(table: Table) -> Grid:
    """A table in which bold lines are objectives says so in a column of its own."""
    grid = table.grid
    if not table.bold or len(table.bold) == len(grid.lines):
        return grid
    marks = ["O" if place in table.bold else "KR" for place in range(len(grid.lines))]
    lines = zip(marks, _unnumbered(grid.lines, table.bold), strict=True)
    return Grid(("O/KR", *grid.heads), tuple((mark, *line) for mark, line in lines))


def _unnumbered(lines: Sequence[tuple[str, ...]], bold: frozenset[int]) -> list[tuple[str, ...]]:
    """The same, the objectives without their numbers when these count up from 1."""
    found = [NUMBERED.match(lines[place][0]) for place in sorted(bold)]
    numbers = [int(one[1]) if one else 0 for one in found]
    if numbers != list(range(1, len(numbers) + 1)):
        return list(lines)
    ends = {place: one.end() for place, one in zip(sorted(bold), found, strict=True) if one}
    return [(line[0][ends.get(i, 0) :], *line[1:]) for i, line in enumerate(lines)]


def plan(grid: Grid, roles: Sequence[Role], about: About) -> Plan:
    """What a table holds when its columns are these. Raises Invalid, or Faults by line."""
    if is_ours(grid.heads) and tuple(roles) == guess(grid):
        return Plan(read_okrs(written(grid).encode()))
    faults = Faults()
    made = Reader(grid, roles, about, faults).read()
    made.rows = _under_known(made.rows)
    check_parents(made.rows, faults)
    check_once(made.rows, faults)
    _check_new(made.rows, faults)
    faults.done()
    if not made.rows:
        raise Invalid(_("There is no key result in it. Choose which column holds them."))
    return made


def _under_known(rows: Sequence[Row]) -> list[Row]:
    """The same, without what they are to stand under where there is no such objective."""
    known = set(db.session.scalars(select(Objective.title))) | {row.objective for row in rows}
    return [row if row.parent in known else replace(row, parent="") for row in rows]


def _check_new(rows: Sequence[Row], faults: Faults) -> None:
    """Note a fault on what is here already: whoever chose the same file twice wants none twice."""
    query = (
        select(Cycle.name, Objective.title, KeyResult.title)
        .join(Objective, Objective.cycle_id == Cycle.id)
        .join(KeyResult, KeyResult.objective_id == Objective.id)
        .where(Cycle.name.in_({row.cycle for row in rows}))
    )
    known = {tuple(found) for found in db.session.execute(query)}
    for row in rows:
        if (row.cycle, row.objective, row.title) in known:
            faults.add(row.number, _("This key result is here already, under this objective."))
