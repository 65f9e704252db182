"""Only portal/core/db.py commits, so a request is written whole or not at all."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMITTER = ROOT / "portal" / "core" / "db.py"


def commits(source: str) -> list[int]:
    """Return the lines on which anything is asked to commit."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]


def test_nobody_but_the_transaction_commits():
    others = [path for path in (ROOT / "portal").rglob("*.py") if path != COMMITTER]
    found = {
        f"{path.relative_to(ROOT)}:{line}"
        for path in others
        for line in commits(path.read_text(encoding="utf-8"))
    }
    assert found == set()
    assert commits(COMMITTER.read_text(encoding="utf-8")) != []


@pytest.mark.parametrize("source", ["db.session.commit()", "end = connection.commit"])
def test_a_commit_elsewhere_is_found(source):
    assert commits(f"x = 1\n{source}\n") == [2]
