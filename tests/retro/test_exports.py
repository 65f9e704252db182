"""A session taken along: every kind of file says the same, and no cell is a formula."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest

from portal.core import clock, sheets
from portal.core.db import db, transaction
from portal.retro import collecting, opening, service, topics
from portal.retro.models import Ending, Session
from portal.voice import cards
from tests.answers.test_service import publish_all

pytestmark = pytest.mark.slow
SAID = "=HYPERLINK(1)說法"
CAST = ("alice", "bob", "charlie", "mona", "ada")


@pytest.fixture
def session(say, crowd, goal, actors, cast):
    publish_all(say, crowd[:2], goal.id, actors, {"body": SAID}, {"body": "第二句"})
    with transaction():
        found = opening.open_session(actors["bob"], "準時[送]到", [goal.id])
        collecting.write_for_room(actors["bob"], found, "cause", "-1 號機的料太硬")
        first, *_rest = service.topics_of(found)
        due = clock.today() + timedelta(days=7)
        topics.add_action(first, cast.alice, "+每天十點排一次", due, "看板上看得到")
        topics.write_notes(first, "@大家 談過了")
    return found


@pytest.fixture
def take(sign_in, session):
    """A file of this session, as somebody takes it along."""
    return lambda kind, name="alice": sign_in(name).get(f"/in/retros/{session.id}/export.{kind}")


def table(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_spreadsheet_reads_every_text_as_text(take):
    answer = take("csv")
    assert answer.data.startswith("\ufeff".encode())
    heading, *rows = table(answer)
    assert heading[:3] == ["種類", "主題", "內容"]
    assert {len(row) for row in rows} == {len(heading)}
    cells = [cell for row in rows for cell in row]
    assert [cell for cell in cells if cell.startswith(sheets.FORMULA)] == []
    for said in (SAID, "-1 號機的料太硬（替現場的人寫的）", "+每天十點排一次", "@大家 談過了"):
        assert f"'{said}" in cells
    assert "看板上看得到" in cells


def test_a_workbook_holds_no_formula(take):
    with zipfile.ZipFile(io.BytesIO(take("xlsx").data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        shared = book.read("xl/sharedStrings.xml").decode()
        names = book.read("xl/workbook.xml").decode()
    assert "<f>" not in sheet
    assert SAID in shared
    assert "準時送到" in names


def test_programs_get_the_same_rows(take):
    told = json.loads(take("json").data)
    assert told["title"] == "準時[送]到"
    assert [row["text"] for row in told["rows"]] == [
        row[2].removeprefix("'") for row in table(take("csv"))[1:]
    ]


@pytest.mark.parametrize("kind", ["md", "csv", "xlsx", "json"])
def test_what_is_held_back_is_in_no_file(take, session, kind):
    with transaction():
        card = cards.of_session(session.id)[0]
        card.state = "held"
    answer = take(kind)
    content = answer.data
    if kind == "xlsx":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = book.read("xl/sharedStrings.xml")
    assert "號機的料太硬" not in content.decode()
    assert "第二句" in content.decode()


def test_what_is_withdrawn_says_why_in_its_place(take, session, actors):
    with transaction():
        collecting.withdraw(actors["bob"], cards.of_session(session.id)[0], "insult")
    assert "收回了：罵人" in take("md").text
    assert "號機的料太硬" not in take("md").text


@pytest.mark.parametrize("name", CAST)
def test_whoever_reads_a_session_takes_it_along_at_any_time(take, session, name):
    with transaction():
        found = db.session.get_one(Session, session.id)
        for topic in service.topics_of(found):
            topics.end(topic, Ending.PARKED, "下次")
    for kind in ("md", "csv", "xlsx", "json"):
        answer = take(kind, name)
        assert answer.status_code == 200
        day = session.started.isoformat()
        assert answer.headers["Content-Disposition"].endswith(f'"retro-{day}.{kind}"')
