"""The commands: thin, each says what it changed and exits 0, 1 or 2."""

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask

from portal import demo, goals, jobs, printing, server, upkeep, worker
from portal.anonymity import keylog
from portal.answers import findable
from portal.app import create_app
from portal.core import clock, locks, schema
from portal.core.db import transaction
from portal.core.private import keep_private
from portal.doctor import findings, rounds
from portal.okr.actuals import read_actuals, take_actuals
from portal.opening import MARK, check_current, check_whole, fail, opened, plainly, settings_of
from portal.people import admission, recovery
from portal.people.first import make_first_admin
from portal.people.roster import read_people, take_people
from portal.voice import rendering

A_PATH = click.Path(path_type=Path)
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Candor: what blocks a goal is said, and who said it is never known."""
    keep_private()


@main.command()
@plainly
def init() -> None:
    """Make an empty organisation; print the first admin's one-time sign-in link."""
    app = create_app(settings_of())
    with app.app_context():
        _must_be_empty()
        _init(app)


def _must_be_empty() -> None:
    if not schema.is_empty():
        fail("There is an organisation in this data folder already.", 2)


def _init(app: Flask) -> None:
    schema.migrate()
    secret = make_first_admin()
    address = app.extensions["portal"].url
    click.echo("Made an empty organisation. The first key opens when enough people are in it.")
    click.echo(f"The first admin signs in once, within 14 days, at {address}/in/link/{secret}")


@main.command()
@plainly
def upgrade() -> None:
    """Bring the stores of this data folder to the newest schema."""
    app = create_app(settings_of())
    with app.app_context():
        before = schema.revision_of("main")
        schema.migrate()
        if before and before != schema.newest():
            # What a new schema derives of texts is not there yet.
            rendering.rebuild()
            findable.catch_up()
        click.echo(f"Schema: {before or 'empty'} -> {schema.newest()}")


@main.group()
def people() -> None:
    """Accounts, teams and sites."""


