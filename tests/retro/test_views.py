"""A session led on its pages: every button, every fault, and the file that is left of it."""

from datetime import timedelta
from html import unescape

import pytest

from portal.core import clock
from portal.core.db import db, transaction
from portal.core.errors import Invalid
from portal.retro import listing, opening, service
from portal.retro.models import Action, Session, Topic
from tests.answers.test_service import publish_all
from tests.front.reading import refused
from tests.making import lead, make_goal

pytestmark = pytest.mark.slow


@pytest.fixture
def said(say, crowd, goal, actors):
    causes = ("schedule", "machine")
    blockers = [{"cause": cause, "body": f"說法 {n}"} for n, cause in enumerate(causes)]
    publish_all(say, crowd[:2], goal.id, actors, *blockers)


@pytest.fixture
def held(said, goal, actors):
    """A session of two topics, in discussion."""
    with transaction():
        session = opening.open_session(actors["bob"], "準時送到", [goal.id])
        lead(actors["bob"], session, "discuss")
    return session


@pytest.fixture
def bob(sign_in):
    return sign_in("bob")


def topics(session):
    return service.topics_of(session)


def due(days=7):
    return (clock.today() + timedelta(days=days)).isoformat()


def test_a_manager_opens_a_session_over_chosen_goals(bob, said, goal, sign_in):
    page = bob.get(f"/in/retros/new?kr={goal.id}").text
    assert f'value="{goal.id}"' in page
    assert "checked" in page
    done = bob.post("/in/retros", data={"title": "準時送到", "key_results": [goal.id]})
    shown = sign_in("alice").get(done.location).text
    assert "準時送到" in shown
    assert "黃志豪" in shown
    assert "準時送到" in sign_in("alice").get("/in/retros").text


@pytest.mark.parametrize(
    "change",
    [
        {"title": ""},
        {"title": "   "},
        {"title": "字" * 121},
        {"key_results": []},
        {"key_results": ["a" * 26]},
    ],
)
def test_a_session_that_cannot_be_opened_keeps_what_was_typed(bob, goal, change):
    form = {"title": "準時送到", "key_results": [goal.id]} | change
    refused(bob.post("/in/retros", data=form), form["title"].strip())
    assert listing.count_sessions() == 0


def test_a_session_is_about_goals_of_the_managers_own_part(sign_in, cast, actors, goal):
    foreign = make_goal("charlie", "顧客等超過十分鐘的少一半", team="門市營運")
    bob = sign_in("bob")
    assert foreign.id not in bob.get("/in/retros/new").text
    form = {"title": "別人的目標", "key_results": [foreign.id]}
    refused(bob.post("/in/retros", data=form), "別人的目標")
    with pytest.raises(Invalid), transaction():
        opening.open_session(actors["bob"], "別人的目標", [goal.id, foreign.id])


@pytest.mark.parametrize("where", ["title", "merge"])
def test_a_form_of_another_phase_says_why_and_keeps_the_words(bob, held, where):
    typed = {"title": "字" * 121, "into": "a" * 26}
    answer = bob.post(f"/in/topics/{topics(held)[0].id}/{where}", data=typed)
    refused(answer, *(["字" * 121] if where == "title" else []), status=422)


def test_without_goals_the_page_says_that_there_are_none(bob):
    assert "沒有" in bob.get("/in/retros/new").text


def test_the_session_is_led_from_phase_to_phase(bob, said, goal):
    bob.post("/in/retros", data={"title": "準時送到", "key_results": [goal.id]})
    session = db.session.query(Session).one()
    way = ("review", "figures", "group", "review", "figures", "group", "discuss")
    for phase in way:
        assert bob.post(f"/in/retros/{session.id}/phase", data={"phase": phase}).status_code == 302
        assert bob.get(f"/in/retros/{session.id}").status_code == 200
        db.session.expire_all()
        assert session.phase == phase


@pytest.mark.parametrize("phase", ["", "closed", "nap", "review-again", "x" * 17])
def test_a_phase_that_cannot_follow_says_why(bob, held, phase):
    refused(bob.post(f"/in/retros/{held.id}/phase", data={"phase": phase}))


def test_a_session_that_is_to_close_names_the_topics_that_are_left(bob, held):
    bob.post(f"/in/retros/{held.id}/phase", data={"phase": "actions"})
    [said] = refused(bob.post(f"/in/retros/{held.id}/phase", data={"phase": "closed"}))
    assert "排程" in said


def test_a_topic_is_named_noted_and_merged(bob, held):
    first, second = topics(held)
    for where, form in (
        ("title", {"title": "排程太滿"}),
        ("notes", {"notes": "**換模**要兩個人"}),
    ):
        done = bob.post(f"/in/topics/{first.id}/{where}", data=form)
        assert done.location == f"/in/retros/{held.id}?topic={first.id}#topic-{first.id}"
    page = bob.get(f"/in/retros/{held.id}?topic={first.id}").text
    assert "排程太滿" in page
    assert "**換模**要兩個人" in page
    bob.post(f"/in/topics/{second.id}/merge", data={"into": first.id})
    db.session.expire_all()
    [left] = topics(held)
    assert len(left.cards) == 2


