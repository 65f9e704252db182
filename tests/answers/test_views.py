"""A blocker's page and a manager's inbox: each decision by its form, each fault in Chinese."""

import re
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select

from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, transaction
from portal.core.directory import directory
from portal.people import service as people
from portal.people.models import Account
from portal.voice import life
from portal.voice.models import Post, PostEvent
from tests.answers.test_service import publish
from tests.front.reading import refused
from tests.making import make_goal


@pytest.fixture
def blocker(say, crowd, goal, actors):
    return publish(say, crowd[0], goal.id, actors)


@pytest.fixture
def other(cast):
    return make_goal("mona", plain="新人三天內上手")


def soon(days=7):
    return (clock.today() + timedelta(days=days)).isoformat()


def good(kind, cast, other):
    return {
        "resources": {"what": "會換模的師傅", "amount": "一位", "by": soon()},
        "priority": {"yields": other.id},
        "assign": {"owner": cast.alice, "by": soon()},
        "ask": {"question": "一週大約被插單幾次？"},
        "decline": {"reason": "no-budget", "text": "今年訂單排到一月。"},
        "transfer": {"to": cast.bob},
    }[kind]


SAYS = {
    "resources": "會換模的師傅，一位",
    "priority": "新人三天內上手",
    "assign": "周雅婷",
    "ask": "一週大約被插單幾次？",
    "decline": "今年訂單排到一月。",
}


def decide(browser, post, kind, **form):
    return browser.post(f"/in/blockers/{post.id}/decisions", data={"kind": kind, **form})


@pytest.mark.parametrize("kind", SAYS)
def test_a_decision_stands_on_the_page_for_everybody(sign_in, blocker, cast, other, kind):
    form = good(kind, cast, other)
    page = sign_in("bob").get(f"/in/blockers/{blocker.id}?kind={kind}").text
    assert all(f'name="{name}"' in page for name in form)
    done = decide(sign_in("bob"), blocker, kind, note="一起想辦法。", **form)
    assert done.location == f"/in/blockers/{blocker.id}?saved=decision"
    for name in ("charlie", "bob"):
        shown = unescape(sign_in(name).get(done.location).text)
        assert SAYS[kind] in shown
        assert "一起想辦法。" in shown
        assert "黃志豪" in shown


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("resources", {"what": ""}),
        ("resources", {"what": "字" * 121}),
        ("resources", {"amount": "看不見\x07"}),
        ("resources", {"by": ""}),
        ("resources", {"by": "很快"}),
        ("resources", {"by": "2020-01-01"}),
        ("priority", {"yields": ""}),
        ("priority", {"yields": "a" * 26}),
        ("assign", {"owner": "nobody"}),
        ("assign", {"by": ""}),
        ("ask", {"question": " "}),
        ("ask", {"question": "字" * 501}),
        ("decline", {"reason": ""}),
        ("decline", {"reason": "tired"}),
        ("decline", {"text": ""}),
        ("transfer", {"to": ""}),
        ("transfer", {}),
    ],
)
def test_a_decision_with_something_missing_keeps_the_rest(
    sign_in, blocker, cast, other, kind, change
):
    form = good(kind, cast, other) | change
    answer = decide(sign_in("bob"), blocker, kind, note="這句要留著", **form)
    refused(answer, "這句要留著")
    assert db.session.get_one(Post, blocker.id).progress == "open"


def test_a_kind_that_does_not_exist_is_refused(sign_in, blocker):
    answer = decide(sign_in("bob"), blocker, "prayer", note="這句要留著")
    assert answer.status_code == 422
    assert "六種決定" in answer.text
    assert "這句要留著" in answer.text


@pytest.mark.parametrize("day", ["soon", "2026-02-30", "", "2020-01-01"])
def test_a_day_that_cannot_be_kept_is_refused_in_one_sentence(sign_in, blocker, cast, other, day):
    form = good("resources", cast, other) | {"by": day}
    [said] = refused(decide(sign_in("bob"), blocker, "resources", **form))
    over = "這一天已經過了。寫一個還沒到的日子。"
    assert said == (over if day == "2020-01-01" else "「盡快」不是日期。寫一個你做得到的日子。")


def test_a_decision_that_cannot_follow_says_so(sign_in, blocker, cast, other):
    decide(sign_in("bob"), blocker, "resources", **good("resources", cast, other))
    answer = decide(sign_in("bob"), blocker, "decline", **good("decline", cast, other))
    refused(answer, "訂單排到", status=409)


