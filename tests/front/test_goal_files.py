"""Goals taken along: what their pages show and nothing beyond, and the import reads it again."""

import csv
import io
import json
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from portal.core.db import db, transaction
from portal.okr import readings
from portal.okr.models import CheckIn, KeyResult, Objective, OkrImport
from portal.okr.told import Row
from tests.answers.test_service import publish
from tests.okr.files import results, take

pytestmark = pytest.mark.slow

SAID, UNSEEN = "不是機器老，是排程一天改三次。", "還沒有人看過"
KINDS = ("csv", "xlsx", "md")


@pytest.fixture
def taken_along(sign_in, words):
    """A file of goals, as Charlie gets it."""
    return lambda kind, **asked: sign_in("charlie").get(
        f"/in/objectives/export.{kind}", query_string=asked
    )


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_it_tells_what_the_pages_tell_and_nothing_that_waits(taken_along, words, sign_in):
    bob = sign_in("bob")
    form = {"kind": "decline", "reason": "no-budget", "text": "今年訂單排到一月。"}
    bob.post(f"/in/blockers/{words['blocker']}/decisions", data=form)
    bob.post(f"/in/krs/{words['kr']}/check-ins", data={"value": "88", "confidence": "7"})
    rows = rows_of(taken_along("csv"))
    assert tuple(rows[0]) == Row._fields
    assert {row["level"] for row in rows} == {"KR", "check-in", "blocker", "decision"}
    [said] = [row["said"] for row in rows if row["level"] == "blocker"]
    assert said == SAID
    [decided] = [row for row in rows if row["level"] == "decision"]
    assert "今年訂單排到一月" in decided["said"]
    assert decided["by"] == "黃志豪"
    assert [row["day"] for row in rows if row["level"] == "blocker"] == [""]
    everything = "".join(taken_along(kind).data.decode() for kind in ("csv", "json", "md"))
    assert UNSEEN not in everything
    for id_ in (words["blocker"], words["waiting"]):
        assert id_ not in everything


def test_every_kind_holds_the_same(taken_along):
    told = json.loads(taken_along("json").data)
    assert told["v"] == 1
    rows = [
        {name: said for name, said in row.items() if said} for row in rows_of(taken_along("csv"))
    ]
    assert told["rows"] == rows
    assert SAID in taken_along("md").data.decode()


def test_it_is_a_file_by_its_day_and_no_cell_of_it_is_a_formula(taken_along, words):
    with transaction():
        db.session.get_one(KeyResult, words["kr"]).title = "=1+1"
    answer = taken_along("csv")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="okr-2')
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert ",'=1+1," in answer.data.decode()


def test_of_one_quarter_it_tells_no_other(taken_along):
    assert taken_along("csv", cycle="1999Q1").status_code == 404
    [cycle] = {row["cycle"] for row in rows_of(taken_along("csv"))}
    assert rows_of(taken_along("csv", cycle=cycle)) == rows_of(taken_along("csv"))


def forget():
    """An organisation without goals: what pointed at them is gone with them."""
    with transaction():
        for table in (CheckIn, KeyResult, OkrImport):
            db.session.execute(delete(table))
        db.session.execute(delete(Objective))


def told(rows):
    """The goals of an export, in no order."""
    kept = [tuple(row.items()) for row in rows if row["level"] == "KR"]
    return sorted(kept)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_taken_along_is_what_the_import_reads(goal, sign_in, kind, actors, cast):
    browser = sign_in("ada")
    rows = "目標,關鍵結果,目標值,負責人,評分,優先級\n快,退件率,2%,陌生人,,高\n快,寫手冊,,bob,0.4,\n"
    take(browser, choose(browser, rows.encode(), "okr.csv"))
    with transaction():
        readings.check_in(
            actors["bob"], db.session.get_one(KeyResult, goal.id), Decimal(-3), 6, "x"
        )
    before = rows_of(browser.get("/in/objectives/export.csv"))
    file = browser.get(f"/in/objectives/export.{kind}").data
    forget()
    page = choose(browser, file, f"okr.{kind}")
    assert take(browser, page).status_code == 302
    after = rows_of(browser.get("/in/objectives/export.csv"))
    assert told(after) == told(before)
    made = results()
    assert made["退件率"].owner_text == "陌生人"
    assert made["寫手冊"].needs_number
    assert made["寫手冊"].owner_id == cast.bob


def choose(browser, content, name):
    form = {"file": (io.BytesIO(content), name)}
    address = "/in/objectives/import"
    return browser.post(address, data=form, content_type="multipart/form-data").text


def test_the_page_for_paper_shows_a_quarter(sign_in, words, goal):
    browser = sign_in("charlie")
    page = browser.get("/in/objectives/print").text
    for shown in (goal.plain, goal.objective.title, SAID):
        assert shown in page
    assert UNSEEN not in page
    assert browser.get("/in/objectives/print?cycle=1999Q1").status_code == 404
    assert "export.xlsx" in browser.get("/in/objectives").text


def test_without_goals_the_files_are_empty(sign_in):
    browser = sign_in("alice")
    assert rows_of(browser.get("/in/objectives/export.csv")) == []
    assert browser.get("/in/objectives/print").status_code == 200
    assert "export.xlsx" not in browser.get("/in/objectives").text
    assert db.session.scalars(select(KeyResult)).all() == []


def test_a_long_list_is_told_to_its_end(say, crowd, goal, actors, sign_in, monkeypatch):
    said = [f"第{number}台機器停了" for number in range(3)]
    for token, body in zip(crowd, said, strict=False):
        publish(say, token, goal.id, actors, body=body)
    monkeypatch.setattr("portal.front.goals_told.SIZE", 1)
    rows = rows_of(sign_in("charlie").get("/in/objectives/export.csv"))
    assert {row["said"] for row in rows if row["level"] == "blocker"} == set(said)
