"""Commands run in this process, each in a data folder of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import copy_context
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from portal import cli, opening, upkeep
from portal.app import create_app
from portal.core.db import db


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """An empty data folder, which the environment names; no other setting is made."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "data"
    monkeypatch.setenv("PORTAL_DATA", str(folder))
    return folder


def let_go(app: Flask) -> None:
    """Close what an application has opened, as the end of its process does."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


def replace_everywhere(monkeypatch, create) -> None:
    """Let every command make its application by this function."""
    for module in (cli, opening, upkeep):
        monkeypatch.setattr(module, "create_app", create)


@pytest.fixture
def umask() -> Iterator[Callable[[int], int]]:
    """Set what new files are not open to; it is as before after the test."""
    before = os.umask(0o077)
    yield os.umask
    os.umask(before)


@pytest.fixture
def portal(data, stocked, umask, monkeypatch) -> Callable[..., Result]:
    """Run a command as a shell would: its words, and then its output and exit status."""
    made: list[Flask] = []

    def create(*words) -> Flask:
        made.append(create_app(*words))
        return made[-1]

    replace_everywhere(monkeypatch, create)

    def invoke(*words) -> Result:
        result = CliRunner().invoke(cli.main, [str(word) for word in words])
        while made:
            let_go(made.pop())
        return result

    def run(*words) -> Result:
        # A command leaves its application's context behind when the process ends.
        result = copy_context().run(invoke, *words)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def organisation(portal, data, tmp_path_factory) -> Path:
    """An organisation with nobody in it but its first admin; its data folder.

    It is founded once; the others are copies of it.
    """
    founded = tmp_path_factory.getbasetemp() / "founded"
    if founded.exists():
        return Path(shutil.copytree(founded, data))
    assert portal("init").exit_code == 0
    shutil.copytree(data, founded)
    return data
