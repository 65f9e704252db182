"""Ten seconds in which a decision is nobody's business; several at once; who reads what."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import jobs
from portal.core import clock
from portal.core.audit import AuditRow
from portal.core.db import db, reading
from portal.moderation import claims, listing, pending
from portal.moderation.models import CLAIM, Pending, Review
from portal.voice.models import Outcome, Post, PostEvent
from tests.front.reading import refused
from tests.making import make_goal, make_item, make_post
from tests.moderation.conftest import BODY, post_of

pytestmark = pytest.mark.everywhere
LATER = timedelta(seconds=10)


@pytest.fixture
def two(say, crowd, goal):
    """Two posts that wait; their ids."""
    for number in range(2):
        plain = {"kind": "comment", "cause": None, "severity": None}
        item = make_item(goal.id, body=f"第 {number} 則", **plain)
        say("/say/posts", make_post(crowd[number], item))
    jobs.release_at(clock.now())
    return list(db.session.scalars(select(Post.id)))


def judge(browser, post_id, **form):
    return browser.post(f"/in/moderation/{post_id}", data=form)


def traces():
    return [db.session.scalars(select(one)).all() for one in (Review, Outcome, PostEvent)]


def test_before_it_counts_a_decision_leaves_nothing_but_itself(mine, sign_in, goal, cast):
    mona = sign_in("mona")
    before = db.session.scalars(select(AuditRow.id)).all()
    begun = clock.now()
    assert judge(mona, mine, outcome="approve").status_code == 302
    assert (traces(), post_of(mine).state) == ([[], [], []], "waiting")
    assert db.session.scalars(select(AuditRow.id)).all() == before
    assert BODY not in sign_in("alice").get(f"/in/krs/{goal.id}").text
    assert pending.settle(begun + LATER - timedelta(seconds=2)) == 0
    assert jobs.let_decisions_count() == 0
    assert pending.settle(clock.now() + LATER) == 1
    assert post_of(mine).state == "published"
    assert db.session.scalars(select(Pending)).all() == []
    assert BODY in sign_in("alice").get(f"/in/krs/{goal.id}").text
    assert {row.account_id for row in db.session.scalars(select(Review))} == {cast.mona}


def test_what_was_undone_waits_again(mine, sign_in):
    mona = sign_in("mona")
    judge(mona, mine, outcome="reject", reason="insult")
    assert 'data-key="z"' in mona.get("/in/moderation").text
    back = mona.post("/in/moderation/undo", data={"posts": mine})
    assert back.location == f"/in/moderation?post={mine}"
    assert pending.settle(clock.now() + LATER) == 0
    assert (traces(), post_of(mine).state) == ([[], [], []], "waiting")


def test_nobody_undoes_what_counts_or_what_another_decided(mine, sign_in, second):
    judge(sign_in("mona"), mine, outcome="approve")
    refused(sign_in("charlie").post("/in/moderation/undo", data={"posts": mine}), status=409)
    pending.settle(clock.now() + LATER)
    refused(sign_in("mona").post("/in/moderation/undo", data={"posts": mine}), status=409)
    assert post_of(mine).state == "published"


def test_what_does_not_fit_any_more_is_dropped(two, sign_in, actors):
    mona = sign_in("mona")
    judge(mona, two[0], outcome="approve")
    pending.settle(clock.now() + LATER)
    judge(mona, two[1], outcome="duplicate", of=two[0])
    post_of(two[0]).state = "rejected"
    db.session.commit()
    assert pending.settle(clock.now() + LATER) == 1
    assert (post_of(two[1]).state, db.session.scalars(select(Pending)).all()) == ("waiting", [])


def test_a_release_takes_along_what_counts(mine, sign_in, minute, monkeypatch):
    judge(sign_in("mona"), mine, outcome="approve")
    later = clock.now() + LATER
    monkeypatch.setattr(clock, "now", lambda: later)
    moved = jobs.release_at(minute(5))
    assert db.session.scalars(select(Outcome.batch)).all() == [moved.batch]


def test_several_are_judged_alike_or_none(two, sign_in):
    mona = sign_in("mona")
    form = {"posts": two, "outcome": "reject", "tab": "new"}
    page = mona.post("/in/moderation/several", data=form)
    assert "選一個理由" in refused(page, "第 0 則", "第 1 則")[0]
    assert mona.post("/in/moderation/several", data=form | {"reason": "spam"}).status_code == 302
    assert "2 則一起決定了" in mona.get("/in/moderation").text
    pending.settle(clock.now() + LATER)
    assert {post_of(one).state for one in two} == {"rejected"}
    refused(mona.post("/in/moderation/several", data={"outcome": "approve"}))


def test_nobody_judges_among_several_what_concerns_the_judge(say, crowd, two, sign_in):
    own = make_goal("mona", plain="審核在一天內看完")
    say("/say/posts", make_post(crowd[5], make_item(own.id)))
    jobs.release_at(clock.now() + timedelta(minutes=5))
    posts = list(db.session.scalars(select(Post.id)))
    page = sign_in("mona").post(
        "/in/moderation/several", data={"posts": posts, "outcome": "approve"}
    )
    refused(page, status=403)
    assert db.session.scalars(select(Pending)).all() == []


def test_the_text_can_be_masked_and_cut_by_typing(mine, sign_in):
    mona = sign_in("mona")
    assert "沒有" in refused(judge(mona, mine, outcome="mask", words="阿海"))[0]
    judge(mona, mine, outcome="mask", words="阿坤\n廢料", spans="[[7, 9]]")
    [row] = db.session.scalars(select(Pending))
    assert row.details["spans"] == [[0, 2], [6, 9]]
    mona.post("/in/moderation/undo", data={"posts": mine})
    judge(mona, mine, outcome="split", endings="線上。", cut="3")
    [row] = db.session.scalars(select(Pending))
    assert row.details["cuts"] == [3, 13]


@pytest.mark.parametrize("spans", ["[", "{}", "[[1]]", '[["a", 2]]', "[[1,2,3]]", "9" * 5000])
def test_spans_that_are_none_are_refused(mine, sign_in, spans):
    refused(judge(sign_in("mona"), mine, outcome="mask", spans=spans))


def test_who_reads_a_post_is_told_to_others_for_five_minutes(mine, sign_in, second, actors):
    claim = f"/in/moderation/{mine}/claim"
    assert sign_in("mona").post(claim).json == {"v": 1, "reader": None}
    assert sign_in("charlie").post(claim).json == {"v": 1, "reader": "何詠詩"}
    assert "何詠詩 正在看這一則" in sign_in("charlie").get("/in/moderation").text
    assert "正在看這一則。</" not in sign_in("mona").get("/in/moderation").text
    with reading("search") as connection:
        [row] = connection.execute(select(CLAIM)).all()
    assert 0 < row.until - clock.now().timestamp() <= 300


def test_a_claim_ends(mine, actors, second, monkeypatch):
    claims.claim(actors["mona"], mine)
    later = clock.now() + claims.LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    assert claims.reader_of(second, mine) is None
    jobs.end_claims()
    with reading("search") as connection:
        assert connection.execute(select(CLAIM)).all() == []


def test_every_list_has_its_number_and_twenty_a_page(two, sign_in, actors):
    page = sign_in("mona").get("/in/moderation").text
    assert "<title>(2) 審核" in page
    tabs = listing.queue(actors["mona"], "").tabs
    assert [len(tabs[tab]) for tab in listing.Tab] == [0, 2, 0, 0, 0]
    assert len(listing.page([*tabs["new"]] * 30, 1)) == 20
