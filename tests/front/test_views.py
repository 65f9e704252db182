"""Home for each role, the page of a key result in all its states, and the pages open to all."""

import hashlib
import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from sqlalchemy.exc import OperationalError

from portal import jobs
from portal.answers import service as answers
from portal.core import clock
from portal.core.access import Role
from portal.core.db import db, transaction
from portal.core.paths import share
from portal.front import security
from portal.okr.models import Cycle, KeyResult
from portal.people import service as people
from portal.people.models import Account
from portal.retro import opening, topics
from portal.retro import service as retro
from portal.voice import keys as voice_keys
from tests.answers.test_service import publish
from tests.making import make_item, make_post

TEXT = "不是機器老，是排程一天改三次。"


def home(sign_in, name):
    return unescape(sign_in(name).get("/in/").text)


def test_staff_see_that_nothing_waits_and_what_is_stuck(sign_in, say, crowd, goal, actors):
    publish(say, crowd[0], goal.id, actors)
    page = home(sign_in, "alice")
    assert "周雅婷，現在沒有事等你。" in page
    assert TEXT in page
    assert "你沒有負責的關鍵結果" in page


def test_a_manager_sees_what_is_to_be_decided_and_which_goal_is_stale(
    sign_in, say, crowd, goal, actors
):
    publish(say, crowd[0], goal.id, actors)
    with transaction():
        kr = db.session.get_one(KeyResult, goal.id)
        kr.updated = clock.today() - timedelta(days=8)
        kr.objective.cycle.starts = clock.today() - timedelta(days=20)
    page = home(sign_in, "bob")
    assert "1 則卡關等你決定" in page
    assert "超過一週沒更新" in page
    assert goal.plain in page
    with transaction():
        db.session.get_one(KeyResult, goal.id).updated = clock.today()
    assert "超過一週沒更新" not in home(sign_in, "bob")


def test_a_moderator_sees_how_many_wait_and_not_what(sign_in, say, crowd, goal):
    assert "等你審核" not in home(sign_in, "mona")
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    jobs.release_at(clock.now())
    page = home(sign_in, "mona")
    assert "1 則" in page
    assert "/in/moderation" in page
    assert TEXT not in page


def test_an_admin_sees_what_is_left_of_the_first_day(sign_in, actors, cast):
    page = home(sign_in, "ada")
    assert "/in/objectives/import" in page
    assert "第一天" in page
    assert "第一天" not in home(sign_in, "bob")


def test_the_first_day_ends_when_all_is_done(sign_in, open_posting, goal, actors, cast):
    assert "第一天" in home(sign_in, "ada")
    with transaction():
        charlie = db.session.get_one(Account, cast.charlie)
        people.set_role(actors["ada"], charlie, Role.MODERATOR)
    assert "第一天" not in home(sign_in, "ada")


def test_an_action_waits_for_whoever_took_it_on(sign_in, say, crowd, goal, actors, cast):
    publish(say, crowd[0], goal.id, actors)
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        topic = retro.topics_of(session)[0]
        topics.add_action(topic, cast.alice, "急單每天十點排一次", clock.today())
    assert "急單每天十點排一次" in home(sign_in, "alice")
    assert "急單每天十點排一次" not in home(sign_in, "charlie")


@pytest.fixture
def page(sign_in, goal):
    """The page of the key result, as one of the five reads it."""

    def read(name="alice", query=""):
        return unescape(sign_in(name).get(f"/in/krs/{goal.id}{query}").text)

    return read


def test_a_key_result_of_which_nothing_was_said_says_so(page, goal):
    shown = page()
    for word in (goal.title, goal.plain, "86", "95", "黃志豪", "讓師傅一拿到就想再買"):
        assert word in shown
    assert "沒有人說" in shown
    assert f"/say/kr/{goal.id}" in shown


def test_blockers_and_comments_stand_apart_with_their_answers(page, say, crowd, goal, actors, cast):
    post = publish(say, crowd[0], goal.id, actors)
    remark = {"kind": "comment", "cause": None, "severity": None, "body": "大家很拚"}
    publish(say, crowd[1], goal.id, actors, **remark)
    with transaction():
        blocker = answers.find_blocker(post.id)
        details = {"reason": "no-budget", "text": "今年訂單排到一月。"}
        answers.decide(actors["bob"], blocker, "decline", details)
    stuck, said = page().split('id="c"')
    assert TEXT in stuck
    assert "今年訂單排到一月。" in stuck
    assert "大家很拚" in said
    assert "大家很拚" not in stuck


