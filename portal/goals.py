"""The commands that take in goals, and take them back."""

from pathlib import Path

import click

from portal.core.books import Table
from portal.core.db import transaction
from portal.core.directory import Person, directory
from portal.front import goals_back
from portal.okr import columns, taking_back
from portal.okr.cycle_names import quarter_in
from portal.okr.files import read_file
from portal.okr.planning import plan
from portal.okr.reading import About, Plan
from portal.okr.taking_in import is_ours, take_okrs
from portal.opening import fail, opened, plainly

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def add_to(group: click.Group) -> None:
    """Let these be commands of `portal okr`."""
    group.add_command(import_okr)
    group.add_command(undo)


@click.command("import")
@click.argument("file", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Show what is in the file and write nothing.")
@click.option("--table", default=1, show_default=True, help="Which table of the file, from 1.")
@click.option("--cycle", help="The quarter, where the table names none, like 2026Q4.")
@click.option("--team", help="Whose goals they are, where the table names no team.")
@click.option("--owner", help="Who answers for goals of people not known here: a sign-in name.")
@plainly
def import_okr(file: Path, *, dry_run: bool, table: int, **otherwise: str | None) -> None:
    """Take in objectives and key results from CSV, XLSX or Markdown, all or nothing."""
    opened()
    found = read_file(file.read_bytes(), file.name)
    if not 1 <= table <= len(found):
        fail(f"The file has {len(found)} tables. Give --table 1 to {len(found)}.", 2)
    chosen = found[table - 1]
    made = plan(chosen.grid, columns.guess(chosen.grid), _about(chosen, **otherwise))
    if dry_run:
        _show(made)
        return
    with transaction():
        batch = take_okrs(made.rows, columns.tool(chosen.grid))
    click.echo(f"{len(made.rows)} key results taken in. Import {batch}")


def _about(table: Table, cycle: str | None, team: str | None, owner: str | None) -> About:
    """What the table does not say. One with the columns of the contract says all of it."""
    named = quarter_in(cycle or table.name)
    if is_ours(table.grid.heads):
        return About(named, "", Person("", "", None))
    if not named:
        fail("Say of which quarter these goals are: --cycle 2026Q4.", 2)
    return About(named, _team(team), _owner(owner))


def _team(name: str | None) -> str:
    found = directory().team(name) if name else None
    if found is None:
        fail("Say whose goals they are: --team and the name of a team.", 2)
    return found


def _owner(name: str | None) -> Person:
    found = directory().named(name) if name else None
    if found is None:
        fail("Say who answers for goals of people not known here: --owner and a sign-in name.", 2)
    return found


def _show(made: Plan) -> None:
    for row in made.rows:
        click.echo(f"{row.cycle} {row.objective} / {row.title}: {row.baseline} -> {row.target}")
    for number, said in made.left_out:
        click.echo(f"Line {number} holds no goal: {said}")
    if made.strangers:
        click.echo(f"Not known here, or several: {' · '.join(made.strangers)}")
    if many := sum(row.needs_number for row in made.rows):
        click.echo(f"{many} need a number.")
    click.echo(f"{len(made.rows)} key results can be taken in. Nothing was written.")


@click.command("undo")
@click.argument("import_id", metavar="IMPORT_ID")
@click.option("--dry-run", is_flag=True, help="Say whether it can be taken back; write nothing.")
@plainly
def undo(import_id: str, *, dry_run: bool) -> None:
    """Take back what an import made, while nobody has worked on it."""
    opened()
    brought = taking_back.find_import(import_id)
    if dry_run:
        if reason := goals_back.why_not(brought):
            fail(reason)
        click.echo(f"{len(taking_back.made_by(brought))} key results can be taken back.")
        return
    with transaction():
        many = goals_back.take_back(brought)
    click.echo(f"{many} key results taken back.")
