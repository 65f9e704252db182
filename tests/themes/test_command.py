"""The command groups as the function does."""

import io
import json
import sys

import pytest

from portal.themes import __main__ as command
from portal.themes import group
from tests.themes.corpus import posts


@pytest.fixture
def run(monkeypatch, capsys):
    def act(*rows, options=()):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        monkeypatch.setattr(sys, "argv", ["themes", "group", *options])
        status = command.main()
        out, err = capsys.readouterr()
        return status, [json.loads(line) for line in out.splitlines()], err

    return act


def test_the_command_and_the_function_agree(run):
    status, rows, _err = run(*posts())
    result = group(posts())
    labels = {one["id"]: one["label"] for one in result["themes"]}
    assert status == 0
    assert rows[-1] == {"state": result["state"]}
    assert rows[:-1] == [
        {"id": id_, "theme": theme, "label": labels[theme] if theme else ""}
        for id_, theme in sorted(result["assignments"].items())
    ]


def test_a_first_line_brings_the_state_and_edits(run):
    state = group(posts("leave", "stock"))["state"]
    theme = min(set(state["assignments"].values()) - {None})
    edits = [{"kind": "rename", "theme": theme, "name": "改過的名字"}]
    _status, rows, _err = run({"state": state, "edits": edits}, *posts())
    assert rows[-1] == {"state": group(posts(), state, edits)["state"]}


def test_nothing_in_gives_a_state_of_nothing(run):
    status, rows, _err = run()
    assert status == 0
    assert [row["state"]["assignments"] for row in rows] == [{}]


def test_what_cannot_be_done_is_said_in_a_sentence(run):
    state = group(posts("leave", "stock"))["state"]
    edits = [{"kind": "lock", "theme": "nothing"}]
    status, rows, err = run({"state": state, "edits": edits}, *posts())
    assert (status, rows) == (1, [])
    assert err == "There is no theme nothing.\n"
