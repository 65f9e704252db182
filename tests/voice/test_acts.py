"""Support, reports and polls: one per person and object, through the inbox, counted at release."""

import gzip
from datetime import date

import pytest
from sqlalchemy import select

from portal import jobs
from portal.anonymity.acts import Act, mark
from portal.core import clock
from portal.core.db import db, transaction, writing
from portal.moderation import service as moderation
from portal.people import issuance
from portal.people.models import ALLOWANCE
from portal.voice.models import ActRow, Post, Spent
from tests.answers.test_service import publish
from tests.making import make_item, make_post, padded
from tests.supporting import presented
from tests.voice.conftest import inbox

pytestmark = pytest.mark.everywhere


@pytest.fixture
def published(say, crowd, goal, actors, minute):
    """A published blocker about Bob's goal."""
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    jobs.release_at(minute(0))
    post = db.session.scalars(select(Post)).one()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
    return post.id


def week(day=None):
    year, number, _day = (day or clock.today()).isocalendar()
    return f"{year}-W{number:02d}"


def vote(token, goal, value=5, **changes):
    return presented(token, poll=goal.id, round=week(), value=value) | changes


def test_support_is_counted_in_buckets_at_the_next_release(say, people, published, minute):
    for number, token in enumerate(people[:5]):
        answer = say("/say/supports", presented(token, post=published))
        assert (answer.status_code, answer.json["state"]) == (202, "queued")
        assert db.session.get_one(Post, published).supporters is None, number
    assert jobs.release_at(minute(1)).moved == 0
    assert db.session.get_one(Post, published).supporters == "5+"
    assert inbox() == {}


def test_one_person_supports_once_and_is_always_answered_alike(say, people, published, minute):
    request = presented(people[0], post=published)
    answers = [say("/say/supports", request) for _ in range(3)]
    jobs.release_at(minute(1))
    answers.append(say("/say/supports", request))
    jobs.release_at(minute(2))
    assert {(one.status_code, one.json["state"]) for one in answers} == {(202, "queued")}
    assert len(db.session.scalars(select(ActRow)).all()) == 1
    assert inbox() == {}


def test_a_token_for_support_is_not_spent(say, people, published, minute):
    say("/say/supports", presented(people[0], post=published))
    say("/say/reports", presented(people[0], post=published, reason="insult"))
    jobs.release_at(minute(1))
    spent = {one.kid for one in db.session.scalars(select(Spent))}
    assert people[0].kid not in spent
    assert {row.act for row in db.session.scalars(select(ActRow))} == {"support", "report"}


def test_what_is_kept_is_the_mark_and_no_token(say, people, published, minute):
    say("/say/supports", presented(people[0], post=published))
    jobs.release_at(minute(1))
    row = db.session.scalars(select(ActRow)).one()
    pepper = issuance.folder().pepper(people[0].kid)
    wanted = mark(pepper, people[0].kid, people[0].msg, Act.SUPPORT, published)
    assert bytes(row.mark) == wanted
    assert set(ActRow.__table__.columns.keys()) == {"mark", "act", "object", "value"}


def test_reports_are_kept_by_reason(say, people, published, minute):
    for token, reason in zip(people[:3], ("insult", "insult", "spam"), strict=True):
        say("/say/reports", presented(token, post=published, reason=reason))
    jobs.release_at(minute(1))
    assert db.session.get_one(Post, published).reported == {"insult": "<5", "spam": "<5"}


def test_under_the_floor_no_act_leaves_the_inbox(say, people, published, cast, minute):
    say("/say/supports", presented(people[0], post=published))
    with writing("issuance") as connection:
        mine = ALLOWANCE.c.account_id == cast.alice
        connection.execute(ALLOWANCE.update().where(mine).values(n=0, request=bytes(32)))
    jobs.release_at(minute(1))
    assert len(inbox()) == 1
    assert db.session.get_one(Post, published).supporters is None


@pytest.mark.parametrize(
    ("address", "fields", "status", "slug"),
    [
        ("/say/supports", {"post": "a" * 26}, 422, "post"),
        ("/say/supports", {"post": "nonsense"}, 422, "post"),
        ("/say/supports", {"post": 7}, 400, "malformed"),
        ("/say/supports", {}, 400, "malformed"),
        ("/say/supports", {"post": "a" * 26, "more": 1}, 400, "malformed"),
        ("/say/reports", {"post": None, "reason": "ugly"}, 422, "reason"),
        ("/say/reports", {"post": None, "reason": None}, 400, "malformed"),
        ("/say/polls", {"value": 11}, 422, "value"),
        ("/say/polls", {"value": -1}, 422, "value"),
        ("/say/polls", {"value": "7"}, 400, "malformed"),
        ("/say/polls", {"value": True}, 400, "malformed"),
        ("/say/polls", {"round": "2020-W01"}, 422, "round"),
        ("/say/polls", {"poll": "a" * 26}, 422, "poll"),
    ],
)
def test_what_there_is_not_is_refused(say, people, published, goal, address, fields, status, slug):
    if address == "/say/polls":
        request = vote(people[0], goal, **fields)
    else:
        named = {k: v or published for k, v in fields.items() if k == "post"}
        request = presented(people[0], **(fields | named))
    answer = say(address, request)
    assert (answer.status_code, answer.json["error"]) == (status, slug), answer.json
    assert inbox() == {}


def test_a_post_that_is_not_public_has_no_supporters(say, crowd, people, goal, minute):
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    jobs.release_at(minute(0))
    waiting = db.session.scalars(select(Post)).one()
    assert say("/say/supports", presented(people[0], post=waiting.id)).status_code == 422


def test_each_kind_of_token_opens_its_own_door(say, crowd, people, published, goal):
    wrong = say("/say/supports", presented(crowd[1], post=published))
    assert (wrong.status_code, wrong.json["error"]) == (403, "no-entry")
    assert say("/say/posts", make_post(people[0], make_item(goal.id))).status_code == 403
    assert say("/say/published", presented(people[0], target=goal.id)).status_code == 200


def test_what_is_published_is_answered_for_a_spent_token_as_for_a_good_one(
    say, crowd, published, goal
):
    answers = [say("/say/published", presented(one, target=goal.id)) for one in crowd[:2]]
    assert answers[0].data == answers[1].data
    [row] = answers[0].json["posts"]
    assert row == {
        "id": published,
        "kind": "blocker",
        "body": "不是機器老，是排程一天改三次。",
        "cause": "schedule",
        "severity": 3,
        "progress": "open",
        "supporters": None,
        "day": clock.today().isoformat(),
    }
    assert say("/say/published", presented(crowd[0], target="a" * 26)).json == {"v": 1, "posts": []}
    assert inbox() == {}


def test_what_is_published_is_packed_since_a_telephone_loads_it(
    say, app, crowd, goal, actors, published
):
    publish(say, crowd[1], goal.id, actors, body="排程一天改三次" * 70)
    raw = padded(presented(crowd[0], target=goal.id))
    browser, packed = app.test_client(use_cookies=False), [("Accept-Encoding", "gzip")]
    answer = browser.post(
        "/say/published", data=raw, content_type="application/json", headers=packed
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    plain = say("/say/published", presented(crowd[0], target=goal.id))
    assert gzip.decompress(answer.data) == plain.data


def test_the_week_of_a_poll_is_the_calendars(goal):
    assert week(date(2027, 1, 3)) == "2026-W53"
