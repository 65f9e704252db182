"""Tables of goals as teams really keep them: how many of their cells need a hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from portal.core.directory import Person
from portal.core.tables import Faults
from portal.okr.columns import Role, guess
from portal.okr.cycle_names import quarter_in
from portal.okr.files import read_file
from portal.okr.planning import plan
from portal.okr.reading import About

# Kept beside the repository, under a licence of their own: a clone alone has only the made-up one.
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "okr"
MOST = 0.02
# In the same shape: bold objectives with numbers, a line of totals, words over a list, pictures for
# priorities, several owners, links that are no words, a title that is too long.
MADE_UP = """# Goals of a bakery

## 2019 Q2

| **Bakery** | **Priority** | **Owner** | **Mid-Q Actual** | **Guess** | **End-Q** | ** Link**|
| :-: | :-: | :-: | --- | --- | --- | --- |
|  **** | P0-P4 |  | **0.3** | **0.6** | **0.4** | |
|  **1 Bread before six o'clock** |  | | | | | |
|  The second oven runs at night | **P0** | Olga | 0.6 | 0.7 | 0.5 | [🌎](https://bread.example/1) |
|  [Flour comes on Mondays](https://bread.example/2) | ![P1](p1.svg) | bob / Olga |  | 0.8 |  | |
|  Write down how it is done: |  |  |  |  | | |
|  1. How dough rests | P1 | | 0.0 | 0.4 | 1 | |
|  2. How the oven is cleaned | P1 | bob | 0 | 0.6 | 0 | |
|  Rolls are counted each evening | P2 | 黃志豪 | | | | |
|   |  |  |  |  | | |
|  **2 Shops know what they will get** |  |  |  |  | | |
|  {long} | P2 | bob | 1 | 1 | 1 | |
"""
LONG = "Every shop reads in the evening what will be on its shelves in the morning, " * 2


MADE = MADE_UP.format(long=LONG.strip(" ,")).encode()


def tables():
    yield pytest.param(MADE, "bakery.md", id="made up")
    for name in ("CLUSTER.md", "PROJECT.md", "PACKAGE-MANAGERS.md"):
        path = REAL / name
        missing = pytest.mark.skipif(not path.exists(), reason="the real tables are not here")
        yield pytest.param(path, name, id=name, marks=missing)


TABLES = list(tables())


def needing(table, roles, about):
    """The cells that somebody has to mend, or that stand nowhere in what is made; all there are."""
    filled = [cell for line in table.grid.lines for cell in line if any(map(str.isalnum, cell))]
    try:
        made = plan(table.grid, roles, about)
    except Faults as faults:
        return [said for _line, said in faults], filled, []
    rows = {row.number: row for row in made.rows}
    pairs = [
        (role, cell, rows[number])
        for number, line in enumerate(table.grid.lines, 2)
        for role, cell in zip(roles, line, strict=True)
        if number in rows and cell
    ]
    return [cell for role, cell, row in pairs if is_lost(role, cell, row)], filled, made.left_out


def is_lost(role, cell, row):
    """True for a cell that stands nowhere in the key result that was made of its line."""
    if role is Role.SCORE:
        return row.current != Decimal(cell)
    if role in {Role.LEVEL, Role.CYCLE}:
        return False
    kept = (row.objective, row.title, row.brought, row.owner.text, row.owner.person.name, "bob")
    return " ".join(cell.split()) not in " ".join(" ".join(kept).split())


@pytest.mark.parametrize(("content", "name"), TABLES)
def test_of_real_tables_next_to_no_cell_needs_a_hand(app, cast, content, name):
    found = read_file(content if isinstance(content, bytes) else content.read_bytes(), name)
    lost, filled = [], []
    for table in found:
        about = About(quarter_in(table.name), "a-team", Person(cast.ada, "林雅琪", None))
        hand, cells, left_out = needing(table, guess(table.grid), about)
        lost, filled = lost + hand, filled + cells
        # The line of totals alone: the portal counts them anew.
        assert len(left_out) <= 1
    assert len(filled) > 20
    assert len(lost) <= MOST * len(filled), lost


def test_what_a_table_says_becomes_goals_with_all_that_stood_beside_them(app, cast):
    [table] = read_file(MADE, "bakery.md")
    about = About(quarter_in(table.name), "a-team", Person(cast.ada, "林雅琪", None))
    made = plan(table.grid, guess(table.grid), about)
    oven, flour, dough, cleaned, rolls, shops = made.rows
    assert [title for _cycle, title in made.objectives] == [
        "Bread before six o'clock",
        "Shops know what they will get",
    ]
    assert (oven.cycle, oven.title, oven.owner.text) == (
        "2019Q2",
        "The second oven runs at night",
        "Olga",
    )
    assert (oven.baseline, oven.target, oven.current, oven.needs_number) == (
        0,
        1,
        Decimal("0.5"),
        True,
    )
    assert "Link：https://bread.example/1" in oven.brought
    assert "Mid-Q Actual：0.6" in oven.brought.splitlines()
    assert (flour.owner.person.id, flour.owner.text) == (cast.bob, "bob / Olga")
    assert [one.brought.splitlines()[0] for one in (dough, cleaned)] == [
        "Write down how it is done",
        "Write down how it is done",
    ]
    assert "Write down" not in rolls.brought
    assert (rolls.owner.person.id, rolls.owner.text) == (cast.bob, "")
    assert shops.title.endswith("…")
    assert shops.brought.splitlines()[0] == LONG.strip(" ,")
    assert made.strangers == ["Olga", "bob / Olga"]
    assert [number for number, _said in made.left_out] == [2]
