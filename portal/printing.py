"""The command for wall posters: made by the sheet, listed, withdrawn."""

from pathlib import Path

import click

from portal.core import paper
from portal.core.directory import directory
from portal.front import wall
from portal.opening import fail, opened, plainly
from portal.voice import posters

A_FILE = click.Path(path_type=Path)


@click.command("posters")
@click.option("--site", help="The name of a site; without it, every poster that lets in is listed.")
@click.option("--kr", help="Id or plain line of a key result; without it, a sheet for each.")
@click.option("--pdf", type=A_FILE, help="The file to write.")
@click.option("--png", type=A_FILE, help="The same as pictures; more than one are numbered.")
@click.option("--revoke", is_flag=True, help="Withdraw what hangs at the site.")
@click.option("--dry-run", is_flag=True, help="With --revoke: show what would go.")
@plainly
def print_posters(
    site: str | None, kr: str | None, *, revoke: bool, dry_run: bool, **files: Path | None
) -> None:
    """Make posters for the walls of a site: one key for all its people, new every month."""
    opened()
    asked = [(kind, path) for kind, path in files.items() if path]
    if dry_run and not revoke:
        fail("--dry-run goes with --revoke.", 2)
    elif site and revoke and not asked:
        _withdraw(_site(site), dry_run=dry_run)
    elif site and len(asked) == 1 and not revoke:
        _print(_site(site), kr, *asked[0])
    elif site or kr or asked or revoke:
        fail("Give --site, and one of --pdf, --png and --revoke.", 2)
    else:
        _list()


def _withdraw(site_id: str, *, dry_run: bool) -> None:
    if dry_run:
        hanging = sum(row.site_id == site_id for row in posters.all_posters())
        click.echo(f"Would withdraw: {hanging}. Nothing was changed.")
    else:
        click.echo(f"Withdrawn: {posters.revoke(site_id)}.")


def _site(name: str) -> str:
    found = [id_ for id_, known in directory().sites().items() if known == name]
    if not found:
        fail(f"There is no site {name}.", 2)
    return found[0]


def _print(site_id: str, kr: str | None, kind: str, path: Path) -> None:
    _refuse_taken(path)
    targets = wall.wanted(kr)
    page = wall.page(site_id, targets)
    written = [paper.write_pdf(page, path)] if kind == "pdf" else paper.write_pictures(page, path)
    files = ", ".join(map(str, written))
    click.echo(f"Posters: {len(targets)}, in {files}. Read them, then hang them.")
    if written[0].suffix != path.suffix:
        _name_what_lacks(kind)


def _refuse_taken(path: Path) -> None:
    there = [path, path.with_suffix(".html"), path.with_stem(f"{path.stem}-1")]
    if any(one.exists() for one in there):
        fail(f"{path} is there already.", 2)


def _name_what_lacks(extra: str) -> None:
    click.echo(
        f"For {extra.upper()} install the extra: pip install 'portal[{extra}]' (and libpango); "
        "until then print this page with a browser."
    )


def _list() -> None:
    sites, found = directory().sites(), posters.all_posters()
    for row in found:
        name = sites.get(row.site_id, row.site_id)
        click.echo(f"{row.month}  {name}: until {posters.last_day(row.month)}")
    if not found:
        click.echo("No poster lets anything in.")