def test_a_reply_is_markdown_and_nothing_more(sign_in, blocker):
    address = f"/in/blockers/{blocker.id}/replies"
    body = "**明天**去現場 <script>alert(1)</script> [這裡](javascript:alert(1))"
    assert sign_in("bob").post(address, data={"body": body}).status_code == 302
    page = sign_in("alice").get(f"/in/blockers/{blocker.id}").text
    assert "<strong>明天</strong>" in page
    assert "<script>alert" not in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("body", ["", "   ", "字" * 501, "看不見\x07"])
def test_a_reply_without_words_is_none(sign_in, blocker, body):
    address = f"/in/blockers/{blocker.id}/replies"
    refused(sign_in("bob").post(address, data={"body": body}))


def test_work_is_told_step_by_step_and_the_writer_alone_ends_it(sign_in, blocker, cast, other):
    bob, page = sign_in("bob"), f"/in/blockers/{blocker.id}"
    assert 'name="move"' not in bob.get(page).text
    early = bob.post(f"{page}/work", data={"move": "claim", "body": "修好了"})
    assert early.status_code == 409
    assert "修好了" in early.text
    decide(bob, blocker, "resources", **good("resources", cast, other))
    assert 'value="start"' in bob.get(page).text
    assert bob.post(f"{page}/work", data={"move": "start", "body": "師傅到了"}).status_code == 302
    shown = bob.get(page).text
    assert 'value="start"' not in shown
    assert 'value="claim"' in shown
    assert bob.post(f"{page}/work", data={"move": "claim", "body": "換好了"}).status_code == 302
    seen = sign_in("charlie").get(page).text
    for words in ("師傅到了", "換好了", "開始做了", "待寫的人確認"):
        assert words in seen
    assert 'name="move"' not in bob.get(page).text
    assert "不是機器老" in bob.get("/in/inbox?tab=claimed").text


@pytest.mark.parametrize("move", ["", "confirm", "deny", "nonsense"])
def test_nobody_else_says_that_it_is_solved(sign_in, blocker, cast, other, move):
    bob = sign_in("bob")
    decide(bob, blocker, "resources", **good("resources", cast, other))
    answer = bob.post(f"/in/blockers/{blocker.id}/work", data={"move": move, "body": "好了"})
    assert answer.status_code == 422
    assert "已決定" in bob.get(f"/in/blockers/{blocker.id}").text


@pytest.mark.parametrize("body", ["", "   ", "字" * 501, "看不見\x07"])
def test_work_is_told_with_words_that_stay(sign_in, blocker, cast, other, body):
    bob = sign_in("bob")
    decide(bob, blocker, "resources", **good("resources", cast, other))
    form = {"move": "claim", "body": body}
    answer = bob.post(f"/in/blockers/{blocker.id}/work", data=form)
    refused(answer, body.strip("\x07 "))


def test_the_inbox_sorts_by_what_became_of_it(sign_in, blocker, cast, other):
    bob = sign_in("bob")
    assert "不是機器老" in bob.get("/in/inbox").text
    decide(bob, blocker, "decline", **good("decline", cast, other))
    assert "不是機器老" not in bob.get("/in/inbox").text
    assert "不是機器老" in bob.get("/in/inbox?tab=declined").text
    assert "不是機器老" not in bob.get("/in/inbox?tab=nonsense").text


def test_what_was_handed_over_waits_for_the_other_one_alone(sign_in, blocker, cast, actors):
    with transaction():
        charlie = db.session.get_one(Account, cast.charlie)
        people.set_role(actors["ada"], charlie, Role.MANAGER)
    bob, charlie = sign_in("bob"), sign_in("charlie")
    assert "1 則卡關等你決定" in bob.get("/in/").text
    assert "卡關等你決定" not in charlie.get("/in/").text
    assert decide(bob, blocker, "transfer", to=cast.charlie).status_code == 302
    assert "1 則卡關等你決定" in charlie.get("/in/").text
    assert "卡關等你決定" not in bob.get("/in/").text
    assert "不是機器老" in charlie.get("/in/inbox").text
    assert "不是機器老" not in bob.get("/in/inbox").text


def test_what_is_stuck_is_open_to_everybody(sign_in, blocker):
    for name in ("alice", "charlie", "ada"):
        assert "不是機器老" in sign_in(name).get("/in/blockers").text


def test_a_blocker_about_nothing_is_with_who_stands_highest(sign_in, say, crowd, goal, actors):
    post = publish(say, crowd[0], "unsure", actors)
    page = sign_in("alice").get(f"/in/blockers/{post.id}").text
    assert re.search("黃志豪：.+以前要決定", page)
    assert decide(sign_in("bob"), post, "ask", question="哪一條線？").status_code == 302