FAULTS = [
    ("title", {"title": ""}),
    ("title", {"title": " "}),
    ("title", {"title": "字" * 121}),
    ("merge", {"into": ""}),
    ("merge", {"into": "a" * 26}),
    ("notes", {"notes": "字" * 2001}),
    ("end", {"ending": "decision", "outcome": ""}),
    ("end", {"ending": "forgotten", "outcome": "這句要留著"}),
    ("end", {"outcome": "這句要留著"}),
    ("actions", {"what": "", "owner": "alice", "due": "week"}),
    ("actions", {"what": "這句要留著", "owner": "", "due": "week"}),
    ("actions", {"what": "這句要留著", "owner": "nobody", "due": "week"}),
    ("actions", {"what": "這句要留著", "owner": "alice", "due": ""}),
    ("actions", {"what": "這句要留著", "owner": "alice", "due": "很快"}),
]


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(("where", "form"), FAULTS)
def test_what_cannot_be_done_to_a_topic_keeps_what_was_typed(bob, held, cast, which, where, form):
    topic = topics(held)[which]
    if where in {"title", "merge"}:
        bob.post(f"/in/retros/{held.id}/phase", data={"phase": "group"})
    typed = form | {"owner": getattr(cast, form.get("owner") or "x", form.get("owner", ""))}
    typed |= {"due": due() if form.get("due") == "week" else form.get("due", "")}
    kept = [word for word in form.values() if word == "這句要留著"]
    refused(bob.post(f"/in/topics/{topic.id}/{where}", data=typed), *kept)
    db.session.expire_all()
    found = db.session.get_one(Topic, topic.id)
    assert (found.ending, found.notes) == (None, "")
    assert db.session.query(Action).count() == 0


def close(bob, held):
    for topic in topics(held):
        form = {"ending": "parked", "outcome": "下次再談"}
        assert bob.post(f"/in/topics/{topic.id}/end", data=form).status_code == 302
    for phase in ("actions", "closed"):
        assert bob.post(f"/in/retros/{held.id}/phase", data={"phase": phase}).status_code == 302


def test_a_closed_session_shows_what_came_out_of_it(bob, held, cast, sign_in):
    first, _second = topics(held)
    form = {"what": "急單每天十點排一次", "owner": cast.alice, "due": due()}
    assert bob.post(f"/in/topics/{first.id}/actions", data=form).status_code == 302
    assert "急單每天十點排一次" in sign_in("alice").get("/in/").text
    close(bob, held)
    page = sign_in("charlie").get(f"/in/retros/{held.id}").text
    for word in ("急單每天十點排一次", "周雅婷", "下次再談", "說法 0"):
        assert word in page


@pytest.mark.parametrize("where", ["title", "notes", "end", "actions"])
def test_who_types_while_the_session_is_closed_gets_the_words_back(bob, held, cast, where):
    close(bob, held)
    form = {"title": "晚了一步", "notes": "晚了一步", "ending": "parked", "outcome": "晚了一步"}
    form |= {"what": "晚了一步", "owner": cast.alice, "due": due()}
    answer = bob.post(f"/in/topics/{topics(held)[0].id}/{where}", data=form)
    assert "這場複盤已經結束" in " ".join(refused(answer, "晚了一步", status=409))


@pytest.fixture
def action(bob, held, cast):
    topic = topics(held)[0]
    form = {"what": "急單每天十點排一次", "owner": cast.alice, "due": due()}
    bob.post(f"/in/topics/{topic.id}/actions", data=form)
    return db.session.query(Action).one()


def test_the_owner_of_an_action_says_what_became_of_it(sign_in, action):
    alice = sign_in("alice")
    assert "急單每天十點排一次" in alice.get(f"/in/actions/{action.id}").text
    assert alice.post(f"/in/actions/{action.id}", data={"state": "done"}).location == "/in/"
    db.session.expire_all()
    assert action.state == "done"


def test_the_next_session_settles_the_last_ones_actions(bob, held, action, goal):
    close(bob, held)
    done = bob.post("/in/retros", data={"title": "第二次", "key_results": [goal.id]})
    second = done.location.rpartition("/")[2]
    bob.post(f"{done.location}/phase", data={"phase": "review"})
    assert "急單每天十點排一次" in bob.get(done.location).text
    form = {"state": "dropped", "why": "換了機台", "retro": second}
    answer = bob.post(f"/in/actions/{action.id}", data=form)
    assert answer.location == f"/in/retros/{second}"
    assert "換了機台" in bob.get(answer.location).text


@pytest.mark.parametrize(
    "form",
    [
        {"state": "dropped", "why": ""},
        {"state": "forgotten", "why": "這句要留著"},
        {"why": "這句要留著"},
        {"state": "done", "why": "字" * 201},
    ],
)
def test_an_action_is_not_settled_without_what_it_needs(sign_in, action, form):
    kept = [form["why"]] if form["why"] == "這句要留著" else []
    refused(sign_in("alice").post(f"/in/actions/{action.id}", data=form), *kept)
    db.session.expire_all()
    assert action.state == "open"


def test_the_export_is_a_markdown_file_of_its_own(sign_in, held):
    answer = sign_in("charlie").get(f"/in/retros/{held.id}/export.md")
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    day = held.started.isoformat()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="retro-{day}.md"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.text.startswith("# 準時送到\n")
    assert "> 說法 0" in answer.text


def test_the_list_comes_in_pages(bob, goal, actors, sign_in):
    with transaction():
        for n in range(22):
            opening.open_session(actors["bob"], f"第{n}次。", [goal.id])
    pages = [unescape(sign_in("alice").get(f"/in/retros?page={n}").text) for n in (1, 2, 3)]
    shown = [sum(f"第{n}次。" in page for n in range(22)) for page in pages]
    assert shown == [20, 2, 0]


def test_a_session_about_two_goals_lists_both(bob, goal, cast):
    other = make_goal("mona", plain="新人三天內上手")
    done = bob.post("/in/retros", data={"title": "兩個", "key_results": [goal.id, other.id]})
    page = bob.get(done.location).text
    assert goal.plain in page
    assert other.plain in page
    assert "兩個" in bob.get(f"/in/krs/{other.id}").text
