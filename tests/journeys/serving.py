"""An organisation served by the program itself, with its hub, that can be stopped and come back."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Page
from sqlalchemy import select

from portal.app import create_app
from portal.core import schema
from portal.core.db import db, transaction
from portal.people.models import Account
from portal.people.roster import read_people, take_people
from portal.server import let_go
from tests.browser.conftest import Window
from tests.browser.house import House
from tests.cli.test_serving import everybody, free_port, get, kill, until
from tests.conftest import make_settings
from tests.journeys.steps import SHARED, sign_in
from tests.making import PEOPLE
from tests.tokens import Stock


@dataclass
class Program:
    """The program on a data folder and a port."""

    data: Path
    port: int
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        words = ["serve", "--port", str(self.port), "--data", str(self.data), "--no-demo"]
        kept = {name: word for name, word in os.environ.items() if not name.startswith("PORTAL_")}
        self.running.append(
            subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "portal", *words],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=kept,
                start_new_session=True,
            )
        )
        until(lambda: get(self.port, "/healthz")[0] == 200)

    def stop(self) -> None:
        """End it with everybody whom it started."""
        for program in self.running:
            program.terminate()
            program.wait()
            for pid in everybody(program.pid):
                kill(pid, signal.SIGKILL)
        self.running.clear()


@contextmanager
def served(data: Path, stock: Stock) -> Iterator[tuple[House, Program]]:
    """The five, served by a program; changes are made by this process, which is another one."""
    program = Program(data, free_port())
    url = f"http://127.0.0.1:{program.port}"
    app = create_app(make_settings(data, url=url))
    with app.app_context():
        schema.migrate()
        with transaction():
            take_people(read_people(PEOPLE.encode()))
        ids = {row.identifier: row.id for row in db.session.scalars(select(Account))}
    program.start()
    try:
        yield House(app, url, stock, ids), program
    finally:
        program.stop()
        let_go(app)


@pytest.fixture
def place(tmp_path: Path, stock: Stock) -> Iterator[tuple[House, Program]]:
    with served(tmp_path / "data", stock) as found:
        yield found


@pytest.fixture
def house(place: tuple[House, Program]) -> House:
    """Overrides the house of the other journeys, which has no hub."""
    return place[0]


def look(window: Window, name: str, retro: str, **how: object) -> Page:
    """The page of a session in a window of somebody, which tells when it was loaded again."""
    page = window(**how)
    sign_in(page, name, SHARED)
    page.goto(f"/in/retros/{retro}")
    page.evaluate("window.stays = true")
    return page
