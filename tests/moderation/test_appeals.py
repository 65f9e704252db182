"""One appeal by receipt, read by another moderator; and the end of what masks hide."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import Receipt, derive, letters
from portal.core import clock
from portal.core.db import db
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.moderation import ending, listing
from portal.moderation.listing import Tab
from portal.voice import counts, rendering, splitting
from portal.voice.models import Appeal, Spent
from tests.moderation.conftest import BODY, MAILBOX, MINE, post_of
from tests.voice.conftest import inbox

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]
WORD = "我沒有罵人，只是說了經過。"


@pytest.fixture
def appeal(say):
    """Ask for a second look."""

    def ask(body=WORD, mailbox=MAILBOX):
        return say("/say/receipts/appeal", {"v": 1, "mailbox": b64u(mailbox), "body": body})

    return ask


@pytest.fixture
def rejected(mine, judge):
    judge("mona", mine, "reject", "insult")
    return mine


@pytest.fixture
def appealed(rejected, appeal, minute):
    assert appeal().status_code == 202
    jobs.release_at(minute(5))
    return rejected


def tab_of(actor, post_id):
    return listing.queue(actor, "secret").where(post_id)


def test_an_appeal_waits_for_the_release_and_then_for_another_moderator(
    rejected, appeal, minute, receipt, actors, second
):
    answer = appeal()
    assert (answer.status_code, answer.json["state"]) == (202, "queued")
    assert (receipt()["timeline"][-1]["event"], len(inbox())) == ("rejected", 1)
    jobs.release_at(minute(5))
    assert (receipt()["timeline"][-1]["event"], inbox()) == ("appealed", {})
    assert tab_of(second, rejected) == Tab.APPEALS
    assert tab_of(actors["mona"], rejected) == Tab.DONE
    assert WORD.encode() not in (db.session.scalars(select(Appeal.sealed)).one() or b"")


@pytest.mark.parametrize(
    ("outcome", "state", "event"),
    [("overturn", "published", "overturned"), ("uphold", "rejected", "upheld")],
)
def test_the_author_reads_what_came_of_it(
    appealed, judge, receipt, second, minute, outcome, state, event
):
    judge("charlie", appealed, outcome)
    shown = receipt()
    assert (shown["state"], shown["timeline"][-1]["event"]) == (state, event)
    assert db.session.scalars(select(Appeal.outcome)).one() == outcome
    # An older outcome would contradict where it stands: it proves nothing until the next line.
    assert shown["proof"]["decided"] == []
    with pytest.raises(Conflict):
        judge("charlie", appealed, outcome)
    jobs.release_at(minute(9))
    leaves = {"overturn": "approve", "uphold": "reject"}
    proven = [one["outcome"] for one in receipt()["proof"]["decided"]]
    assert proven == ["reject", leaves[outcome]]


def test_the_first_moderator_decides_again_only_where_there_long_is_no_other(
    appealed, judge, monkeypatch
):
    with pytest.raises(Forbidden):
        judge("mona", appealed, "overturn")
    # Its own day: a release minutes from now may lie behind midnight.
    later = db.session.scalars(select(Appeal.day)).one() + timedelta(days=7)
    monkeypatch.setattr(clock, "today", lambda: later)
    judge("mona", appealed, "overturn")
    assert post_of(appealed).state == "published"


def test_where_there_is_another_the_first_one_never_decides_again(
    appealed, judge, second, monkeypatch
):
    later = clock.today() + timedelta(days=30)
    monkeypatch.setattr(clock, "today", lambda: later)
    with pytest.raises(Forbidden):
        judge("mona", appealed, "overturn")


def test_there_is_one_appeal(rejected, appeal, minute, judge, second):
    assert [appeal().status_code for _time in range(2)] == [202, 202]
    assert appeal("noch einmal").status_code == 409
    jobs.release_at(minute(5))
    assert appeal().status_code == 422
    judge("charlie", rejected, "uphold")
    assert appeal(None).status_code == 422
    assert len(db.session.scalars(select(Spent)).all()) == 2


@pytest.mark.parametrize("body", ["", " a", "x" * 501, 7, ["a"]])
def test_words_that_cannot_be_taken_are_refused(rejected, appeal, body):
    assert appeal(body).status_code in {400, 422}
    assert inbox() == {}


def test_what_was_published_word_for_word_is_not_appealed_against(mine, judge, appeal):
    assert appeal(None).status_code == 422
    judge("mona", mine, "approve")
    assert appeal(None).status_code == 422
    assert appeal(None, derive(Receipt(b"9876543210"))[0]).status_code == 404


def test_an_appeal_comes_within_two_weeks(rejected, appeal, monkeypatch):
    last = clock.today() + timedelta(days=14)
    monkeypatch.setattr(clock, "today", lambda: last + timedelta(days=1))
    assert appeal(None).status_code == 422
    monkeypatch.setattr(clock, "today", lambda: last)
    assert appeal(None).status_code == 202


def test_a_part_that_was_sent_back_can_be_appealed_against(
    mine, judge, appeal, minute, receipt, second
):
    judge("mona", mine, "split", cuts=(13,))
    part, other = splitting.parts_of(post_of(mine))
    judge("mona", part.id, "reject", "insult")
    judge("mona", other.id, "approve")
    assert appeal(None).status_code == 202
    jobs.release_at(minute(5))
    judge("charlie", part.id, "overturn")
    assert post_of(part.id).state == "published"
    assert receipt()["timeline"][-3]["event"] == "overturned"


def test_without_javascript_the_page_takes_it(app, rejected):
    browser = app.test_client(use_cookies=False)
    page = browser.post("/say/return", data={"receipt": letters(MINE)})
    assert 'name="appeal"' in page.text
    bad = browser.post("/say/return", data={"receipt": letters(MINE), "appeal": "x" * 501})
    assert (bad.status_code, "x" * 501 in bad.text) == (422, True)
    done = browser.post("/say/return", data={"receipt": letters(MINE), "appeal": ""})
    assert (done.status_code, "另一位審核會看" in done.text) == (200, True)
    assert len(inbox()) == 1


@pytest.fixture
def masked(mine, judge):
    judge("mona", mine, "mask", spans=((0, 2),))
    return mine


def test_what_a_mask_hides_is_destroyed_when_nobody_can_appeal(masked, receipt, judge):
    until = clock.today() + timedelta(days=14)
    assert ending.destroy_originals(until) == 0
    assert ending.destroy_originals(until + timedelta(days=1)) == 1
    assert ending.destroy_originals(until + timedelta(days=1)) == 0
    assert (post_of(masked).sealed, rendering.open_body(post_of(masked))[:6]) == (b"", "███(2)")
    shown = receipt()
    assert (shown["item"], shown["shown"]) == (None, f"███(2){BODY[2:]}")
    assert "阿坤" not in rendering.open_original(post_of(masked))


def test_the_daily_job_does_so(masked, monkeypatch):
    assert jobs.end_originals() == 0
    later = clock.today() + timedelta(days=15)
    monkeypatch.setattr(clock, "today", lambda: later)
    assert jobs.end_originals() == 1


def test_an_original_is_kept_while_an_appeal_waits(masked, appeal, minute, judge, second):
    appeal(None)
    jobs.release_at(minute(5))
    assert ending.destroy_originals(clock.today() + timedelta(days=99)) == 0
    judge("charlie", masked, "overturn")
    assert (post_of(masked).state, rendering.open_body(post_of(masked))) == ("published", BODY)


def number():
    """How many published posts the last release told of."""
    return counts.read().values[""].number or 0


def test_a_post_is_counted_once_however_often_it_is_judged(masked, appeal, minute, judge, second):
    jobs.release_at(minute(5))
    assert number() == 1
    appeal(None)
    jobs.release_at(minute(6))
    judge("charlie", masked, "overturn")
    jobs.release_at(minute(7))
    assert number() == 1
    post_of(masked).flagged = True
    db.session.commit()
    judge("mona", masked, "withdraw", "threat")
    jobs.release_at(minute(8))
    assert number() == 0


@pytest.fixture
def withdrawn(masked, judge):
    post_of(masked).flagged = True
    db.session.commit()
    judge("mona", masked, "withdraw", "threat")
    return masked


def test_what_was_masked_and_withdrawn_comes_back_masked(
    withdrawn, appeal, minute, judge, second, receipt
):
    assert receipt()["reason"] == "threat"
    appeal(None)
    jobs.release_at(minute(5))
    judge("charlie", withdrawn, "overturn")
    assert (post_of(withdrawn).state, rendering.open_body(post_of(withdrawn))[:3]) == (
        "masked",
        "███",
    )
    with pytest.raises(Invalid):
        judge("charlie", withdrawn, "restore")
