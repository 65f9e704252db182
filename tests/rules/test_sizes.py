"""No file over 250 written lines, no function over 40."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 250
LONGEST_FUNCTION = 40


def too_long(name: str, source: str) -> Iterator[str]:
    """Yield what is over the limits in one Python file."""
    lines = sum(1 for line in source.splitlines() if line.strip())
    if lines > LONGEST_FILE:
        yield f"{name} has {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield f"{name}: {node.name}() has {length} lines"


def test_files_and_functions_are_short():
    paths = [*(p for d in ("portal", "tools", "tests") for p in (ROOT / d).rglob("*.py"))]
    assert len(paths) > 10
    named = ((str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths)
    assert [fault for name, source in named for fault in too_long(name, source)] == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("x = 1\n" * 251, "sample.py has 251 lines"),
        ("def act():\n" + "    x = 1\n" * 40, "sample.py: act() has 41 lines"),
    ],
)
def test_one_line_too_many_is_found(source, fault):
    assert list(too_long("sample.py", source)) == [fault]


def test_blank_lines_and_the_last_allowed_line_are_not_counted():
    allowed = "def act():\n" + "    x = 1\n" * 39 + "\n" * 100 + "y = 2\n" * 210
    assert list(too_long("sample.py", allowed)) == []
