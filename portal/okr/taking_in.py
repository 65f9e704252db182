"""Taking in OKRs from a CSV file: shown first, then the whole file or nothing."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from portal.core import clock
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.core.languages import gettext as _
from portal.core.settings import settings
from portal.core.tables import Faults, Line, read_table
from portal.okr.cells import figure_in
from portal.okr.models import Cycle, KeyResult, Kind, Objective, OkrImport
from portal.okr.row import LONGEST_TITLE, LONGEST_UNIT, Owner, Row
from portal.okr.service import quarter

COLUMNS = (
    "cycle",
    "team",
    "objective",
    "parent_objective",
    "owner",
    "key_result",
    "plain",
    "kind",
    "unit",
    "baseline",
    "target",
    "current",
    "due",
)
OPTIONAL = ("parent_objective", "plain", "current", "due")
REQUIRED = frozenset(COLUMNS) - frozenset(OPTIONAL)


def is_ours(heads: Sequence[str]) -> bool:
    """True for the heading of a file that was written for this portal."""
    names = {head.strip().casefold() for head in heads}
    return REQUIRED <= names <= set(COLUMNS)


def read_okrs(content: bytes) -> list[Row]:
    """The rows of a file, all of them good. Raises Invalid, or Faults with a sentence by line."""
    lines = read_table(content, COLUMNS, optional=OPTIONAL)
    faults = Faults()
    rows = [row for line in lines if (row := _row(line, faults)) is not None]
    check_parents(rows, faults)
    check_once(rows, faults)
    faults.done()
    return rows


def _row(line: Line, faults: Faults) -> Row | None:
    before = len(faults.faults)
    _check_texts(line, faults)
    team = directory().team(line["team"])
    owner = directory().named(line["owner"])
    if team is None:
        faults.add(line.number, _("team: there is no team of this name."))
    if owner is None:
        faults.add(line.number, _("owner: nobody signs in by this name."))
    figures = [figure_in(line, name, faults) for name in ("baseline", "target")]
    current = figure_in(line, "current", faults) if line["current"] else figures[0]
    due = _due(line, faults)
    if len(faults.faults) > before or team is None or owner is None or due is None:
        return None
    return Row(
        number=line.number,
        cycle=line["cycle"],
        team_id=team,
        objective=line["objective"],
        parent=line["parent_objective"],
        owner=Owner(owner),
        title=line["key_result"],
        plain=line["plain"] or line["key_result"],
        kind=Kind(line["kind"]),
        unit=line["unit"],
        baseline=figures[0],
        target=figures[1],
        current=current,
        due=due,
        objective_owner=Owner(owner),
    )


def _check_texts(line: Line, faults: Faults) -> None:
    for name, longest in (
        ("objective", LONGEST_TITLE),
        ("key_result", LONGEST_TITLE),
        ("unit", LONGEST_UNIT),
    ):
        if not 0 < len(line[name]) <= longest:
            faults.add(
                line.number, _("%(name)s: 1 to %(most)d characters.", name=name, most=longest)
            )
    if len(line["plain"]) > LONGEST_TITLE:
        faults.add(line.number, _("plain: at most 120 characters."))
    if line["kind"] not in set(Kind):
        faults.add(line.number, _("kind: one of reach, reduce, rate."))


def _due(line: Line, faults: Faults) -> date | None:
    try:
        last = quarter(line["cycle"])[1]
    except Invalid as error:
        faults.add(line.number, f"cycle: {error.message}")
        return None
    try:
        return date.fromisoformat(line["due"]) if line["due"] else last
    except ValueError:
        faults.add(line.number, _("due: a day looks like 2026-12-31."))
        return None


def check_parents(rows: list[Row], faults: Faults) -> None:
    """Note a fault on what stands under an objective that is not there, or under itself."""
    known = set(db.session.scalars(select(Objective.title))) | {row.objective for row in rows}
    parents = {row.objective: row.parent for row in rows if row.parent}
    for row in rows:
        if row.parent and row.parent not in known:
            faults.add(row.number, _("parent_objective: there is no objective of this name."))
        if row.parent and _circles(row.objective, parents):
            faults.add(row.number, _("parent_objective: these objectives stand in a circle."))


def _circles(objective: str, parents: dict[str, str]) -> bool:
    at, steps = parents.get(objective), 0
    while at is not None and at != objective and steps <= len(parents):
        at, steps = parents.get(at), steps + 1
    return at == objective


def check_once(rows: list[Row], faults: Faults) -> None:
    """Note a fault on each key result that stands twice under its objective."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.cycle, row.objective, row.title)
        if key in seen:
            faults.add(row.number, _("key_result: stands twice under this objective."))
        seen.add(key)


def take_okrs(rows: list[Row], origin: str = "table") -> str:
    """Write the rows; the id of the import, by which it can be taken back."""
    made = OkrImport(origin=origin, minute=_minute())
    db.session.add(made)
    db.session.flush()
    for row in rows:
        objective = _objective(row, made.id)
        place = len(objective.key_results)
        objective.key_results.append(_key_result(row, place, made.id))
        db.session.flush()
    _link(rows)
    return made.id


def _minute() -> str:
    """This minute as releases are named, on the organisation's clock."""
    return clock.now().astimezone(settings().zone).strftime("%Y-%m-%dT%H:%M")


def cycle_named(name: str) -> Cycle:
    """The cycle of this name, which comes to exist by being named. Raises Invalid."""
    cycle = db.session.scalars(select(Cycle).where(Cycle.name == name)).one_or_none()
    if cycle is None:
        starts, ends = quarter(name)
        cycle = Cycle(name=name, starts=starts, ends=ends)
        db.session.add(cycle)
        db.session.flush()
    return cycle


def _found(title: str, cycle: Cycle) -> Objective | None:
    query = select(Objective).where(Objective.title == title, Objective.cycle_id == cycle.id)
    return db.session.scalars(query).first()


def _objective(row: Row, batch: str) -> Objective:
    cycle = cycle_named(row.cycle)
    objective = _found(row.objective, cycle)
    if objective is None:
        objective = Objective(
            cycle_id=cycle.id,
            team_id=row.team_id,
            owner_id=row.objective_owner.person.id,
            owner_text=row.objective_owner.text,
            title=row.objective,
            batch=batch,
        )
        db.session.add(objective)
        db.session.flush()
    return objective


def _key_result(row: Row, place: int, batch: str) -> KeyResult:
    return KeyResult(
        owner_id=row.owner.person.id,
        owner_team_id=row.owner.person.team_id,
        owner_text=row.owner.text,
        place=place,
        title=row.title,
        plain=row.plain,
        kind=row.kind.value,
        unit=row.unit,
        baseline=row.baseline,
        target=row.target,
        current=row.current,
        due=row.due,
        batch=batch,
        brought=row.brought,
        needs_number=row.needs_number,
    )


def _link(rows: list[Row]) -> None:
    for row in rows:
        cycle = cycle_named(row.cycle)
        child, parent = _found(row.objective, cycle), None
        if row.parent:
            anywhere = select(Objective).where(Objective.title == row.parent)
            parent = _found(row.parent, cycle) or db.session.scalars(anywhere).first()
        if child is not None and parent is not None:
            child.parent_id = parent.id
    db.session.flush()
