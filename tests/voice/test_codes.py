"""Printed codes: let in once, without anybody having collected, and told apart by nobody."""

import json
import re
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import codes as spelling
from portal.anonymity import tokens
from portal.anonymity.receipts import parse
from portal.core import paper
from portal.core.db import db
from portal.core.directory import directory
from portal.core.errors import Invalid
from portal.voice import codes, entry, slips, thread
from portal.voice import inbox as inbox_rows
from portal.voice.models import Code, CodeBatch, Post, Spent
from portal.voice.return_views import _mailbox
from tests.making import make_item
from tests.voice.conftest import inbox

pytestmark = pytest.mark.everywhere

BODY = "模具換到一半又換回去。"


@pytest.fixture
def site(cast, monkeypatch):
    """The id of a site with people enough."""
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 40)
    return next(iter(directory().sites()))


@pytest.fixture
def printed(site, open_posting):
    return [spelling.spell(code) for code in codes.make(site, 4)]


def by_code(code, item, **changes):
    salt = "A" * 22
    return {"v": 1, "code": code, "item": item, "salt": salt, "mailbox": None} | {
        "hold": "release",
        **changes,
    }


def typed(app, **fields):
    browser = app.test_client(use_cookies=False)
    return browser.post("/say/c?lang=zh-Hant", data=fields)


def form(goal, code, **changes):
    fields = {"code": code, "target": goal.id, "kind": "blocker", "body": BODY}
    return fields | {"cause": "schedule", "severity": "2"} | changes


def test_codes_are_kept_as_sorted_marks_and_nothing_says_the_site(printed):
    marks = [bytes(one) for one in db.session.scalars(select(Code.mark))]
    assert set(marks) == {codes.typed(slip) for slip in printed}
    batch = db.session.scalars(select(CodeBatch)).one()
    assert (batch.count, codes.batches()) == (4, [(batch, 4)])
    assert set(Code.__table__.columns.keys()) & set(Post.__table__.columns.keys()) == set()


def test_a_small_site_gets_none_and_nobody_gets_none_or_too_many(cast, site, monkeypatch):
    for count in (0, 1001):
        with pytest.raises(Invalid, match="1000"):
            codes.make(site, count)
    monkeypatch.setattr(type(directory()), "crowd_at", lambda *_words: 1)
    with pytest.raises(Invalid):
        codes.make(site, 5)
    assert db.session.scalars(select(Code)).all() == []


def test_a_post_by_code_waits_for_no_crowd_and_takes_its_code_along(say, printed, goal, minute):
    answer = say("/say/posts", by_code(printed[0].lower(), make_item(goal.id)))
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert jobs.release_at(minute(0)).moved == 1
    assert db.session.scalars(select(Post)).one().kind == "blocker"
    assert len(db.session.scalars(select(Code)).all()) == 3
    spent = db.session.scalars(select(Spent)).one()
    assert (spent.kid, spent.until is not None) == ("", True)


def test_the_same_again_is_a_retry(say, printed, goal):
    post = by_code(printed[0], make_item(goal.id))
    first, second = say("/say/posts", post), say("/say/posts", post)
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert len(inbox()) == 1


def test_used_released_unknown_withdrawn_and_mistyped_are_told_alike(say, printed, goal, minute):
    used, waiting, withdrawn, _good = printed
    say("/say/posts", by_code(used, make_item(goal.id)))
    jobs.release_at(minute(0))
    say("/say/posts", by_code(waiting, make_item(goal.id)))
    batch = db.session.scalars(select(CodeBatch)).one()
    codes.revoke(batch)
    codes.revoke(batch)
    tried = [
        used,
        waiting,
        withdrawn,
        spelling.spell(spelling.make()),
        "0" * 27,
        "",
        printed[0][:-1],
    ]
    answers = [say("/say/posts", by_code(one, make_item(goal.id, body="另一件"))) for one in tried]
    assert {(one.status_code, one.data) for one in answers} == {(403, answers[0].data)}
    assert answers[0].json["error"] == "no-entry"
    assert answers[0].json["message"].startswith("這串碼不能用")
    assert len(inbox()) == 1


@pytest.mark.parametrize(
    "changes", [{"kid": "a"}, {"code": 7}, {"code": None}, {"poster": "a"}, {"msg": "", "sig": ""}]
)
def test_a_code_comes_alone_and_is_a_text(say, printed, goal, changes):
    answer = say("/say/posts", by_code(printed[0], make_item(goal.id)) | changes)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


def test_the_form_takes_a_post_and_shows_its_receipt_once(app, printed, goal, minute):
    page = typed(app, **form(goal, printed[0], body=f"  {BODY}\r\n第二行 "))
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    receipt = "".join(re.findall(r"<span>([0-9A-Z]{2,4})</span>", page.text))
    words = re.findall(r"<small>\d</small>(\S)", page.text)
    assert parse(receipt) == parse("".join(words))
    jobs.release_at(minute(0))
    found = thread.find(_mailbox(receipt))
    assert found.body == f"{BODY}\n第二行"


