"""The commands that keep what must not be lost, and destroy what must not be kept."""

from pathlib import Path

import click

from portal import jobs
from portal.answers import findable
from portal.app import create_app
from portal.core import clock
from portal.core.db import transaction
from portal.core.directory import directory
from portal.keeping import keycopies
from portal.keeping import restore as restoring
from portal.keeping import retention as ending
from portal.keeping.backup import back_up
from portal.opening import fail, opened, plainly, settings_of
from portal.people import admission, erasing, second_step, service
from portal.voice import codes, rendering, slips
from portal.voice.keys import keys_folder, sealer
from portal.voice.models import CodeBatch

A_FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", metavar="DIR", type=A_FOLDER)
@click.option("--keys", "copies", metavar="DIR2", type=A_FOLDER, help="Copy the keys there, too.")
@plainly
def backup(folder: Path, copies: Path | None) -> None:
    """Back up what was released, and the key log; the portal may run.

    DIR is a new folder or an earlier backup, which is replaced when the new one is whole. Copies
    of keys in DIR2 are destroyed after seven days.
    """
    opened()
    if copies:
        keycopies.check_apart(copies, folder)
    made = back_up(folder)
    click.echo(f"Backup of release {made.batch}, {len(made.files)} files: {folder}")
    if copies:
        click.echo(f"Keys: {keycopies.keep(keys_folder(), copies, clock.today())}")


@click.command()
@click.argument("folder", metavar="DIR", type=A_FOLDER)
@click.option("--keys", "copies", metavar="DIR2", type=A_FOLDER, help="Where copies of keys are.")
@click.option("--dry-run", is_flag=True, help="Check the backup and write nothing.")
@plainly
def restore(folder: Path, copies: Path | None, *, dry_run: bool) -> None:
    """Put a backup back, into an empty data folder or over a broken one; stop the portal first.

    Every key of tokens is closed, everybody signs in anew, and what waits in the inbox stays.
    """
    settings = settings_of()
    made = restoring.plan(folder, copies, settings)
    for line in restoring.described(made, settings):
        click.echo(line)
    if dry_run:
        click.echo("Nothing was written.")
        return
    with create_app(settings).app_context():
        posts = restoring.perform(made)
    click.echo(f"Restored; {posts} published posts can be read. New keys open when it serves.")


@click.command()
@click.option("--dry-run", is_flag=True, help="Show what would go and destroy nothing.")
@plainly
def retention(*, dry_run: bool) -> None:
    """Destroy the key of every epoch whose time is over, and delete its posts."""
    opened()
    over = ending.due() if dry_run else jobs.retain()
    for epoch, posts in over.items():
        click.echo(f"{epoch}: {posts} posts and their key")
    if not over:
        click.echo("No text has reached the end of its time.")
    if dry_run:
        click.echo("Nothing was destroyed.")


@click.group()
def search() -> None:
    """What is derived from texts."""


@search.command("rebuild")
@plainly
def rebuild() -> None:
    """Make search.db anew from what is sealed."""
    opened()
    held = rendering.rebuild()
    findable.catch_up()
    click.echo(f"search.db holds {held} posts.")


@click.command("codes")
@click.option("--site", help="The name of a site; without it, every batch is listed.")
@click.option("--count", default=200, show_default=True, type=click.IntRange(1, codes.MOST))
@click.option("--pdf", "path", type=A_FOLDER, help="The file to write.")
@click.option("--revoke", metavar="BATCH", help="Withdraw what was not used of a batch.")
@click.option("--dry-run", is_flag=True, help="With --revoke: show what would go.")
@plainly
def print_codes(
    site: str | None, count: int, path: Path | None, revoke: str | None, *, dry_run: bool
) -> None:
    """Make codes for a site, and the sheet of slips to cut; the sheet is their only copy."""
    opened()
    if dry_run and not revoke:
        fail("--dry-run goes with --revoke.", 2)
    elif revoke:
        _withdraw(codes.find_batch(revoke), dry_run=dry_run)
    elif site and path:
        _print_slips(site, count, path)
    elif site or path:
        fail("Give both --site and --pdf.", 2)
    else:
        _list_batches()


def _withdraw(batch: CodeBatch, *, dry_run: bool) -> None:
    left = next(left for one, left in codes.batches() if one.id == batch.id)
    if dry_run:
        click.echo(f"Would withdraw: {left}. Nothing was changed.")
    else:
        codes.revoke(batch)
        click.echo(f"Withdrawn: {left}.")


def _print_slips(site: str, count: int, path: Path) -> None:
    found = [id_ for id_, name in directory().sites().items() if name == site]
    if not found:
        fail(f"There is no site {site}.", 2)
    if path.exists() or path.with_suffix(".html").exists():
        fail(f"{path} is there already.", 2)
    written = slips.write(codes.make(found[0], count), path)
    click.echo(f"{count} slips: {written}. Print it, then delete it.")
    if written != path:
        click.echo("For PDF install the extra: pip install 'portal[pdf]' (and libpango).")


def _list_batches() -> None:
    sites, found = directory().sites(), codes.batches()
    for batch, left in found:
        site = sites.get(batch.site_id, batch.site_id)
        click.echo(f"{batch.id}  {batch.day}  {site}: {batch.count} made, {left} not used")
    if not found:
        click.echo("No codes were printed.")


@click.command("erase")
@click.argument("identifier")
@click.option("--dry-run", is_flag=True, help="Show what would go and change nothing.")
@plainly
def erase(identifier: str, *, dry_run: bool) -> None:
    """Erase a person: name and sign-in go, what they decided stays under their role."""
    opened()
    account = service.by_identifier(identifier)
    if account is None:
        fail(f"Nobody signs in as {identifier}.", 2)
    traces = erasing.traces_of(account)
    click.echo("Goes: name, e-mail, sign-in name, password, links, team and site.")
    click.echo(
        f"Stays, as {traces.role}: {traces.decisions} decisions, {traces.replies} replies, "
        f"{traces.check_ins} check-ins."
    )
    if dry_run:
        click.echo("Nothing was changed.")
        return
    with transaction():
        erasing.erase(account)
    admission.settle(account)
    click.echo("Erased.")


@click.command("second-step-off")
@click.argument("identifier")
@plainly
def second_step_off(identifier: str) -> None:
    """Take the second step away from somebody who lost telephone and paper, as the only admin."""
    opened()
    account = service.by_identifier(identifier)
    if account is None:
        fail(f"Nobody signs in as {identifier}.", 2)
    with transaction():
        second_step.forget(account.id)
    click.echo("The password alone lets in again.")


@click.command("rotate")
@plainly
def rotate() -> None:
    """Wrap the keys of texts under a new key; no text is touched. After a crash run it again."""
    opened()
    ring = sealer().keys
    ring.rotate()
    click.echo(f"{len(ring.epochs())} keys of texts are wrapped under a new key.")
