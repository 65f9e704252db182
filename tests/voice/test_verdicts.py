"""Whoever said it says whether it is solved, by the receipt alone; the last word counts."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters
from portal.core.db import db, transaction
from portal.voice.life import Move
from portal.voice.models import Post, Spent
from tests.answers.test_service import decide, details_of
from tests.voice.conftest import DONE, MAILBOX, MINE, inbox, tell

pytestmark = pytest.mark.everywhere


def give(say, value, mailbox=MAILBOX):
    return say("/say/receipts/verdict", {"v": 1, "mailbox": b64u(mailbox), "verdict": value})


def shown(say):
    return say("/say/receipts", {"v": 1, "mailbox": b64u(MAILBOX)}).json


def progress(post_id):
    return db.session.scalar(select(Post.progress).where(Post.id == post_id))


@pytest.mark.parametrize(
    ("value", "stage", "event", "words"),
    [
        ("solved", "confirmed", "confirmed", "寫的人說解決了"),
        ("not-solved", "reopened", "denied", "寫的人說沒解決"),
    ],
)
def test_a_verdict_counts_from_the_release_on(
    say, claimed, minute, sign_in, value, stage, event, words
):
    before = shown(say)
    assert [one["event"] for one in before["timeline"]][-2:] == ["started", "claimed"]
    assert DONE in before["timeline"][-1]["text"]
    answer = give(say, value)
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert (progress(claimed), shown(say)) == ("claimed", before)
    jobs.release_at(minute(1))
    assert inbox() == {}
    after = shown(say)
    assert (after["progress"], after["timeline"][-1]["event"]) == (stage, event)
    assert words in sign_in("charlie").get(f"/in/blockers/{claimed}").text


def test_until_the_release_the_last_word_counts(say, claimed, minute):
    for value in ("solved", "not-solved", "solved", "not-solved"):
        assert give(say, value).status_code == 202
    assert len(inbox()) == 1
    jobs.release_at(minute(1))
    assert progress(claimed) == "reopened"
    jobs.release_at(minute(2))
    assert [one["event"] for one in shown(say)["timeline"]].count("denied") == 1


def test_a_second_claim_is_judged_anew(say, claimed, minute, actors, cast, goal):
    give(say, "not-solved")
    jobs.release_at(minute(1))
    post = db.session.get(Post, claimed)
    decide(actors["bob"], post, "resources", details_of("resources", cast, goal))
    tell(actors, claimed, Move.CLAIM, "這次連夜班也改了。")
    assert give(say, "solved").status_code == 202
    jobs.release_at(minute(2))
    assert progress(claimed) == "confirmed"
    assert len(db.session.scalars(select(Spent)).all()) == 3


def test_nobody_is_asked_where_nobody_claims(say, decided, minute, actors):
    assert give(say, "solved").status_code == 422
    tell(actors, decided, Move.CLAIM, DONE)
    assert give(say, "perhaps").status_code == 422
    assert give(say, "solved").status_code == 202
    jobs.release_at(minute(1))
    late = give(say, "not-solved")
    assert (late.status_code, progress(decided)) == (422, "confirmed")


def test_another_mailbox_gets_the_one_answer(say, claimed):
    other = give(say, "solved", derive(Receipt(b"9876543210"))[0])
    unknown = say("/say/receipts", {"v": 1, "mailbox": b64u(bytes(32))})
    assert (other.status_code, other.data) == (404, unknown.data)
    assert inbox() == {}


@pytest.mark.parametrize("verdict", [None, 1, "", ["solved"]])
def test_what_is_no_verdict_is_refused(say, claimed, verdict):
    assert give(say, verdict).status_code in {400, 422}
    assert inbox() == {}


def test_a_word_that_comes_after_the_blocker_has_moved_on_moves_nothing(say, claimed, minute):
    give(say, "solved")
    post = db.session.get(Post, claimed)
    with transaction():
        post.progress = "declined"
    jobs.release_at(minute(1))
    assert (progress(claimed), inbox()) == ("declined", {})


def test_without_javascript_the_page_takes_it(app, claimed):
    browser = app.test_client(use_cookies=False)
    page = browser.post("/say/return", data={"receipt": letters(MINE)})
    assert 'value="not-solved"' in page.text
    wrong = browser.post("/say/return", data={"receipt": letters(MINE), "verdict": "maybe"})
    assert wrong.status_code == 422
    done = browser.post("/say/return", data={"receipt": letters(MINE), "verdict": "solved"})
    assert done.status_code == 200
    assert "收到了" in done.text
    assert len(inbox()) == 1