def test_a_blocker_about_an_objective_shows_its_title(sign_in, say, crowd, goal, actors):
    post = publish(say, crowd[0], goal.objective_id, actors)
    assert "讓師傅一拿到就想再買" in sign_in("charlie").get(f"/in/blockers/{post.id}").text
    assert "讓師傅一拿到就想再買" in sign_in("bob").get("/in/inbox").text


def test_a_question_is_offered_once(sign_in, blocker, cast, other):
    bob = sign_in("bob")
    way = f"/in/blockers/{blocker.id}"
    assert f"{way}?kind=ask" in bob.get(way).text
    assert decide(bob, blocker, "ask", question="一週大約被插單幾次？").status_code == 302
    with transaction():
        life.answered(db.session.get_one(Post, blocker.id))
    page = bob.get(way).text
    assert f"{way}?kind=ask" not in page
    assert f"{way}?kind=assign" in page


def test_whoever_is_to_decide_opens_it_and_the_writer_reads_that(sign_in, blocker):
    for name in ("alice", "mona", "bob", "bob"):
        assert sign_in(name).get(f"/in/blockers/{blocker.id}").status_code == 200
    events = db.session.scalars(select(PostEvent.event).order_by(PostEvent.step)).all()
    assert events == ["published", "due", "seen"]


def test_what_was_handed_over_is_taken_or_goes_back(sign_in, blocker, cast, actors):
    with transaction():
        people.set_role(actors["ada"], db.session.get_one(Account, cast.charlie), Role.MANAGER)
    bob, charlie = sign_in("bob"), sign_in("charlie")
    decide(bob, blocker, "transfer", to=cast.charlie)
    way = f"/in/blockers/{blocker.id}"
    assert "這件事轉給了你" in charlie.get(way).text
    assert "這件事轉給了你" not in bob.get(way).text
    for name in ("alice", "mona", "ada"):
        answer = sign_in(name).post(f"{way}/hand-over", data={"answer": "accept"})
        assert answer.status_code == 403
    assert bob.post(f"{way}/hand-over", data={"answer": "accept"}).status_code == 409
    assert charlie.post(f"{way}/hand-over", data={"answer": "no"}).location == "/in/inbox"
    assert "不是機器老" in bob.get("/in/inbox").text
    assert "不是機器老" not in charlie.get("/in/inbox").text


def test_a_deadline_stands_on_every_list(sign_in, blocker, goal):
    for address in ("/in/inbox", "/in/blockers", f"/in/krs/{goal.id}", "/in/"):
        assert re.search(r"還剩 \d+ (工時|個工作天)", sign_in("bob").get(address).text), address


def test_what_it_was_in_the_end_stands_beside_what_was_reported(sign_in, blocker, cast, other):
    bob, way = sign_in("bob"), f"/in/blockers/{blocker.id}"
    decide(bob, blocker, "assign", owner=cast.alice, by=soon())
    form = {"move": "claim", "body": "換單前先排好。", "cause": "machine"}
    assert bob.post(f"{way}/work", data=form).status_code == 302
    page = sign_in("alice").get(way).text
    assert "換單前先排好。（真正的原因：機台）" in page
    assert "排程" in page
    told = db.session.scalars(select(PostEvent).filter_by(event="claimed")).one()
    assert told.words["zh_Hant"].endswith("：換單前先排好。（真正的原因：機台）")


def test_a_cause_that_is_none_is_refused(sign_in, blocker, cast, other):
    bob = sign_in("bob")
    decide(bob, blocker, "assign", owner=cast.alice, by=soon())
    form = {"move": "claim", "body": "換單前先排好。", "cause": "gremlins"}
    refused(bob.post(f"/in/blockers/{blocker.id}/work", data=form), "換單前先排好。")


def test_what_is_stuck_is_listed_by_department_too(sign_in, say, crowd, goal, actors):
    theirs = make_goal("charlie", "門市的訂單，當天回覆", "門市營運")
    publish(say, crowd[0], goal.id, actors)
    publish(say, crowd[1], theirs.id, actors, body="收銀機太慢。")
    teams = {name: id_ for id_, name in directory().teams().items()}
    alice = sign_in("alice")
    shown = {
        name: alice.get(f"/in/blockers?team={id_}").text
        for name, id_ in {**teams, "nonsense": "x"}.items()
    }
    found = {name: ("不是機器老" in page, "收銀機" in page) for name, page in shown.items()}
    assert found["生產部"] == (True, False)
    assert found["門市營運"] == (False, True)
    assert found["人資部"] == (False, False)
    assert found["公司"] == found["nonsense"] == (True, True)
