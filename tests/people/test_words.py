"""Everything that is written down of somebody has words on their own page."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.people.words import action_name

PORTAL = Path(__file__).resolve().parents[2] / "portal"


def recorded() -> Iterator[str]:
    """The actions that any module hands to `audit.record` as they stand."""
    for path in PORTAL.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                action = node.args[1]
                if isinstance(action, ast.Constant):
                    yield str(action.value)


@pytest.mark.parametrize("action", sorted(set(recorded())))
def test_it_is_called_something(app, action):
    with app.test_request_context("/in/account?lang=en"):
        assert action_name(action) != action


def test_many_are_recorded():
    assert len(set(recorded())) > 30