@people.command("import")
@click.argument("file", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Check the file and write nothing.")
@click.option("--mail", is_flag=True, help="Send invitations to who has an address.")
@plainly
def import_people(file: Path, *, dry_run: bool, mail: bool) -> None:
    """Take in people from a CSV file, all or nothing; print links for who has no password."""
    app = opened()
    lines = read_people(file.read_bytes())
    if dry_run:
        click.echo(f"{len(lines)} people can be taken in. Nothing was written.")
        return
    with transaction():
        taken = take_people(lines)
        mailed = recovery.invite_all(one for one, _secret in taken.links) if mail else set()
    click.echo(f"{taken.new} new, {taken.known} brought up to date.")
    if mailed:
        click.echo(f"Invitations by mail: {len(mailed)}.")
    for identifier, secret in ((one, secret) for one, secret in taken.links if one not in mailed):
        click.echo(f"{identifier},{app.extensions['portal'].url}/in/link/{secret}")
    for done in admission.after_import():
        click.echo(f"Key: {done}")


@main.group()
def okr() -> None:
    """Objectives and key results."""


goals.add_to(okr)


@okr.command("actuals")
@click.argument("file", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Check the file and write nothing.")
@plainly
def import_actuals(file: Path, *, dry_run: bool) -> None:
    """Take in readings of key results from a CSV file, all or nothing."""
    opened()
    found = read_actuals(file.read_bytes())
    if dry_run:
        click.echo(f"{len(found)} readings can be taken in. Nothing was written.")
        return
    with transaction():
        take_actuals(found)
    click.echo(f"{len(found)} readings taken in.")


@main.group()
def keys() -> None:
    """Posting keys."""


@keys.command("open")
@click.option("--now", is_flag=True, help="Skip the delay after publication; the log says so.")
@plainly
def open_keys(*, now: bool) -> None:
    """Make and open this epoch's keys, as far as the roster and the day allow."""
    opened()
    for done in jobs.turn_keys(at_once=now) or ["nothing to do"]:
        click.echo(f"Key: {done}")


@main.command("release")
@click.option("--at", type=click.DateTime(), help="As if it were this instant, local time.")
@plainly
def release_now(at: datetime | None) -> None:
    """Move what waits in the inbox to the moderators, shuffled."""
    app = opened()
    zone = app.extensions["portal"].zone
    moved = jobs.release_at(at.replace(tzinfo=zone) if at else clock.now())
    if moved.batch is None:
        click.echo("This minute was released before. Nothing was moved.")
        return
    click.echo(f"Release {moved.batch}: {moved.moved} moved, {moved.kept} wait.")


@main.command()
@click.argument("log", metavar="KEYLOG", type=A_FILE)
@click.argument("head", type=A_FILE)
@click.option("--pin", help="The eight digits from a slip, a poster or the foot of a page.")
@plainly
def audit(log: Path, head: Path, pin: str | None) -> None:
    """Check a key log and its head as a browser does, offline; exit 1 when something is wrong."""
    if pin is not None and not re.fullmatch("[0-9a-f]{8,64}", pin):
        fail("A pin is the first eight hex digits, or more, of a head: 0-9 and a-f.", 2)
    lines = keylog.split(log.read_bytes())
    found = keylog.check(lines, head.read_bytes(), pin=pin)
    for problem in found:
        click.echo(problem)
    if found:
        fail(f"{len(found)} problems. Do not speak here before somebody explains them.")
    click.echo(f"{len(lines)} lines, {len(keylog.states(lines))} keys: nothing is wrong.")


@main.command("doctor")
@click.option("--log", "logs", multiple=True, type=A_PATH, help="A log or folder of the proxy's.")
@click.option("--backups", type=A_PATH, help="The folder of backups.")
@click.option("--keys", type=A_PATH, help="The folder of copies of the keys.")
@click.option("--wait", default=3.0, show_default=True, help="Seconds until logs are written.")
@plainly
def examine(logs: tuple[Path, ...], **words: Any) -> None:
    """Look for what breaks the promise on this machine; exit 1 if something does, 2 if unseen."""
    settings = settings_of()
    if not settings.data.is_dir():
        fail(f"There is no data folder {settings.data}. Set PORTAL_DATA.", 2)
    with create_app(settings).app_context():
        found = rounds.go(settings, rounds.Wishes(logs, **words))
    click.echo(findings.report(found))
    sys.exit(findings.status(found))


@main.command("worker")
@plainly
def work() -> None:
    """Run the jobs: releases, keys, purge, retention."""
    app = opened()
    with locks.serving(app.extensions["portal"].data):
        worker.work(app)


@main.command()
@click.option("--port", default=8000, show_default=True)
@plainly
def web(port: int) -> None:
    """Answer requests; `serve` starts this beside the worker."""
    app = opened()
    with locks.serving(app.extensions["portal"].data):
        server.Web(app, port).run()


@main.command()
@click.option("--port", default=8001, show_default=True)
@plainly
def live(port: int) -> None:
    """Tell open retrospectives what changes; `serve` starts this beside the others, on one port."""
    from portal.hub import serving  # noqa: PLC0415 - other commands begin sooner without

    app = opened()
    with locks.serving(app.extensions["portal"].data):
        server.let_go(app)
        serving.run(app, port=port)


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Data folder.")
@click.option("--no-demo", is_flag=True, help="In an empty folder begin empty, not with the demo.")
@plainly
def serve(port: int, data: Path | None, *, no_demo: bool) -> None:
    """Serve web, jobs and live on one port until Ctrl-C; an empty folder gets the demo first."""
    app = _prepared(data, port, no_demo=no_demo)
    click.echo(f"{app.extensions['portal'].name}: http://127.0.0.1:{port}")
    with locks.serving(app.extensions["portal"].data):
        status = server.serve(app, port)
    sys.exit(status)


def _prepared(data: Path | None, port: int, *, no_demo: bool) -> Flask:
    """An empty folder becomes a demo, or with --no-demo an empty organisation."""
    app = create_app(settings_of(data, port))
    with app.app_context():
        check_whole(app)
        if not schema.is_empty():
            check_current()
            return app
        if no_demo:
            _init(app)
            return app
    server.let_go(app)
    return load_demo(data, port)


@main.command("demo")
@plainly
def make_demo() -> None:
    """Fill an empty data folder with the demo."""
    with create_app(settings_of()).app_context():
        _must_be_empty()
    load_demo(None)


def load_demo(data: Path | None, port: int = 8000) -> Flask:
    """Mark the folder as a demo and fill it."""
    settings = settings_of(data, port)
    (settings.data / MARK).touch()
    app = create_app(settings_of(data, port))
    with app.app_context():
        schema.migrate()
        demo.load()
    click.echo("Loaded the demo. It is not anonymous; to leave it: ./run --no-demo --data DIR")
    return app


for command in (upkeep.backup, upkeep.restore, upkeep.retention, upkeep.search, upkeep.print_codes):
    main.add_command(command)
main.add_command(printing.print_posters)
people.add_command(upkeep.erase)
people.add_command(upkeep.second_step_off)
keys.add_command(upkeep.rotate)