def test_what_somebody_said_is_text_and_never_markup(page, say, crowd, goal, actors, sign_in):
    publish(say, crowd[0], goal.id, actors, body="<b>急</b>\n第二行 & 更多")
    shown = sign_in("alice").get(f"/in/krs/{goal.id}").text
    assert "&lt;b&gt;急&lt;/b&gt;<br>第二行 &amp; 更多" in shown


def test_what_waits_or_was_rejected_is_not_on_the_page(page, say, crowd, goal):
    say("/say/posts", make_post(crowd[0], make_item(goal.id)))
    jobs.release_at(clock.now())
    assert TEXT not in page()


def test_only_who_may_is_offered_an_update_or_a_session(page, goal):
    check_in, session = f"/in/krs/{goal.id}/check-ins", f"/in/retros/new?kr={goal.id}"
    assert (check_in in page("alice"), session in page("alice")) == (False, False)
    assert (check_in in page("bob"), session in page("bob")) == (True, True)


def test_a_goal_that_is_over_is_not_spoken_about(page, goal):
    with transaction():
        db.session.query(Cycle).one().ends = clock.today() - timedelta(days=1)
    assert f"/say/kr/{goal.id}" not in page()


def test_a_stale_goal_is_marked(page, goal):
    with transaction():
        cycle = db.session.query(Cycle).one()
        cycle.starts = clock.today() - timedelta(days=20)
        cycle.ends = clock.today() + timedelta(days=20)
    assert 'class="tag tag-soon"' in page()


def test_many_posts_come_in_pages(page, goal, say, crowd, actors, monkeypatch):
    monkeypatch.setattr("portal.front.views.SIZE", 2)
    for n in range(3):
        publish(say, crowd[n], goal.id, actors, body=f"第{n}句。")
    # The latest release comes first.
    first, second = page(), page(query="?page=2")
    assert ["第2句。" in first, "第1句。" in first, "第0句。" in first] == [True, True, False]
    assert "第0句。" in second
    assert "第2句。" not in second


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_the_process_says_that_it_lives(app, address):
    answer = app.test_client().get(address)
    assert (answer.status_code, answer.json) == (200, {"ok": True})
    assert "Set-Cookie" not in answer.headers


def test_a_store_that_does_not_answer_makes_it_unready(app, monkeypatch):
    def gone(_self):
        raise OperationalError("select 1", {}, Exception("gone"))

    monkeypatch.setattr(type(db.engine), "connect", gone)
    assert app.test_client().get("/readyz").status_code == 503
    assert app.test_client().get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("", "http://127.0.0.1:8000/about/privacy"),
        ("ada@example.org", "mailto:ada@example.org"),
        ("https://example.org/help", "https://example.org/help"),
    ],
)
def test_security_txt_names_whom_to_tell_and_until_when(app, contact, said):
    settings = app.extensions["portal"].model_copy(update={"contact": contact})
    text = security.text(settings, datetime.fromisoformat("2026-11-20T12:34:56+00:00"))
    fields = dict(line.split(": ", 1) for line in text.splitlines())
    assert fields["Contact"] == said
    assert fields["Expires"] == "2027-05-19T00:00:00Z"
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    answer = app.test_client().get("/.well-known/security.txt")
    assert answer.mimetype == "text/plain"


def test_the_landing_has_two_doors(app):
    page = app.test_client().get("/").text
    assert 'href="/say/"' in page
    assert 'href="/in/' in page


def test_the_privacy_page_says_for_how_long(app):
    assert "24" in app.test_client().get("/about/privacy").text


def test_the_page_about_anonymity_says_how_to_check(app, open_posting):
    page = app.test_client().get("/about/anonymity?lang=en").text
    pin = voice_keys.log().pin
    assert f"portal audit log.ndjson head.json --pin {pin}" in unescape(page)
    assert "is for 5 people. Nothing is released before 5 of them" in page
    built = share("static") / "dist"
    sums = re.findall(r"<code>([\w-]+\.js)<br>([0-9a-f]{64})</code>", page)
    assert {name.split("-")[0] for name, _sum in sums} >= {"compose", "inside", "return", "wallet"}
    for name, found in sums:
        assert found == hashlib.sha256((built / name).read_bytes()).hexdigest()


def test_before_there_is_a_key_it_still_says_how_it_works(app):
    page = app.test_client().get("/about/anonymity").text
    assert "五個步驟" in page
    assert "--pin" not in page