def test_a_comment_needs_no_cause_even_where_one_was_chosen(app, printed, goal, minute):
    assert typed(app, **form(goal, printed[0], kind="comment")).status_code == 200
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    assert (post.kind, post.cause, post.severity) == ("comment", None, None)


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"code": "0" * 27}, 403, "這串碼不能用"),
        ({"body": " \r\n"}, 422, "先寫幾個字"),
        ({"body": "字" * 501}, 422, "500"),
        ({"cause": ""}, 422, "卡在哪"),
        ({"severity": "9"}, 422, "請選有多卡"),
        ({"target": "0" * 26}, 422, "目標"),
        ({"kind": "shout"}, 422, "一則話只能是"),
    ],
)
def test_what_cannot_be_taken_stays_in_its_fields(app, printed, goal, changes, status, sentence):
    fields = form(goal, printed[0]) | changes
    page = typed(app, **fields)
    assert page.status_code == status
    alert = re.search(r'role="alert".*?</div>', page.text, re.DOTALL).group()
    assert sentence in alert
    assert fields["body"].strip() in page.text
    assert f'value="{fields["code"]}"' in page.text
    assert inbox() == {}


def test_another_site_cannot_send_the_form(app, printed, goal):
    browser = app.test_client(use_cookies=False)
    fields = form(goal, printed[0])
    answer = browser.post("/say/c", data=fields, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert inbox() == {}


def test_the_sheet_says_each_code_once_in_an_order_of_its_own(site, open_posting):
    made = codes.make(site, 40)
    page = slips.sheet(made)
    shown = re.findall(r"<code>([^<]+)</code>", page)
    assert sorted(shown) == sorted(map(spelling.spell, made))
    assert shown != list(map(spelling.spell, made))
    assert page.count("<svg") == 40
    assert "This slip lets you say one thing." in page
    assert "這張紙條能說一次。" in page
    assert not re.search(r'(src|href)="(?!data:text/css)', page)


@pytest.mark.parametrize("there", [True, False])
def test_without_the_extra_a_page_is_written_beside(
    site, open_posting, monkeypatch, tmp_path, there
):
    class Library:
        class HTML:
            def __init__(self, string):
                self.string = string

            def write_pdf(self, path):
                path.write_bytes(b"%PDF" + self.string.encode())

    monkeypatch.setattr(paper, "library", lambda _name: Library if there else None)
    path = slips.write(codes.make(site, 2), tmp_path / "slips.pdf")
    assert path.name == ("slips.pdf" if there else "slips.html")
    assert path.read_bytes().startswith(b"%PDF" if there else b"<!DOCTYPE")
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_used_code_is_told_like_an_unknown_one_before_anybody_looks_at_the_words(
    app, say, printed, goal
):
    used, unknown = printed[0], spelling.spell(spelling.make())
    assert say("/say/posts", by_code(used, make_item(goal.id))).status_code == 202
    deep = make_item(goal.id, body=json.loads("[" * 700 + "]" * 700))
    for item in (make_item(goal.id, body=" "), make_item("a" * 26), {"kind": 2.5}, deep, None):
        told, expected = (say("/say/posts", by_code(one, item)) for one in (used, unknown))
        assert (told.status_code, told.data) == (403, expected.data)
    assert typed(app, **form(goal, used, body="")).status_code == 403


def test_the_work_for_every_code_that_lets_nothing_in_is_the_same(
    say, printed, goal, minute, monkeypatch
):
    done = []
    for module, name in ((inbox_rows, "open_held"), (tokens, "commitment"), (codes, "is_good")):
        act = getattr(module, name)
        noted = partial(lambda name, act, *words: done.append(name) or act(*words), name, act)
        monkeypatch.setattr(module, name, noted)
    released, waiting = printed[:2]
    say("/say/posts", by_code(released, make_item(goal.id)))
    jobs.release_at(minute(0))
    say("/say/posts", by_code(waiting, make_item(goal.id)))
    works = []
    for code in (waiting, released, spelling.spell(spelling.make()), "0" * 27):
        done.clear()
        assert say("/say/posts", by_code(code, make_item(goal.id, body="別的"))).status_code == 403
        works.append(list(done))
    assert works == [["open_held", "commitment", "is_good"]] * 4


def test_a_refusal_waits_for_the_same_moment_whatever_was_found(say, printed, goal, monkeypatch):
    item, waits = make_item(goal.id), []
    assert say("/say/posts", by_code(printed[0], item)).status_code == 202
    clock = SimpleNamespace(
        sleep=waits.append, monotonic=iter((5.0, 5.005, 7.0, 7.015, 9.0, 9.5)).__next__
    )
    monkeypatch.setattr(entry, "time", clock)
    other = item | {"body": "別的"}
    refused = (printed[0], spelling.spell(spelling.make()), "nonsense")
    assert {say("/say/posts", by_code(code, other)).status_code for code in refused} == {403}
    assert waits == pytest.approx([entry.EVEN - 0.005, entry.EVEN - 0.015, 0.0])
