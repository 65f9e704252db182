"""The table of claims: sixty-two rows, whose addresses and tests exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d+) \|(.+)\|$")
ADDRESS = re.compile(r"`(/[^`]*)`")
TEST = re.compile(r"`([\w/]+\.py)(?:::(\w+))?`")
PICTURE = re.compile(r"!\[\]\((\S+)\)")


def rows():
    text = (ROOT / "docs" / "claims.md").read_text()
    found = [match for line in text.splitlines() if (match := ROW.match(line))]
    return {int(one[1]): [cell.strip() for cell in one[2].split("|")] for one in found}


def bare(rule):
    return re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", rule)


def test_there_is_a_row_for_every_claim():
    assert list(rows()) == list(range(1, 63))


@pytest.mark.parametrize("number", range(1, 63))
def test_its_addresses_and_tests_exist(app, number):
    _claim, _does, where, shown = rows()[number]
    rules = {bare(rule.rule) for rule in app.url_map.iter_rules()}
    assert set(ADDRESS.findall(where)) <= rules
    tests, pictures = TEST.findall(shown), PICTURE.findall(shown)
    assert tests or pictures
    for path, name in tests:
        tree = ast.parse((ROOT / "tests" / path).read_text())
        known = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert not name or name in known, name
    assert all((ROOT / "docs" / picture).exists() for picture in pictures)
