"""What each outcome makes of a post, for its readers and by receipt for its author."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity import merkle
from portal.anonymity.releasing import Kind
from portal.core import clock
from portal.core.access import Permission, allows
from portal.core.db import db, transaction
from portal.core.errors import Conflict, Forbidden, Invalid
from portal.moderation import cases, service
from portal.moderation.models import Review
from portal.voice import rendering, splitting
from portal.voice import service as voice
from portal.voice.models import Outcome, Post, PostEvent, Release
from tests.answers.test_service import decide, details_of
from tests.making import make_item, make_post
from tests.moderation.conftest import BODY, post_of

pytestmark = pytest.mark.everywhere
NAME = ((0, 2),)


def published(post_id):
    """Text of a post for its readers."""
    return rendering.texts(voice.find_posts([post_id]).values())[post_id]


def test_a_mask_hides_letters_from_readers_and_not_from_their_author(
    mine, judge, receipt, sign_in, goal
):
    # Read before: this process remembers it, and nobody tells it to forget.
    assert published(mine) == BODY
    judge("mona", mine, "mask", "personal", spans=NAME)
    hidden = f"███(2){BODY[2:]}"
    assert (post_of(mine).state, published(mine)) == ("masked", hidden)
    page = sign_in("charlie").get(f"/in/krs/{goal.id}").text
    assert "███(2)" in page
    assert "阿坤" not in page
    shown = receipt()
    assert (shown["state"], shown["item"]["body"], shown["shown"]) == ("masked", BODY, hidden)
    assert "遮住 1 處" in shown["timeline"][-1]["text"]


@pytest.mark.parametrize(
    "spans", [(), ((0, 0),), ((3, 2),), ((0, 999),), ((-1, 2),), ((0, len(BODY)),), ((True, 2),)]
)
def test_a_mask_that_is_none_or_leaves_nothing_is_refused(mine, judge, spans):
    with pytest.raises(Invalid):
        judge("mona", mine, "mask", spans=spans)
    assert post_of(mine).state == "waiting"


def test_masks_that_meet_are_one(mine, judge):
    judge("mona", mine, "mask", spans=((5, 7), (0, 2), (1, 5)))
    assert published(mine).startswith(f"███(7){BODY[7:]}")


def test_parts_are_judged_each_on_its_own_and_the_receipt_shows_them(mine, judge, receipt, actors):
    at = BODY.index("。") + 1
    judge("mona", mine, "split", cuts=(at,))
    first, second = splitting.parts_of(post_of(mine))
    assert [rendering.open_body(one) for one in (first, second)] == [BODY[:at], BODY[at:]]
    assert {one.id for one in (first, second)} == {
        case.post.id for case in service.queue(actors["mona"], "secret")
    }
    judge("mona", first.id, "reject", "insult")
    judge("mona", second.id, "approve")
    shown = receipt()
    assert shown["state"] == "split"
    parts = [step for step in shown["timeline"] if step["event"] == "part"]
    assert BODY[:at] in parts[0]["text"]
    assert [step["event"] for step in shown["timeline"]] == [
        "received", "split", "part", "rejected", "part", "published",
    ]  # fmt: skip


def test_what_was_cut_after_an_urgent_release_is_one_leaf_of_the_next_line(
    say, crowd, goal, judge, minute
):
    said = make_post(crowd[0], make_item(goal.id, body=BODY), hold="urgent")
    say("/say/posts", said)
    jobs.release_at(minute(0), Kind.URGENT)
    [post] = db.session.scalars(select(Post))
    judge("mona", post.id, "split", cuts=(13,))
    line = db.session.get_one(Release, jobs.release_at(minute(5)).batch)
    leaves = [bytes(line.leaves[at : at + 32]) for at in range(0, len(line.leaves), 32)]
    assert leaves.count(merkle.received_leaf(bytes(post.commitment))) == 1


@pytest.mark.parametrize("cuts", [(), (0,), (len(BODY),), (999,), (1, 2, 3, 4, 5)])
def test_a_post_is_cut_into_two_to_five_parts_that_say_something(mine, judge, cuts):
    with pytest.raises(Invalid):
        judge("mona", mine, "split", cuts=cuts)
    assert post_of(mine).state == "waiting"


@pytest.fixture
def other(say, crowd, goal, mine, judge):
    """Another post about the same goal, which is public."""
    say("/say/posts", make_post(crowd[1], make_item(goal.id, body="堆高機走道被佔住。")))
    jobs.release_at(clock.now().replace(year=clock.now().year + 1))
    [found] = db.session.scalars(select(Post.id).where(Post.id != mine))
    judge("mona", found, "approve")
    return found


def test_whoever_says_the_same_follows_the_others_life(
    mine, other, judge, receipt, actors, cast, goal
):
    judge("mona", mine, "duplicate", of=other)
    assert (post_of(mine).state, post_of(mine).merged_into) == ("merged", other)
    decide(actors["bob"], post_of(other), "resources", details_of("resources", cast, goal))
    shown = receipt()
    assert [step["event"] for step in shown["timeline"]] == ["received", "merged", "decided"]
    assert (shown["state"], shown["reason"]) == ("merged", "duplicate")


def test_only_a_public_post_of_the_same_goal_says_the_same(mine, other, judge, say, crowd):
    with pytest.raises(Invalid):
        judge("mona", mine, "duplicate", of="a" * 26)
    with pytest.raises(Invalid):
        judge("mona", mine, "duplicate", of=mine)
    with transaction():
        post_of(other).target = "unsure"
    with pytest.raises(Invalid):
        judge("mona", mine, "duplicate", of=other)


def test_what_is_escalated_waits_among_the_urgent_ones_with_a_word(mine, judge, receipt, actors):
    with transaction():
        post_of(mine).urgent = False
    with pytest.raises(Invalid):
        judge("mona", mine, "escalate", word="x" * 201)
    judge("mona", mine, "escalate", word="像是公安的事")
    assert (post_of(mine).state, post_of(mine).urgent) == ("waiting", True)
    assert db.session.scalars(select(Review.word)).all() == ["像是公安的事"]
    judge("mona", mine, "approve")
    assert [step["event"] for step in receipt()["timeline"]][1:] == ["escalated", "published"]


def test_each_outcome_leaves_a_review_an_event_a_leaf_and_an_audit_row(mine, judge, cast):
    judge("mona", mine, "escalate", word="再看")
    judge("mona", mine, "mask", spans=NAME)
    assert [
        (row.number, row.outcome, row.account_id)
        for row in db.session.scalars(select(Review).order_by(Review.number))
    ] == [(1, "escalate", cast.mona), (2, "mask", cast.mona)]
    leaves = db.session.execute(select(Outcome.number, Outcome.outcome).order_by(Outcome.number))
    assert [tuple(row) for row in leaves] == [(1, "escalate"), (2, "mask")]
    events = db.session.scalars(select(PostEvent).order_by(PostEvent.step)).all()
    assert [set(one.words) for one in events] == [{"zh_Hant", "en"}] * 3


def test_whoever_answers_for_a_goal_above_it_never_sees_it(say, crowd, cast, actors, judge, goal):
    objective = goal.objective
    with transaction():
        db.session.get_one(type(objective), objective.id).owner_id = cast.mona
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    jobs.release_at(clock.now())
    [post] = db.session.scalars(select(Post))
    case = cases.find_case(post.id)
    assert not allows(actors["mona"], Permission.MODERATION_DECIDE, case)
    assert service.queue(actors["mona"], "secret") == []
    with pytest.raises(Forbidden):
        judge("mona", post.id, "approve")


def test_who_may_judge(mine, actors):
    case = cases.find_case(mine)
    may = {name for name, who in actors.items() if allows(who, Permission.MODERATION_DECIDE, case)}
    assert may == {"mona"}


def test_a_post_is_judged_once_only(mine, judge):
    judge("mona", mine, "approve")
    for outcome in ("approve", "mask", "split", "duplicate", "escalate", "keep", "uphold"):
        with pytest.raises(Conflict):
            judge("mona", mine, outcome, spans=NAME, word="x")
