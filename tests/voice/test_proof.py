"""The proof of a receipt: it leads from what was said to a line of the public key log."""

import pytest

from portal import jobs
from portal.anonymity import merkle
from portal.anonymity.encoding import b64u
from portal.anonymity.releasing import Kind
from portal.anonymity.tokens import commitment
from portal.core.db import db, transaction
from portal.moderation import service as moderation
from portal.voice.models import Post
from portal.voice.proof import proof_of
from tests.making import make_item, make_post
from tests.voice.conftest import release_lines

pytestmark = pytest.mark.everywhere
SALT = bytes(range(16))


@pytest.fixture
def said(say, crowd, goal, queue):
    """A post of which the salt is known, among others."""
    for number in range(3):
        queue(f"別的話 {number}")

    def send(hold="release"):
        item = make_item(goal.id)
        say("/say/posts", make_post(crowd[0], item, salt=b64u(SALT), hold=hold))
        return commitment(SALT, item)

    return send


def post_of(mine):
    return db.session.query(Post).filter_by(commitment=mine).one()


def judge(actors, mine, outcome, reason=None):
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post_of(mine).id), outcome, reason)


def holds(leaf, place):
    """Whether a place in a proof leads to the root that the key log shows in its line."""
    root = {seq: root for seq, _batch, root in release_lines()}[place["seq"]]
    path = [bytes.fromhex(one) for one in place["path"]]
    return merkle.verify(leaf, place["index"], path, bytes.fromhex(root))


def test_what_was_released_is_under_the_root_of_its_line(said, minute):
    mine = said()
    jobs.release_at(minute(0))
    proof = proof_of(post_of(mine))
    assert proof["commitment"] == mine.hex()
    assert holds(merkle.received_leaf(mine), proof["released"])
    assert not holds(merkle.received_leaf(bytes(32)), proof["released"])
    assert len(proof["released"]["path"]) == 6
    assert proof["decided"] == []


def test_what_was_decided_is_under_the_next_line(said, minute, actors):
    mine = said()
    jobs.release_at(minute(0))
    judge(actors, mine, "reject", "personal")
    assert proof_of(post_of(mine))["decided"] == []
    jobs.release_at(minute(1))
    [decided] = proof_of(post_of(mine))["decided"]
    assert (decided["outcome"], decided["reason"]) == ("reject", "personal")
    assert decided["seq"] == proof_of(post_of(mine))["released"]["seq"] + 1
    assert holds(merkle.decided_leaf(mine, "reject", "personal"), decided)
    assert not holds(merkle.decided_leaf(mine, "approve", None), decided)


def test_what_was_urgent_waits_for_the_next_line(said, minute):
    mine = said(hold="urgent")
    jobs.release_at(minute(0), Kind.URGENT)
    assert proof_of(post_of(mine))["released"] is None
    jobs.release_at(minute(60))
    assert holds(merkle.received_leaf(mine), proof_of(post_of(mine))["released"])
