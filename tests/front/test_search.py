"""The search page: what it finds, for whom, in which order, and what it never tells."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from portal import jobs
from portal.answers import service as answers
from portal.core import clock, searches
from portal.core.db import db, transaction
from portal.core.revisions import Revision
from portal.front import search_views
from portal.moderation import pending
from portal.moderation import service as moderation
from portal.voice import rendering
from portal.voice.models import Post
from tests.answers.test_service import decide, details_of
from tests.making import make_goal, make_item
from tests.voice.conftest import put

pytestmark = [pytest.mark.everywhere, pytest.mark.slow]


@pytest.fixture
def said(crowd, open_posting, goal, actors):
    """Release these texts together, and publish them; the posts."""
    turns = iter(range(100))

    def publish(*bodies, target=None, **changes):
        for body in bodies:
            put(open_posting, make_item(target or goal.id, body=body, **changes))
        jobs.release_at(clock.now() + timedelta(minutes=next(turns)))
        posts = db.session.scalars(select(Post).where(Post.state == "waiting")).all()
        with transaction():
            for post in posts:
                moderation.decide(actors["mona"], moderation.find_case(post.id), "approve", None)
        rendering.derive(*posts)
        return posts

    return publish


@pytest.fixture
def look(sign_in):
    """The page that one of the five gets for these words."""
    browsers = {}

    def find(words, who="alice", **more):
        browser = browsers.setdefault(who, None) or sign_in(who)
        browsers[who] = browser
        answer = browser.get("/in/search", query_string={"q": words, **more})
        assert answer.status_code == 200
        return answer.text

    return find


def voices(page):
    """The texts of what was said, as they stand on a page, without marks."""
    found = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def marks(page):
    return re.findall(r"<mark>(.*?)</mark>", page)


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("排程", "排程"),
        ("排", "排"),
        ("改三次", "改三次"),
        ("机台", "機台"),
        ("cnc", "CNC52"),
        ("CNC52機台", "CNC52機台"),
    ],
)
def test_what_was_said_is_found_and_the_words_are_marked(said, look, backend, words, mark):
    said("CNC52機台停了，排程一天改三次", "茶水間沒有茶")
    page = look(words)
    assert voices(page) == ["CNC52機台停了，排程一天改三次"]
    assert marks(page) == [mark]


def test_everybody_signed_in_may_search_and_nobody_else(said, look, app, backend):
    said("排程一天改三次")
    for name in ("alice", "bob", "charlie", "mona", "ada"):
        assert voices(look("排程", name)) == ["排程一天改三次"]
    assert app.test_client().get("/in/search?q=x").status_code == 302


def test_what_people_typed_stays_text(said, look, backend):
    said("夜班 <b>兩個</b>人 & <mark>")
    page = look("兩個 <b>")
    assert (
        "夜班 &lt;<mark>b</mark>&gt;<mark>兩個</mark>&lt;/<mark>b</mark>&gt;人 &amp; &lt;mark&gt;"
        in page
    )
    assert "<b>兩個" not in look("<b>兩個")


def test_the_newest_release_comes_first_and_within_one_no_order_tells_of_arrival(
    said, look, backend
):
    bodies = [f"缺料 {number}" for number in range(12)]
    said(*bodies)
    said("缺料 new")
    found = voices(look("缺料"))
    assert found[0] == "缺料 new"
    assert sorted(found[1:]) == sorted(bodies)
    assert found[1:] not in (bodies, bodies[::-1])


def test_it_pages_and_never_says_how_many(said, look, backend, monkeypatch):
    monkeypatch.setattr(search_views, "SIZE", 2)
    said(*(f"缺料 {number}號機" for number in range(5)))
    pages = [look("缺料", page=number) for number in (1, 2, 3)]
    found = [body for page in pages for body in voices(page)]
    assert len(found) == len(set(found)) == 5
    assert ['rel="next"' in page for page in pages] == [True, True, False]
    assert "page=2" in pages[0]
    # Nothing follows the names of the kinds, as a number does in an inbox.
    assert "<b>" not in pages[0]


def test_what_waits_or_was_sent_back_is_not_there(crowd, open_posting, goal, actors, look, backend):
    put(open_posting, make_item(goal.id, body="缺料兩天"))
    assert voices(look("缺料")) == []
    jobs.release_at(clock.now())
    assert voices(look("缺料")) == []
    post = db.session.scalars(select(Post)).one()
    with transaction():
        moderation.decide(actors["mona"], moderation.find_case(post.id), "reject", "insult")
    assert voices(look("缺料")) == []


def test_it_comes_with_the_approval_and_goes_when_it_is_forgotten(
    crowd, open_posting, goal, look, sign_in, backend
):
    put(open_posting, make_item(goal.id, body="缺料兩天"))
    jobs.release_at(clock.now())
    post = db.session.scalars(select(Post)).one()
    sign_in("mona").post(f"/in/moderation/{post.id}", data={"outcome": "approve"})
    assert voices(look("缺料")) == []
    pending.settle(clock.now() + pending.UNDO)
    assert voices(look("缺料")) == ["缺料兩天"]
    rendering.forget(post.id)
    assert voices(look("缺料")) == []


def test_of_a_masked_post_only_what_readers_see_is_found(said, look, backend):
    [post] = said("王小明說缺料")
    with transaction():
        post = db.session.get_one(Post, post.id)
        shown = rendering.open_item(post) | {"body": "███說缺料"}
        post.masked, post.state = rendering.seal_masked(post, shown), "masked"
    pending.renew(post)
    assert voices(look("缺料")) == ["███說缺料"]
    assert voices(look("小明")) == []


@pytest.mark.parametrize("state", ["waiting", "rejected", "merged", "split"])
def test_a_state_that_hides_a_post_hides_it_here_though_the_index_still_has_it(
    said, look, actors, cast, goal, state, backend
):
    [post] = said("缺料兩天")
    decide(actors["bob"], post, "resources", details_of("resources", cast, goal) | {"note": "缺料"})
    assert "會換模" in look("缺料")
    with transaction():
        db.session.get_one(Post, post.id).state = state
    page = look("缺料")
    assert voices(page) == []
    assert "會換模" not in page


def test_decisions_and_replies_are_found_as_soon_as_they_are_made(
    said, look, actors, cast, goal, backend
):
    [post] = said("排程一天改三次")
    assert "會換模" not in look("師傅")
    decide(actors["bob"], post, "resources", details_of("resources", cast, goal))
    page = look("師傅")
    assert "會換模的<mark>師傅</mark>，一位" in page
    assert f"/in/blockers/{post.id}" in page
    assert "黃志豪" in page
    with transaction():
        answers.reply(actors["bob"], answers.find_blocker(post.id), "下週去**現場**看")
    assert "下週去<mark>現場</mark>看" in look("現場", kind="decisions")
    assert voices(look("現場", kind="decisions")) == []


def test_the_index_of_what_managers_wrote_is_read_on_not_anew(
    said, look, actors, cast, goal, backend
):
    [post] = said("排程一天改三次")
    decide(actors["bob"], post, "resources", details_of("resources", cast, goal))
    assert marks(look("師傅", kind="decisions")) == ["師傅"]
    with transaction() as session:
        session.execute(delete(Revision).where(Revision.room == "answers"))
    assert marks(look("師傅", kind="decisions")) == ["師傅"]


def test_goals_are_found_by_their_titles(goal, look, backend):
    page = look("准时", kind="goals")
    assert "客人訂的貨，<mark>準時</mark>送到" in page
    assert f"/in/krs/{goal.id}" in page
    assert f"/in/objectives/{goal.objective_id}" in look("師傅")


def test_of_one_goal_only_what_stands_there(said, look, goal, backend):
    other = make_goal("charlie", "顧客少等", "門市營運")
    said("缺料在這裡")
    said("缺料在那裡", target=other.id)
    assert len(voices(look("缺料"))) == 2
    assert voices(look("缺料", goal=goal.id)) == ["缺料在這裡"]
    assert voices(look("缺料", goal=other.objective_id)) == ["缺料在那裡"]
    assert voices(look("缺料", goal="a" * 26)) == []


def test_where_nothing_is_the_page_says_what_to_do(look, backend):
    assert "打一兩個詞來找" in look("")
    page = look("夜班")
    assert "這裡沒有這些字" in page
    assert "還在審核的話找不到" in page
    assert "這裡沒有這些字" in look("？！")


def test_managers_are_told_that_moderators_read_their_searches_and_they_do(look, sign_in, backend):
    told = "主管在這裡搜尋過什麼"
    assert told in look("夜班", "bob")
    look("夜班", "bob", page=2)
    for name in ("alice", "mona", "ada"):
        assert told not in look("天車", name)
    assert [row.words for row in searches.rows()] == ["夜班"]
    assert "夜班" in sign_in("mona").get("/in/moderation/searches").text
    assert "/in/moderation/searches" in sign_in("mona").get("/in/moderation").text


def test_a_text_at_length_is_shown_around_the_words(said, look, backend):
    said("前" * 200 + "缺料" + "後" * 250)
    [shown] = voices(look("缺料"))
    assert shown.startswith("…前")
    assert shown.endswith("後…")
    assert marks(look("缺料")) == ["缺料"]
