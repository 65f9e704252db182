"""What every command needs: settings, an opened data folder, and failing in one sentence."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from flask import Flask
from sqlalchemy.exc import DatabaseError

from portal import demo
from portal.anonymity.vault import KeysUnavailable
from portal.answers import findable
from portal.app import create_app
from portal.config import BadSetting, Settings, read_settings
from portal.core import schema
from portal.core.errors import Problem
from portal.core.tables import Faults
from portal.keeping import restore
from portal.voice import rendering

P = ParamSpec("P")
R = TypeVar("R")
MARK = "demo"


def fail(sentence: str, status: int = 1) -> NoReturn:
    """End the command with one sentence on standard error."""
    click.echo(sentence, err=True)
    sys.exit(status)


def _sentence(error: Exception) -> tuple[str, int]:
    """What to say of a failure, and the exit status: 2 for what was typed or set, else 1."""
    if isinstance(error, Faults):
        return "\n".join(f"{line}: {sentence}" for line, sentence in error), 2
    if isinstance(error, Problem):
        return str(error.message), 2
    if isinstance(error, BadSetting):
        return str(error), 2
    if isinstance(error, DatabaseError):
        return f"The database refused: {error.orig}", 1
    return str(error), 1


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """End with a sentence instead of a stack of calls for everything that can be expected."""

    @wraps(command)
    def run(*args: P.args, **words: P.kwargs) -> R:
        try:
            return command(*args, **words)
        except (Faults, Problem, BadSetting, KeysUnavailable, DatabaseError, OSError) as error:
            fail(*_sentence(error))

    return run


def settings_of(data: Path | None = None, port: int = 8000) -> Settings:
    """Settings from the environment; a folder that was made as a demo stays one."""
    given: dict[str, Any] = {} if data is None else {"data": data}
    if "PORTAL_URL" not in os.environ:
        given["url"] = f"http://127.0.0.1:{port}"
    settings = read_settings(**given)
    if (settings.data / MARK).exists():
        return read_settings(**given, demo=True, floor=(1, 1), release_at="*", org=demo.ORG)
    return settings


def opened() -> Flask:
    """The application, in context, on stores of the newest schema; else the command ends."""
    app = create_app(settings_of())
    app.app_context().push()
    check_whole(app)
    if schema.is_empty():
        fail("This data folder is empty. Run: portal init", 2)
    check_current()
    return app


def check_whole(app: Flask) -> None:
    """End the command on a data folder whose restore broke off."""
    if restore.is_unfinished(app.extensions["portal"].data):
        fail("A restore of this data folder broke off. Run it again: portal restore DIR", 2)


def check_current() -> None:
    """Make search.db anew if it has to be; end the command on stores of an older schema."""
    if rendering.mend():
        findable.catch_up()
        click.echo("search.db was missing or damaged, and was made anew.", err=True)
    if not schema.is_current():
        fail("This data folder has an older schema. Run: portal upgrade", 2)
