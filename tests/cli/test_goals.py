"""Goals at the command line: from files of other programs, and back."""

import sqlite3
from contextlib import closing

import pytest

from tests.making import PEOPLE

pytestmark = pytest.mark.slow

TABLE = """## 2019 Q2

| Bakery | Owner | End-Q |
| --- | --- | --- |
| **Bread at six** | | |
| The second oven runs | Olga | 0.5 |
| Flour on Mondays | bob | 1 |
"""
SAID = ("--team", "生產部", "--owner", "ada")


@pytest.fixture
def ask(portal, organisation, tmp_path):
    """Ask the database of an organisation of five."""
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    assert portal("people", "import", path).exit_code == 0

    def answers(query):
        with closing(sqlite3.connect(organisation / "main.db")) as connection, connection:
            return connection.execute(query).fetchall()

    return answers


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "goals.md"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_markdown_table_is_shown_and_then_taken_in_and_back(portal, file, ask):
    shown = portal("okr", "import", "--dry-run", *SAID, file)
    assert shown.exit_code == 0
    assert "2019Q2 Bread at six / The second oven runs: 0 -> 1" in shown.output
    assert "Not known here, or several: Olga" in shown.output
    assert "2 need a number." in shown.output
    assert ask("select id from key_result") == []
    done = portal("okr", "import", *SAID, file)
    [(batch,)] = ask("select id from okr_import")
    assert done.output == f"2 key results taken in. Import {batch}\n"
    assert ask("select owner_text from key_result order by place") == [("Olga",), ("",)]
    dry = portal("okr", "undo", "--dry-run", batch)
    assert dry.output == "2 key results can be taken back.\n"
    back = portal("okr", "undo", batch)
    assert back.output == "2 key results taken back.\n"
    assert ask("select id from objective") == []
    again = portal("okr", "undo", batch)
    assert again.exit_code == 2
    assert ask("select id from cycle") == []


def test_what_was_worked_on_stays(portal, file, ask):
    portal("okr", "import", *SAID, file)
    [(batch,)] = ask("select id from okr_import")
    ask("update key_result set batch = null where place = 1")
    for dry in ([], ["--dry-run"]):
        stays = portal("okr", "undo", *dry, batch)
        assert stays.exit_code in {1, 2}
        assert "key result" in stays.output or "關鍵結果" in stays.output
    assert len(ask("select id from key_result")) == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--team", "生產部"), "--owner"),
        (("--owner", "ada"), "--team"),
        (("--owner", "nobody", "--team", "生產部"), "--owner"),
        ((*SAID, "--table", "2"), "--table"),
    ],
)
def test_what_the_table_does_not_say_is_asked_for(portal, file, ask, words, told):
    done = portal("okr", "import", *words, file)
    assert done.exit_code == 2
    assert told in done.output
    assert ask("select id from objective") == []


def test_a_table_without_a_quarter_asks_for_one(portal, file, ask):
    file.write_text(TABLE.replace("2019 Q2", "Goals"), encoding="utf-8")
    assert "--cycle" in portal("okr", "import", *SAID, file).output
    assert portal("okr", "import", *SAID, "--cycle", "2019Q3", file).exit_code == 0
    assert ask("select name from cycle") == [("2019Q3",)]
