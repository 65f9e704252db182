"""Going down a table of goals: which key results stand in it, under which objective."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.core.directory import Person, directory
from portal.core.grids import Grid
from portal.core.headings import day_of, key
from portal.core.languages import gettext as _
from portal.core.tables import Faults
from portal.okr import cells
from portal.okr.columns import Role
from portal.okr.cycle_names import quarter_in
from portal.okr.measures import measure
from portal.okr.row import LONGEST_TITLE, Owner, Row
from portal.okr.service import quarter

GROUP = re.compile(r".*[:：]\s*\*?", re.DOTALL)
OBJECTIVE = {"o", "objective", "目標", "目标"}
RESULT = {"kr", "keyresult", "關鍵結果", "关键结果", "關鍵成果", "关键成果"}
# Our own exports keep there what a table said besides: it needs no heading a second time.
KEPT = "brought"
LONGEST_BROUGHT = 4000
NUMBERED = re.compile(r"(\d+)[.)、]?\s+")
REMARKS = frozenset({Role.REMARK, Role.PARENT, Role.INTERIM})


@dataclass(frozen=True)
class About:
    """What a table may not say: its quarter, whose goals they are, who answers for strangers."""

    cycle: str
    team_id: str
    person: Person


@dataclass
class Plan:
    """The key results to be, and what a reader is to know of them before."""

    rows: list[Row] = field(default_factory=list)
    # What stands in lines that hold no goal, by line.
    left_out: list[tuple[int, str]] = field(default_factory=list)

    @property
    def objectives(self) -> Mapping[tuple[str, str], list[Row]]:
        """The key results by cycle and objective, in the order of the table."""
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows:
            found.setdefault((row.cycle, row.objective), []).append(row)
        return found

    @property
    def strangers(self) -> list[str]:
        """Who is named and not known here, or beside somebody else."""
        owners = (owner for row in self.rows for owner in (row.owner, row.objective_owner))
        return sorted({owner.text for owner in owners if owner.text})


class Line:
    """One line of a table, asked by what its columns are."""

    def __init__(self, number: int, line: Sequence[str], roles: Sequence[Role]) -> None:
        self.number, self._pairs = number, list(zip(roles, line, strict=True))

    def __getitem__(self, role: Role) -> str:
        return next((cells.told(cell) for one, cell in self._pairs if one is role), "")

    def alone(self, role: Role) -> bool:
        """True when nothing but this, and its level, stands on the line."""
        rest = {one for one, cell in self._pairs if cells.told(cell) and one is not Role.NOTHING}
        return rest <= {role, Role.LEVEL}

    def filled(self) -> str:
        """Everything on it, as one text."""
        kept = (cell for one, cell in self._pairs if one is not Role.LEVEL and cells.told(cell))
        return " · ".join(kept)


class Reader:
    """Goes down a table and remembers under which objective and which words it is."""

    def __init__(self, grid: Grid, roles: Sequence[Role], about: About, faults: Faults) -> None:
        self._grid, self._roles, self._about, self._faults = grid, roles, about, faults
        self._people, self._made = cells.people(about.person), Plan()
        self._cycle, self._group, self._counted = about.cycle, "", False
        self._objective, self._owner = "", Owner(about.person)

    def read(self) -> Plan:
        """All of it; what is wrong stands with the faults."""
        for number, line in enumerate(self._grid.lines, 2):
            self._take(Line(number, line, self._roles))
        return self._made

    def _take(self, line: Line) -> None:
        said, text = key(line[Role.LEVEL]), line[Role.TEXT]
        if said and said not in OBJECTIVE | RESULT:
            self._made.left_out.append((line.number, line.filled()))
            return
        level = said in OBJECTIVE
        self._cycle = self._named(line)
        if title := line[Role.OBJECTIVE] or (text if level else ""):
            self._begin(line, title)
        result = line[Role.KEY_RESULT] or ("" if level else text)
        if self._is_group(line, result):
            self._group, self._counted = result.rstrip(":： "), False
        elif result:
            self._add(line, result)
        elif not title and (rest := line.filled()):
            self._made.left_out.append((line.number, rest))

    def _named(self, line: Line) -> str:
        """The quarter of a line, or that of the line before."""
        said = line[Role.CYCLE]
        found = quarter_in(said) if said else self._cycle
        if not found:
            self._faults.add(line.number, _("cycle: this is no quarter like 2026Q4."))
        return found or self._about.cycle

    def _begin(self, line: Line, title: str) -> None:
        said = " ".join(title.split())
        if len(said) > LONGEST_TITLE:
            self._faults.add(
                line.number, _("%(name)s: 1 to %(most)d characters.", name="objective", most=120)
            )
        if said != self._objective:
            self._objective, self._group = said, ""
            named = line[Role.OBJECTIVE_OWNER] or line[Role.OWNER]
            self._owner = self._people.owner(named) if named else Owner(self._about.person)

    def _is_group(self, line: Line, result: str) -> bool:
        role = Role.KEY_RESULT if line[Role.KEY_RESULT] else Role.TEXT
        return bool(GROUP.fullmatch(result)) and line.alone(role)

    def _over(self, result: str) -> str:
        """The words over a line, while it is one of those that they were said of."""
        counted = NUMBERED.match(result) is not None
        if self._counted and not counted:
            self._group = ""
        self._counted = self._counted or counted
        return self._group

    def _add(self, line: Line, result: str) -> None:
        if not self._objective:
            self._faults.add(line.number, _("There is no objective over this key result."))
            return
        title = " ".join(result.split())
        measured = measure(line, self._faults)
        due, team = self._due(line), self._team(line)
        said = line[Role.OWNER]
        owner = self._people.owner(said) if said else self._owner
        brought = [title] if len(title) > LONGEST_TITLE else []
        brought += [over] if (over := self._over(result)) else []
        brought += [*measured.besides, *self._remarks(line)]
        self._made.rows.append(
            Row(
                number=line.number,
                cycle=self._cycle,
                team_id=team,
                objective=self._objective,
                parent=line[Role.PARENT],
                owner=owner,
                title=shortened(title),
                plain=shortened(line[Role.PLAIN] or title),
                kind=measured.kind,
                unit=measured.unit,
                baseline=measured.baseline,
                target=measured.target,
                current=measured.current,
                due=due,
                objective_owner=self._owner,
                needs_number=measured.needs_number,
                brought="\n".join(brought)[:LONGEST_BROUGHT],
            )
        )

    def _due(self, line: Line) -> date:
        said = line[Role.DUE]
        last = quarter(self._cycle)[1]
        found = day_of(said) if said else last
        if found is None:
            self._faults.add(line.number, _("due: a day looks like 2026-12-31."))
        return found or last

    def _team(self, line: Line) -> str:
        said = line[Role.TEAM]
        found = directory().team(said) if said else self._about.team_id
        if found is None:
            self._faults.add(line.number, _("team: there is no team of this name."))
        return found or self._about.team_id

    def _remarks(self, line: Line) -> list[str]:
        """What has no place of its own, each with its heading."""
        pairs = zip(self._grid.heads, self._roles, self._grid.lines[line.number - 2], strict=True)
        return [
            words if key(head) == KEPT else f"{head}{_(': ')}{words}"
            for head, role, cell in pairs
            if role in REMARKS and cells.told(cell)
            for words in _kept(head, cell)
        ]


def _kept(head: str, cell: str) -> list[str]:
    """What a cell says, on one line; of our own exports, on as many as there were."""
    if key(head) == KEPT:
        return [line for line in re.split(r"\n| · ", cell) if line]
    return [" ".join(cell.split())]


def shortened(title: str) -> str:
    """A title that fits; the whole of it is kept beside."""
    if len(title) <= LONGEST_TITLE:
        return title
    cut = title[: LONGEST_TITLE - 1]
    return f"{cut.rsplit(' ', 1)[0] if ' ' in cut[60:] else cut}…"
