"""The goals' pages: the tree, a check-in, and a file that is shown before it is taken in."""

import re

import pytest
from sqlalchemy import func, select

from portal.core import audit, clock
from portal.core.db import db
from portal.okr.models import CheckIn, KeyResult, Objective
from portal.okr.service import quarter_of
from portal.okr.taking_in import COLUMNS
from tests.front.reading import refused

UPLOAD = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="okr.csv"\r\n'
    b"Content-Type: text/csv\r\n\r\n%b\r\n--cut--\r\n"
)


def okr_file(*rows):
    return "\n".join((",".join(COLUMNS), *rows)).encode()


def row(objective="讓客人準時拿到", title="交貨準時率", **changes):
    cells = {
        "cycle": quarter_of(clock.today()),
        "team": "生產部",
        "objective": objective,
        "owner": "bob",
        "key_result": title,
        "kind": "reach",
        "unit": "%",
        "baseline": "78",
        "target": "95",
    } | changes
    return ",".join(cells.get(name, "") for name in COLUMNS)


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


@pytest.fixture
def choose(sign_in):
    """Let Ada choose this file on the page of the import."""
    browser = sign_in("ada")

    def send(file, **words):
        kind = None if words else "multipart/form-data; boundary=cut"
        body = words or UPLOAD % file
        return browser.post("/in/objectives/import", data=body, content_type=kind)

    return send


def test_a_file_is_shown_before_anything_is_written(choose):
    shown = choose(okr_file(row(), row(title="退件率", kind="reduce")))
    assert shown.status_code == 200
    assert "退件率" in shown.text
    assert "黃志豪" in shown.text
    assert count(Objective) == 0


def test_what_was_shown_is_taken_in_when_confirmed(choose, cast, sign_in):
    content = b"\xef\xbb\xbf" + okr_file(row(), row(title="退件率"))
    page = choose(content).text
    held = page.split('name="content" value="')[1].split('"')[0]
    assert held.startswith("cycle,")
    done = choose(b"", content=held)
    assert done.status_code == 302
    assert (count(Objective), count(KeyResult)) == (1, 2)
    assert [one.action for one in audit.rows_about(cast.ada)] == ["import"]
    assert "退件率" in sign_in("alice").get(done.location).text


@pytest.mark.parametrize("way", ["shown", "confirmed"])
def test_a_bad_file_is_refused_line_by_line_and_nothing_is_written(choose, way):
    content = okr_file(row(), row(team="沒有這課", title="甲"), row(unit="", title="乙"))
    words = {"content": content.decode()} if way == "confirmed" else {}
    [said] = refused(choose(content, **words))
    assert "3" in said
    assert "4" in said
    assert count(Objective) == 0


@pytest.mark.parametrize(
    "content", [b"", b"cycle,team\n", "天地".encode("big5"), b"a" * (1024 * 1024 + 1)]
)
def test_what_is_no_file_of_goals_is_refused_in_one_sentence(choose, content):
    assert len(refused(choose(content))) == 1


def test_without_a_file_the_page_asks_for_one(choose):
    assert len(refused(choose(b"", nothing="x"))) == 1


def test_the_tree_shows_children_under_their_parents_and_the_score(choose, sign_in):
    content = okr_file(row("公司的", "甲"), row("課裡的", "乙", parent_objective="公司的"))
    choose(b"", content=content.decode())
    check_in(sign_in("bob"), db.session.query(KeyResult).filter_by(title="甲").one(), value="90")
    page = sign_in("charlie").get("/in/objectives").text
    assert page.index("公司的") < page.index("課裡的")
    assert "0.7" in page


def test_the_goals_of_an_unknown_quarter_are_nowhere(sign_in, goal):
    browser = sign_in("alice")
    assert browser.get("/in/objectives?cycle=1999Q1").status_code == 404
    assert browser.get(f"/in/objectives?cycle={quarter_of(clock.today())}").status_code == 200


def test_without_goals_the_page_says_so(sign_in):
    assert sign_in("alice").get("/in/objectives").status_code == 200


def check_in(browser, goal, **changes):
    form = {"value": "88.5", "confidence": "7", "note": "多一位會換模的師傅"} | changes
    return browser.post(f"/in/krs/{goal.id}/check-ins", data=form)


def test_the_owner_says_where_it_stands(sign_in, goal):
    browser = sign_in("bob")
    assert 'value="86"' in browser.get(f"/in/krs/{goal.id}/check-ins").text
    assert check_in(browser, goal).location == f"/in/krs/{goal.id}"
    page = browser.get(f"/in/krs/{goal.id}").text
    assert "88.5" in page
    assert "多一位會換模的師傅" in page
    again = browser.get(f"/in/krs/{goal.id}/check-ins").text
    assert "多一位會換模的師傅" in again
    # No change is one tap: what was said last is filled in.
    assert 'value="88.5"' in again
    assert re.search(r'name="confidence"[^>]*value="7"|value="7"[^>]*name="confidence"', again)


@pytest.mark.parametrize(
    "change",
    [
        {"value": ""},
        {"value": "很多"},
        {"value": "NaN"},
        {"value": "sNaN"},
        {"value": "1e99"},
        {"value": "1e999999999"},
        {"value": "-1e99"},
        {"confidence": "11"},
        {"confidence": "-1"},
        {"confidence": "很有"},
        {"note": "字" * 501},
        {"note": "看不見\x07"},
    ],
)
def test_a_bad_check_in_keeps_what_was_typed(sign_in, goal, change):
    typed = {"value": "88.5", "note": "多一位會換模的師傅"} | change
    kept = [typed["note"].replace("\x07", "")] if "note" not in change else []
    refused(check_in(sign_in("bob"), goal, **change), *kept)
    assert count(CheckIn) == 0


def test_the_past_comes_in_pages(sign_in, goal):
    browser = sign_in("bob")
    for value in range(22):
        check_in(browser, goal, value=str(value), note=f"第{value}次。")
    first = browser.get(f"/in/krs/{goal.id}/check-ins").text
    second = browser.get(f"/in/krs/{goal.id}/check-ins?page=2").text
    assert "第21次。" in first
    assert "第1次。" not in first
    assert "第1次。" in second
