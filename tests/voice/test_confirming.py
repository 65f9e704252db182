"""Those who said the same say whether it is solved; the author's own word stands above theirs."""

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.acts import Act
from portal.anonymity.encoding import b64u
from portal.anonymity.receipts import letters
from portal.core.db import db
from portal.voice.life import Move
from portal.voice.models import ActRow, Post
from tests.answers.test_service import decide, details_of
from tests.supporting import presented
from tests.voice.conftest import MAILBOX, MINE, inbox, tell

pytestmark = pytest.mark.everywhere
YES, NO = "solved", "not-solved"


@pytest.fixture(autouse=True)
def of_five(app, monkeypatch):
    """A number needs five people."""
    others = app.extensions["portal"].model_copy(update={"k": (5, 5)})
    monkeypatch.setitem(app.extensions, "portal", others)


def judge(say, token, post, value):
    return say("/say/verdicts", presented(token, post=post, verdict=value))


def judged(say, people, post, *values):
    """Let so many of them say the same and then this of it."""
    for token, value in zip(people, values, strict=False):
        assert say("/say/supports", presented(token, post=post)).status_code == 202
        assert judge(say, token, post, value).status_code == 202


def by_receipt(say, value):
    request = {"v": 1, "mailbox": b64u(MAILBOX), "verdict": value}
    assert say("/say/receipts/verdict", request).status_code == 202


def stands(post_id):
    db.session.expire_all()
    post = db.session.get_one(Post, post_id)
    return post.progress, post.judged_by_others


def events(say):
    found = say("/say/receipts", {"v": 1, "mailbox": b64u(MAILBOX)}).json
    return [one["event"] for one in found["timeline"]]


@pytest.mark.parametrize(
    ("values", "found", "told"),
    [
        ((YES, YES, YES, NO, NO), "confirmed", "confirmed-by-others"),
        ((NO, NO, NO, NO, YES), "reopened", "denied-by-others"),
    ],
)
def test_the_greater_part_of_enough_people_decides(
    say, people, claimed, minute, values, found, told
):
    judged(say, people, claimed, *values)
    assert stands(claimed) == ("claimed", False)
    jobs.release_at(minute(1))
    assert stands(claimed) == (found, True)
    assert (events(say)[-1], inbox()) == (told, {})


@pytest.mark.parametrize("values", [(YES,) * 4, (YES, YES, YES, NO, NO, NO)])
def test_too_few_or_as_many_on_either_side_decide_nothing(say, people, claimed, minute, values):
    judged(say, people, claimed, *values)
    jobs.release_at(minute(1))
    assert stands(claimed) == ("claimed", False)


def test_later_releases_add_up(say, people, claimed, minute):
    judged(say, people[:3], claimed, YES, YES, YES)
    jobs.release_at(minute(1))
    judged(say, people[3:5], claimed, NO, YES)
    jobs.release_at(minute(2))
    assert stands(claimed) == ("confirmed", True)


def test_who_did_not_say_the_same_is_answered_alike_and_counts_for_nothing(
    say, people, claimed, minute
):
    judged(say, people, claimed, *[YES] * 4)
    before = set(inbox())
    theirs, others = (judge(say, token, claimed, YES) for token in (people[0], people[4]))
    assert (others.status_code, others.data) == (theirs.status_code, theirs.data)
    [row] = set(inbox()) - before
    assert len({len(sealed) for sealed in inbox().values()}) == 1
    jobs.release_at(minute(1))
    query = select(ActRow.value).where(ActRow.act == Act.VERDICT)
    assert sorted(map(str, db.session.scalars(query))) == ["None", YES, YES, YES, YES]
    assert (stands(claimed), row in inbox()) == (("claimed", False), False)


def test_until_the_release_the_last_word_counts_and_after_it_the_first(
    say, people, claimed, minute
):
    judged(say, people, claimed, NO, NO, NO, NO, NO)
    for token in people[:3]:
        judge(say, token, claimed, YES)
    jobs.release_at(minute(1))
    assert stands(claimed) == ("confirmed", True)


def test_the_authors_own_word_in_the_same_release_stands_above_theirs(say, people, claimed, minute):
    judged(say, people, claimed, *[YES] * 5)
    by_receipt(say, NO)
    jobs.release_at(minute(1))
    assert stands(claimed) == ("reopened", False)
    assert "confirmed-by-others" not in events(say)


@pytest.mark.parametrize(("value", "found"), [(NO, "reopened"), (YES, "confirmed")])
def test_the_author_may_still_turn_round_what_the_others_said(
    say, people, claimed, minute, value, found
):
    judged(say, people, claimed, *[YES] * 5)
    jobs.release_at(minute(1))
    by_receipt(say, value)
    jobs.release_at(minute(2))
    assert stands(claimed) == (found, False)
    late = {"v": 1, "mailbox": b64u(MAILBOX), "verdict": NO}
    assert say("/say/receipts/verdict", late).status_code == 422


def test_the_author_reads_how_many_say_the_same(say, app, people, claimed, minute):
    address, request = "/say/receipts/supporters", {"v": 1, "mailbox": b64u(MAILBOX)}
    judged(say, people, claimed, *[YES] * 5)
    assert say(address, request).json == {"v": 1, "supporters": None}
    jobs.release_at(minute(1))
    assert say(address, request).json == {"v": 1, "supporters": "5+"}
    page = app.test_client(use_cookies=False).post("/say/return", data={"receipt": letters(MINE)})
    assert "5+ 人也這樣說" in page.text
    assert "說「我也是」的人說解決了。是嗎？" in page.text
    other = say(address, request | {"mailbox": b64u(bytes(32))})
    assert (other.status_code, other.json["error"]) == (404, "no-receipt")


def test_what_the_others_deny_the_author_may_call_solved(say, people, claimed, minute):
    judged(say, people, claimed, *[NO] * 5)
    jobs.release_at(minute(1))
    by_receipt(say, YES)
    jobs.release_at(minute(2))
    assert stands(claimed) == ("confirmed", False)


def test_a_second_claim_is_judged_anew(say, people, claimed, minute, actors, cast, goal):
    judged(say, people, claimed, *[NO] * 5)
    jobs.release_at(minute(1))
    post = db.session.get_one(Post, claimed)
    decide(actors["bob"], post, "resources", details_of("resources", cast, goal))
    tell(actors, claimed, Move.CLAIM, "這次連夜班也改了。")
    for token in people[:5]:
        assert judge(say, token, claimed, YES).status_code == 202
    jobs.release_at(minute(2))
    assert stands(claimed) == ("confirmed", True)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"verdict": "perhaps"}, 422),
        ({"verdict": None}, 400),
        ({"post": "nonsense"}, 422),
        ({"post": "a" * 26}, 422),
        ({"more": 1}, 400),
    ],
)
def test_what_is_no_verdict_is_refused(say, people, claimed, fields, status):
    request = presented(people[0], **{"post": claimed, "verdict": YES} | fields)
    assert say("/say/verdicts", request).status_code == status
    assert inbox() == {}


def test_nobody_is_asked_where_nobody_claims(say, people, decided):
    assert judge(say, people[0], decided, YES).status_code == 422


def test_a_token_to_post_with_judges_nothing(say, crowd, claimed):
    assert judge(say, crowd[1], claimed, YES).status_code == 403
